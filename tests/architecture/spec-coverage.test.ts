/** SPEC.md and the tests hold each other: no rule without a test, no test without a rule, none asleep. */
import { describe, expect, it } from 'vitest';
import { isCode, isTest, lineOf, pathsIn, readSource, withoutComments } from '#tests/kit/source-tree.ts';

const RULE = /^- \*\*([A-Z][A-Z0-9]{1,3}\d{2})\*\* \S/gmu;
/** `it('[WF03] …'`, `it.each(…)('[WF03] …'`, `test('[WF03 POL05] …'`. */
const TITLE = /\b(?:it|test)(?:\.\w+)?\s*(?:\((?!['"`])[^\n]*?\)\s*)?\(\s*(['"`])(?<title>[^\n]*?)\1\s*,/gu;
const ASLEEP = /\b(?:it|test|describe|suite)\.(?:skip|only|todo|fails)\b|\b(?:xit|xdescribe|xtest|fit|fdescribe)\s*\(/gu;

const spec = readSource('shared/SPEC.md').text;
const rules = [...spec.matchAll(RULE)].map((match) => match[1] ?? '');
const known = new Set(rules);
const tests = pathsIn('shared', 'server', 'electron', 'renderer', 'tests', 'build', 'e2e', 'bench').filter(isCode).map(readSource).filter(isTest)
  .map(({ path, text }) => ({ path, text: withoutComments(text) }));

const titles = tests.flatMap(({ path, text }) => [...text.matchAll(TITLE)].map((match) => {
  const title = match.groups?.['title'] ?? '';
  return { where: `${path}:${lineOf(text, match.index)}`, title, ids: (/^\[([A-Z0-9, ]+)\]/u.exec(title)?.[1] ?? '').split(/[ ,]+/u).filter((id) => id !== '') };
}));

describe('rules and tests', () => {
  it('[ARC04] numbers every rule once', () => {
    expect(rules.length).toBeGreaterThan(50);
    expect(rules.filter((id, index) => rules.indexOf(id) !== index)).toEqual([]);
    const malformed = spec.split('\n').filter((line) => line.startsWith('- ') && !/^- \*\*[A-Z][A-Z0-9]{1,3}\d{2}\*\* \S/u.test(line));
    expect(malformed).toEqual([]);
  });

  it('[ARC04] shows every rule by a test', () => {
    const shown = new Set(titles.flatMap(({ ids }) => ids));
    expect(rules.filter((id) => !shown.has(id)), 'rules of shared/SPEC.md without a test').toEqual([]);
  });

  it('[ARC04] begins every test title with a rule that exists', () => {
    expect(titles.filter(({ ids }) => ids.length === 0).map(({ where, title }) => `${where} has no rule: ${title}`)).toEqual([]);
    expect(titles.flatMap(({ where, ids }) => ids.filter((id) => !known.has(id)).map((id) => `${where} names ${id}, which shared/SPEC.md does not have`))).toEqual([]);
  });

  it('[ARC04] reads the titles of every file that has tests', () => {
    const silent = tests.filter(({ path, text }) => /\b(?:it|test)(?:\.each)?\(/u.test(text) && !titles.some(({ where }) => where.startsWith(`${path}:`)));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('[ARC04] lets no test sleep', () => {
    expect(tests.flatMap(({ path, text }) => [...text.matchAll(ASLEEP)].map((match) => `${path}:${lineOf(text, match.index)} ${match[0]}`))).toEqual([]);
  });
});
