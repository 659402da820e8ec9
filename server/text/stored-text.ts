/** A document's text as it lies in storage: the newest snapshot and the log behind it, oldest first. */
import type { DocId } from '#shared/base/ids.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface StoredText {
  readonly parts: readonly Uint8Array[];
  /** Rows of the log among them. */
  readonly rows: number;
  /** The last update that is in it; 0 when there is none. */
  readonly lastSeq: number;
}

export async function readStored(tx: Tx, docId: DocId): Promise<StoredText> {
  const snapshot = await tx.selectFrom('snapshot').select(['up_to_seq', 'bytes']).where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  const from = Number(snapshot?.up_to_seq ?? 0);
  const log = await readRowsAfter(tx, docId, from);
  return snapshot === undefined ? log : { ...log, parts: [snapshot.bytes, ...log.parts] };
}

/** The end of the log alone. */
export async function readRowsAfter(tx: Tx, docId: DocId, seq: number): Promise<StoredText> {
  const rows = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', seq).orderBy('seq').execute();
  return { parts: rows.map(({ bytes }) => bytes), rows: rows.length, lastSeq: Number(rows.at(-1)?.seq ?? seq) };
}

/** Unchanged means that no text was added; compaction changes nothing here. */
export async function lastTextSeq(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (row !== undefined) return Number(row.seq);
  const snapshot = await tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  return Number(snapshot?.up_to_seq ?? 0);
}
