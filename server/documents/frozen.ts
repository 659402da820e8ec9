/**
 * What was approved is what is issued (P9): at each hand-off the content is kept as canonical JSON, as its hash and as Yjs bytes.
 * The receiver's copy starts from those very bytes.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { canonicalContent, contentFacts, readContent } from '#shared/doc/canonical.ts';
import type { ContentFacts } from '#shared/workflow/model.ts';
import { keepWithText } from '#server/blobs/blobs.ts';
import { prepared } from '#server/storage/prepared.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';

export interface Content {
  readonly facts: ContentFacts;
  readonly canonical: string;
  readonly bytes: Uint8Array;
}

const contentOf = (doc: Y.Doc, sm3: Sm3): Content => ({
  facts: contentFacts(doc, sm3), canonical: canonicalContent(readContent(doc)), bytes: Y.encodeStateAsUpdate(doc),
});

/** Read and built outside any transaction: a long text must not keep the writer waiting. Who decides on it holds the document meanwhile. */
export async function readCurrent(storage: Storage, texts: Texts, docId: DocId): Promise<Content> {
  const { parts } = await readText(storage, docId);
  return texts.content(docId, parts);
}

export function contentFromBytes(bytes: Uint8Array, sm3: Sm3): Content {
  // Its own name is of no use to anybody, and making one up costs randomness.
  const doc = new Y.Doc({ guid: '' });
  try {
    Y.applyUpdate(doc, bytes);
    return contentOf(doc, sm3);
  } finally {
    doc.destroy();
  }
}

const insertFrozen = prepared((db, docId: DocId, stepNo: number, kind: string, hash: string, content: string, bytes: Uint8Array, at: EpochMs) => db.insertInto('frozen')
  .values({ doc_id: docId, step_no: stepNo, kind, hash, content, bytes, at }).onConflict((c) => c.doNothing()));

export async function freeze(tx: Tx, docId: DocId, stepNo: number, kind: string, content: Content, at: EpochMs): Promise<void> {
  await tx.executeQuery(insertFrozen(tx, docId, stepNo, kind, content.facts.hash, content.canonical, content.bytes, at));
  await keepWithText(tx, content.facts.hash, content.facts.blobs);
}

export interface FrozenContent {
  readonly hash: string;
  readonly canonical: string;
  readonly at: EpochMs;
}

export async function readFrozen(tx: Tx, docId: DocId, hash: string): Promise<FrozenContent | null> {
  const row = await tx.selectFrom('frozen').select(['hash', 'content', 'at']).where('doc_id', '=', docId).where('hash', '=', hash).orderBy('at', 'desc').limit(1).executeTakeFirst()
    // A copy of what was sent to many: the hash that its state binds says which text it is.
    ?? await tx.selectFrom('shared_text').select(['hash', 'content', 'at']).where('hash', '=', hash).executeTakeFirst();
  return row === undefined ? null : { hash: row.hash, canonical: row.content, at: Number(row.at) };
}
