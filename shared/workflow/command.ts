/**
 * What people ask for. Every command names its op id (one id, one effect), the step it means and, where it
 * binds a text, the content hash its author saw. The schemas are the only way in: http, IPC and the outbox parse with them.
 */
import { z } from 'zod';
import { isDocId, isOpId, isPersonId, isUnitId, type DocId, type OpId, type PersonId, type UnitId } from '#shared/base/ids.ts';
import { distribution } from '#shared/exchange/distribution.ts';
import { RULE_IDS } from '#shared/gbt9704/check/model.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import { STAGES, type Act } from './flow.ts';
import { INVALIDATIONS, RELATIONS, REPLY_DECISIONS, SHARES } from './model.ts';

const docId = z.custom<DocId>(isDocId, 'doc id');
const opId = z.custom<OpId>(isOpId, 'op id');
const unitId = z.custom<UnitId>(isUnitId, 'unit id');
const personId = z.custom<PersonId>(isPersonId, 'person id');
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const epochMs = z.number().int().min(0).max(9_007_199_254_740_991);

export const TITLE_LENGTH_MAX = 200;
export const OPINION_LENGTH_MAX = 2_000;
export const REPLY_LENGTH_MAX = 10_000;
export const PEOPLE_MAX = 50;

const envelope = { opId, docId, claimedAt: epochMs };
const stepNo = z.number().int().min(0).max(1_000_000);
const opinion = z.string().trim().max(OPINION_LENGTH_MAX);
const people = z.array(z.strictObject({ personId, share: z.enum(SHARES) })).max(PEOPLE_MAX);
const to = z.enum(STAGES);
/** 时限 that its author sets; null leaves it to the table. */
const dueAt = epochMs.nullable();
/** Why a rule of 行文 that may be passed is passed. */
const reasons = z.partialRecord(z.enum(RULE_IDS), z.string().trim().min(1).max(OPINION_LENGTH_MAX));

export const createCommand = z.strictObject({
  ...envelope,
  kind: z.literal('create'),
  templateId: z.string().min(1).max(60),
  organId: unitId,
  mainRecipientId: unitId.nullable(),
  /** The names that stand in the first content: both sides derive the same bytes from them. */
  organName: z.string().min(1).max(80),
  mainRecipientName: z.string().max(200),
  title: z.string().min(1).max(TITLE_LENGTH_MAX),
  urgency: z.enum(URGENCIES),
  basis: z.strictObject({ docId, relation: z.enum(RELATIONS) }).nullable(),
});

/** 机关代字, year and number, as written. */
const NUMBER_LENGTH_MAX = 40;

const binding = { contentHash: hash, opinion };

/** Acts on a step: what each names beside its envelope and the step that it means. */
const ACT_FIELDS = {
  submit: { ...binding, people, dueAt, reasons },
  address: { distribution: distribution.nullable(), phrase: z.string().max(200) },
  approve: { ...binding, people },
  disagree: binding,
  resolve: binding,
  recountersign: binding,
  return: { ...binding, to },
  withdraw: {},
  signOff: binding,
  /** `reserved`: a number of the register that was reserved and is chosen now, as it is written; null for the next one. */
  register: { contentHash: hash.nullable(), opinion, reserved: z.string().max(NUMBER_LENGTH_MAX).nullable().default(null) },
  print: binding,
  seal: binding,
  dispatch: binding,
  receive: {},
  refuse: { opinion },
  propose: { opinion, to, people, dueAt },
  instruct: { opinion, to, people, dueAt },
  reply: { contentHash: hash, decision: z.enum(REPLY_DECISIONS), text: z.string().trim().min(1).max(REPLY_LENGTH_MAX) },
  report: { opinion },
  complete: { opinion },
  circulate: { opinion, people, dueAt },
  note: { opinion },
  extend: { opinion, dueAt: epochMs },
  grant: { opinion, decision: z.enum(REPLY_DECISIONS) },
  addSigner: { opinion, people },
  transfer: { opinion, people },
  urge: { opinion },
  reassign: { opinion, people, from: personId.nullable() },
  terminate: { opinion },
  invalidate: { opinion, how: z.enum(INVALIDATIONS), from: epochMs },
  archive: {},
} as const satisfies { readonly [act in Exclude<Act, 'close'>]: z.ZodRawShape };

type Fields = typeof ACT_FIELDS;
type ActName = keyof Fields;

/** One strict object for each kind; the mapping keeps each kind's own fields in its type. */
function each<E extends z.ZodRawShape>(extra: E) {
  const schemas = Object.entries(ACT_FIELDS).map(([kind, fields]) => z.strictObject({ ...extra, kind: z.literal(kind), ...fields }));
  return schemas as unknown as readonly { [K in ActName]: z.ZodObject<E & { readonly kind: z.ZodLiteral<K> } & Fields[K], z.core.$strict> }[ActName][];
}

const inviteFields = { kind: z.literal('invite'), personIds: z.array(personId).min(1).max(PEOPLE_MAX) };
const readFields = { kind: z.literal('read') };

export const command = z.discriminatedUnion('kind', [createCommand, z.strictObject({ ...envelope, ...inviteFields }), z.strictObject({ ...envelope, ...readFields }), ...each({ ...envelope, stepNo })]);

/** The same as a window asks for it: the client stamps op id, time and step. */
const page = { docId: z.string().refine(isDocId) as unknown as z.ZodType<string, string> };
export const windowRequest = z.discriminatedUnion('kind', [z.strictObject({ ...page, ...inviteFields }), z.strictObject({ ...page, ...readFields }), ...each(page)]);

/** Every kind of act that the tables know, with a schema: what people ask for, not what the server does by itself. */
export const ASKED_ACTS = Object.keys(ACT_FIELDS) as readonly ActName[];

export type Command = z.output<typeof command>;
export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { readonly kind: K }>;
/** Acts that people ask for; 办结 by an answer (`close`) is the server's own. */
export type ActCommand = Exclude<Command, { readonly kind: 'create' | 'invite' | 'read' }>;
