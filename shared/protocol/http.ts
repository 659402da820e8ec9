/**
 * Bodies of the public HTTP face, as schemas: the server parses requests with them, the replica parses responses,
 * OpenAPI is generated from them. Times are epoch milliseconds, hashes SM3 in hex, cursors opaque non-negative integers.
 */
import { z } from 'zod';
import { isDocId, isOpId, type DocId, type OpId } from '#shared/base/ids.ts';
import { isErrorCode, type ErrorCode } from '#shared/base/errors.ts';
import { ROLES } from '#shared/policy/roles.ts';
import { command, TITLE_LENGTH_MAX } from '#shared/workflow/command.ts';
import { standing } from './delegations.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import { RELATIONS, type DocumentEvent, type DocumentState } from '#shared/workflow/model.ts';

export const HEX_128 = /^[0-9a-f]{32}$/;
const docId = z.string().regex(HEX_128).refine(isDocId) as unknown as z.ZodType<DocId, string>;
const opId = z.string().regex(HEX_128).refine(isOpId) as unknown as z.ZodType<OpId, string>;
const entityId = z.string().regex(/^[a-z0-9]{6,40}$/);

export const BODY_BYTES_MAX = 1_048_576;
export const BODY_DEPTH_MAX = 16;
export const COMMANDS_PER_REQUEST_MAX = 100;

export const errorBody = z.object({
  error: z.object({
    code: z.custom<ErrorCode>(isErrorCode),
    message: z.string(),
    rule: z.string().optional(),
    field: z.string().optional(),
    data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    incident: z.string().optional(),
  }),
});

export const signInRequest = z.strictObject({ login: z.string().trim().min(1).max(100).refine((login) => !/\p{Cc}/u.test(login)), password: z.string().min(1).max(200) });

export const sessionPerson = z.object({
  personId: entityId,
  name: z.string(),
  login: z.string(),
  memberships: z.array(z.object({
    id: z.string(), unitId: entityId, unitName: z.string(), organId: entityId, organName: z.string(), title: z.string(),
    roles: z.array(z.enum(ROLES)), primary: z.boolean(), order: z.number(),
  })),
});
export type SessionPerson = z.output<typeof sessionPerson>;

export const sessionResponse = z.object({ token: z.string(), expiresAt: z.number(), person: sessionPerson });
export type SessionResponse = z.output<typeof sessionResponse>;

export const createDocumentRequest = z.strictObject({
  docId: docId.optional(),
  opId: opId.optional(),
  templateId: z.string().min(1).max(60),
  organId: entityId.optional(),
  title: z.string().trim().min(1).max(TITLE_LENGTH_MAX).optional(),
  /** For a 文种 that goes to one organ of its author's choice; a 上行文 goes to the direct superior. */
  mainRecipientId: entityId.optional(),
  urgency: z.enum(URGENCIES).optional(),
  basis: z.strictObject({ docId, relation: z.enum(RELATIONS) }).optional(),
});

/** State and 历程 of one document as its reader may see it. */
export interface DocumentView {
  readonly state: DocumentState;
  readonly events: readonly DocumentEvent[];
}
/** Bodies of events are written by the server alone and folded by `evolve`; the client checks the envelope. */
export const documentView = z.object({
  state: z.looseObject({ docId, direction: z.enum(['outgoing', 'incoming']), stage: z.string(), stepNo: z.number() }),
  events: z.array(z.looseObject({ seq: z.number(), docId, docSeq: z.number(), body: z.looseObject({ kind: z.string() }) })),
}) as unknown as z.ZodType<DocumentView>;

export const commandsRequest = z.strictObject({ commands: z.array(command).min(1).max(COMMANDS_PER_REQUEST_MAX) });

/** What became of one command. The same op id always gets the same answer. */
export const outcome = z.discriminatedUnion('status', [
  z.object({ opId, docId, status: z.literal('accepted'), seq: z.number() }),
  z.object({ opId, docId, status: z.literal('refused'), error: errorBody.shape.error }),
  z.object({ opId, docId, status: z.literal('reconfirm'), error: errorBody.shape.error }),
]);
export type Outcome = z.output<typeof outcome>;
export const commandsResponse = z.object({ outcomes: z.array(outcome) });

export const FEED_PAGE = 200;
export const feedResponse = z.object({
  cursor: z.number().int(),
  more: z.boolean(),
  documents: z.array(documentView),
  /** Documents that this person may no longer read. */
  gone: z.array(docId),
  /** Whose desks they keep at this moment (委托): what they may read follows from it. */
  standsFor: z.array(standing).default([]),
});
export type FeedResponse = z.output<typeof feedResponse>;

/** A frame on the `/feed` socket: only a hint that the cursor has moved, or the directory. */
export const feedHint = z.object({ cursor: z.number().int(), /** The directory too. */ directory: z.boolean().optional() });

export const healthResponse = z.object({
  product: z.string(), version: z.string(), protocol: z.number().int(), protocolMin: z.number().int(), status: z.enum(['ok', 'draining', 'read-only']),
});
