/** What the gate has turned away, kept for whoever looks into it: who sent it, when, by which rule. Nobody waits for it. */
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';

const BYTES_MAX = 65_536;

export interface Rejected {
  readonly docId: DocId;
  readonly personId: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

export function quarantine({ storage, clock, log }: { readonly storage: Storage; readonly clock: Clock; readonly log: Log }, { docId, personId, reason, bytes }: Rejected): void {
  const row = { doc_id: docId, person_id: personId, at: clock.now(), reason, bytes: bytes.subarray(0, BYTES_MAX) };
  storage.tx((tx) => tx.insertInto('quarantine').values(row).execute()).catch((error: unknown) => log.warn({ err: error, docId }, 'quarantine failed'));
}
