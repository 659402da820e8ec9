/**
 * A document's text as it lies in storage: the newest snapshot and the log behind it, oldest first. Of a document that faults have made
 * read-only (server/documents/faults.ts) it is the last good state; what lies behind that is left alone.
 */
import { sql } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface StoredText {
  readonly parts: readonly Uint8Array[];
  /** Rows of the log among them. */
  readonly rows: number;
  /** The last update that is in it; 0 when there is none. */
  readonly lastSeq: number;
}

/** Asked within the same statement: whoever reads a text must not have to think of it. */
const readableUpTo = (docId: DocId) =>
  sql<number>`coalesce((select up_to_seq from document_fault where doc_id = ${docId} and opened_at is not null), ${sql.lit(Number.MAX_SAFE_INTEGER)})`;

export async function readStored(tx: Tx, docId: DocId): Promise<StoredText> {
  const snapshot = await tx.selectFrom('snapshot').select(['up_to_seq', 'bytes']).where('doc_id', '=', docId).where('up_to_seq', '<=', readableUpTo(docId))
    .orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  const from = Number(snapshot?.up_to_seq ?? 0);
  const rows = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', from).where('seq', '<=', readableUpTo(docId)).orderBy('seq').execute();
  const parts = rows.map(({ bytes }) => bytes);
  if (snapshot !== undefined) parts.unshift(snapshot.bytes);
  return { parts, rows: rows.length, lastSeq: Number(rows.at(-1)?.seq ?? from) };
}

export interface StoredPart {
  /** Of a snapshot: the last update that it contains. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** Everything there is, readable or not. */
export async function readWhole(tx: Tx, docId: DocId): Promise<{ readonly snapshots: readonly StoredPart[]; readonly log: readonly StoredPart[] }> {
  const snapshots = await tx.selectFrom('snapshot').select(['up_to_seq as seq', 'bytes']).where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').execute();
  const log = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', snapshots[0]?.seq ?? 0).orderBy('seq').execute();
  return { snapshots, log };
}

/** Unchanged means that no text was added; compaction changes nothing here. */
export async function lastTextSeq(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (row !== undefined) return Number(row.seq);
  const snapshot = await tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  return Number(snapshot?.up_to_seq ?? 0);
}
