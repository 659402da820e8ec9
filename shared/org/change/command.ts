/**
 * What an administrator may ask of the directory, as it comes over the wire. Every command names what it is about by id; what it comes to is `decideOrgChange`'s business.
 * Bounded here: lengths, counts, no control characters. A title carries how a further post is held (副镇长（挂职）), as it stands in documents.
 */
import { z } from 'zod';
import { personId, unitId } from '#shared/base/id-schemas.ts';
import { UNIT_KINDS } from '#shared/org/model.ts';
import { usccProblem } from '#shared/org/uscc.ts';
import { ROLES } from '#shared/policy/roles.ts';

/** No control characters, no direction marks that show a name other than it is. */
const words = (length: number) => z.string().trim().min(1).max(length).refine((text) => !/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text));
export const NAME_LENGTH_MAX = 60;
export const POST_TITLE_LENGTH_MAX = 60;
export const SIBLINGS_MAX = 2_000;

const name = words(NAME_LENGTH_MAX);
const title = words(POST_TITLE_LENGTH_MAX);
const roles = z.array(z.enum(ROLES)).max(ROLES.length).refine((list) => new Set(list).size === list.length);
const postId = z.string().regex(/^[a-z0-9]{6,40}$/);
export const mobile = z.string().regex(/^1[3-9]\d{9}$/);
export const login = z.string().regex(/^[a-z0-9][a-z0-9.-]{2,39}$/);
/** In its one form; how it is typed is the form's business. */
const uscc = z.string().max(18).refine((code) => usccProblem(code) === null);
const unitName = { name, shortName: name, fullName: words(120), code: z.string().regex(/^\d{2,12}$/).nullable(), docCode: words(20).nullable(), uscc: uscc.nullable() };
const newUnit = z.strictObject({ kind: z.enum(UNIT_KINDS), isOrgan: z.boolean(), ...unitName });
export type NewUnit = z.output<typeof newUnit>;

/** How a post beside the main one is held. */
export const POST_FORMS = ['concurrent', 'seconded', 'attached', 'village'] as const; // 兼任 借调 挂职 驻村
export const LEAVE_REASONS = ['retired', 'resigned', 'transferred', 'other'] as const; // 退休 辞职 调出 其他

const kind = <K extends string>(value: K) => z.literal(value);
export const orgCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: kind('unit.create'), parentId: unitId, unit: newUnit }),
  z.strictObject({ kind: kind('unit.rename'), unitId, ...unitName }),
  z.strictObject({ kind: kind('unit.move'), unitId, parentId: unitId }),
  /** All active children in their new order. */
  z.strictObject({ kind: kind('unit.reorder'), unitId, order: z.array(unitId).min(2).max(SIBLINGS_MAX) }),
  z.strictObject({ kind: kind('unit.merge'), unitId, intoId: unitId }),
  z.strictObject({ kind: kind('unit.split'), unitId, unit: newUnit, postIds: z.array(postId).max(SIBLINGS_MAX), childIds: z.array(unitId).max(SIBLINGS_MAX) }),
  z.strictObject({ kind: kind('unit.dissolve'), unitId, successorId: unitId.nullable() }),
  z.strictObject({ kind: kind('person.join'), unitId, name, phone: mobile, title, roles, login: login.nullable() }),
  z.strictObject({ kind: kind('person.edit'), personId, name, phone: mobile }),
  z.strictObject({ kind: kind('person.leave'), personId, why: z.enum(LEAVE_REASONS) }),
  z.strictObject({ kind: kind('person.return'), personId, unitId, title, roles }),
  z.strictObject({ kind: kind('post.add'), personId, unitId, title, roles, form: z.enum(POST_FORMS) }),
  z.strictObject({ kind: kind('post.edit'), postId, title, roles, primary: z.boolean() }),
  z.strictObject({ kind: kind('post.move'), postId, unitId, title, roles }),
  z.strictObject({ kind: kind('post.end'), postId }),
  /** All posts of the unit in their new order. */
  z.strictObject({ kind: kind('post.reorder'), unitId, order: z.array(postId).min(2).max(SIBLINGS_MAX) }),
  /** An account where there is none, else a new first password: shown once. */
  z.strictObject({ kind: kind('account.issue'), personId, login: login.nullable() }),
  z.strictObject({ kind: kind('undo'), seq: z.int().min(1) }),
  /** Rows that were handed in before, under this id (import.ts). */
  z.strictObject({ kind: kind('import'), importId: z.string().regex(/^[0-9a-f]{32}$/), unitId }),
]);
export type OrgCommand = z.output<typeof orgCommand>;

/**
 * What an identity provider asks for comes to several commands at once (server/scim): one decision, one entry of the record, all or nothing. No client sends it.
 * A later one may name the row that an earlier one makes, as `new:1`.
 */
export interface Provision { readonly kind: 'provision'; readonly commands: readonly Exclude<OrgCommand, { readonly kind: 'undo' | 'import' }>[] }
export type DirectoryCommand = OrgCommand | Provision;
export const PROVISION_MAX = 500;
export type OrgCommandKind = OrgCommand['kind'];
export type CommandOf<K extends OrgCommandKind> = Extract<OrgCommand, { readonly kind: K }>;

export const CHANGE_KINDS = ['unit.create', 'unit.rename', 'unit.move', 'unit.reorder', 'unit.merge', 'unit.split', 'unit.dissolve', 'person.join', 'person.edit', 'person.leave',
  'person.return', 'post.add', 'post.edit', 'post.move', 'post.end', 'post.reorder', 'account.issue', 'undo', 'import', 'provision'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What can be taken back: nobody's account and nobody's going is in it. */
export const UNDOABLE: readonly ChangeKind[] = ['unit.create', 'unit.rename', 'unit.move', 'unit.reorder', 'person.edit', 'post.add', 'post.edit', 'post.move', 'post.end', 'post.reorder', 'import'];
