/**
 * The whole of 分级管理 against a table that was written down apart from it: who (every role at a township, the three of the platform, by account and by a post at the province) ×
 * what (every act, every role given and taken) × where (the superior, the own organ, its section, what is below, a sibling). The table is data; no rule is computed from another.
 */
import { describe, expect, it } from 'vitest';
import type { Membership, Unit } from '#shared/org/model.ts';
import { isWithin, organOf } from '#shared/org/tree.ts';
import { ORGAN, TOWN_OFFICE, UNITS } from '#tests/kit/small-org.ts';
import { mayChangePerson, mayChangePost, mayChangeUnit, mayReadChanges, powersOf, type Administrator } from './administer.ts';
import type { Right } from './can.ts';
import { ROLES, type PlatformRole, type Role } from './roles.ts';

const lookup = (id: string): Unit | undefined => UNITS.find((each) => each.id === id);
const org = { unit: lookup, isWithin: (id: string, above: string) => isWithin(lookup, id, above), organOf: (id: string) => organOf(lookup, id) };
const PLACES = { superior: ORGAN.county, own: ORGAN.town, section: TOWN_OFFICE, below: ORGAN.village, sibling: ORGAN.neighbour } as const;
type Place = keyof typeof PLACES;
const WHERE = Object.keys(PLACES) as readonly Place[];

const said = (right: Right): string => (right.ok ? 'ok' : right.code === 'not-found' ? 'hidden' : 'denied');
const at = (role: Role, organId: string): Administrator => ({ personId: 'somebody1', memberships: [{ organId, roles: [role] }], platformRole: null });
const account = (role: PlatformRole): Administrator => ({ personId: 'somebody1', memberships: [], platformRole: role });

/** Who counts as what: a role of the three counts at the province and as an account, nowhere else. */
type Kind = 'unitAdmin' | 'system' | 'security' | 'auditor' | 'nobody';
const WHO: readonly (readonly [string, Administrator, Kind])[] = [
  ...ROLES.map((role) => [`${role} of the township`, at(role, ORGAN.town), role === 'unitAdmin' ? 'unitAdmin' : 'nobody'] as const),
  ['systemAdmin by account', account('systemAdmin'), 'system'], ['securityAdmin by account', account('securityAdmin'), 'security'], ['auditAdmin by account', account('auditAdmin'), 'auditor'],
  ['systemAdmin of the province', at('systemAdmin', ORGAN.province), 'system'], ['securityAdmin of the province', at('securityAdmin', ORGAN.province), 'security'], ['auditAdmin of the province', at('auditAdmin', ORGAN.province), 'auditor'],
  ['principalLeader of the province', at('principalLeader', ORGAN.province), 'nobody'], ['drafter of the county', at('drafter', ORGAN.county), 'nobody'], ['nobody at all', { personId: 'somebody1', memberships: [], platformRole: null }, 'nobody'],
];

/** In the order of PLACES: superior own section below sibling. */
const row = (text: string): readonly string[] => text.split(' ');
const ALL = { ok: row('ok ok ok ok ok'), hidden: row('hidden hidden hidden hidden hidden'), denied: row('denied denied denied denied denied') };
type Table = { readonly [kind in Kind]: readonly string[] };
const ofStructure = (unitAdmin: string): Table => ({ unitAdmin: row(unitAdmin), system: ALL.ok, security: ALL.hidden, auditor: ALL.denied, nobody: ALL.denied });

const UNIT_TABLE = {
  rename: ofStructure('hidden denied ok ok hidden'), dissolve: ofStructure('hidden denied ok ok hidden'), setUpInside: ofStructure('hidden ok ok ok hidden'), putInOrder: ofStructure('hidden hidden ok ok hidden'),
  moveIntoTheSuperior: ofStructure('hidden denied hidden hidden hidden'), moveIntoASection: ofStructure('hidden denied ok ok hidden'),
} as const;
const POST_TABLE = { retitle: ofStructure('hidden ok ok ok hidden'), putInOrder: ofStructure('hidden ok ok ok hidden'), appoint: ofStructure('hidden ok ok ok hidden'), end: ofStructure('hidden ok ok ok hidden') } as const;
const PERSON_TABLE = { edit: ofStructure('hidden ok ok ok hidden'), editAlsoPostedElsewhere: { ...ofStructure('hidden denied denied denied hidden'), system: ALL.ok } } as const;

const isOfTheThree = (role: Role): boolean => role === 'systemAdmin' || role === 'securityAdmin' || role === 'auditAdmin';
/** Giving and taking a role; a unit's own administration comes from above it. */
function rightsTable(role: Role, isTaking: boolean): Table {
  const unitAdmin = isOfTheThree(role) ? 'hidden denied denied denied hidden' : role === 'unitAdmin' ? 'hidden denied denied ok hidden' : 'hidden ok ok ok hidden';
  return { unitAdmin: row(unitAdmin), system: isTaking && !isOfTheThree(role) ? ALL.ok : ALL.denied, security: ALL.ok, auditor: ALL.denied, nobody: ALL.denied };
}
const READ_TABLE: Table = { unitAdmin: row('hidden ok ok ok hidden'), system: ALL.ok, security: ALL.ok, auditor: ALL.ok, nobody: ALL.denied };

const unitAt = (place: Place): Unit => lookup(PLACES[place]) as Unit;
const postAt = (place: Place, roles: readonly Role[]): Membership => ({ id: 'postother1', personId: 'another01', unitId: PLACES[place], organId: org.organOf(PLACES[place])?.id ?? '', title: '科员', roles, order: 0, primary: true });

let cells = 0;
function check(name: string, table: Table, ask: (powers: ReturnType<typeof powersOf>, place: Place) => Right): void {
  for (const [who, administrator, kind] of WHO) {
    const powers = powersOf(administrator, org);
    for (const [index, place] of WHERE.entries()) {
      cells += 1;
      expect(said(ask(powers, place)), `${name}: ${who}, ${place}`).toBe(table[kind][index]);
    }
  }
}

describe('分级管理 as a table', () => {
  it('[DIR29] structure: rename, dissolve, set up, order, move', () => {
    const changed = (place: Place, more: Partial<Unit>) => ({ before: unitAt(place), after: { ...unitAt(place), ...more } });
    check('rename', UNIT_TABLE.rename, (powers, place) => mayChangeUnit(powers, changed(place, { name: '新名' }), org, org));
    check('dissolve', UNIT_TABLE.dissolve, (powers, place) => mayChangeUnit(powers, changed(place, { status: 'dissolved' }), org, org));
    check('put in order', UNIT_TABLE.putInOrder, (powers, place) => mayChangeUnit(powers, changed(place, { order: 77 }), org, org));
    check('set up inside', UNIT_TABLE.setUpInside, (powers, place) => mayChangeUnit(powers, { before: null, after: { ...unitAt(place), id: 'newunit01', parentId: PLACES[place] } }, org, org));
    check('move into the superior', UNIT_TABLE.moveIntoTheSuperior, (powers, place) => mayChangeUnit(powers, changed(place, { parentId: ORGAN.county, level: 3 }), org, org));
    check('move into a section', UNIT_TABLE.moveIntoASection, (powers, place) => mayChangeUnit(powers, changed(place, { parentId: TOWN_OFFICE, level: 4, name: '移入' }), org, org));
  });

  it('[DIR29] posts and people', () => {
    check('retitle', POST_TABLE.retitle, (powers, place) => mayChangePost(powers, { before: postAt(place, ['drafter']), after: { ...postAt(place, ['drafter']), title: '主任' } }, org, org));
    check('order', POST_TABLE.putInOrder, (powers, place) => mayChangePost(powers, { before: postAt(place, ['unitAdmin']), after: { ...postAt(place, ['unitAdmin']), order: 5 } }, org, org));
    check('appoint', POST_TABLE.appoint, (powers, place) => mayChangePost(powers, { before: null, after: postAt(place, []) }, org, org));
    check('end', POST_TABLE.end, (powers, place) => mayChangePost(powers, { before: postAt(place, []), after: null }, org, org));
    check('edit', PERSON_TABLE.edit, (powers, place) => mayChangePerson(powers, 'another01', [postAt(place, ['drafter'])], org));
    check('edit, also posted elsewhere', PERSON_TABLE.editAlsoPostedElsewhere, (powers, place) => mayChangePerson(powers, 'another01', [postAt(place, []), { ...postAt('sibling', []), id: 'postother2' }], org));
  });

  it.each(ROLES)('[DIR29] the right of %s, given and taken', (role) => {
    check(`give ${role}`, rightsTable(role, false), (powers, place) => mayChangePost(powers, { before: postAt(place, []), after: postAt(place, [role]) }, org, org));
    check(`take ${role}`, rightsTable(role, true), (powers, place) => mayChangePost(powers, { before: postAt(place, [role]), after: postAt(place, []) }, org, org));
  });

  it('[DIR29] reading the record; and of one’s own post nobody gives or takes, whoever they are', () => {
    check('read', READ_TABLE, (powers, place) => mayReadChanges(powers, [PLACES[place]], org));
    const own: Table = { unitAdmin: ALL.denied, system: ALL.denied, security: ALL.denied, auditor: ALL.denied, nobody: ALL.denied };
    const mine = (place: Place, roles: readonly Role[]): Membership => ({ ...postAt(place, roles), personId: 'somebody1' });
    for (const role of ROLES) check(`own ${role}`, own, (powers, place) => mayChangePost(powers, { before: mine(place, []), after: mine(place, [role]) }, org, org));
    process.stdout.write(`cells: ${cells}\n`);
    expect(cells).toBeGreaterThan(5_000);
  });
});
