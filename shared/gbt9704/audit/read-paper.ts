/**
 * The measured pages read as a 公文: words joined into lines, and every part of the document looked for in them, from the top of the first page to the end.
 * Finding goes by the words alone, never by where a part ought to stand, so that a part in the wrong place is found there. Linear in the length of the text.
 */
import { PT_PER_MM } from '#shared/gbt9704/layout/measures.ts';
import type { BodyPart, PaperFacts } from './facts.ts';
import type { Box, MeasuredPdf, Word } from './measured.ts';

export interface Line {
  /** From 0. */
  readonly page: number;
  readonly words: readonly Word[];
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  /** The middle of its letters, which depends less on the face than the baseline does. */
  readonly middle: number;
  readonly sizePt: number;
}

export interface Found {
  readonly text: string;
  readonly lines: readonly Line[];
}

export interface FoundPart extends Found {
  readonly part: BodyPart;
}

export interface ReadPaper {
  readonly pdf: MeasuredPdf;
  readonly facts: PaperFacts;
  /** Of the running text: without the mark, the 版记 and page numbers. */
  readonly lines: readonly Line[];
  readonly mark: readonly Line[];
  readonly pageNumbers: readonly Line[];
  readonly colophon: readonly Line[];
  readonly title: Found | null;
  readonly number: Found | null;
  readonly signers: readonly Found[];
  readonly recipients: Found | null;
  readonly body: readonly FoundPart[];
  readonly attachmentNote: readonly Found[];
  readonly signatures: readonly Found[];
  readonly date: Found | null;
  readonly annotation: Found | null;
  /** The 附件. */
  readonly behind: readonly FoundPart[];
  /** Black rules as wide as the 版心 on the page of the 版记. */
  readonly colophonRules: readonly Box[];
  readonly redRules: readonly Box[];
  /** Parts that the document has and the pages do not show. */
  readonly missing: readonly string[];
}

const SAME_LINE_MM = 1.6;
const RED = /^#(?:[c-f][0-9a-f])(?:[0-3][0-9a-f])(?:[0-4][0-9a-f])$/u;
/** From the baseline up to the middle of a Chinese letter, in parts of its size. */
const MIDDLE = 0.38;
const RULE_MAX_MM = 1.2;
const WIDE_MM = 140;
const EXCERPT = 12;

export const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');
export const excerpt = (text: string): string => ([...text].length > EXCERPT ? `${[...text].slice(0, EXCERPT).join('')}…` : text);
const isRed = (color: string): boolean => RED.test(color);

/** Words on one baseline, from left to right; lines from the top down. */
export function linesOf(words: readonly Word[], page: number): readonly Line[] {
  const rows: { baseline: number; words: Word[] }[] = [];
  for (const word of words.toSorted((a, b) => a.baseline - b.baseline)) {
    const last = rows.at(-1);
    if (last !== undefined && word.baseline - last.baseline < SAME_LINE_MM) last.words.push(word);
    else rows.push({ baseline: word.baseline, words: [word] });
  }
  return rows.map((row) => {
    const inOrder = row.words.toSorted((a, b) => a.left - b.left);
    const largest = inOrder.reduce((most, word) => (word.sizePt > most.sizePt ? word : most));
    return {
      page, words: inOrder, text: plain(inOrder.map(({ text }) => text).join('')), sizePt: largest.sizePt, baseline: largest.baseline, middle: largest.baseline - (MIDDLE * largest.sizePt) / PT_PER_MM,
      left: Math.min(...inOrder.map(({ left }) => left)), right: Math.max(...inOrder.map(({ right }) => right)),
    };
  });
}

export function readPaper(pdf: MeasuredPdf, facts: PaperFacts): ReadPaper {
  const lines: Line[] = [];
  const pageNumbers: Line[] = [];
  const colophon: Line[] = [];
  let mark: readonly Line[] = [];
  const rules = pdf.pages.map(({ boxes }) => boxes.filter(({ left, right, top, bottom }) => right - left >= WIDE_MM && bottom - top <= RULE_MAX_MM));
  const colophonRules = facts.hasColophon ? (rules.at(-1) ?? []).filter(({ color }) => !isRed(color)).toSorted((a, b) => a.top - b.top) : [];
  const colophonTop = colophonRules[0]?.top ?? Number.POSITIVE_INFINITY;
  for (const [page, { words }] of pdf.pages.entries()) {
    if (page === 0) mark = linesOf(words.filter(({ color }) => isRed(color)), page);
    for (const line of linesOf(words.filter(({ color }) => page !== 0 || !isRed(color)), page)) {
      if (/^[—―－-]+\d+[—―－-]+$/u.test(line.text)) pageNumbers.push(line);
      else if (page === pdf.pages.length - 1 && line.middle > colophonTop) colophon.push(line);
      else lines.push(line);
    }
  }

  // One stream of letters, each knowing its line: the parts follow each other in it.
  let stream = '';
  const starts: number[] = [];
  for (const line of lines) {
    starts.push(stream.length);
    stream += line.text;
  }
  const lineAt = (at: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  let cursor = 0;
  const missing: string[] = [];
  const find = (text: string, start = cursor): Found | null => {
    const wanted = plain(text);
    if (wanted === '') return null;
    const from = stream.indexOf(wanted, start);
    if (from < 0) {
      missing.push(excerpt(text.trim()));
      return null;
    }
    const end = from + wanted.length;
    cursor = Math.max(cursor, end);
    return { text: text.trim(), lines: lines.slice(lineAt(from), lineAt(end - 1) + 1) };
  };
  const findAll = (texts: readonly string[]): readonly Found[] => texts.flatMap((text) => find(text) ?? []);

  // Above the number, but for the last line, which should be the number's.
  const above = facts.signers.slice(0, -1).flatMap((row, at) => find(`${at === 0 ? '签发人：' : ''}${row.join('')}`) ?? []);
  const beforeNumber = cursor;
  const number = facts.number === null ? null : find(facts.number);
  const under = facts.signers.slice(-1).flatMap((row) => find(`${facts.signers.length === 1 ? '签发人：' : ''}${row.join('')}`, beforeNumber) ?? []);
  const signers = [...above, ...under];
  const title = find(facts.title);
  const recipients = find(facts.recipients);
  const findParts = (parts: readonly BodyPart[]): readonly FoundPart[] => parts.flatMap((part) => {
    const found = find(part.text);
    return found === null ? [] : [{ ...found, part }];
  });
  const body = findParts(facts.body);
  const attachmentNote = findAll(facts.attachmentNote);
  const signatures = facts.format === 'minutes' ? [] : findAll(facts.signatures);
  const date = facts.format === 'minutes' || facts.date === null ? null : find(facts.date);
  const annotation = find(facts.annotation);
  const behind = findParts(facts.behind);
  return {
    pdf, facts, lines, mark, pageNumbers, colophon, title, number, signers, recipients, body, attachmentNote, signatures, date, annotation, behind, colophonRules, missing,
    redRules: (rules[0] ?? []).filter(({ color }) => isRed(color)).toSorted((a, b) => a.top - b.top),
  };
}
