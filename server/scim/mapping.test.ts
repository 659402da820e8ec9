/** Wishes against the directory itself: what SCIM asks for is decided by `decideOrgChange`, and read back. */
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOrgChange } from '#shared/org/change/decide.ts';
import { batchOf, named } from '#shared/org/change/rows.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { isWithin, organOf } from '#shared/org/tree.ts';
import { openDirectoryIndex, type DirectoryIndex } from '#shared/org/search-index.ts';
import { createPages } from '#server/directory/provisioned.ts';
import { MEMBERSHIPS, ORGAN, PERSONS, TOWN_OFFICE, UNITS } from '#tests/kit/small-org.ts';
import { changerOf } from './clients.ts';
import { commandsForGroup, groupResource, readGroup, type GroupState } from './group.ts';
import { withValue, type JsonObject } from './json.ts';
import { UNIT } from './schemas-urn.ts';
import { commandsForUser, readUser, userResource, type Command, type Scope, type UserState } from './user.ts';

const CLIENT = { id: 'scim0000', name: '身份源', unitId: ORGAN.town as UnitId };
const LINK = { externalId: null, isDeleted: false };

function open() {
  const db = new DatabaseSync(':memory:');
  const index = openDirectoryIndex(db);
  index.apply({ gone: [], units: UNITS, people: PERSONS.map((person, at) => ({ ...person, phone: `154${String(at).padStart(8, '0')}` })), memberships: MEMBERSHIPS });
  const scope: Scope = { unit: index.unit, isWithin: (id, above) => isWithin(index.unit, id, above), organOf: (id) => organOf(index.unit, id), rootId: ORGAN.town };
  return { index, scope, pages: createPages(db, index) };
}
const stateOf = (index: DirectoryIndex, id: string): UserState => ({ person: index.person(id) as UserState['person'], posts: index.membershipsOf(id), login: `login.${id}`, link: LINK });
let changes = 0;
function make(index: DirectoryIndex, commands: readonly Command[]): string {
  changes += 1;
  const [number, decided] = [changes, decideOrgChange({ kind: 'provision', commands }, index, changerOf(CLIENT))];
  if (!decided.ok) return decided.error.code;
  index.apply(batchOf(named(decided.value.diff, (row) => `made${number}x${row}`)));
  return 'ok';
}
const TOWNSPEOPLE = PERSONS.map(({ id }) => id).filter((id) => MEMBERSHIPS.some((post) => post.personId === id && [ORGAN.town, TOWN_OFFICE, ORGAN.village].some((unit) => unit === post.unitId)) && id !== 'townadmi1');

describe('resources and commands', () => {
  it('[SCM11] every resource that is sent back as it was read comes to nothing', () => {
    const { index, scope, pages } = open();
    for (const id of TOWNSPEOPLE) {
      const state = stateOf(index, id);
      const wish = readUser(userResource(state, 'https://x', scope), state);
      expect(wish.ok && commandsForUser(state, wish.value, scope), id).toEqual({ ok: true, value: [] });
    }
    for (const unitId of [ORGAN.town, TOWN_OFFICE, ORGAN.village]) {
      const state = { ...pages.unit(unitId), link: LINK } as GroupState;
      const wish = readGroup(groupResource(state, 'https://x', scope, true));
      const siblings = index.children(state.unit.parentId ?? '').filter((unit) => unit.id !== unitId).map((unit) => unit.id as string);
      expect(wish.ok && commandsForGroup(state, wish.value, siblings, [], [], scope), unitId).toEqual({ ok: true, value: [] });
    }
  });

  it('[SCM11] what is wished of a user is what is read afterwards, and no wish gives a right', () => {
    const wish = fc.record({ id: fc.constantFrom(...TOWNSPEOPLE), name: fc.constantFrom('韦兴', '蒙丽'), title: fc.constantFrom('科员', '主任', '副主任（兼）'), phone: fc.integer({ min: 0, max: 9_999_999 }), unitId: fc.constantFrom(ORGAN.town, TOWN_OFFICE, ORGAN.village), active: fc.boolean() });
    fc.assert(fc.property(fc.array(wish, { minLength: 1, maxLength: 6 }), (wishes) => {
      const { index, scope } = open();
      const rights = (id: string): readonly string[] => index.membershipsOf(id).flatMap((post) => post.roles.map((role) => `${post.organId} ${role}`));
      for (const each of wishes) {
        const state = stateOf(index, each.id);
        if (state.person.status === 'left' && !each.active) continue;
        const phone = `139${String(each.phone).padStart(8, '0')}`;
        const sent: JsonObject = Object.entries({ displayName: each.name, title: each.title, active: each.active, phoneNumbers: [{ type: 'mobile', value: phone }] }).reduce<JsonObject>((json, [name, value]) => withValue(json, name, value), {
          ...userResource(state, '', scope), 'urn:guizhengtong:params:scim:schemas:extension:2.0:User': { unit: { value: each.unitId } },
        });
        const read = readUser(sent, state);
        const commands = read.ok ? commandsForUser(state, read.value, scope) : read;
        if (!commands.ok) throw new Error(JSON.stringify(commands.error));
        const before = rights(each.id);
        const answer = commands.value.length === 0 ? 'ok' : make(index, commands.value);
        expect(answer).toBe('ok');
        const after = userResource(stateOf(index, each.id), '', scope);
        expect(after).toMatchObject({ displayName: each.name, title: each.title, active: each.active, phoneNumbers: [{ value: phone }] });
        expect(index.membershipsOf(each.id)[0]?.unitId).toBe(each.unitId);
        for (const right of rights(each.id)) expect(before).toContain(right);
      }
    }), { numRuns: 150 });
  });

  it('[SCM11 SCM09] what is wished of a unit is what is read afterwards: name, place, members', () => {
    const wish = fc.record({ at: fc.integer({ min: 0, max: 3 }), name: fc.constantFrom('甲', '乙', '丙', '丁', '戊', '己', '庚'), parent: fc.constantFrom(ORGAN.town, TOWN_OFFICE), order: fc.integer({ min: 0, max: 5 }), members: fc.uniqueArray(fc.constantFrom('drafter01', 'drafter02', 'townregi1', 'townsuper'), { maxLength: 4 }) });
    fc.assert(fc.property(fc.array(wish, { minLength: 1, maxLength: 6 }), (wishes) => {
      const { index, scope, pages } = open();
      const ids = [0, 1, 2, 3].map((at) => {
        make(index, [{ kind: 'unit.create', parentId: ORGAN.town as UnitId, unit: { kind: 'dept', isOrgan: false, name: `科${at}`, shortName: `科${at}`, fullName: `科${at}`, code: null, docCode: null, uscc: null } }]);
        return index.children(ORGAN.town).find((unit) => unit.name === `科${at}`)?.id ?? '';
      });
      for (const each of wishes) {
        const id = ids[each.at] ?? '';
        const state = { ...pages.unit(id), link: LINK } as GroupState;
        const sent: JsonObject = { ...groupResource(state, '', scope, true), displayName: each.name, members: each.members.map((value) => ({ value })) };
        const extension = sent[UNIT] as JsonObject;
        const read = readGroup({ ...sent, [UNIT]: { ...extension, parent: each.parent, order: each.order } });
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        const now = state.members.map(({ person }): string => person.id);
        const standing = (list: readonly string[]) => list.map((personId) => ({ personId, posts: index.membershipsOf(personId) }));
        const siblings = index.children(each.parent).filter((unit) => unit.status === 'active' && unit.id !== id).map((unit) => unit.id as string);
        const commands = commandsForGroup(state, read.value, siblings, standing(each.members.filter((one) => !now.includes(one))), standing(now.filter((one) => !each.members.some((kept) => kept === one))), scope);
        if (!commands.ok) throw new Error(JSON.stringify(commands.error));
        const answer = commands.value.length === 0 ? 'ok' : make(index, commands.value);
        // Two of one name beside each other is the directory's to refuse.
        if (answer !== 'ok') { expect(answer).toBe('directory.name-taken'); continue; }
        const after = groupResource({ ...pages.unit(id), link: LINK } as GroupState, '', scope, true);
        expect(after['displayName']).toBe(each.name);
        expect((after['members'] as readonly JsonObject[]).map((one) => one['value']).toSorted()).toEqual([...each.members].toSorted());
        expect(after[UNIT]).toMatchObject({ parent: { value: each.parent }, ...(each.parent === state.unit.parentId ? { order: Math.min(each.order, siblings.length) } : {}) });
        for (const personId of ['drafter01', 'drafter02', 'townregi1', 'townsuper']) expect(index.membershipsOf(personId).filter((post) => post.primary)).toHaveLength(1);
      }
    }), { numRuns: 150 });
  });
});
