/** 校对 of a whole text, in the order of the text. Pure and linear in its length, so that it runs while one types. */
import type { CheckedDocument } from '#shared/gbt9704/check/model.ts';
import { titles } from './alike-titles.ts';
import { organNames, sameOrgan } from './alike-organs.ts';
import { dates } from './dates.ts';
import { ordinals } from './levels.ts';
import type { ProofCheck, ProofRemark, Slip } from './model.ts';
import { shortNames } from './short-names.ts';
import { numbers } from './numbers.ts';
import { pairs } from './pairs.ts';
import { pinyin } from './pinyin.ts';
import { punctuation } from './punctuation.ts';
import { proofRule } from './rules.ts';
import { repeatedWords, wrongWords } from './words.ts';

/** Of one check: a text that is wrong everywhere is said to be so often enough. */
export const REMARKS_PER_CHECK_MAX = 50;

const CHECKS: readonly ProofCheck[] = [wrongWords, pinyin, repeatedWords, punctuation, pairs, ordinals, numbers, dates, shortNames, organNames, sameOrgan, titles];

const told = (slip: Slip): ProofRemark => ({ ...slip, ...proofRule(slip.rule), message: `proof.find.${slip.rule}` });

export function proofread(document: CheckedDocument): readonly ProofRemark[] {
  return CHECKS.flatMap((check) => check(document).slice(0, REMARKS_PER_CHECK_MAX)).map(told).toSorted((a, b) => a.place.index - b.place.index || a.place.start - b.place.start);
}
