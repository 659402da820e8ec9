/**
 * A text that many documents begin with, kept once: the copies of what was sent to thousands of units. A copy's text is a snapshot that says
 * under which hash its bytes lie; whoever reads a text reads through (server/text/stored-text.ts), and the first edit or 归档 writes what is the
 * copy's own. Its frozen content is the same row (frozen.ts): the content hash is what both are kept by.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Tx } from '#server/storage/storage.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, prepared, preparedRows } from '#server/storage/prepared.ts';
import type { Content } from './frozen.ts';

/** Before every update there will ever be. */
const BEFORE_ALL = 0;
const ELSEWHERE = new Uint8Array();

/** Answers the bytes that are kept: those of the first document that showed this content. */
export async function keepSharedText(tx: Tx, { facts, canonical, bytes }: Content, at: EpochMs): Promise<Uint8Array> {
  const question = sharedTextOf(tx, facts.hash);
  const [known] = await ask(tx, question);
  if (known !== undefined) return known.bytes;
  await tx.executeQuery(insertSharedText(tx, facts.hash, canonical, bytes, at));
  foresee(tx, question, [{ bytes }]);
  // On a database with several nodes another one may have been first.
  return (await ask(tx, question))[0]?.bytes ?? bytes;
}

/** Named ahead, it costs next to nothing. */
export const sharedTextOf = prepared((db, hash: string) => db.selectFrom('shared_text').select('bytes').where('hash', '=', hash));
const insertSharedText = prepared((db, hash: string, content: string, bytes: Uint8Array, at: EpochMs) => db.insertInto('shared_text').values({ hash, content, bytes, at }).onConflict((c) => c.doNothing()));
const insertSnapshots = preparedRows(['doc_id', 'up_to_seq', 'at', 'bytes', 'text_hash'], (db, rows) => db.insertInto('snapshot').values(rows));

export const beginWithSharedText = (tx: Tx, docIds: readonly DocId[], hash: string, at: EpochMs): Promise<void> =>
  insertSnapshots(tx, docIds.map((docId) => ({ doc_id: docId, up_to_seq: BEFORE_ALL, at, bytes: ELSEWHERE, text_hash: hash })));
