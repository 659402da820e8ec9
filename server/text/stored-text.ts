/**
 * A document's text as it lies in storage: the newest snapshot and the log behind it, oldest first. Of a document that faults have made
 * read-only (server/documents/faults.ts) it is the last good state; what lies behind that is left alone.
 */
import { sql, type RawBuilder } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import { aboutDocument } from '#server/storage/about-document.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

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

function storedOf(snapshots: readonly SnapshotRow[], rows: readonly LogRow[]): StoredText {
  const snapshot = snapshots[0];
  const parts = rows.map(({ bytes }) => bytes);
  if (snapshot !== undefined) parts.unshift(snapshot.bytes);
  return { parts, rows: rows.length, lastSeq: Number(rows.at(-1)?.seq ?? snapshot?.up_to_seq ?? 0) };
}

const askForText = aboutDocument((db, docId) => [
  newestSnapshot(db, docId), logBehindSnapshot(db, docId), db.selectFrom('document').select('generation').where('doc_id', '=', docId), textVersion(db, docId),
]);

/** With its generation (归档 counts it), and which text this is. */
export async function readText(storage: Storage, docId: DocId): Promise<StoredText & { readonly generation: number; readonly version: string }> {
  const [snapshots, rows, documents, versions] = await askForText(storage, docId);
  return { ...storedOf(snapshots, rows), generation: documents[0]?.generation ?? 1, version: versionOf(versions[0]) };
}

/** Inside a transaction. */
export async function readStored(tx: Tx, docId: DocId): Promise<StoredText> {
  return storedOf(await newestSnapshot(tx, docId).execute(), await logBehindSnapshot(tx, docId).execute());
}

interface LogRow { readonly seq: number; readonly bytes: Uint8Array }
interface SnapshotRow { readonly up_to_seq: number; readonly bytes: Uint8Array }

/** With their bytes, wherever these lie: a text that many documents begin with is kept once (server/documents/shared-text.ts). */
export const snapshotsOf = (db: Tx, docId: string) => db.selectFrom('snapshot').leftJoin('shared_text', 'shared_text.hash', 'snapshot.text_hash')
  .select(['snapshot.up_to_seq', sql<Uint8Array>`coalesce(shared_text.bytes, snapshot.bytes)`.as('bytes')]).where('snapshot.doc_id', '=', docId);
export const newestSnapshot = (db: Tx, docId: DocId) => snapshotsOf(db, docId)
  .where('up_to_seq', '<=', readableUpTo(docId)).orderBy('up_to_seq', 'desc').limit(1);
/** `from`: a number of the log as a query; where it answers nothing, the newest snapshot's. */
export const logBehind = (db: Tx, docId: DocId, from: RawBuilder<number>) => db.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId)
  .where('seq', '>', sql<number>`coalesce(${from}, ${newestSnapshot(db, docId).clearSelect().select('up_to_seq')}, 0)`).where('seq', '<=', readableUpTo(docId)).orderBy('seq');
const logBehindSnapshot = (db: Tx, docId: DocId) => logBehind(db, docId, sql<number>`null`);

export interface StoredPart {
  /** Of a snapshot: the last update that it contains. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** Everything there is, readable or not. */
export async function readWhole(tx: Tx, docId: DocId): Promise<{ readonly snapshots: readonly StoredPart[]; readonly log: readonly StoredPart[] }> {
  const snapshots = (await snapshotsOf(tx, docId).orderBy('up_to_seq', 'desc').execute()).map((row) => ({ seq: row.up_to_seq, bytes: row.bytes }));
  const log = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', snapshots[0]?.seq ?? 0).orderBy('seq').execute();
  return { snapshots, log };
}

interface VersionRow {
  readonly last: number | null;
  readonly rows: number;
  readonly snapshot: number | null;
  readonly snapshots: number;
  readonly readable: number | null;
}

/** Everything that `readStored` depends on, without the text: unchanged means that the same would be read. */
const textVersion = (db: Tx, docId: DocId) => db.selectNoFrom([
  sql<number | null>`(select max(seq) from update_log where doc_id = ${docId})`.as('last'),
  sql<number>`(select count(*) from update_log where doc_id = ${docId})`.as('rows'),
  sql<number | null>`(select max(up_to_seq) from snapshot where doc_id = ${docId})`.as('snapshot'),
  sql<number>`(select count(*) from snapshot where doc_id = ${docId})`.as('snapshots'),
  sql<number | null>`(select up_to_seq from document_fault where doc_id = ${docId} and opened_at is not null)`.as('readable'),
]);
export const textVersionOf = prepared(textVersion);
export const readTextVersion = async (tx: Tx, docId: DocId): Promise<string> => versionOf((await ask(tx, textVersionOf(tx, docId)))[0]);

const versionOf = (row: VersionRow | undefined): string => (row === undefined ? '' : [row.last, row.rows, row.snapshot, row.snapshots, row.readable].join(' '));
