import { expect, it } from 'vitest';
import { actorOf, ORGAN, smallOrg, TOWN_OFFICE, type PersonKey } from '#tests/kit/small-org.ts';
import { mayTakeContacts } from './contact-list.ts';

it('[DIR26] a contact list is taken of one’s own organ and of what one administers, and of nothing else', () => {
  const org = smallOrg();
  const may = (who: PersonKey, unitId: string, platformRole: 'systemAdmin' | 'auditAdmin' | null = null): boolean => mayTakeContacts({ ...actorOf(who), platformRole }, unitId, org).ok;
  expect([may('drafter01', ORGAN.town), may('drafter01', TOWN_OFFICE), may('townhead1', TOWN_OFFICE), may('townadmi1', ORGAN.village), may('villager1', ORGAN.village)]).toEqual([true, true, true, true, true]);
  // A superior by level alone takes nothing, and a village is an organ of its own.
  expect([may('drafter01', ORGAN.village), may('drafter01', ORGAN.neighbour), may('drafter01', ORGAN.county), may('countyhd1', ORGAN.town), may('townadmi1', ORGAN.county), may('villager1', ORGAN.town)]).toEqual([false, false, false, false, false, false]);
  expect([may('drafter01', ORGAN.county, 'systemAdmin'), may('drafter01', ORGAN.county, 'auditAdmin')]).toEqual([true, false]);
  expect(mayTakeContacts({ ...actorOf('drafter01'), platformRole: null }, 'nowhere1', org)).toMatchObject({ ok: false, rule: 'DIR26' });
});
