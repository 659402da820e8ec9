/**
 * A text that many documents begin with, kept once: the copies of what was sent to thousands of units. A copy's text is a snapshot that says
 * under which hash its bytes lie; whoever reads a text reads through (server/text/stored-text.ts), and the first edit or 归档 writes what is the
 * copy's own. Its frozen content is the same row (frozen.ts): the content hash is what both are kept by.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Tx } from '#server/storage/storage.ts';
import { insertMany } from '#server/storage/insert-many.ts';
import type { Content } from './frozen.ts';

/** Before every update there will ever be. */
const BEFORE_ALL = 0;
const ELSEWHERE = new Uint8Array();

/** Answers the bytes that are kept: those of the first document that showed this content. */
export async function keepSharedText(tx: Tx, { facts, canonical, bytes }: Content, at: EpochMs): Promise<Uint8Array> {
  await tx.insertInto('shared_text').values({ hash: facts.hash, content: canonical, bytes, at }).onConflict((c) => c.doNothing()).execute();
  return (await tx.selectFrom('shared_text').select('bytes').where('hash', '=', facts.hash).executeTakeFirstOrThrow()).bytes;
}

export const beginWithSharedText = (tx: Tx, docIds: readonly DocId[], hash: string, at: EpochMs): Promise<void> =>
  insertMany(tx, 'snapshot', docIds.map((docId) => ({ doc_id: docId, up_to_seq: BEFORE_ALL, at, bytes: ELSEWHERE, text_hash: hash })));
