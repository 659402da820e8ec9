/**
 * Who sees a phone number in full. The directory masks at its edge; nothing else decides this.
 *
 * Full for oneself and for colleagues of the same organ, and for unit administrators over their own subtree;
 * everybody else sees 154****1234. The last four digits stay visible, because people look each other up by them.
 */
import type { Membership, OrgView } from './model.ts';

export interface PhoneViewer {
  readonly personId: string;
  readonly memberships: readonly Pick<Membership, 'organId' | 'roles'>[];
}

export function maskPhone(phone: string): string {
  return phone.length < 8 ? '' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** `memberships` are those of the person looked at. */
export function seesPhone(
  viewer: PhoneViewer,
  personId: string,
  memberships: readonly Pick<Membership, 'organId'>[],
  org: Pick<OrgView, 'isWithin'>,
): boolean {
  if (viewer.personId === personId) return true;
  return viewer.memberships.some((mine) =>
    memberships.some(
      (theirs) =>
        mine.organId === theirs.organId ||
        (mine.roles.includes('unitAdmin') && org.isWithin(theirs.organId, mine.organId)),
    ),
  );
}

export function visiblePhone(
  viewer: PhoneViewer,
  person: { readonly id: string; readonly phone: string },
  memberships: readonly Pick<Membership, 'organId'>[],
  org: Pick<OrgView, 'isWithin'>,
): string {
  return seesPhone(viewer, person.id, memberships, org) ? person.phone : maskPhone(person.phone);
}
