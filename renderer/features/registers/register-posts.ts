/** The organs whose 登记簿 somebody may see, and whether they keep them: by the same rule as at the server. */
import type { UnitId } from '#shared/base/ids.ts';
import { canRegister } from '#shared/policy/registers.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';

interface RegisterPost {
  readonly organId: UnitId;
  readonly organName: string;
  readonly isKeeper: boolean;
}

export function registerPosts({ memberships }: Pick<SessionPerson, 'memberships'>): readonly RegisterPost[] {
  const posts = new Map<string, RegisterPost>();
  for (const { organId, organName } of memberships.toSorted((a, b) => Number(b.primary) - Number(a.primary))) {
    const id = organId as UnitId;
    if (canRegister(memberships, 'read', id).ok) posts.set(organId, { organId: id, organName, isKeeper: canRegister(memberships, 'change', id).ok });
  }
  return [...posts.values()];
}
