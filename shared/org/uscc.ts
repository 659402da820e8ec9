/**
 * 统一社会信用代码 (GB 32100-2015): 18 places, letters without I O S V Z, the last one a check digit modulo 31. What is typed or pasted is brought into its one form first.
 * The check finds every single wrong place and every two swapped ones save the first with the last, which have the same weight.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const PLACES = 18;
const MODULUS = 31;
const BASE = 3;
const REGION = /^\d{6}$/;

export const USCC_PROBLEMS = ['length', 'letter', 'region', 'check'] as const;
export type UsccProblem = (typeof USCC_PROBLEMS)[number];

/** Spaces, hyphens and full-width digits come with what is copied from a certificate. */
export const usccOf = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\u200b-\u200f\ufeff-]/gu, '').toUpperCase();

/** The last place for the 17 before it; null where one of them is none of the alphabet. */
export function usccCheck(first: string): string | null {
  let sum = 0;
  let weight = 1;
  for (const letter of first) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * BASE) % MODULUS;
  }
  return ALPHABET[(MODULUS - (sum % MODULUS)) % MODULUS] ?? null;
}

/** What is wrong with a code in its one form; null where nothing is. */
export function usccProblem(code: string): UsccProblem | null {
  if (code.length !== PLACES) return 'length';
  const check = usccCheck(code.slice(0, -1));
  if (check === null || !ALPHABET.includes(code.slice(-1))) return 'letter';
  // Places 3 to 8 are a division code.
  if (!REGION.test(code.slice(2, 8))) return 'region';
  return check === code.slice(-1) ? null : 'check';
}
