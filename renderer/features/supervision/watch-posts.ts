/** The organs whose 督办 somebody watches over: by the same rule as at the server. */
import type { UnitId } from '#shared/base/ids.ts';
import { canWatch } from '#shared/policy/supervision.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';

interface WatchPost {
  readonly organId: UnitId;
  readonly organName: string;
}

export function watchPosts({ memberships }: Pick<SessionPerson, 'memberships'>): readonly WatchPost[] {
  const posts = new Map<string, WatchPost>();
  for (const { organId, organName } of memberships.toSorted((a, b) => Number(b.primary) - Number(a.primary))) {
    if (canWatch(memberships, organId as UnitId).ok) posts.set(organId, { organId: organId as UnitId, organName });
  }
  return [...posts.values()];
}
