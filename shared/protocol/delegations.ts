/** 委托 on the wire: given under an id of the giver's own, listed for both sides, taken back. */
import { z } from 'zod';
import { personId, unitId } from '#shared/base/id-schemas.ts';
import { ROLES } from '#shared/policy/roles.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/);
const epochMs = z.int().min(0).max(9_007_199_254_740_991);

export const giveDelegation = z.strictObject({ id, organId: unitId, delegateId: personId, from: epochMs, until: epochMs });
export type GiveDelegation = z.output<typeof giveDelegation>;

export const delegationRow = z.object({
  id, principalId: personId, principalName: z.string(), delegateId: personId, delegateName: z.string(), organId: unitId, organName: z.string(),
  from: epochMs, until: epochMs, revokedAt: epochMs.nullable(),
});
export type DelegationRow = z.output<typeof delegationRow>;

/** Newest first. */
export const delegationList = z.object({ given: z.array(delegationRow), received: z.array(delegationRow) });
export type DelegationList = z.output<typeof delegationList>;

/** Whose desk somebody keeps at present, with the posts that count for it. */
export const standing = z.object({
  personId, name: z.string(), organId: unitId, until: epochMs,
  memberships: z.array(z.object({ id: z.string(), personId, unitId, organId: unitId, title: z.string(), roles: z.array(z.enum(ROLES)), order: z.number(), primary: z.boolean() })),
});
export type StandingUntil = z.output<typeof standing>;
