import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleLines, TITLE_LINE_MAX } from './title-lines.ts';

const width = (line: string): number => [...line].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.5), 0);

describe('the lines of a title', () => {
  it('[PAP08] are broken between words, in a trapezium or a lozenge', () => {
    expect(titleLines('关于修缮村道的请示')).toEqual(['关于修缮村道的请示']);
    expect(titleLines('桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示')).toEqual(['桐梓县楚米镇人民政府关于', '提高防汛物资储备标准的请示']);
    expect(titleLines('贵州省人民政府关于2023年度全省安全生产工作情况的报告')).toEqual(['贵州省人民政府关于2023年度', '全省安全生产工作情况的报告']);
    expect(titleLines('贵州省人民政府关于印发《贵州省数字政府建设“十四五”规划》的通知')).toEqual(['贵州省人民政府关于印发', '《贵州省数字政府建设“十四五”规划》的通知']);
  });

  it('[PAP08] lose and change nothing, whatever the title, and none is wider than the paper', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('关', '于', '印发', '《', '》', '贵州', '的', '通知', '2', '0', 'A', '𠮷', '（', '）', '，', '人民政府') }), (title) => {
      const lines = titleLines(title);
      expect(lines.join('')).toBe(title.trim());
      for (const line of lines) {
        expect(width(line)).toBeLessThanOrEqual(TITLE_LINE_MAX);
        expect(line.isWellFormed()).toBe(true);
      }
    }), { numRuns: 300 });
  });
});
