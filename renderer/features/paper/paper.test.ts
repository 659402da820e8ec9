import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MARK_TOP_MM, PAGE, PAGE_NUMBER_GAP_MM, RED_RULE_GAP_MM, RULES_MM, TYPE } from '#shared/gbt9704/layout/measures.ts';
import { isInstalled, substituted, WANTED } from './faces.ts';

const css = readFileSync(new URL('./paper.css', import.meta.url), 'utf8');
const rule = (selector: string): string => css.split('\n').find((line) => line.startsWith(`${selector} {`) || line.startsWith(`${selector},`)) ?? '';

describe('the style sheet of the paper', () => {
  it('[PAP01] has the numbers of the standard', () => {
    expect(rule('.paper-page')).toContain(`inline-size: ${PAGE.widthMm}mm; block-size: ${PAGE.heightMm}mm`);
    expect(rule('.paper-area, .paper-room')).toContain(`--ch: calc(${PAGE.textWidthMm}mm / ${PAGE.characters}); --line-pitch: calc(${PAGE.textHeightMm}mm / ${PAGE.lines})`);
    expect(rule('.paper-area, .paper-room')).toContain(`font-size: ${TYPE.textPt}pt`);
    expect(css).toContain(`inset: ${PAGE.topMm}mm auto auto ${PAGE.leftMm}mm; inline-size: ${PAGE.textWidthMm}mm; block-size: ${PAGE.textHeightMm}mm`);
    expect(rule('.paper-head')).toContain(`padding-block-start: ${MARK_TOP_MM}mm`);
    expect(rule('.paper-rule')).toContain(`margin-block: ${RED_RULE_GAP_MM}mm`);
    expect(rule('.paper-title')).toContain(`font-size: ${TYPE.titlePt}pt`);
    for (const place of ['first', 'last']) expect(rule(`.paper-colophon .rule.${place}`)).toContain(`--rule-mm: ${String(RULES_MM.outer).slice(1)};`);
    expect(rule('.paper-colophon .rule.inner')).toContain(`--rule-mm: ${String(RULES_MM.inner).slice(1)};`);
    expect(rule('.paper-page-number')).toContain(`calc(${PAGE.topMm}mm + ${PAGE.textHeightMm}mm + ${PAGE_NUMBER_GAP_MM}mm - ${TYPE.smallPt / 2}pt)`);
  });
});

describe('faces', () => {
  const machine = (...installed: readonly string[]) => (font: string, text: string): number => text.length * (installed.some((name) => font.includes(`"${name}"`)) ? 40 : font.includes('monospace') ? 30 : 36);

  it('[FNT01] one is installed when it changes how wide a text is', () => {
    expect(isInstalled('仿宋_GB2312', machine('仿宋_GB2312'))).toBe(true);
    expect(isInstalled('仿宋_GB2312', machine())).toBe(false);
  });

  it('[FNT01] those of which no name is installed are named', () => {
    expect(substituted(machine())).toEqual(['body', 'title', 'kai', 'hei']);
    expect(substituted(machine('FangSong', 'SimHei'))).toEqual(['title', 'kai']);
    expect(substituted(machine(...Object.values(WANTED).map(([first]) => first)))).toEqual([]);
  });
});
