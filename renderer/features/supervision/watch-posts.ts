/** The organs whose 督办 somebody watches over: by the same rule as at the server. */
import { organsWhere, type OrganOf } from '#shared/policy/organs.ts';
import { canWatch } from '#shared/policy/supervision.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';

export const watchPosts = ({ memberships }: Pick<SessionPerson, 'memberships'>): readonly OrganOf[] =>
  organsWhere(memberships, (organId) => canWatch(memberships, organId).ok);
