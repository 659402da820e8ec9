/** 简称 and names: a short name is said once where it is first needed and then used; a document is called by one title throughout. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import type { ProofCheck, ProofRemark } from './model.ts';

const SHORT = /[（(]以下(?:统一|统|合并|均)?简称[:：为]?[“"《]?(?<name>[^“”"《》（）()，。]{2,20})[”"》]?[）)]/gu;
const FULL_NAME_MAX = 40;

interface Defined {
  readonly name: string;
  readonly line: Line;
  readonly lineAt: number;
  readonly start: number;
  readonly end: number;
}

export const shortNames: ProofCheck = (document) => {
  const lines = bodyLines(document);
  const defined = lines.flatMap((line, lineAt): readonly Defined[] => [...line.text.matchAll(SHORT)].map((match) => ({ name: match.groups?.['name'] ?? '', line, lineAt, start: match.index, end: match.index + match[0].length })));
  const seen = new Set<string>();
  return defined.flatMap((each): readonly ProofRemark[] => {
    const { name, line, lineAt, start, end } = each;
    const place = placeIn(line, start, end);
    if (seen.has(name)) return [{ kind: 'name', message: 'proof.find.shortTwice', params: { name }, place, edits: [replaceIn(line, start, end, '')] }];
    seen.add(name);
    const isUsed = line.text.includes(name, end) || lines.slice(lineAt + 1).some(({ text }) => text.includes(name));
    if (!isUsed) return [{ kind: 'name', message: 'proof.find.shortUnused', params: { name }, place, edits: [replaceIn(line, start, end, '')] }];
    // A part of the full name is not the short one.
    const full = line.text.slice(Math.max(0, start - FULL_NAME_MAX), start);
    const earlier = full.includes(name) ? -1 : lines.slice(0, lineAt).findIndex(({ text }) => text.includes(name));
    const early = lines[earlier];
    if (early === undefined) return [];
    const at = early.text.indexOf(name);
    return [{ kind: 'name', message: 'proof.find.shortEarly', params: { name }, place: placeIn(early, at, at + name.length), edits: null }];
  });
};

const TITLE = /《(?<title>[^《》]{6,60})》/gu;
const TITLES_MAX = 200;
const LETTERS_APART_MAX = 2;
const ORDINALS = /^[\d一二三四五六七八九十〇年月第〔〕号上下甲乙丙ABC]*$/u;

/** Two titles that differ in one or two letters, and not in a year or a number, are one title with a slip. */
export const titles: ProofCheck = (document) => {
  const known = new Map<string, number>();
  const found: ProofRemark[] = [];
  for (const line of bodyLines(document)) {
    for (const match of line.text.matchAll(TITLE)) {
      const title = match.groups?.['title'] ?? '';
      if (known.has(title) || known.size >= TITLES_MAX) continue;
      const other = [...known.keys()].find((each) => isSlip(each, title));
      known.set(title, match.index);
      if (other === undefined) continue;
      const start = match.index + 1;
      found.push({ kind: 'name', message: 'proof.find.titleDiffers', params: { title, other }, place: placeIn(line, start, start + title.length), edits: [replaceIn(line, start, start + title.length, other)] });
    }
  }
  return found;
};

/** What is left between a common beginning and a common end. */
function isSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > LETTERS_APART_MAX) return false;
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const apart = Math.max(left.length, right.length);
  return apart > 0 && apart <= LETTERS_APART_MAX && one.length >= apart * 4 && !(ORDINALS.test(left) && ORDINALS.test(right));
}
