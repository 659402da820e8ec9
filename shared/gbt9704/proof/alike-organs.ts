/** 机关 by their names: those that are widely written wrong, and one that is written with 和 here and without it there. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import { slipsAmong, type Named } from './alike.ts';
import { grouped, joined } from './joined-text.ts';
import type { ProofCheck, Slip } from './model.ts';
import { ORGAN_NAMES } from './variants.ts';
import { linesWithTitle, tableSearch } from './words.ts';

const known = tableSearch('organ', ORGAN_NAMES);
export const organNames: ProofCheck = (document) => linesWithTitle(document).flatMap((line) => known(line));

/** Up to the ending of an organ's name; where the name begins is not told by the letters. */
const ORGAN = /(?<=(?<before>\p{Script=Han}{4,12}))(?:委员会|领导小组|指挥部|联席会议|(?<![格布结全大开当定僵破终残时])局(?![面部势限长])|(?<![大餐客展正副])厅(?![级长局]))/gu;
const BEFORE_MAX = 12;
const JOINING = /^[和与及]?$/u;
/** Letters that both have before and after it. */
const COMMON_MIN = 2;

export const sameOrgan: ProofCheck = (document) => {
  const whole = joined(bodyLines(document));
  const wrong = new Set(ORGAN_NAMES.map((each) => each.wrong.slice(0, -1)));
  const found = grouped(whole.text.matchAll(ORGAN), ({ 0: ending, index }) => `${(/\p{Script=Han}+$/u.exec(whole.text.slice(Math.max(0, index - BEFORE_MAX), index))?.[0] ?? '')}${ending}`);
  const named = [...found].filter(([name]) => ![...wrong].some((each) => name.includes(each))).map(([name, matches]): Named => ({ name, places: matches.map(({ 0: ending, index }) => index + ending.length - name.length) }));
  return slipsAmong(named, (one, other) => joinOf(one, other) !== null).flatMap(({ slip, right }) => slip.places.flatMap((start): readonly Slip[] => {
    const join = joinOf(slip.name, right.name);
    const place = whole.placeOf(start);
    if (join === null || place === null) return [];
    const { line, at } = place;
    const nameAt = at + join.from;
    const from = at + join.at;
    const name = slip.name.slice(join.from);
    return [{ rule: 'organDiffers', params: { name, other: right.name.slice(join.otherFrom) }, place: placeIn(line, nameAt, nameAt + name.length), edits: [replaceIn(line, from, from + join.was.length, join.insert)] }];
  }));
};

/** Where two names differ by a joining word alone, read from their common end. */
function joinOf(one: string, other: string): { readonly at: number; readonly was: string; readonly insert: string; readonly from: number; readonly otherFrom: number } | null {
  let end = 0;
  while (end < one.length && end < other.length && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  if (end === one.length || end === other.length) return null;
  for (const [was, insert] of [[one.at(-1 - end) ?? '', ''], ['', other.at(-1 - end) ?? ''], [one.at(-1 - end) ?? '', other.at(-1 - end) ?? '']] as const) {
    if (!JOINING.test(was) || !JOINING.test(insert)) continue;
    const [left, right] = [one.slice(0, one.length - end - was.length), other.slice(0, other.length - end - insert.length)];
    let common = 0;
    while (common < left.length && common < right.length && left.at(-1 - common) === right.at(-1 - common)) common += 1;
    if (common >= COMMON_MIN && end >= COMMON_MIN + 1) return { at: left.length, was, insert, from: left.length - common, otherFrom: right.length - common };
  }
  return null;
}
