/** 请示–批复 across levels on the wire: facts alone, of organs, dates, numbers and states. What follows from today (days, who has it) is counted where it is shown. */
import { z } from 'zod';
import { docId, unitId } from '#shared/base/id-schemas.ts';
import { DOC_TYPES, REPLY_DECISIONS } from '#shared/workflow/model.ts';
import { DELIVERY_STATES } from '#shared/exchange/delivery.ts';
import { RELATION_OF } from '#shared/workflow/follow-up.ts';

/** Five levels, and a little more for organs that stand between two. */
export const CHAIN_LEVELS_MAX = 8;
export const CORRECTIONS_MAX = 20;

export const chainParams = z.strictObject({ docId });
export type ChainParams = z.output<typeof chainParams>;

/** `docId`: null where whoever asks may not open it. */
const paper = { docId: docId.nullable(), number: z.string().nullable() };
/** How it came to an organ: when it was sent there, and what became of that when. */
const arrival = z.object({ ...paper, sentAt: z.number(), state: z.enum(DELIVERY_STATES), at: z.number() });
export type Arrival = z.output<typeof arrival>;

export const chainLevel = z.object({
  organId: unitId, organName: z.string(),
  /** The 请示 of the level below; null for whoever asked first. */
  came: arrival.nullable(),
  /** The 请示 of its own: the first one, or a 转报. `at`: null while it is being drafted. `earlier`: what was sent back and put right, and when. */
  asked: z.object({ ...paper, at: z.number().nullable(), earlier: z.array(z.object({ at: z.number(), backAt: z.number() })).max(CORRECTIONS_MAX) }).nullable(),
  /** The answer of the level above. */
  back: arrival.nullable(),
  /** Its answer to the level below; `decision`: null where it stands in the text alone. */
  answered: z.object({ ...paper, at: z.number().nullable(), docType: z.enum(DOC_TYPES), decision: z.enum(REPLY_DECISIONS).nullable() }).nullable(),
  /** Who of one's own organ has it; others' people are not told. */
  holders: z.array(z.string()),
});
export type ChainLevel = z.output<typeof chainLevel>;

export const chain = z.object({
  docType: z.enum(DOC_TYPES),
  /** From whoever asked first upwards; empty where there is none (yet). */
  levels: z.array(chainLevel).max(CHAIN_LEVELS_MAX),
  /** What hangs on the very document that was asked about (shared/workflow/follow-up.ts), colleagues' drafts too. */
  derived: z.array(z.object({ docId, relation: z.enum(Object.values(RELATION_OF)), isOver: z.boolean(), isSent: z.boolean(), isAnswered: z.boolean(), isSentBack: z.boolean() })),
});
export type Chain = z.output<typeof chain>;
