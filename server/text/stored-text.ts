/** A document's text as it lies in storage: the newest snapshot and the log behind it, oldest first. */
import type { DocId } from '#shared/base/ids.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

export interface StoredText {
  readonly parts: readonly Uint8Array[];
  /** Rows of the log among them. */
  readonly rows: number;
  /** The last update that is in it; 0 when there is none. */
  readonly lastSeq: number;
}

/** `snapshots` and `rows`: as `textQueries` asks for them. */
export const textQueries = (db: Tx, docId: DocId) => [newestSnapshot(db, docId), logBehindSnapshot(db, docId)] as const;
export function storedOf(snapshots: readonly SnapshotRow[], rows: readonly LogRow[]): StoredText {
  const snapshot = snapshots[0];
  const parts = rows.map(({ bytes }) => bytes);
  if (snapshot !== undefined) parts.unshift(snapshot.bytes);
  return { parts, rows: rows.length, lastSeq: Number(rows.at(-1)?.seq ?? snapshot?.up_to_seq ?? 0) };
}

export async function readText(storage: Storage, docId: DocId): Promise<StoredText> {
  const [snapshots, rows] = await storage.readAll((db) => textQueries(db, docId));
  return storedOf(snapshots, rows);
}

/** Inside a transaction. */
export async function readStored(tx: Tx, docId: DocId): Promise<StoredText> {
  return storedOf(await newestSnapshot(tx, docId).execute(), await logBehindSnapshot(tx, docId).execute());
}

interface LogRow { readonly seq: number; readonly bytes: Uint8Array }
interface SnapshotRow { readonly up_to_seq: number; readonly bytes: Uint8Array }

const newestSnapshot = (db: Tx, docId: DocId) => db.selectFrom('snapshot').select(['up_to_seq', 'bytes']).where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1);
const logBehindSnapshot = (db: Tx, docId: DocId) => db.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId)
  .where('seq', '>', (e) => e.fn.coalesce(e.selectFrom('snapshot').select((max) => max.fn.max('up_to_seq').as('seq')).where('doc_id', '=', docId), e.lit(0))).orderBy('seq');

/** Unchanged means that no text was added; compaction changes nothing here. */
export async function lastTextSeq(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (row !== undefined) return Number(row.seq);
  const snapshot = await tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  return Number(snapshot?.up_to_seq ?? 0);
}
