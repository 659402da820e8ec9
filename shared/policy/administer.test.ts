import { describe, expect, it } from 'vitest';
import type { Membership, Unit } from '#shared/org/model.ts';
import { isWithin } from '#shared/org/tree.ts';
import { MEMBERSHIPS, ORGAN, TOWN_OFFICE, UNITS } from '#tests/kit/small-org.ts';
import { areSeparated, mayChangePerson, mayChangePost, mayChangeUnit, mayGrant, mayReadChanges, powersOf, reachOf, type Administrator } from './administer.ts';
import type { Right } from './can.ts';
import { PLATFORM_ROLES, ROLES, type Role } from './roles.ts';

const unit = (id: string): Unit => UNITS.find((each) => each.id === id) as Unit;
const lookup = (id: string): Unit | undefined => UNITS.find((each) => each.id === id);
const org = { unit: lookup, isWithin: (id: string, above: string) => isWithin(lookup, id, above) };
const by = (personId: string, organId: string | null, role: Role = 'unitAdmin', platformRole: Administrator['platformRole'] = null): Administrator =>
  ({ personId, memberships: organId === null ? [] : [{ organId, roles: [role] }], platformRole });

const WHO = {
  town: by('townadmi1', ORGAN.town), county: by('countyadm', ORGAN.county), province: by('provadmin', ORGAN.province), neighbour: by('neighadmi', ORGAN.neighbour),
  system: by('sysadmin1', null, 'systemAdmin', 'systemAdmin'), security: by('secadmin1', null, 'securityAdmin', 'securityAdmin'), auditor: by('auditadm1', null, 'auditAdmin', 'auditAdmin'),
  provinceSystem: by('sysadmin2', ORGAN.province, 'systemAdmin'), countySystem: by('sysadmin3', ORGAN.county, 'systemAdmin'), clerk: by('drafter01', ORGAN.town, 'drafter'),
} as const;
type Who = keyof typeof WHO;
const everybody = Object.keys(WHO) as readonly Who[];
const powers = (who: Who) => powersOf(WHO[who], org);
/** ok, hidden (as if it were not there), denied */
const said = (right: Right): string => (right.ok ? 'ok' : right.code === 'not-found' ? 'hidden' : 'denied');
const table = (ask: (who: Who) => Right): Record<Who, string> => Object.fromEntries(everybody.map((who) => [who, said(ask(who))])) as Record<Who, string>;
const post = (personId: string): Membership => MEMBERSHIPS.find((each) => each.personId === personId) as Membership;

describe('who administers what', () => {
  it('[DIR01] reaches what is below the own organ, and what is in it; the platform’s system administrator and the province’s reach all', () => {
    const reach = (unitId: string): Record<Who, unknown> => Object.fromEntries(everybody.map((who) => [who, reachOf(powers(who), unitId, org)])) as Record<Who, unknown>;
    const nobody = { security: null, auditor: null, countySystem: null, clerk: null };
    expect(reach(ORGAN.village)).toEqual({ town: 'above', county: 'above', province: 'above', neighbour: null, system: 'above', provinceSystem: 'above', ...nobody });
    expect(reach(ORGAN.town)).toEqual({ town: 'inside', county: 'above', province: 'above', neighbour: null, system: 'above', provinceSystem: 'above', ...nobody });
    expect(reach(ORGAN.county)).toEqual({ town: null, county: 'inside', province: 'above', neighbour: null, system: 'above', provinceSystem: 'above', ...nobody });
  });

  it('[DIR01] the own organ’s name and place are its superior’s; what lies beyond looks like what is not there', () => {
    const rename = (id: string) => (who: Who): Right => mayChangeUnit(powers(who), { before: unit(id), after: { ...unit(id), name: '新名' } }, org, org);
    expect(table(rename(ORGAN.town))).toEqual({ town: 'denied', county: 'ok', province: 'ok', neighbour: 'hidden', system: 'ok', provinceSystem: 'ok', security: 'hidden', auditor: 'denied', countySystem: 'denied', clerk: 'denied' });
    expect(table(rename(TOWN_OFFICE))).toMatchObject({ town: 'ok', county: 'ok', neighbour: 'hidden', clerk: 'denied' });
    const order = (who: Who): Right => mayChangeUnit(powers(who), { before: unit(TOWN_OFFICE), after: { ...unit(TOWN_OFFICE), order: 99 } }, org, org);
    expect(table(order)).toMatchObject({ town: 'ok', county: 'ok', neighbour: 'hidden', security: 'hidden' });
    const move = (who: Who): Right => mayChangeUnit(powers(who), { before: unit(ORGAN.village), after: { ...unit(ORGAN.village), parentId: ORGAN.neighbour } }, org, org);
    expect(table(move)).toMatchObject({ town: 'hidden', neighbour: 'hidden', county: 'ok', system: 'ok' });
    const root = (who: Who): Right => mayChangeUnit(powers(who), { before: unit(ORGAN.province), after: { ...unit(ORGAN.province), name: '黔' } }, org, org);
    expect(table(root)).toMatchObject({ province: 'denied', system: 'ok', provinceSystem: 'ok' });
  });

  it('[DIR02] nobody changes their own rights, posts or entry, whatever they administer', () => {
    for (const who of everybody) {
      const { personId } = WHO[who];
      const own: Membership = { ...post('drafter01'), personId };
      const more: Membership = { ...own, roles: [...own.roles, 'registrar'] };
      for (const pair of [{ before: own, after: more }, { before: more, after: own }, { before: null, after: own }, { before: own, after: null }, { before: own, after: { ...own, organId: ORGAN.county } }]) {
        expect(mayChangePost(powers(who), pair, org, org), who).toEqual({ ok: false, code: 'policy.denied', rule: 'DIR02' });
      }
      expect(mayChangePerson(powers(who), personId, [own], org)).toEqual({ ok: false, code: 'policy.denied', rule: 'DIR02' });
    }
    // The place in a list is no right.
    expect(mayChangePost(powers('town'), { before: post('townadmi1'), after: { ...post('townadmi1'), order: 0 } }, org, org).ok).toBe(true);
  });

  it('[DIR03] a role is given by who administers the organ; administration only from above it; the three only by 安全管理员; 系统管理员 gives none', () => {
    const may = (role: Role, organId: string): readonly Who[] => everybody.filter((who) => mayGrant(powers(who), role, organId, org));
    for (const role of ROLES.filter((each) => each !== 'unitAdmin' && !PLATFORM_ROLES.some((three) => three === each))) expect(may(role, ORGAN.town), role).toEqual(['town', 'county', 'province', 'security']);
    expect(may('unitAdmin', ORGAN.town)).toEqual(['county', 'province', 'security']);
    expect(may('unitAdmin', ORGAN.province)).toEqual(['security']);
    for (const role of PLATFORM_ROLES) for (const organId of Object.values(ORGAN)) expect(may(role, organId), role).toEqual(['security']);
  });

  it('[DIR03] 安全管理员 changes rights and nothing beside them; 系统管理员 ends what somebody holds, save the three', () => {
    const before = post('drafter01');
    const change = (after: Partial<Membership>) => (who: Who): Right => mayChangePost(powers(who), { before, after: { ...before, ...after } }, org, org);
    expect(table(change({ roles: ['registrar'] }))).toMatchObject({ town: 'ok', security: 'ok', system: 'denied', neighbour: 'hidden', clerk: 'denied' });
    expect(table(change({ title: '主任' }))).toMatchObject({ town: 'ok', security: 'hidden', system: 'ok', neighbour: 'hidden' });
    expect(table(change({ roles: [] }))).toMatchObject({ system: 'ok', town: 'ok' });
    const three = post('sysadmin1');
    expect(said(mayChangePost(powersOf(by('other0001', null, 'systemAdmin', 'systemAdmin'), org), { before: three, after: { ...three, roles: [] } }, org, org))).toBe('denied');
  });

  it('[DIR03] a peer’s entry and account are not in a peer’s hands, nor are those of somebody who also sits elsewhere', () => {
    const peer: Membership = { ...post('townadmi1'), personId: 'peer00001' };
    expect(table((who) => mayChangePerson(powers(who), 'peer00001', [peer], org))).toMatchObject({ town: 'denied', county: 'ok', system: 'ok', neighbour: 'hidden', clerk: 'denied' });
    const guest: readonly Membership[] = [{ ...post('countyhd1'), personId: 'guest0001' }, { ...post('drafter02'), personId: 'guest0001' }];
    expect(table((who) => mayChangePerson(powers(who), 'guest0001', guest, org))).toMatchObject({ town: 'denied', county: 'ok', neighbour: 'hidden' });
  });

  it('[DIR04] 三员 hold that one role and no other', () => {
    for (const one of ROLES) for (const other of ROLES) {
      const isThree = [one, other].some((role) => PLATFORM_ROLES.some((three) => three === role));
      expect(areSeparated([{ roles: [one] }, { roles: [other] }]), `${one} ${other}`).toBe(one === other || !isThree);
    }
  });

  it('[DIR05] what was changed is shown to who administers the unit, and to audit and security', () => {
    expect(table((who) => mayReadChanges(powers(who), [TOWN_OFFICE], org))).toEqual({ town: 'ok', county: 'ok', province: 'ok', neighbour: 'hidden', system: 'ok', security: 'ok', auditor: 'ok', provinceSystem: 'ok', countySystem: 'denied', clerk: 'denied' });
  });
});
