/**
 * What people ask for. Every command names its op id (one id, one effect), the step it means and, where it
 * binds a text, the content hash its author saw. The schemas are the only way in: http, IPC and the outbox parse with them.
 */
import { z } from 'zod';
import { isDocId, isOpId, isPersonId, isUnitId, type DocId, type OpId, type PersonId, type UnitId } from '#shared/base/ids.ts';

const docId = z.custom<DocId>(isDocId, 'doc id');
const opId = z.custom<OpId>(isOpId, 'op id');
const unitId = z.custom<UnitId>(isUnitId, 'unit id');
const personId = z.custom<PersonId>(isPersonId, 'person id');
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const epochMs = z.number().int().min(0).max(9_007_199_254_740_991);
const stepNo = z.number().int().min(0).max(1_000_000);

export const TITLE_LENGTH_MAX = 200;
export const OPINION_LENGTH_MAX = 2_000;
export const REPLY_LENGTH_MAX = 10_000;

const envelope = { opId, docId, claimedAt: epochMs };

export const createCommand = z.strictObject({
  ...envelope,
  kind: z.literal('create'),
  templateId: z.string().min(1).max(60),
  organId: unitId,
  mainRecipientId: unitId,
  /** The names that stand in the first content: both sides derive the same bytes from them. */
  organName: z.string().min(1).max(80),
  mainRecipientName: z.string().min(1).max(80),
  title: z.string().min(1).max(TITLE_LENGTH_MAX),
});

export const inviteCommand = z.strictObject({ ...envelope, kind: z.literal('invite'), personIds: z.array(personId).min(1).max(50) });
export const submitCommand = z.strictObject({ ...envelope, kind: z.literal('submit'), stepNo, contentHash: hash });
export const returnCommand = z.strictObject({ ...envelope, kind: z.literal('return'), stepNo, contentHash: hash, reason: z.string().trim().max(OPINION_LENGTH_MAX) });
export const withdrawCommand = z.strictObject({ ...envelope, kind: z.literal('withdraw'), stepNo });
export const signOffCommand = z.strictObject({ ...envelope, kind: z.literal('signOff'), stepNo, contentHash: hash, opinion: z.string().max(OPINION_LENGTH_MAX) });
export const receiveCommand = z.strictObject({ ...envelope, kind: z.literal('receive'), stepNo });
export const replyCommand = z.strictObject({
  ...envelope,
  kind: z.literal('reply'),
  stepNo,
  contentHash: hash,
  decision: z.enum(['approve', 'reject']),
  text: z.string().trim().min(1).max(REPLY_LENGTH_MAX),
});
export const archiveCommand = z.strictObject({ ...envelope, kind: z.literal('archive'), stepNo });
export const readCommand = z.strictObject({ ...envelope, kind: z.literal('read') });

export const command = z.discriminatedUnion('kind', [
  createCommand, inviteCommand, submitCommand, returnCommand, withdrawCommand, signOffCommand, receiveCommand, replyCommand, archiveCommand, readCommand,
]);

export type Command = z.output<typeof command>;
export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { readonly kind: K }>;
