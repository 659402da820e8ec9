/**
 * Who may take a contact list (通讯录) away as a file or on paper: for the units of one's own organ, and for those that one administers. Looking people up one by one is everybody's;
 * a list of a whole organ in a file is not. Which phones are whole in it is phone.ts's business, as on the screen.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { powersOf, reachOf, type Administrator } from './administer.ts';
import type { Right } from './can.ts';

export function mayTakeContacts(who: Administrator, unitId: UnitId, org: Pick<OrgView, 'unit' | 'isWithin' | 'organOf'>): Right {
  if (reachOf(powersOf(who, org), unitId, org) !== null) return { ok: true, rule: 'DIR26' };
  const organId = org.organOf(unitId)?.id;
  return who.memberships.some((post) => post.organId === organId) ? { ok: true, rule: 'DIR26' } : { ok: false, code: 'policy.denied', rule: 'DIR26' };
}
