/** The audit chain on the wire: where it ends and what was signed of it last. An auditor who keeps the answer can tell later whether the past was written anew. */
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().min(0);

export const auditHeadResponse = z.object({
  /** 0 and 64 zeros while nothing has happened. */
  seq, hash,
  /** Events since the last seal. */
  unsealed: seq,
  seal: z.object({ seq, hash, at: z.int(), previous: hash, signature: z.string(), publicKey: z.string() }).nullable(),
});
export type AuditHeadResponse = z.output<typeof auditHeadResponse>;
