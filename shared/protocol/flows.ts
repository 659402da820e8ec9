/** What a unit set for its flows, on the wire: read with the tag of what is known, changed by whoever has seen the present one; and what lies with whom (改派). */
import { z } from 'zod';
import { docId, unitId } from '#shared/base/id-schemas.ts';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import { plan } from '#shared/workflow/plan.ts';

const tag = z.string().regex(/^[0-9a-f]{64}$/);

export const flowsQuery = z.strictObject({ organId: unitId, known: tag.optional() });

export const flowSetting = z.object({
  flow: z.enum(FLOW_IDS),
  /** Counts the changes; 0: the province's plan for units of this level. */
  version: z.int().min(0),
  plan,
  /** Who set it, and when; null for the province's. */
  by: z.object({ name: z.string(), at: z.number() }).nullable(),
});
export type FlowSetting = z.output<typeof flowSetting>;

export const flowsResponse = z.object({
  organId: unitId,
  /** Names the content: equal tags, equal settings. */
  tag,
  /** Null when the asker knows them. */
  flows: z.array(flowSetting).nullable(),
});
export type FlowsResponse = z.output<typeof flowsResponse>;

export const putFlowRequest = z.strictObject({ organId: unitId, basedOn: z.int().min(0), plan });
export type PutFlow = z.output<typeof putFlowRequest>;

export const STUCK_MAX = 500;
export const stuckQuery = z.strictObject({ organId: unitId });

/** What an administrator sees of a document that waits for somebody: nothing of what it says (POL17). */
export const stuckRow = z.strictObject({
  docId, stepNo: z.int(), flow: z.enum(FLOW_IDS), docType: z.string(), stage: z.string(),
  holders: z.array(z.object({ personId: z.string(), name: z.string(), title: z.string(), isNamed: z.boolean() })),
  since: z.number(), dueAt: z.number().nullable(),
});
export type StuckRow = z.output<typeof stuckRow>;
/** Longest waiting first; `more`: there are others beyond these. */
export const stuckResponse = z.object({ rows: z.array(stuckRow), more: z.boolean() });
export type StuckResponse = z.output<typeof stuckResponse>;
