/**
 * Replaces a long log by a snapshot, in the background and while people write: what came later than what was read stays in the log.
 * The snapshot is made by applying and must read back as the same document (server/text); the last three are kept.
 */
import { sql } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readStored } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';
import { readGeneration } from '#server/documents/generation.ts';
import { dropIndex, INDEXED_FROM_BYTES, writeIndex } from './document-index.ts';

export const COMPACT_ROWS = 500;
const SNAPSHOTS_KEPT = 3;

/** False when there is nothing to do yet, when the copy does not match, or when the log has changed below: then the log stays as it is. */
export async function compact(storage: Storage, texts: Texts, docId: DocId, at: number, rowsMin: number = COMPACT_ROWS): Promise<boolean> {
  const stored = await storage.read(async (tx) => {
    const log = await tx.selectFrom('update_log').select((e) => e.fn.countAll<number>().as('rows')).where('doc_id', '=', docId).executeTakeFirst();
    return Number(log?.rows ?? 0) < rowsMin ? null : { ...(await readStored(tx, docId)), generation: await readGeneration(tx, docId) };
  });
  if (stored === null) return false;
  const compacted = await texts.compact(docId, stored.parts);
  if (compacted === null) throw new Error(`the snapshot of ${docId} does not read back as its log`);
  const { bytes, index } = compacted;
  return storage.tx(async (tx) => {
    const { rows: [counted] } = await sql<{ rows: number }>`select count(*) as rows from update_log where doc_id = ${docId} and seq <= ${stored.lastSeq}`.execute(tx);
    // A row that became visible below the last one read is in no snapshot.
    if (Number(counted?.rows) !== stored.rows) return false;
    await tx.insertInto('snapshot').values({ doc_id: docId, up_to_seq: stored.lastSeq, at, bytes }).onConflict((c) => c.doNothing()).execute();
    const kept = await tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).orderBy('up_to_seq', 'desc').limit(SNAPSHOTS_KEPT).execute();
    await tx.deleteFrom('snapshot').where('doc_id', '=', docId).where('up_to_seq', '<', kept.at(-1)?.up_to_seq ?? 0).execute();
    await tx.deleteFrom('update_log').where('doc_id', '=', docId).where('seq', '<=', stored.lastSeq).execute();
    if (index !== null && bytes.byteLength >= INDEXED_FROM_BYTES) await writeIndex(tx, { docId, generation: stored.generation, upToSeq: stored.lastSeq, bytes: bytes.byteLength, ...index });
    // An older one would be read on from a row that is not in the log any more.
    else await dropIndex(tx, docId, stored.lastSeq);
    return true;
  });
}
