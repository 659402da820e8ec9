import { describe, expect, it } from 'vitest';
import { NODE } from '#shared/doc/shape.ts';
import { LINE_MM } from '#shared/gbt9704/layout/measures.ts';
import { pageEnds, type Block } from './page-ends.ts';

/** Blocks of so many lines, one under the other. */
function stack(headLines: number, ...blocks: readonly (readonly [string, number])[]): readonly Block[] {
  let at = headLines * LINE_MM;
  return blocks.map(([type, lines]) => {
    const top = at;
    at += lines * LINE_MM;
    return { type, top, bottom: at, rows: [] };
  });
}
const ends = (headLines: number, ...blocks: readonly (readonly [string, number])[]): readonly (readonly [number, number])[] =>
  pageEnds(stack(headLines, ...blocks), headLines * LINE_MM).ends.map(({ number, at }) => [number, Math.round(at / LINE_MM)]);

describe('pages while one writes', () => {
  it('[PAP11] end after twenty-two lines, in the middle of a paragraph too', () => {
    expect(ends(10, [NODE.title, 2], [NODE.paragraph, 40])).toEqual([[2, 22], [3, 44]]);
    expect(ends(10, [NODE.title, 2], [NODE.paragraph, 9])).toEqual([]);
  });

  it('[PAP11] follow the rules of the printed paper: headings, 署名, 附件, page breaks', () => {
    expect(ends(10, [NODE.paragraph, 11], [NODE.heading, 1], [NODE.paragraph, 5])).toEqual([[2, 21]]);
    expect(ends(10, [NODE.paragraph, 11], [NODE.signature, 4])).toEqual([[2, 19]]);
    expect(ends(5, [NODE.paragraph, 3], [NODE.signature, 4], [NODE.attachment, 3], [NODE.paragraph, 2])).toEqual([[2, 12]]);
    expect(ends(5, [NODE.paragraph, 3], [NODE.pageBreak, 1], [NODE.paragraph, 2])).toEqual([[2, 9]]);
  });

  it('[PAP11] end between the rows of a table', () => {
    const top = 20 * LINE_MM;
    const rows = [1, 2, 3].map((row) => top + row * LINE_MM);
    const { ends: found, pages } = pageEnds([{ type: NODE.table, top, bottom: top + 3 * LINE_MM, rows }], top);
    expect([pages, found.map(({ at }) => Math.round(at / LINE_MM))]).toEqual([2, [22]]);
  });
});
