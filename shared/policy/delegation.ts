/**
 * 委托: somebody hands their desk at one organ to a colleague, from one moment to another. Who may give what to whom, and what it amounts to.
 * Always true: one gives only what is one's own, so a delegate can pass nothing on; administration is never handed over; it holds only while
 * both hold a post at that organ.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Membership } from '#shared/org/model.ts';
import { DAY_MS } from '#shared/time/china-day.ts';
import type { Posted } from '#shared/workflow/holders.ts';
import type { Standing } from './can.ts';
import { PLATFORM_ROLES, type Role } from './roles.ts';

export const DELEGATION_DAYS_MAX = 180;
/** At one time: whoever is away names a few people, not the whole office. */
export const DELEGATIONS_MAX = 10;

export interface Delegation {
  readonly id: string;
  readonly principalId: PersonId;
  readonly delegateId: PersonId;
  readonly organId: UnitId;
  readonly from: EpochMs;
  /** The first moment at which it holds no more. */
  readonly until: EpochMs;
  readonly revokedAt: EpochMs | null;
}

export type DelegationWish = Pick<Delegation, 'organId' | 'from' | 'until'>;

/** 三员 are separate people with separate duties; none of them acts for another, nor another for them. */
const PLATFORM_ADMINS: readonly Role[] = PLATFORM_ROLES;
const NEVER_HANDED_OVER: readonly Role[] = [...PLATFORM_ADMINS, 'unitAdmin'];

export const postsAt = (person: Posted, organId: UnitId): readonly Membership[] => person.memberships.filter((post) => post.organId === organId);
export const isPlatformAdmin = (person: Posted): boolean => person.memberships.some(({ roles }) => roles.some((role) => PLATFORM_ADMINS.includes(role)));

/** `principal` is who asks: nobody gives for another. `open` are their own that have not ended yet. */
export function mayDelegate(principal: Posted, delegate: Posted, wish: DelegationWish, open: number, now: EpochMs): Result<null, AppError> {
  if (postsAt(principal, wish.organId).length === 0 || isPlatformAdmin(principal)) return err(appError('policy.denied', { rule: 'DEL01' }));
  if (delegate.personId === principal.personId || postsAt(delegate, wish.organId).length === 0 || isPlatformAdmin(delegate)) return err(appError('delegation.wrong-person', { rule: 'DEL02' }));
  const isDated = wish.from < wish.until && wish.until > now && wish.until - wish.from <= DELEGATION_DAYS_MAX * DAY_MS;
  if (!isDated || open >= DELEGATIONS_MAX) return err(appError('delegation.wrong-dates', { rule: 'DEL03' }));
  return ok(null);
}

export const mayRevoke = (personId: PersonId, { principalId }: Delegation): boolean => personId === principalId;

export const isInForce = ({ from, until, revokedAt }: Delegation, now: EpochMs): boolean => revokedAt === null && from <= now && now < until;

/** What the delegate stands for: the principal's posts at that organ, as they are now, without administration. Null when either has left it. */
export function standingOf({ organId }: Delegation, principal: Posted & { readonly name: string }, delegate: Posted): Standing | null {
  const memberships = postsAt(principal, organId).map((post) => ({ ...post, roles: post.roles.filter((role) => !NEVER_HANDED_OVER.includes(role)) }));
  return memberships.length === 0 || postsAt(delegate, organId).length === 0 ? null : { personId: principal.personId, name: principal.name, organId, memberships };
}
