/**
 * Who may look into the 登记簿 of an organ, and who keeps it. A register shows titles of documents that its reader may not open:
 * the office that numbers and signs for them keeps it, and the people who lead it.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { Right } from './can.ts';
import type { Role } from './roles.ts';

const READERS: readonly Role[] = ['registrar', 'reviewer', 'principalLeader', 'deputyLeader'];
const KEEPERS: readonly Role[] = ['registrar'];

type RegisterAct = 'read' | 'change';

interface Post {
  readonly organId: string;
  readonly roles: readonly Role[];
}

export function canRegister(posts: readonly Post[], act: RegisterAct, organId: UnitId): Right {
  const [rule, roles] = act === 'read' ? ['REG01', READERS] as const : ['REG02', KEEPERS] as const;
  const isAllowed = posts.some((post) => post.organId === organId && post.roles.some((role) => roles.includes(role)));
  return isAllowed ? { ok: true, rule } : { ok: false, code: 'policy.denied', rule };
}
