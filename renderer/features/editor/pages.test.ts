import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { PAGE } from '#shared/gbt9704/layout/measures.ts';
import { GAP_MM, heightOfPages, placeOf } from './Pages.tsx';

const css = readFileSync(new URL('./sheet.css', import.meta.url), 'utf8');

it('[PAP11] the style sheet cuts the text into the pages that are drawn under it', () => {
  const [, height, gap] = /column-height: ([\d.]+)mm;.*row-gap: ([\d.]+)mm/u.exec(css) ?? [];
  expect(Number(height) - PAGE.textHeightMm).toBeGreaterThan(0);
  expect(Number(height) - PAGE.textHeightMm).toBeLessThan(1);
  expect(Number(height) + Number(gap)).toBeCloseTo(PAGE.heightMm + GAP_MM, 6);
});

it('[PAP11] an end is told by its page and how far down it is', () => {
  expect(placeOf(10)).toEqual({ page: 0, bottom: 10 });
  expect(placeOf(PAGE.textHeightMm)).toEqual({ page: 0, bottom: PAGE.textHeightMm });
  expect(placeOf(2 * (PAGE.heightMm + GAP_MM) + 33)).toEqual({ page: 2, bottom: 33 });
  expect(heightOfPages(1)).toBe(`${PAGE.heightMm}mm`);
  expect(heightOfPages(3)).toBe(`${3 * PAGE.heightMm + 2 * GAP_MM}mm`);
});
