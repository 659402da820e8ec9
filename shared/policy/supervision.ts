/** Who sees what an organ has under 督办: its 督查员, and the people who lead it. Nobody is compared with anybody there. */
import type { UnitId } from '#shared/base/ids.ts';
import type { Right } from './can.ts';
import type { Role } from './roles.ts';

const WATCHING: readonly Role[] = ['supervisor', 'principalLeader', 'deputyLeader'];

interface Post {
  readonly organId: string;
  readonly roles: readonly Role[];
}

export function canWatch(posts: readonly Post[], organId: UnitId): Right {
  const isAllowed = posts.some((post) => post.organId === organId && post.roles.some((role) => WATCHING.includes(role)));
  return isAllowed ? { ok: true, rule: 'SUP01' } : { ok: false, code: 'policy.denied', rule: 'SUP01' };
}
