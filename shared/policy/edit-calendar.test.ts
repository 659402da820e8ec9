import { expect, it } from 'vitest';
import { actorOf, ORGAN, PEOPLE, smallOrg } from '#tests/kit/small-org.ts';
import type { Actor } from './can.ts';
import { mayEditCalendar } from './edit-calendar.ts';

const org = smallOrg();
const holding = (organId: string, roles: Actor['memberships'][number]['roles']): Actor => {
  const actor = actorOf('countyhd1');
  return { ...actor, memberships: actor.memberships.map((post) => ({ ...post, organId, roles })) };
};

it('[CAL02] the calendar is edited by the system administrator of the province and of the platform, by nobody else', () => {
  expect(mayEditCalendar(holding(ORGAN.province, ['systemAdmin']), false, org)).toEqual({ ok: true, rule: 'CAL02' });
  expect(mayEditCalendar({ ...actorOf('countyhd1'), memberships: [] }, true, org).ok).toBe(true);
  expect(mayEditCalendar(actorOf('sysadmin1'), false, org).ok).toBe(true);
  const others = [holding(ORGAN.county, ['systemAdmin']), holding(ORGAN.province, ['securityAdmin', 'auditAdmin', 'unitAdmin']), ...PEOPLE.filter((person) => person !== 'sysadmin1').map(actorOf)];
  for (const actor of others) expect(mayEditCalendar(actor, false, org)).toEqual({ ok: false, code: 'policy.denied', rule: 'CAL02' });
});
