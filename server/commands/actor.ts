/** Who acts: the person behind an account with their posts, and how they are stamped into a document's 历程. */
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { OrgView, Membership } from '#shared/org/model.ts';
import type { Actor } from '#shared/policy/can.ts';
import type { Stamp } from '#shared/workflow/model.ts';

/** The post in which somebody acts for an organ: one held for it, else the primary one. */
export function postFor(actor: Actor, organId: UnitId | null): Membership | undefined {
  const { memberships } = actor;
  return memberships.find((post) => post.organId === organId && post.primary) ?? memberships.find((post) => post.organId === organId)
    ?? memberships.find((post) => post.primary) ?? memberships[0];
}

/** `as`: whose right it was; somebody else's is shown as 代. */
export function stampOf(actor: Actor, organId: UnitId | null, org: OrgView, as: PersonId = actor.personId): Stamp {
  const post = postFor(actor, organId);
  const stamp: Stamp = { personId: actor.personId, name: actor.name, title: post?.title ?? '', unitName: post === undefined ? '' : (org.unit(post.unitId)?.name ?? '') };
  const principal = as === actor.personId ? undefined : actor.standsFor?.find((each) => each.personId === as);
  return principal === undefined ? stamp : { ...stamp, for: { personId: principal.personId, name: principal.name } };
}
