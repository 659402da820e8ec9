/** Who may see the head of the audit chain and its seal: the platform's 审计管理员, and whoever holds that role at an organ of the province. Nothing of any document is in it. */
import type { OrgView } from '#shared/org/model.ts';
import type { Actor, Right } from './can.ts';

const PROVINCE = 1;

/** `isPlatformAuditor`: an account of the three administrators, who hold no post. */
export function mayReadAudit(actor: Actor, isPlatformAuditor: boolean, org: OrgView): Right {
  const holdsRole = actor.memberships.some(({ organId, roles }) => roles.includes('auditAdmin') && org.unit(organId)?.level === PROVINCE);
  return isPlatformAuditor || holdsRole ? { ok: true, rule: 'AUD06' } : { ok: false, code: 'policy.denied', rule: 'AUD06' };
}
