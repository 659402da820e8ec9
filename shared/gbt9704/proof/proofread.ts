/** 校对 of a whole text, in the order of the text. Pure and linear in its length, so that it runs while one types. */
import type { CheckedDocument } from '#shared/gbt9704/check/model.ts';
import type { ProofCheck, ProofRemark } from './model.ts';
import { shortNames, titles } from './names.ts';
import { dates, numbers } from './numbers.ts';
import { pairs, punctuation } from './punctuation.ts';
import { repeatedWords, wrongWords } from './words.ts';

/** Of one kind: a text that is wrong everywhere is said to be so often enough. */
export const REMARKS_PER_CHECK_MAX = 50;

const CHECKS: readonly ProofCheck[] = [wrongWords, repeatedWords, punctuation, pairs, numbers, dates, shortNames, titles];

export function proofread(document: CheckedDocument): readonly ProofRemark[] {
  return CHECKS.flatMap((check) => check(document).slice(0, REMARKS_PER_CHECK_MAX)).toSorted((a, b) => a.place.index - b.place.index || a.place.start - b.place.start);
}
