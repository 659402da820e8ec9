/**
 * A document's text from snapshot and log. A Y.Doc lives here only as long as somebody needs the content:
 * to answer sync step 1, to freeze a hash, to compact. Nothing is written, except by `compact`.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

export interface Text {
  readonly doc: Y.Doc;
  /** The last update that is in it; 0 when there is none. */
  readonly lastSeq: number;
}

async function load(tx: Tx, docId: DocId): Promise<Text> {
  const snapshot = await tx.selectFrom('snapshot').select(['up_to_seq', 'bytes']).where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  const from = snapshot?.up_to_seq ?? 0;
  const rows = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', from).orderBy('seq').execute();
  const doc = new Y.Doc({ guid: docId });
  doc.transact(() => {
    if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.bytes);
    for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
  });
  return { doc, lastSeq: Number(rows.at(-1)?.seq ?? from) };
}

/** Builds the text, hands it over, and lets it go. */
export async function withText<T>(tx: Tx, docId: DocId, use: (text: Text) => T): Promise<T> {
  const text = await load(tx, docId);
  try {
    return use(text);
  } finally {
    text.doc.destroy();
  }
}

export const COMPACT_ROWS = 500;
const SNAPSHOTS_KEPT = 3;

/**
 * Replaces the log behind a snapshot that was made by applying it and that reads back as the same document.
 * False when there is nothing to do yet, or when the copy does not match: then the log stays as it is.
 */
export async function compact(storage: Storage, docId: DocId, at: number, rowsMin: number = COMPACT_ROWS): Promise<boolean> {
  const made = await storage.read(async (tx) => {
    const log = await tx.selectFrom('update_log').select((e) => e.fn.countAll<number>().as('rows')).where('doc_id', '=', docId).executeTakeFirst();
    if (Number(log?.rows ?? 0) < rowsMin) return null;
    return withText(tx, docId, ({ doc, lastSeq }) => {
      const bytes = Y.encodeStateAsUpdate(doc);
      return readsBackAs(doc, bytes) ? { bytes, lastSeq } : null;
    });
  });
  if (made === null) return false;
  await storage.tx(async (tx) => {
    await tx.insertInto('snapshot').values({ doc_id: docId, up_to_seq: made.lastSeq, at, bytes: made.bytes }).onConflict((c) => c.doNothing()).execute();
    const kept = await tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(SNAPSHOTS_KEPT).execute();
    await tx.deleteFrom('snapshot').where('doc_id', '=', docId).where('up_to_seq', '<', kept.at(-1)?.up_to_seq ?? 0).execute();
    await tx.deleteFrom('update_log').where('doc_id', '=', docId).where('seq', '<=', made.lastSeq).execute();
  });
  return true;
}

/** Equal structs, deletions and visible content: a state vector alone would not see a lost deletion. */
function readsBackAs(doc: Y.Doc, bytes: Uint8Array): boolean {
  const copy = new Y.Doc({ guid: doc.guid });
  try {
    Y.applyUpdate(copy, bytes);
    return Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(doc)) && canonicalContent(readContent(copy)) === canonicalContent(readContent(doc));
  } finally {
    copy.destroy();
  }
}
