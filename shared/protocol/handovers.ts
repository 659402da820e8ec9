/** 移交 on the wire: what would move and what would not, one act over all of it under an op id, and the 移交单 that it leaves. */
import { z } from 'zod';
import { docId, personId, unitId } from '#shared/base/id-schemas.ts';
import { HINDRANCES } from '#shared/policy/hand-over.ts';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import { HELD_PARTS } from '#shared/workflow/hand-over.ts';

const opId = z.string().regex(/^[0-9a-f]{32}$/);
/** Names the list that was looked at; another list has another one. */
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);
const side = z.object({ personId, name: z.string() });

/** At one time, longest waiting first; what is beyond is handed over with the next act. */
export const HANDOVER_MAX = 1_000;
export const REASON_LENGTH_MAX = 200;

export const handoverQuery = z.strictObject({ organId: unitId, fromId: personId, toId: personId });

export const handoverRow = z.strictObject({
  docId, stepNo: z.int(), flow: z.enum(FLOW_IDS), docType: z.string(), stage: z.string(), since: z.number(), dueAt: z.number().nullable(),
  parts: z.array(z.enum(HELD_PARTS)),
  /** Null where it moves. */
  hindrance: z.enum(HINDRANCES).nullable(),
  /** Only for whose work it is: an administrator hands over without reading (POL17). */
  title: z.string().nullable(),
});
export type HandoverRow = z.output<typeof handoverRow>;

export const handoverPreview = z.object({
  from: side, to: side, rows: z.array(handoverRow),
  /** There is more than one act takes. */
  more: z.boolean(),
  /** 委托 of this organ that end with it. */
  delegations: z.int(),
  fingerprint,
});
export type HandoverPreview = z.output<typeof handoverPreview>;

export const handOverRequest = z.strictObject({ opId, organId: unitId, fromId: personId, toId: personId, fingerprint, reason: z.string().trim().max(REASON_LENGTH_MAX) });
export type HandOver = z.output<typeof handOverRequest>;

/** 移交单. Without titles: whoever may read a document finds it by its id. */
export const handoverRecord = z.object({
  seq: z.int(), organId: unitId, organName: z.string(), at: z.number(), by: side, from: side, to: side, reason: z.string(),
  moved: z.array(handoverRow.omit({ title: true, hindrance: true })),
  stayed: z.array(handoverRow.omit({ title: true })),
  delegations: z.int(),
});
export type HandoverRecord = z.output<typeof handoverRecord>;

export const handoversQuery = z.strictObject({ organId: unitId });
export const HANDOVERS_LISTED_MAX = 50;
/** Newest first: all of the organ for its 单位管理员, else those in which the asker plays a part. */
export const handoverList = z.object({ records: z.array(handoverRecord) });
export type HandoverList = z.output<typeof handoverList>;
