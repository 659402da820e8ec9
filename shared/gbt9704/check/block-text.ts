/**
 * The text of a document's blocks as the rules read it: lines of the 正文, sentences, and what stands in quotation marks.
 * Offsets are those of the block, so that a finding can be shown and mended where it stands.
 */
import type { Block } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';
import type { BlockPlace, CheckedDocument, Line, TextEdit } from './model.ts';

export const textOf = (block: Block): string => block.runs.map((run) => run.text).join('');

/** Paragraphs and headings, each with the index of its block. */
export function bodyLines({ blocks }: CheckedDocument): readonly Line[] {
  return blocks.flatMap((block, index): readonly Line[] => {
    if (block.type === NODE.paragraph) return [{ index, text: textOf(block), level: 0 }];
    const level = block.attrs['level'];
    return block.type === NODE.heading ? [{ index, text: textOf(block), level: typeof level === 'number' ? level : 1 }] : [];
  });
}

export function titleLine({ blocks }: CheckedDocument): Line | null {
  const index = blocks.findIndex((block) => block.type === NODE.title);
  const block = blocks[index];
  return block === undefined ? null : { index, text: textOf(block), level: 0 };
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Sentences with their end mark and the quotation that it closes, and the rest; one pass, so that a long paragraph costs no more than its length. */
export function sentencesOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(/[。；！？][”’」』]*/gu)) {
    spans.push({ start, end: index + mark.length });
    start = index + mark.length;
  }
  if (start < text.length) spans.push({ start, end: text.length });
  return spans;
}

const PAIRS: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '《': '》', '〈': '〉', '「': '」', '『': '』' };

/** Stretches in quotation marks or title marks: what stands there is quoted, not said. An opening mark without its partner quotes nothing. */
export function quotedSpans(text: string, opening: readonly string[] = Object.keys(PAIRS)): readonly Span[] {
  const spans: Span[] = [];
  let open: { readonly mark: string; readonly at: number; depth: number } | null = null;
  for (const { index, 0: mark } of text.matchAll(/[“”‘’《》〈〉「」『』]/gu)) {
    if (open === null) {
      if (opening.includes(mark)) open = { mark, at: index, depth: 1 };
    } else if (mark === open.mark) open.depth += 1;
    else if (mark === PAIRS[open.mark]) {
      open.depth -= 1;
      if (open.depth > 0) continue;
      spans.push({ start: open.at, end: index + 1 });
      open = null;
    }
  }
  return spans;
}

export const isInside = (spans: readonly Span[], at: number): boolean => spans.some((span) => span.start <= at && at < span.end);

export const placeIn = (line: Line, start: number, end: number): BlockPlace => ({ kind: 'block', index: line.index, start, end });

export const replaceIn = (line: Line, start: number, end: number, insert: string): TextEdit =>
  ({ kind: 'text', index: line.index, start, end, was: line.text.slice(start, end), lengthWas: line.text.length, insert });
