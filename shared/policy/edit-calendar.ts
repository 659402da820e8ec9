/** Who may put another calendar in place of the present one: the platform's 系统管理员, and whoever holds that role at an organ of the province. */
import type { OrgView } from '#shared/org/model.ts';
import type { Actor, Right } from './can.ts';

const PROVINCE = 1;

/** `isPlatformAdmin`: an account of the three administrators, who hold no post. */
export function mayEditCalendar(actor: Actor, isPlatformAdmin: boolean, org: OrgView): Right {
  const holdsRole = actor.memberships.some(({ organId, roles }) => roles.includes('systemAdmin') && org.unit(organId)?.level === PROVINCE);
  return isPlatformAdmin || holdsRole ? { ok: true, rule: 'CAL02' } : { ok: false, code: 'policy.denied', rule: 'CAL02' };
}
