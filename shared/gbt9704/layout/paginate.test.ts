import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_MM, PAGE } from './measures.ts';
import { firstPageShowsBody, paginate, type Drawn, type Page } from './paginate.ts';

const drawn = (lines: number, kind: Drawn['kind'] = 'text', more: Partial<Drawn> = {}): Drawn => ({ lines: Array.from({ length: lines }, () => LINE_MM), before: 0, kind, beginsPage: false, ...more });
const NO_COLOPHON = { colophon: null, isDuplex: true };
const shown = (pages: readonly Page[]): string => pages.map(({ slices }) => slices.map(({ element, from, to }) => `${element}:${from}-${to}`).join(' ')).join(' | ');

const anyDrawn = fc.record({
  lines: fc.array(fc.double({ min: 3, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 }), before: fc.double({ min: 0, max: 30, noNaN: true }),
  kind: fc.constantFrom('text', 'text', 'text', 'heading', 'whole', 'note') as fc.Arbitrary<Drawn['kind']>, beginsPage: fc.boolean(),
}).map((each): Drawn => ({ ...each, beginsPage: each.beginsPage && each.before > 25 }));

describe('pages', () => {
  it('[PAP02] hold twenty-two lines, and a paragraph goes on where the page ended', () => {
    expect(shown(paginate([drawn(20), drawn(30)], NO_COLOPHON))).toBe('0:0-20 1:0-2 | 1:2-24 | 1:24-30');
  });

  it('[PAP02] every line stands on exactly one page, in order, inside the 版心', () => {
    fc.assert(fc.property(fc.array(anyDrawn, { minLength: 1, maxLength: 30 }), (elements) => {
      const pages = paginate(elements, NO_COLOPHON);
      const lines = pages.flatMap(({ slices }) => slices.flatMap(({ element, from, to }) => Array.from({ length: to - from }, (_, at) => [element, from + at])));
      expect(lines).toEqual(elements.flatMap(({ lines: own }, element) => own.map((_, at) => [element, at])));
      for (const { slices } of pages) {
        for (const [at, { element, from, to, top }] of slices.entries()) {
          const bottom = top + (elements[element] as Drawn).lines.slice(from, to).reduce((sum, height) => sum + height, 0);
          expect(bottom <= PAGE.textHeightMm + 0.2 || slices.length === 1).toBe(true);
          expect(top).toBeLessThanOrEqual((slices[at + 1]?.top ?? Infinity) + 1e-9);
        }
      }
    }), { numRuns: 300 });
  });

  it('[PAP03] a heading is never the last line of a page', () => {
    expect(shown(paginate([drawn(21), drawn(1, 'heading'), drawn(5)], NO_COLOPHON))).toBe('0:0-21 | 1:0-1 2:0-5');
    expect(shown(paginate([drawn(20), drawn(1, 'heading'), drawn(5)], NO_COLOPHON))).toBe('0:0-20 1:0-1 2:0-1 | 2:1-5');
  });

  it('[PAP03] headings that follow each other keep together, and with the first line of their text', () => {
    expect(shown(paginate([drawn(20), drawn(1, 'heading'), drawn(1, 'heading'), drawn(5)], NO_COLOPHON))).toBe('0:0-20 | 1:0-1 2:0-1 3:0-5');
    expect(shown(paginate([drawn(19), drawn(1, 'heading'), drawn(1, 'heading'), drawn(5)], NO_COLOPHON))).toBe('0:0-19 1:0-1 2:0-1 3:0-1 | 3:1-5');
    expect(shown(paginate([drawn(1, 'heading'), ...Array.from({ length: 30 }, () => drawn(1, 'heading')), drawn(1)], NO_COLOPHON)).split(' | ').length).toBeLessThanOrEqual(3);
  });

  it('[PAP03] a row of a table is not torn', () => {
    expect(shown(paginate([drawn(20), drawn(3, 'whole'), drawn(1)], NO_COLOPHON))).toBe('0:0-20 | 1:0-3 2:0-1');
  });

  it('[PAP04] 署名 and date do not stand without text: two lines come along', () => {
    expect(shown(paginate([drawn(21), drawn(4, 'signature')], NO_COLOPHON))).toBe('0:0-19 | 0:19-21 1:0-4');
    expect(shown(paginate([drawn(20), drawn(1), drawn(4, 'signature')], NO_COLOPHON))).toBe('0:0-20 | 1:0-1 2:0-4');
    expect(shown(paginate([drawn(18), drawn(4, 'signature')], NO_COLOPHON))).toBe('0:0-18 1:0-4');
  });

  it('[PAP04] 附件说明 stands with the 署名 below it, and text with both', () => {
    expect(shown(paginate([drawn(18), drawn(1, 'note'), drawn(1, 'note'), drawn(4, 'signature')], NO_COLOPHON))).toBe('0:0-16 | 0:16-18 1:0-1 2:0-1 3:0-4');
    expect(shown(paginate([drawn(16), drawn(1, 'note'), drawn(1, 'note'), drawn(4, 'signature')], NO_COLOPHON))).toBe('0:0-16 1:0-1 2:0-1 3:0-4');
    expect(shown(paginate([drawn(10), ...Array.from({ length: 21 }, () => drawn(1, 'note')), drawn(4, 'signature')], NO_COLOPHON)).split(' | ').length).toBe(2);
  });

  it('[PAP05] 附件 begin a page of their own', () => {
    expect(shown(paginate([drawn(3), drawn(4, 'signature'), drawn(1, 'heading', { beginsPage: true }), drawn(2)], NO_COLOPHON))).toBe('0:0-3 1:0-4 | 2:0-1 3:0-2');
  });

  it('[PAP06] the 版记 stands at the bottom of the last face, which is an even page where both sides are printed', () => {
    const place = (lines: number, isDuplex: boolean) => paginate([drawn(lines)], { colophon: 20, isDuplex }).map(({ number, colophonTop }) => [number, colophonTop]);
    expect(place(10, true)).toEqual([[1, null], [2, 205]]);
    expect(place(10, false)).toEqual([[1, 205]]);
    expect(place(30, true)).toEqual([[1, null], [2, 205]]);
    expect(place(22, false)).toEqual([[1, null], [2, 205]]);
  });

  it('[PAP06] an empty page before the 版记 and the page of the 版记 bear no number', () => {
    expect(paginate([drawn(44)], { colophon: 20, isDuplex: true }).map(({ number, colophonTop }) => [number, colophonTop])).toEqual([[1, null], [2, null], [null, null], [null, 205]]);
  });

  it('[PAP07] it is told whether the first page shows 正文', () => {
    const head = drawn(1, 'whole', { lines: [200] });
    expect(firstPageShowsBody(paginate([head, drawn(3)], NO_COLOPHON), 1)).toBe(true);
    expect(firstPageShowsBody(paginate([{ ...head, lines: [224] }, drawn(3)], NO_COLOPHON), 1)).toBe(false);
  });
});
