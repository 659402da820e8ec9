/** 修改记录 on the wire: stretches in which a text was written, and the text as it stood at the end of one. */
import { z } from 'zod';
import { docId } from '#shared/base/id-schemas.ts';

export const HISTORY_PERIODS_MAX = 200;

export const historyParams = z.strictObject({ docId });
export const pastTextParams = z.strictObject({ docId, upTo: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export const historyPeriod = z.object({
  /** The last edit of it: what the text is asked for by. */
  upTo: z.int().min(1),
  from: z.number(),
  to: z.number(),
  /** Who wrote, in the order in which they began; nobody where only the text of that time is kept. */
  people: z.array(z.object({ personId: z.string(), name: z.string() })),
});
export type HistoryPeriod = z.output<typeof historyPeriod>;

/** Oldest first; of a long history the newest. */
export const historyResponse = z.object({ docId, periods: z.array(historyPeriod).max(HISTORY_PERIODS_MAX) });
export type HistoryResponse = z.output<typeof historyResponse>;
export const pastTextResponse = z.object({ docId, upTo: z.int(), canonical: z.string() });
