/** A document is called by one title throughout: two titles that differ in a letter or two, and not in a year, a number or their subject, are one with a slip. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import { apart, slipsAmong, type Named } from './alike.ts';
import { grouped, joined } from './joined-text.ts';
import type { ProofCheck, Slip } from './model.ts';

const TITLE = /《(?<title>[^《》\n]{6,60})》/gu;
/** 《…》和《…》: two that stand side by side are meant to be two. */
const SIDE_BY_SIDE = /《(?<one>[^《》\n]{6,60})》(?:（[^（）\n]{1,30}）)?(?:和|与|及|以及|、|或|或者)?(?=《(?<other>[^《》\n]{6,60})》)/gu;
const LETTERS_APART_MAX = 2;
const COMMON_MIN = 7;
const ORDINALS = /^[\d一二三四五六七八九十〇年月第〔〕号上下甲乙丙ABC]*$/u;

export const titles: ProofCheck = (document) => {
  const whole = joined(bodyLines(document));
  const found = grouped(whole.text.matchAll(TITLE), (match) => match.groups?.['title'] ?? '');
  const twos = new Set([...whole.text.matchAll(SIDE_BY_SIDE)].flatMap(({ groups }) => [`${groups?.['one'] ?? ''}\n${groups?.['other'] ?? ''}`, `${groups?.['other'] ?? ''}\n${groups?.['one'] ?? ''}`]));
  const named = [...found].map(([name, matches]): Named => ({ name, places: matches.map(({ index }) => index + 1) }));
  return slipsAmong(named, (one, other) => isSlip(one, other) && !twos.has(`${one}\n${other}`)).flatMap(({ slip, right }) => slip.places.flatMap((start): readonly Slip[] => {
    const place = whole.placeOf(start);
    if (place === null) return [];
    const { line, at } = place;
    return [{ rule: 'titleDiffers', params: { title: slip.name, other: right.name }, place: placeIn(line, at, at + slip.name.length), edits: [replaceIn(line, at, at + slip.name.length, right.name)] }];
  }));
};

function isSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > LETTERS_APART_MAX) return false;
  const { start, end, left, right } = apart(one, other);
  const letters = Math.max(left.length, right.length);
  if (letters === 0 || letters > LETTERS_APART_MAX || start + end < COMMON_MIN || (ORDINALS.test(left) && ORDINALS.test(right))) return false;
  // Two other letters for two are another word: 信访条例, 统计条例. Turned round they are a slip.
  return letters === 1 || left.length !== right.length || [...left].some((letter) => right.includes(letter));
}
