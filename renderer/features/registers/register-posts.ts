/** The organs whose 登记簿 somebody may see, and whether they keep them: by the same rule as at the server. */
import { organsWhere, type OrganOf } from '#shared/policy/organs.ts';
import { canRegister } from '#shared/policy/registers.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';

interface RegisterPost extends OrganOf {
  readonly isKeeper: boolean;
}

export const registerPosts = ({ memberships }: Pick<SessionPerson, 'memberships'>): readonly RegisterPost[] =>
  organsWhere(memberships, (organId) => canRegister(memberships, 'read', organId).ok)
    .map((organ) => ({ ...organ, isKeeper: canRegister(memberships, 'change', organ.organId).ok }));
