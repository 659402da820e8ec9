/** Whether 拟稿 is offered at all: the same `can` as everywhere, asked about the organs of this person's posts. */
import type { Unit } from '#shared/org/model.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';

export function mayDraft(person: SessionPerson): boolean {
  // A post exercises its roles for an organ by definition (model.ts), so the organs of one's own posts need no directory.
  const organs = person.memberships.map((post): Unit => ({
    id: post.organId, parentId: null, kind: 'division', level: 4, name: post.organName, shortName: post.organName, fullName: post.organName,
    code: null, docCode: null, uscc: null, formerNames: [], isOrgan: true, order: 0, status: 'active',
  }));
  const org = createOrgView(organs, [], []);
  const actor: Actor = { personId: person.personId, name: person.name, memberships: person.memberships.map((post) => ({ ...post, personId: person.personId })) };
  return organs.some((organ) => can(actor, 'document.create', { kind: 'organ', organId: organ.id }, org).ok);
}
