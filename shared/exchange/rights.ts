/**
 * Who may look after what a unit has sent: 催收, 撤回 and 补发 are the sending unit's 收发员's. Looking at the board is reading the document and is
 * asked of `can`.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { Actor, Right } from '#shared/policy/can.ts';

export const EXCHANGE_RULE = 'EXC22';

export function mayLookAfter(actor: Actor, senderId: UnitId): Right {
  const isRegistrar = actor.memberships.some(({ organId, roles }) => organId === senderId && roles.includes('registrar'));
  return isRegistrar ? { ok: true, rule: EXCHANGE_RULE } : { ok: false, code: 'policy.denied', rule: EXCHANGE_RULE };
}
