/**
 * Looks at what a window shows at the sizes that people have: nothing wider than the window, nothing that a screen reader or a keyboard
 * cannot use (axe), contrast included. Leaves a picture of each size for whoever looks.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect } from 'vitest';
import { shot, type Client } from './client.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [{ width: 1440, height: 900 }, { width: 1280, height: 720 }] as const;

export async function look({ app, page }: Client, dir: string, name: string): Promise<void> {
  for (const { width, height } of SIZES) {
    await app.evaluate(({ BrowserWindow }, size) => { BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height); }, { width, height });
    await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(tooWide, `${name} at ${width}: wider than the window by so many pixels`).toBeLessThanOrEqual(0);
    await shot(page, dir, `${name}-${width}`);
  }
  await page.evaluate(AXE);
  const results = await page.evaluate(async () => await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const found = results.violations.map(({ id, impact, nodes }) => `${String(impact)} ${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')}`);
  expect(found, name).toEqual([]);
}
