import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usccCheck, usccOf, usccProblem } from './uscc.ts';

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const letter = fc.constantFrom(...LETTERS);
const digits = fc.stringMatching(/^\d{6}$/);
/** Any 17 places with a region in the third to eighth, and the last one as the standard reckons it, written down once more in another way. */
const code = fc.tuple(letter, letter, digits, fc.array(letter, { minLength: 9, maxLength: 9 })).map(([a, b, region, rest]) => {
  const first = `${a}${b}${region}${rest.join('')}`;
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const sum = weights.reduce((total, weight, at) => total + weight * LETTERS.indexOf(first[at] ?? ''), 0);
  return `${first}${LETTERS[(31 - (sum % 31)) % 31]}`;
});
const place = fc.integer({ min: 0, max: 17 });

describe('统一社会信用代码', () => {
  it('[DIR23] is 18 places of its alphabet with a check modulo 31', () => {
    fc.assert(fc.property(code, (valid) => { expect(usccProblem(valid)).toBeNull(); }));
    // Visibly nobody’s, and right by its check.
    expect(usccProblem('11520000FAKE00013Q')).toBeNull();
    expect(usccProblem('11520000FAKE00013R')).toBe('check');
    for (const [wrong, problem] of [['', 'length'], ['11520000FAKE00013', 'length'], ['11520000FAKE00013QQ', 'length'], ['1152000OFAKE00013Q', 'letter'], ['11520000FAKE0001IQ', 'letter'], ['11520000FAKE00013Z', 'letter'], ['1152A000FAKE00013Q', 'region']] as const) expect(usccProblem(wrong), wrong).toBe(problem);
    expect(usccCheck('1152000OFAKE00013')).toBeNull();
  });

  it('[DIR23] every single wrong place is found, and every two swapped ones save the first with the last', () => {
    fc.assert(fc.property(code, place, letter, (valid, at, other) => {
      const wrong = `${valid.slice(0, at)}${other}${valid.slice(at + 1)}`;
      expect(usccProblem(wrong) === null).toBe(wrong === valid);
    }));
    fc.assert(fc.property(code, place, place, (valid, a, b) => {
      const letters = [...valid];
      [letters[a], letters[b]] = [valid[b] ?? '', valid[a] ?? ''];
      const swapped = letters.join('');
      if (Math.abs(a - b) !== 17) expect(usccProblem(swapped) === null).toBe(swapped === valid);
    }));
  });

  it('[DIR23] is read as it is pasted: full-width, with spaces or hyphens, in small letters', () => {
    fc.assert(fc.property(code, fc.array(fc.tuple(place, fc.constantFrom(' ', '-', '\u3000', '\u200b', '\t'))), (valid, marks) => {
      const wide = [...valid.toLowerCase()].map((each, at) => (at % 3 === 0 ? String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0) : each));
      for (const [at, mark] of marks) wide.splice(at, 0, mark);
      expect(usccOf(wide.join(''))).toBe(valid);
    }));
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => { expect(usccOf(usccOf(text))).toBe(usccOf(text)); }));
  });
});
