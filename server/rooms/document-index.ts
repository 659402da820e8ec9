/**
 * What a room must know of a long text to open it without reading it: state vector, deletions, size, as of one row of the log. It says
 * nothing that the log does not say; without it, or where the log goes on behind it, the room reads those parts. Short texts have none.
 * It describes a beginning of the log, which never changes while the generation stays: so an old one is never wrong, only short. Whoever takes
 * rows out of the log (compaction, `heal`) keeps that true: a new one of what is there now, or none.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface DocumentIndex {
  readonly docId: DocId;
  readonly generation: number;
  /** The last row of the log that is in it. */
  readonly upToSeq: number;
  readonly bytes: number;
  readonly structs: number;
  /** Encoded as Yjs does. */
  readonly vector: Uint8Array;
  /** As at the end of a V1 update. */
  readonly deletes: Uint8Array;
}

/** Reading less than this costs no more than reading an index. */
export const INDEXED_FROM_BYTES = 65_536;

/** An older one never takes the place of a newer. */
export async function writeIndex(tx: Tx, { docId, generation, upToSeq, bytes, structs, vector, deletes }: DocumentIndex): Promise<void> {
  const values = { generation, up_to_seq: upToSeq, bytes, structs, vector, deletes };
  await tx.insertInto('document_index').values({ doc_id: docId, ...values }).onConflict((c) => c.column('doc_id').doUpdateSet(values).where((e) => e.or([
    e('document_index.generation', '<', generation),
    e.and([e('document_index.generation', '=', generation), e('document_index.up_to_seq', '<=', upToSeq)]),
  ]))).execute();
}

/** It can always be dropped, one that stands before a row or any: the next room reads the text and keeps another. */
export async function dropIndex(tx: Tx, docId: string, beforeSeq?: number): Promise<void> {
  const all = tx.deleteFrom('document_index').where('doc_id', '=', docId);
  await (beforeSeq === undefined ? all : all.where('up_to_seq', '<', beforeSeq)).execute();
}
