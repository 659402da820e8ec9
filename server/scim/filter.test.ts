import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksFor, meets, pinned } from './evaluate.ts';
import { COMPARISONS, FILTER_DEPTH_MAX, FILTER_LENGTH_MAX, FILTER_TERMS_MAX, filterText, parseFilter, parsePath, type AttributePath, type Filter, type Literal } from './filter.ts';
import type { JsonObject } from './json.ts';
import { POST, USER } from './schemas-urn.ts';

const USER_JSON: JsonObject = {
  schemas: [USER, POST], id: 'person0001', userName: 'CMZ.WeiXing', displayName: '韦兴', name: { formatted: '韦兴' }, title: '副镇长', active: true,
  phoneNumbers: [{ value: '15412345678', type: 'mobile', primary: true }, { value: '0851-1', type: 'work' }], [POST]: { unit: { value: 'office01', display: '党政办' }, order: 3 },
};
const read = (text: string): Filter => {
  const filter = parseFilter(text);
  if (!filter.ok) throw new Error(text);
  return filter.value;
};
const found = (text: string): boolean => meets(USER_JSON, read(text));

const name = fc.constantFrom('userName', 'active', 'title', 'x', '$ref', 'a-b', 'and', 'not', 'or', 'pr', 'eq');
const path: fc.Arbitrary<AttributePath> = fc.record({ urn: fc.constantFrom(null, null, POST, USER), attr: name, sub: fc.option(name) });
const literal: fc.Arbitrary<Literal> = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null));
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  path.map((of): Filter => ({ kind: 'present', path: of })),
  fc.tuple(path, fc.constantFrom('eq' as const, 'ne' as const), literal).map(([of, op, value]): Filter => ({ kind: 'compare', path: of, op, value })),
  fc.tuple(path, fc.constantFrom(...COMPARISONS), fc.string({ maxLength: 8 })).map(([of, op, value]): Filter => ({ kind: 'compare', path: of, op, value })),
);
const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof({ maxDepth: 2, depthSize: 'small' }, leaf,
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), tie('tree'), tie('tree')).map(([kind, left, right]): Filter => ({ kind, left, right })),
    tie('tree').map((of): Filter => ({ kind: 'not', of })), fc.tuple(path, tie('tree')).map(([of, inner]): Filter => ({ kind: 'some', path: { ...of, sub: null }, of: inner }))),
}));

describe('filters', () => {
  it('[SCM01] every tree that is written down is read back as it was', () => {
    fc.assert(fc.property(tree, (filter) => {
      const text = filterText(filter);
      fc.pre(text.length <= FILTER_LENGTH_MAX);
      expect(parseFilter(text)).toEqual({ ok: true, value: filter });
    }), { numRuns: 2_000 });
  });

  it('[SCM01] anything at all is answered, in bounded time, and never by an exception', () => {
    const pieces = fc.array(fc.constantFrom('userName', ' ', 'eq', '"', '"a"', '(', ')', '[', ']', 'and', 'or', 'not', 'pr', '.value', ':', `${POST}:unit.value`, 'true', '-1.5e3', '\\', '\u0000', '名'), { maxLength: 60 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(fc.oneof(fc.string(), pieces), (text) => {
      const filter = parseFilter(text);
      if (filter.ok) meets(USER_JSON, filter.value);
      parsePath(text);
    }), { numRuns: 3_000 });
  });

  it('[SCM01] is bounded in length, depth and terms', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}a pr${')'.repeat(depth)}`;
    expect(parseFilter(nested(FILTER_DEPTH_MAX)).ok).toBe(true);
    for (const text of [nested(FILTER_DEPTH_MAX + 1), nested(400), 'not ('.repeat(9) + 'a pr' + ')'.repeat(9), `${'a['.repeat(9)}b pr${']'.repeat(9)}`]) expect(parseFilter(text).ok, text.slice(0, 40)).toBe(false);
    const terms = (count: number): string => Array.from({ length: count }, () => 'a pr').join(' and ');
    expect([parseFilter(terms(FILTER_TERMS_MAX)).ok, parseFilter(terms(FILTER_TERMS_MAX + 1)).ok]).toEqual([true, false]);
    expect(parseFilter(`a eq "${'x'.repeat(FILTER_LENGTH_MAX)}"`).ok).toBe(false);
  });

  it('[SCM02] compares as the standard says: without regard to case save for ids, one of many values is enough, nothing is null', () => {
    for (const yes of [
      'userName eq "cmz.weixing"', 'USERNAME Eq "cmz.weixing"', 'displayName co "兴"', 'title sw "副"', 'title ew "镇长"', 'id eq "person0001"', 'active eq true', 'not (active eq false)', 'title pr', 'nickName eq null',
      'nickName ne "x"', 'phoneNumbers.value sw "154"', 'phoneNumbers sw "0851"', 'phoneNumbers[type eq "work" and value sw "0851"]', `${POST}:unit.value eq "office01"`, `${POST}:order ge 3`, `${USER}:userName pr`,
      'title eq "x" or active eq true and userName pr', '(title eq "x" or active eq true) and userName pr', 'title gt "A"', 'userName le "cmz.weixing"', `schemas eq "${POST}"`,
    ]) expect(found(yes), yes).toBe(true);
    for (const no of [
      'id eq "PERSON0001"', 'active eq "true"', 'nickName pr', 'nickName eq "x"', 'phoneNumbers[type eq "work" and value sw "154"]', `${POST}:order gt 3`, 'title eq "x" or active eq false and userName pr', 'userName ne "cmz.weixing"',
      'name eq "韦兴" and title pr', 'constructor pr', 'toString pr', 'userName gt 3', 'active ne true',
    ]) expect(found(no), no).toBe(false);
    for (const wrong of ['', 'userName', 'userName eq', 'userName eq x', 'active gt true', 'title co 3', 'a.b.c pr', 'a pr b pr', '(a pr', 'a pr)', 'a[b pr', 'emails.type[a pr]', '__proto__ pr', 'urn:other:User:title.a.b eq 1', 'a eq "\u0001"', 'not a pr']) expect(parseFilter(wrong).ok, wrong).toBe(false);
    fc.assert(fc.property(tree, tree, (a, b) => {
      expect(meets(USER_JSON, { kind: 'not', of: { kind: 'and', left: a, right: b } })).toBe(meets(USER_JSON, { kind: 'or', left: { kind: 'not', of: a }, right: { kind: 'not', of: b } }));
    }));
  });

  it('[SCM02] what is pinned is pinned on every way through, so that nothing that meets the filter is missed', () => {
    expect(pinned(read('title pr and (userName eq "A" and active eq true)'), 'username')).toBe('A');
    expect(pinned(read('members[value eq "p"]'), 'members')).toBe('p');
    for (const text of ['userName eq "A" or title pr', 'not (userName eq "A")', 'userName sw "A"', 'userName ne "A"', 'members[type eq "p"]', `${POST}:userName eq "A"`]) expect(pinned(read(text), 'userName') ?? pinned(read(text), 'members'), text).toBeNull();
    expect([asksFor(read('title pr or not (Members pr)'), 'members'), asksFor(read('title pr'), 'members')]).toEqual([true, false]);
  });
});
