/** 成对符号 within a paragraph: each has its partner, and what stands within its like takes the other form. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import type { ProofCheck, Slip } from './model.ts';

const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '《': '》', '〈': '〉', '（': '）', '【': '】', '〔': '〕' };
const OPENING = new Map(Object.entries(CLOSING).map(([open, close]) => [close, open]));
const INNER: Readonly<Record<string, readonly [string, string]>> = { '“': ['‘', '’'], '《': ['〈', '〉'] };
/** 1）at the head of a line opens nothing. */
const COUNTED = /^[\s\u3000]*[\d一二三四五六七八九十a-zA-Z]{1,3}[）)]/u;
/** A half-width bracket pairs with a full-width one: that they differ is said by the rule of brackets. */
const WIDE_BRACKET: Readonly<Record<string, string>> = { '(': '（', ')': '）' };
const MARKS = /[“”‘’《》〈〉（）【】〔〕()]/gu;

interface Open {
  readonly mark: string;
  readonly at: number;
}

/** An open “ at the head of a paragraph whose next one begins so too: a quotation of several paragraphs closes in the last. */
const goesOn = (line: Line, next: Line | undefined, { mark, at }: Open): boolean =>
  mark === '“' && line.text.slice(0, at).trim() === '' && next !== undefined && next.text.trimStart().startsWith('“');

function inLine(line: Line, next: Line | undefined): readonly Slip[] {
  const found: Slip[] = [];
  const open: Open[] = [];
  /** How many of each mark are open, so that a paragraph of nothing but marks costs no more than its length. */
  const opened = new Map<string, number>();
  const count = (mark: string, by: number): void => { opened.set(mark, (opened.get(mark) ?? 0) + by); };
  const single = ({ at, mark }: Open): void => { found.push({ rule: 'single', params: { mark }, place: placeIn(line, at, at + 1), edits: null }); };
  const from = COUNTED.exec(line.text)?.[0].length ?? 0;
  for (const match of line.text.matchAll(MARKS)) {
    const [at, written] = [match.index, match[0]];
    if (at < from) continue;
    const mark = WIDE_BRACKET[written] ?? written;
    const opening = OPENING.get(mark);
    if (opening === undefined) {
      open.push({ mark, at });
      count(mark, 1);
      continue;
    }
    if ((opened.get(opening) ?? 0) === 0) {
      // f(x) and a) are no Chinese.
      if (written !== ')' || /\p{Script=Han}/u.test(line.text[at - 1] ?? '')) single({ mark: written, at });
      continue;
    }
    // A dropped one in between must not cost all others their partner.
    let partner = open.pop();
    while (partner !== undefined && partner.mark !== opening) {
      count(partner.mark, -1);
      single(partner);
      partner = open.pop();
    }
    count(opening, -1);
    const inner = INNER[opening];
    if (partner !== undefined && inner !== undefined && (opened.get(opening) ?? 0) > 0 && (opened.get(inner[0]) ?? 0) === 0) {
      found.push({ rule: 'nested', params: { mark: opening, right: inner[0] }, place: placeIn(line, partner.at, at + 1), edits: [replaceIn(line, at, at + 1, inner[1]), replaceIn(line, partner.at, partner.at + 1, inner[0])] });
    }
  }
  for (const lost of open) if (!goesOn(line, next, lost)) single(lost);
  return [...found, ...straightQuotes(line)];
}

function straightQuotes(line: Line): readonly Slip[] {
  const straight = [...line.text.matchAll(/"/gu)];
  if (!/\p{Script=Han}/u.test(line.text) || straight.length === 0 || straight.length % 2 !== 0) return [];
  const edits = straight.map((match, index) => replaceIn(line, match.index, match.index + 1, index % 2 === 0 ? '“' : '”')).toReversed();
  return [{ rule: 'straight', place: placeIn(line, straight[0]?.index ?? 0, (straight.at(-1)?.index ?? 0) + 1), edits }];
}

export const pairs: ProofCheck = (document) => {
  const lines = bodyLines(document);
  return lines.flatMap((line, index) => inLine(line, lines[index + 1]));
};
