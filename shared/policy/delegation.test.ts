import { describe, expect, it } from 'vitest';
import { DAY_MS } from '#shared/time/china-day.ts';
import { actorOf, ORGAN, PEOPLE, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { NOW, signing } from '#tests/kit/story.ts';
import { can, type Actor } from './can.ts';
import { DELEGATION_DAYS_MAX, DELEGATIONS_MAX, isInForce, mayDelegate, mayRevoke, standingOf, type Delegation } from './delegation.ts';

const WEEK = { organId: ORGAN.town, from: NOW, until: NOW + 7 * DAY_MS };
const given: Delegation = { id: 'd', principalId: 'townhead1', delegateId: 'towndepu1', ...WEEK, revokedAt: null };
const answer = (principal: PersonKey, delegate: PersonKey, wish: Partial<typeof WEEK> = {}, open = 0): string => {
  const may = mayDelegate(actorOf(principal), actorOf(delegate), { ...WEEK, ...wish }, open, NOW);
  return may.ok ? 'yes' : `${may.error.code} ${may.error.rule}`;
};
const withRoles = (personId: PersonKey, roles: Actor['memberships'][number]['roles']): Actor => {
  const actor = actorOf(personId);
  return { ...actor, memberships: actor.memberships.map((post) => ({ ...post, roles })) };
};

describe('委托 is given', () => {
  it('[DEL01] by somebody with a post at that organ, of their own desk alone; by no platform administrator', () => {
    expect(answer('townhead1', 'towndepu1')).toBe('yes');
    expect(answer('countyhd1', 'towndepu1')).toBe('policy.denied DEL01');
    for (const role of ['systemAdmin', 'securityAdmin', 'auditAdmin'] as const) {
      expect(mayDelegate(withRoles('townhead1', [role]), actorOf('towndepu1'), WEEK, 0, NOW)).toMatchObject({ error: { rule: 'DEL01' } });
    }
    expect(PEOPLE.filter((person) => mayRevoke(person, given))).toEqual(['townhead1']);
  });

  it('[DEL02] to a colleague of the same organ, not to oneself, to no platform administrator', () => {
    expect(answer('townhead1', 'townhead1')).toBe('delegation.wrong-person DEL02');
    expect(answer('townhead1', 'neighhea1')).toBe('delegation.wrong-person DEL02');
    expect(answer('townhead1', 'countyhd1')).toBe('delegation.wrong-person DEL02');
    expect(mayDelegate(actorOf('townhead1'), withRoles('towndepu1', ['deputyLeader', 'auditAdmin']), WEEK, 0, NOW)).toMatchObject({ error: { rule: 'DEL02' } });
  });

  it('[DEL03] with both dates, for half a year at most, not for what is over, and to few at one time', () => {
    expect(answer('townhead1', 'towndepu1', { until: NOW + DELEGATION_DAYS_MAX * DAY_MS })).toBe('yes');
    expect(answer('townhead1', 'towndepu1', { until: NOW + DELEGATION_DAYS_MAX * DAY_MS + 1 })).toBe('delegation.wrong-dates DEL03');
    expect(answer('townhead1', 'towndepu1', { until: NOW })).toBe('delegation.wrong-dates DEL03');
    expect(answer('townhead1', 'towndepu1', { from: NOW + DAY_MS, until: NOW + DAY_MS })).toBe('delegation.wrong-dates DEL03');
    expect(answer('townhead1', 'towndepu1', {}, DELEGATIONS_MAX)).toBe('delegation.wrong-dates DEL03');
  });
});

describe('委托 holds', () => {
  it('[DEL04] from its first moment until just before its last, and no longer than until it is revoked', () => {
    expect([NOW - 1, NOW, given.until - 1, given.until].map((now) => isInForce(given, now))).toEqual([false, true, true, false]);
    expect(isInForce({ ...given, revokedAt: NOW }, NOW)).toBe(false);
  });

  it('[DEL04] while both hold a post at that organ', () => {
    expect(standingOf(given, actorOf('townhead1'), actorOf('towndepu1'))).toMatchObject({ personId: 'townhead1', organId: ORGAN.town });
    expect(standingOf(given, { ...actorOf('townhead1'), memberships: [] }, actorOf('towndepu1'))).toBeNull();
    expect(standingOf(given, actorOf('townhead1'), actorOf('countyde1'))).toBeNull();
  });

  it('[DEL05] without administration, and goes no further than the one it was given to', () => {
    const standing = standingOf(given, withRoles('townhead1', ['principalLeader', 'unitAdmin', 'systemAdmin']), actorOf('towndepu1'));
    expect(standing?.memberships[0]?.roles).toEqual(['principalLeader']);
    const delegate: Actor = { ...actorOf('towndepu1'), standsFor: standing === null ? [] : [standing] };
    const third = standingOf({ ...given, principalId: 'towndepu1', delegateId: 'townrevi1' }, delegate, actorOf('townrevi1'));
    expect(can({ ...actorOf('townrevi1'), standsFor: third === null ? [] : [third] }, 'document.signOff', { kind: 'document', state: signing() }, smallOrg()).ok).toBe(false);
    expect(can(delegate, 'document.signOff', { kind: 'document', state: signing() }, smallOrg())).toMatchObject({ ok: true, as: 'townhead1' });
  });
});
