/**
 * Frames between the open editor (renderer) and the replica, on one MessagePort per open document.
 * `sync` and `awareness` carry y-protocols bytes exactly as y-websocket frames them without the leading message type;
 * the control frames tell the editor what it may do and how safe its text is.
 *
 *   editor ── sync (step 1, step 2, update) ──▶ replica      editor ◀── sync, awareness, status ── replica
 */
import { z } from 'zod';
import type { DocSyncState } from './contract.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength <= 20_000_000);

export const docPortUp = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sync'), bytes }),
  z.object({ kind: z.literal('awareness'), bytes }),
  /** Make everything typed so far durable now (blur, submit, close). Answered by `flushed` with the same id. */
  z.object({ kind: z.literal('flush'), id: z.number().int() }),
]);
export type DocPortUp = z.output<typeof docPortUp>;

export type DocPortDown =
  | { readonly kind: 'sync'; readonly bytes: Uint8Array }
  | { readonly kind: 'awareness'; readonly bytes: Uint8Array }
  | { readonly kind: 'flushed'; readonly id: number; readonly contentHash: string }
  /** May this person write now (and if not, the error code that says why; document.classified although one can: the text shows a 密级 mark and stays here); how safe the text is; hash of the text as stored here. */
  | { readonly kind: 'status'; readonly canWrite: boolean; readonly code: string | null; readonly sync: DocSyncState; readonly contentHash: string; readonly isStorageOk: boolean }
  /** The local text was replaced (late edits became a branch): the editor must drop its Y.Doc and open again. */
  | { readonly kind: 'reset' };
