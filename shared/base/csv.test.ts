import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';

describe('a table as a file', () => {
  it('[CSV01] has a mark, CRLF, and quotes where a cell needs them', () => {
    expect(csvOf([['字号', '标题'], ['楚米府呈〔2026〕1号', '关于"村道"，桥梁, 和\n水渠']])).toBe('\uFEFF字号,标题\r\n楚米府呈〔2026〕1号,"关于""村道""，桥梁, 和\n水渠"\r\n');
  });

  it('[CSV02] no cell is a formula, whatever it hides behind', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '　=1', '＝1', '\n-1', '\u0000=1', '=HYPERLINK("http://x","y")', '=cmd|\' /C calc\'!A0']) {
      const line = csvOf([['a', evil]]).slice(3);
      expect(line, JSON.stringify(evil)).toMatch(/^"?'/u);
    }
    expect(csvOf([['a-b', '1=1', "it's"]])).toBe("\uFEFFa-b,1=1,it's\r\n");
  });
});
