/**
 * 归档 writes a document's text anew (shared/doc/flatten.ts): a new generation, one update in place of snapshot and log.
 * The text is flattened and read back in a text thread, before the transaction and while the document is held. The old one goes inside the
 * transaction that archives, only if the new one shows the hash that is archived and lies in storage byte for byte; else all of it stays (P2, P9).
 */
import type { DocId, PersonId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { readStored } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';

export const FIRST_GENERATION = 1;

export async function readGeneration(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('document').select('generation').where('doc_id', '=', docId).executeTakeFirst();
  return row?.generation ?? FIRST_GENERATION;
}

export interface NextGeneration {
  readonly generation: number;
  readonly bytes: Uint8Array;
  /** Of what the new bytes show, read back from them. */
  readonly hash: string;
  /** The last update that was flattened. */
  readonly lastSeq: number;
}

export async function planGeneration(storage: Storage, texts: Texts, docId: DocId): Promise<NextGeneration> {
  const { parts, lastSeq, generation } = await storage.read(async (tx) => ({ ...(await readStored(tx, docId)), generation: (await readGeneration(tx, docId)) + 1 }));
  return { generation, lastSeq, ...(await texts.flatten(docId, parts, generation)) };
}

export interface Renewal {
  readonly docId: DocId;
  /** Of the content that goes to the archive; the new text must have it too. */
  readonly contentHash: string;
  readonly personId: PersonId;
  readonly at: EpochMs;
}

export async function startGeneration(tx: Tx, next: NextGeneration | null, { docId, contentHash, personId, at }: Renewal): Promise<void> {
  if (next?.hash !== contentHash) throw new Error('the flattened text does not show what was archived');
  if ((await readGeneration(tx, docId)) !== next.generation - 1) throw new Error('the text was written anew by somebody else');
  await tx.deleteFrom('snapshot').where('doc_id', '=', docId).execute();
  await tx.deleteFrom('update_log').where('doc_id', '=', docId).where('seq', '<=', next.lastSeq).execute();
  await tx.insertInto('update_log').values({ doc_id: docId, person_id: personId, at, bytes: next.bytes }).execute();
  await tx.updateTable('document').set({ generation: next.generation }).where('doc_id', '=', docId).execute();
  const { parts } = await readStored(tx, docId);
  // Whatever came in between stands beside it: then this is not the whole text.
  if (parts.length !== 1 || Buffer.compare(parts[0] ?? next.bytes.subarray(1), next.bytes) !== 0) throw new Error('the new generation does not read back as it was written');
}
