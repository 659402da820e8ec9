/** The organs for which somebody may do something, the one of the primary post first. */
import type { UnitId } from '#shared/base/ids.ts';

export interface OrganOf {
  readonly organId: UnitId;
  readonly organName: string;
}

interface Post {
  readonly organId: string;
  readonly organName: string;
  readonly primary: boolean;
}

/** Each organ once, however many posts somebody has there. */
export function organsWhere(posts: readonly Post[], isAllowed: (organId: UnitId) => boolean): readonly OrganOf[] {
  const organs = new Map<string, OrganOf>();
  for (const { organId, organName } of posts.toSorted((a, b) => Number(b.primary) - Number(a.primary))) {
    if (isAllowed(organId)) organs.set(organId, { organId, organName });
  }
  return [...organs.values()];
}
