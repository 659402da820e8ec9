/**
 * What people type into the search, as terms. Knows nothing of readings: whoever only searches need not hold a dictionary of pinyin.
 */

/** Longest term that is stored or asked, in characters. */
export const MAX_TERM = 24;

export const cut = (term: string): string => (term.length <= MAX_TERM ? term : [...term].slice(0, MAX_TERM).join(''));

/** Letters and digits only: anything else would end a token inside FTS5 (· in names, brackets in unit names). */
export const letters = (text: string): readonly string[] => [...text.normalize('NFKC').toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));

/** Terms somebody typed: lower case, no punctuation, split at spaces and between letters and Hanzi (楚米yxy). */
export function queryTerms(query: string): readonly string[] {
  const spaced = query
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ü]/gu, 'v')
    .replaceAll(/(?<=\p{Script=Han})(?=[a-z])|(?<=[a-z])(?=\p{Script=Han})/gu, ' ');
  const terms = spaced.split(/[\s,，、;；/|]+/u).map((term) => cut(letters(term).join('')));
  return [...new Set(terms.filter((term) => term !== ''))].slice(0, MAX_TERMS);
}

const MAX_TERMS = 6;

export const isHan = (term: string): boolean => /\p{Script=Han}/u.test(term);

/** Letters and digits only by construction, so the quotes cannot be broken out of. */
export const matchPrefix = (terms: readonly string[]): string => terms.map((term) => `"${term}"*`).join(' AND ');
export const matchWhole = (term: string): string => `"${term}"`;
