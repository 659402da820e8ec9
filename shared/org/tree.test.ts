import { expect, it } from 'vitest';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Membership, Unit } from './model.ts';
import { createOrgView } from './org-view.ts';
import { pathLabel, placeLabel } from './path-label.ts';
import { maskPhone, visiblePhone } from './phone.ts';
import { isWithin, moveProblem, organOf, parentOrgan, pathOf } from './tree.ts';

const unit = (id: string, parentId: string | null, name: string, isOrgan: boolean, order = 0): Unit => ({
  id: id as UnitId, parentId: parentId as UnitId | null, kind: isOrgan ? 'division' : 'dept', level: 3, name, shortName: name, fullName: name, code: null,
  docCode: null, uscc: null, formerNames: [], isOrgan, order, status: 'active',
});
const units = [
  unit('province', null, '贵州省', true), unit('prefecture', 'province', '遵义市', true), unit('county', 'prefecture', '桐梓县', true),
  unit('town', 'county', '楚米镇', true), unit('leaders', 'town', '领导班子', false, 0), unit('office', 'town', '党政综合办公室', false, 10),
];
const lookup = (id: string): Unit | undefined => units.find((one) => one.id === id);
const post = (id: string, personId: string, unitId: string, order: number, roles: Membership['roles']): Membership => ({
  id, personId: personId as PersonId, unitId: unitId as UnitId, organId: 'town' as UnitId, title: id, roles, order, primary: true,
});

it('[ORG01] a path runs from the root down, containment includes the unit itself, and an organ is the nearest above', () => {
  expect(pathOf(lookup, 'office').map((one) => one.id)).toEqual(['province', 'prefecture', 'county', 'town', 'office']);
  expect(isWithin(lookup, 'office', 'county')).toBe(true);
  expect(isWithin(lookup, 'county', 'county')).toBe(true);
  expect(isWithin(lookup, 'county', 'office')).toBe(false);
  expect(organOf(lookup, 'office')?.id).toBe('town');
  expect(organOf(lookup, 'town')?.id).toBe('town');
  expect(['town', 'county', 'prefecture', 'province'].map((id) => parentOrgan(lookup, id)?.id)).toEqual(['county', 'prefecture', 'province', undefined]);
});

it('[ORG02] a unit cannot be moved below itself, nor below what does not exist, nor too deep; a damaged tree ends a walk', () => {
  expect(moveProblem(lookup, 'town', 'office')).toBe('cycle');
  expect(moveProblem(lookup, 'town', 'town')).toBe('cycle');
  expect(moveProblem(lookup, 'town', 'nowhere')).toBe('unknown-parent');
  expect(moveProblem(lookup, 'nowhere', 'town')).toBe('unknown-unit');
  expect(moveProblem(lookup, 'town', 'prefecture')).toBeUndefined();
  expect(moveProblem(lookup, 'town', 'prefecture', 20)).toBe('too-deep');
  const ring = new Map([['a', unit('a', 'b', 'a', false)], ['b', unit('b', 'a', 'b', false)]]);
  expect(pathOf((id) => ring.get(id), 'a').length).toBeLessThan(20);
});

it('[ORG03] a path label leaves the province out unless it is all there is', () => {
  expect(pathLabel(lookup, 'town')).toBe('遵义市·桐梓县·楚米镇');
  expect(placeLabel(lookup, 'town')).toBe('遵义市·桐梓县');
  expect(pathLabel(lookup, 'province')).toBe('贵州省');
  expect(placeLabel(lookup, 'province')).toBe('');
});

it('[ORG04] holders of a role come in political order across units, and people who left hold nothing', () => {
  const people = ['ann', 'bob', 'cid', 'dee'].map((id) => ({ id: id as PersonId, name: id, status: id === 'dee' ? 'left' as const : 'active' as const }));
  const view = createOrgView(units, people, [
    post('third', 'cid', 'office', 1, ['drafter']), post('second', 'bob', 'office', 0, ['drafter']), post('first', 'ann', 'leaders', 5, ['drafter', 'principalLeader']),
    post('gone', 'dee', 'leaders', 0, ['drafter']),
  ]);
  expect(view.holders('town', 'drafter').map((holder) => holder.title)).toEqual(['first', 'second', 'third']);
  expect(view.holders('town', 'principalLeader')).toEqual([{ personId: 'ann', name: 'ann', title: 'first', unitId: 'leaders' }]);
  expect(view.holders('county', 'drafter')).toEqual([]);
  expect(view.person('dee')?.status).toBe('left');
  expect(view.person('eve')).toBeUndefined();
});

it('[ORG05] a phone is whole for oneself, one’s own organ and the unit administrator above, masked for everybody else', () => {
  const view = createOrgView(units, [], []);
  const person = { id: 'ann', phone: '15412345678' };
  const posts = [{ organId: 'town' as UnitId }];
  const seenBy = (personId: string, organId: string, roles: Membership['roles']): string =>
    visiblePhone({ personId, memberships: [{ organId: organId as UnitId, roles }] }, person, posts, view);
  expect(seenBy('ann', 'county', [])).toBe('15412345678');
  expect(seenBy('bob', 'town', [])).toBe('15412345678');
  expect(seenBy('bob', 'county', ['unitAdmin'])).toBe('15412345678');
  expect(seenBy('bob', 'county', ['principalLeader'])).toBe('154****5678');
  expect(maskPhone('12345')).toBe('');
});
