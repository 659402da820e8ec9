/** Rules about every page: its size, the 版心, lines and letters, page numbers. */
import { CHARACTER_MM, LINE_MM, PAGE, PAGE_NUMBER_GAP_MM, PT_PER_MM, TYPE } from '#shared/gbt9704/layout/measures.ts';
import type { AuditRule, Measurement } from './model.ts';
import { excerpt, type Line, type ReadPaper } from './read-paper.ts';

export const TOLERANCE_MM = 0.5;
/** 5.2.1 gives 天头 and 订口 one millimetre. */
const MARGIN_TOLERANCE_MM = 1;
const SIZE_TOLERANCE_PT = 0.3;
const FULL_WIDTH = /^[\u2E80-\u9FFF\u3000-\u303F\uF900-\uFAFF\uFF00-\uFFEF“”‘’—…·\u{20000}-\u{3FFFF}]+$/u;
const MANY_LETTERS = 20;
const LINES_WITH_SIGNATURE = 2;
const MIDDLE_OF_DASH = 0.35;

export const measured = (line: Pick<Line, 'page'>, words: string, value: number, wanted: number, tolerance = TOLERANCE_MM): Measurement =>
  ({ page: line.page + 1, excerpt: excerpt(words), value, wanted, tolerance });
export const isTextSize = ({ sizePt }: Line): boolean => Math.abs(sizePt - TYPE.textPt) <= SIZE_TOLERANCE_PT;
export const textLines = ({ body, behind }: ReadPaper): readonly Line[] => [...body, ...behind].filter(({ part }) => part.kind !== 'attachment').flatMap(({ lines }) => lines);

/** Lines of paragraphs that reach from edge to edge: all but the last of each. */
const inner = (paper: ReadPaper): readonly (Line & { readonly isFirst: boolean })[] =>
  [...paper.body, ...paper.behind].filter(({ part }) => part.kind === 'paragraph' && !part.isAligned).flatMap(({ lines }) => lines.slice(0, -1).map((line, at) => ({ ...line, isFirst: at === 0 })));
const letters = (line: Line): number => [...line.words.map(({ text }) => text).join('').replace(/\s+/gu, '')].length;

function textOf(paper: ReadPaper, page: number): readonly Line[] {
  return paper.lines.filter((line) => line.page === page);
}

/** Pages whose text goes on on the next one in the middle of a paragraph, and that hold nothing but text: they are full, but for the one from which two lines went to the 署名. */
function fullPages(paper: ReadPaper): readonly { readonly page: number; readonly lines: readonly Line[] }[] {
  const goesOn = new Set([...paper.body, ...paper.behind].flatMap(({ lines }) => lines.slice(0, -1).flatMap((line, at) => (lines[at + 1]?.page === line.page + 1 ? [line.page] : []))));
  return paper.pdf.pages.flatMap((measuredPage, page) => {
    const lines = textOf(paper, page);
    const next = textOf(paper, page + 1);
    const signature = paper.signatures[0]?.lines[0];
    const isTakenFrom = signature?.page === page + 1 && next.filter(({ middle }) => middle < signature.middle).length <= LINES_WITH_SIGNATURE;
    return page > 0 && goesOn.has(page) && !isTakenFrom && measuredPage.pictures.length === 0 && lines.every(isTextSize) ? [{ page, lines }] : [];
  });
}

export const PAGE_RULES = {
  paperWidth: { clause: '5.1', unit: 'mm', measure: ({ pdf }) => pdf.pages.map(({ widthMm }, page) => measured({ page }, '', widthMm, PAGE.widthMm)) },
  paperHeight: { clause: '5.1', unit: 'mm', measure: ({ pdf }) => pdf.pages.map(({ heightMm }, page) => measured({ page }, '', heightMm, PAGE.heightMm)) },
  // The first line of a page stands in the middle of the first of its 22 rows.
  top: { clause: '5.2.1', unit: 'mm', measure: (paper) => fullPages(paper).flatMap(({ lines: [first] }) => (first === undefined ? [] : [measured(first, first.text, first.middle - LINE_MM / 2, PAGE.topMm, MARGIN_TOLERANCE_MM)])) },
  left: { clause: '5.2.1', unit: 'mm', measure: (paper) => inner(paper).filter(({ isFirst }) => !isFirst).map((line) => measured(line, line.text, line.left, PAGE.leftMm, MARGIN_TOLERANCE_MM)) },
  // A full stop may hang on the grid: the last letter ends within a quarter of a letter of the edge.
  right: { clause: '5.2.1', unit: 'mm', measure: (paper) => inner(paper).filter((line) => FULL_WIDTH.test(line.text)).map((line) => measured(line, line.text, line.right, PAGE.leftMm + PAGE.textWidthMm, CHARACTER_MM / 4)) },
  lines: { clause: '5.2.3', unit: 'line', measure: (paper) => fullPages(paper).map(({ page, lines }) => measured({ page }, '', lines.length, PAGE.lines, 0)) },
  pitch: {
    clause: '5.2.3', unit: 'mm',
    measure: (paper) => [...paper.body, ...paper.behind].filter(({ part }) => part.kind === 'paragraph').flatMap(({ lines }) => lines.slice(1).flatMap((line, at) => {
      const before = lines[at];
      return before === undefined || before.page !== line.page ? [] : [measured(line, line.text, line.middle - before.middle, LINE_MM, TOLERANCE_MM)];
    })),
  },
  // 避头尾 may take one to the next line.
  characters: { clause: '5.2.3', unit: 'character', measure: (paper) => inner(paper).filter((line) => !line.isFirst && FULL_WIDTH.test(line.text) && letters(line) >= MANY_LETTERS).map((line) => measured(line, line.text, letters(line), PAGE.characters, 1)) },
  textSize: { clause: '5.2.2', unit: 'pt', measure: (paper) => textLines(paper).map((line) => measured(line, line.text, line.sizePt, TYPE.textPt, SIZE_TOLERANCE_PT)) },
  inside: {
    clause: '5.2.1', unit: 'mm',
    measure: (paper) => paper.lines.map((line) => {
      const beyond = Math.max(0, PAGE.topMm - line.middle, line.middle - (PAGE.topMm + PAGE.textHeightMm), line.page === 0 && paper.facts.format === 'letter' ? 0 : PAGE.leftMm - line.left, line.right - (PAGE.leftMm + PAGE.textWidthMm) - CHARACTER_MM / 4);
      return measured(line, line.text, beyond, 0);
    }),
  },
  pageNumber: { clause: '7.5', unit: 'page', measure: ({ pageNumbers }) => pageNumbers.map((line) => measured(line, line.text, Number(/\d+/u.exec(line.text)?.[0] ?? 0), line.page + 1, 0)) },
  pageNumberSize: { clause: '7.5', unit: 'pt', measure: ({ pageNumbers }) => pageNumbers.map((line) => measured(line, line.text, line.sizePt, TYPE.smallPt, SIZE_TOLERANCE_PT)) },
  pageNumberGap: { clause: '7.5', unit: 'mm', measure: ({ pageNumbers }) => pageNumbers.map((line) => measured(line, line.text, line.baseline - (MIDDLE_OF_DASH * line.sizePt) / PT_PER_MM - (PAGE.topMm + PAGE.textHeightMm), PAGE_NUMBER_GAP_MM, 1)) },
  pageNumberSide: {
    clause: '7.5', unit: 'mm',
    measure: ({ pageNumbers }) => pageNumbers.map((line) => (line.page % 2 === 0
      ? measured(line, line.text, PAGE.leftMm + PAGE.textWidthMm - line.right, TYPE.smallPt / PT_PER_MM, 1)
      : measured(line, line.text, line.left - PAGE.leftMm, TYPE.smallPt / PT_PER_MM, 1))),
  },
  // None on the first page of a letter (10.1), on the page of the 版记 behind an empty one, and on that (7.5).
  pageNumberMissing: {
    clause: '7.5', unit: 'page',
    measure: (paper) => {
      const { facts, pdf, pageNumbers } = paper;
      const isEmpty = (page: number): boolean => textOf(paper, page).length === 0;
      const last = pdf.pages.length - 1;
      const isBehindEmpty = facts.hasColophon && last > 1 && isEmpty(last) && isEmpty(last - 1);
      const bears = (page: number): boolean => !(page === 0 && facts.format === 'letter') && !(isBehindEmpty && page >= last - 1);
      return pdf.pages.map((_, page) => measured({ page }, '', pageNumbers.filter((line) => line.page === page).length, bears(page) ? 1 : 0, 0));
    },
  },
} as const satisfies Record<string, AuditRule>;
