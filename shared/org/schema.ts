/**
 * Wire shapes of the directory: what `GET /api/directory/…` answers and what the replica stores.
 *
 * Parsed strictly on both sides. A `PersonRow` that crosses the wire carries a phone already masked for its reader.
 */
import { z } from 'zod';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { ROLES } from '#shared/policy/roles.ts';
import { FORMER_NAMES_MAX, UNIT_KINDS } from './model.ts';

const ENTITY_ID = z.string().regex(/^[a-z0-9]{6,40}$/);
/** Branded in the types only, so that OpenAPI still shows a string with its pattern. */
const UnitKey = ENTITY_ID as unknown as z.ZodType<UnitId, string>;
const PersonKey = ENTITY_ID as unknown as z.ZodType<PersonId, string>;

/** Longest generated unit name has 26 characters; imported ones get room. */
const Name = z.string().min(1).max(120);

export const UnitRow = z.strictObject({
  id: UnitKey,
  parentId: UnitKey.nullable(),
  kind: z.enum(UNIT_KINDS),
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  name: Name,
  shortName: Name,
  fullName: Name,
  code: z.string().regex(/^\d{2,12}$/).nullable(),
  docCode: z.string().min(1).max(20).nullable(),
  uscc: z.string().length(18).nullable(),
  formerNames: z.array(Name).max(FORMER_NAMES_MAX),
  isOrgan: z.boolean(),
  order: z.int().min(0),
  status: z.enum(['active', 'dissolved']),
});
export type UnitRow = z.infer<typeof UnitRow>;

export const PersonRow = z.strictObject({
  id: PersonKey,
  name: Name,
  status: z.enum(['active', 'left']),
  phone: z.string().max(20),
});
export type PersonRow = z.infer<typeof PersonRow>;

export const MembershipRow = z.strictObject({
  id: ENTITY_ID,
  personId: PersonKey,
  unitId: UnitKey,
  organId: UnitKey,
  title: z.string().max(80),
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  order: z.int().min(0),
  primary: z.boolean(),
});
export type MembershipRow = z.infer<typeof MembershipRow>;

/** A post with what a person card or a member list shows beside it. */
export const MemberRow = z.strictObject({ membership: MembershipRow, person: PersonRow });
export type MemberRow = z.infer<typeof MemberRow>;

export const PostRow = z.strictObject({ membership: MembershipRow, unitName: Name, pathLabel: z.string() });
export type PostRow = z.infer<typeof PostRow>;

export const UnitHit = z.strictObject({
  kind: z.literal('unit'),
  id: UnitKey,
  name: Name,
  unitKind: z.enum(UNIT_KINDS),
  level: UnitRow.shape.level,
  isOrgan: z.boolean(),
  pathLabel: z.string(),
  /** The earlier name that was looked for. */
  formerName: Name.nullable(),
});
export const PersonHit = z.strictObject({
  kind: z.literal('person'),
  id: PersonKey,
  name: Name,
  title: z.string(),
  unitId: UnitKey,
  organId: UnitKey,
  unitName: Name,
  pathLabel: z.string(),
  status: PersonRow.shape.status,
});
export const SearchHit = z.discriminatedUnion('kind', [UnitHit, PersonHit]);
export type UnitHit = z.infer<typeof UnitHit>;
export type PersonHit = z.infer<typeof PersonHit>;
export type SearchHit = z.infer<typeof SearchHit>;

/** Something that is no longer in the reader's scope: deleted, or moved out of it. */
export const GoneRow = z.strictObject({ kind: z.enum(['unit', 'person', 'membership']), id: ENTITY_ID });
export type GoneRow = z.infer<typeof GoneRow>;

/** Changes per page; a page may carry further units that its posts refer to. */
export const DIRECTORY_PAGE_ROWS = 2000;

/** One page of the change feed. Apply `gone` first, then units, people, memberships; then remember `seq`. */
export const DirectoryChanges = z.strictObject({
  seq: z.int().min(0),
  gone: z.array(GoneRow).max(DIRECTORY_PAGE_ROWS),
  units: z.array(UnitRow).max(3 * DIRECTORY_PAGE_ROWS),
  people: z.array(PersonRow).max(DIRECTORY_PAGE_ROWS),
  memberships: z.array(MembershipRow).max(DIRECTORY_PAGE_ROWS),
  more: z.boolean(),
});
export type DirectoryChanges = z.infer<typeof DirectoryChanges>;

export const DirectoryCounts = z.strictObject({
  divisions: z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()]),
  units: z.int(),
  people: z.int(),
  memberships: z.int(),
});
export type DirectoryCounts = z.infer<typeof DirectoryCounts>;
