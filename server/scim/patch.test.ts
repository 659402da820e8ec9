import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#shared/base/canonical-json.ts';
import type { JsonObject } from './json.ts';
import { applyPatch, ELEMENTS_MAX, OPERATIONS_MAX, type Operation } from './patch.ts';
import { POST } from './schemas-urn.ts';

const USER_JSON: JsonObject = { id: 'p', userName: 'a.b', name: { formatted: '韦兴' }, phoneNumbers: [{ value: '1', type: 'mobile' }, { value: '2', type: 'work' }], [POST]: { unit: { value: 'u1' } } };
const patched = (operations: readonly Operation[], of = USER_JSON): Json => {
  const done = applyPatch(of, operations);
  return done.ok ? done.value : done.error;
};

describe('PATCH', () => {
  it('[SCM03] adds, replaces and removes attributes, elements and attributes of elements', () => {
    expect(patched([{ op: 'add', path: 'title', value: '镇长' }])).toEqual({ ...USER_JSON, title: '镇长' });
    expect(patched([{ op: 'replace', path: 'NAME.formatted', value: '韦旺' }])).toEqual({ ...USER_JSON, name: { formatted: '韦旺' } });
    expect(patched([{ op: 'replace', value: { userName: 'c.d', 'name.formatted': '韦旺', [`${POST}:unit`]: { value: 'u2' } } }])).toEqual({ ...USER_JSON, userName: 'c.d', name: { formatted: '韦旺' }, [POST]: { unit: { value: 'u2' } } });
    expect(patched([{ op: 'replace', path: `${POST}:unit.value`, value: 'u2' }])).toEqual({ ...USER_JSON, [POST]: { unit: { value: 'u2' } } });
    expect(patched([{ op: 'replace', path: POST.toLowerCase(), value: { unit: { value: 'u3' } } }])).toEqual({ ...USER_JSON, [POST]: { unit: { value: 'u3' } } });
    expect(patched([{ op: 'replace', value: { [POST]: { unit: { value: 'u3' } } } }])).toEqual({ ...USER_JSON, [POST]: { unit: { value: 'u3' } } });
    expect(patched([{ op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '9' }])).toMatchObject({ phoneNumbers: [{ value: '9', type: 'mobile' }, { value: '2' }] });
    expect(patched([{ op: 'add', path: 'phoneNumbers', value: { value: '3', type: 'fax' } }])).toMatchObject({ phoneNumbers: [{ value: '1' }, { value: '2' }, { value: '3' }] });
    expect(patched([{ op: 'add', path: 'phoneNumbers', value: [{ value: '1', type: 'mobile' }] }])).toEqual(USER_JSON);
    expect(patched([{ op: 'add', path: 'phoneNumbers[type eq "home"].value', value: '7' }])).toMatchObject({ phoneNumbers: [{ value: '1' }, { value: '2' }, { type: 'home', value: '7' }] });
    expect(patched([{ op: 'remove', path: 'phoneNumbers[value eq "1"]' }])).toMatchObject({ phoneNumbers: [{ value: '2' }] });
    expect(patched([{ op: 'remove', path: 'phoneNumbers', value: [{ value: '2' }] }])).toMatchObject({ phoneNumbers: [{ value: '1' }] });
    expect(patched([{ op: 'remove', path: 'phoneNumbers' }, { op: 'remove', path: POST }, { op: 'remove', path: 'title' }])).toEqual({ id: 'p', userName: 'a.b', name: { formatted: '韦兴' } });
  });

  it('[SCM03] what has no target, no path or no fitting value is refused whole', () => {
    const wrong: readonly (readonly [Operation, string])[] = [
      [{ op: 'remove' }, 'noTarget'], [{ op: 'replace', path: 'phoneNumbers[type eq "fax"].value', value: '1' }, 'noTarget'], [{ op: 'replace', path: 'name[formatted pr]', value: '1' }, 'noTarget'],
      [{ op: 'add', path: 'a.b.c', value: 1 }, 'invalidPath'], [{ op: 'add', path: '__proto__', value: {} }, 'invalidPath'], [{ op: 'add', value: JSON.parse('{"__proto__":{"x":1}}') as Json }, 'invalidPath'],
      [{ op: 'add', path: 'phoneNumbers[', value: 1 }, 'invalidPath'], [{ op: 'add', value: 'x' }, 'invalidValue'], [{ op: 'add', path: 'title' }, 'invalidValue'], [{ op: 'replace', path: 'phoneNumbers[type eq "work"]', value: 'x' }, 'invalidValue'],
      [{ op: 'add', path: 'members', value: Array.from({ length: ELEMENTS_MAX + 1 }, (_, at) => ({ value: String(at) })) }, 'tooMany'],
    ];
    for (const [operation, problem] of wrong) expect(patched([{ op: 'replace', path: 'title', value: 'x' }, operation]), JSON.stringify(operation).slice(0, 80)).toBe(problem);
    expect(patched(Array.from({ length: OPERATIONS_MAX + 1 }, () => ({ op: 'remove' as const, path: 'title' })))).toBe('tooMany');
  });

  it('[SCM03] leaves what it was given as it was, changes nothing else, and is answered whatever comes', () => {
    const path = fc.constantFrom('title', 'name.formatted', 'members', 'members[value eq "a"]', 'phoneNumbers[type eq "work"].value', `${POST}:unit.value`, POST, 'x y', '', '[', 'members[value eq "a"].display');
    const value = fc.oneof(fc.string({ maxLength: 5 }), fc.constant(null), fc.array(fc.record({ value: fc.constantFrom('a', 'b', 'c') })), fc.record({ value: fc.string({ maxLength: 3 }) }), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>) as fc.Arbitrary<Json>;
    const operation: fc.Arbitrary<Operation> = fc.record({ op: fc.constantFrom('add' as const, 'replace' as const, 'remove' as const), path: fc.option(path, { nil: undefined }), value: fc.option(value, { nil: undefined }) });
    const before = JSON.stringify(USER_JSON);
    fc.assert(fc.property(fc.array(operation, { maxLength: 6 }), (operations) => {
      const done = applyPatch(USER_JSON, operations);
      expect(JSON.stringify(USER_JSON)).toBe(before);
      if (done.ok && !operations.some((each) => each.path === undefined)) expect([done.value['id'], done.value['userName']]).toEqual(['p', 'a.b']);
      expect(({} as { x?: unknown }).x).toBeUndefined();
    }), { numRuns: 2_000 });
  });

  it('[SCM03] adding members is a set: in any order, once or twice, removing what was added leaves what was', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 8 });
    const members = (list: readonly string[]): Json => list.map((id) => ({ value: id }));
    const valuesOf = (json: Json): readonly string[] => ((json as { members?: readonly { value: string }[] }).members ?? []).map((each) => each.value).toSorted();
    fc.assert(fc.property(ids, ids, (old, more) => {
      const start: JsonObject = { id: 'u', members: members(old) };
      const added = patched([{ op: 'add', path: 'members', value: members(more) }, { op: 'add', path: 'members', value: members(more.toReversed()) }], start);
      expect(valuesOf(added)).toEqual([...new Set([...old, ...more])].toSorted());
      const fresh = more.filter((id) => !old.includes(id));
      expect(valuesOf(patched(fresh.map((id) => ({ op: 'remove' as const, path: `members[value eq "${id}"]` })), added as JsonObject))).toEqual(old.toSorted());
      expect(valuesOf(patched([{ op: 'replace', path: 'members', value: members(more) }], start))).toEqual(more.toSorted());
    }));
  });
});
