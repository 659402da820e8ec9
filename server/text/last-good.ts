/**
 * The last good state of a document whose text has failed: the newest of the kept snapshots that can be read, and the longest beginning of
 * the log behind it that Yjs can build. Looked for in a text thread, with the patience of compaction; what ends the thread is tried with less.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Storage } from '#server/storage/storage.ts';
import { isOfTheText } from './lane.ts';
import { readWhole, type StoredPart } from './stored-text.ts';
import type { Texts } from './texts.ts';

/** The last update of it; 0 when nothing can be read. */
export async function findLastGood(storage: Storage, texts: Pick<Texts, 'sift'>, docId: DocId): Promise<number> {
  const { snapshots, log } = await storage.read((tx) => readWhole(tx, docId));
  const [newest, ...older] = snapshots;
  // The log was trimmed up to the newest snapshot: behind an older one nothing connects.
  const beginnings: readonly (readonly StoredPart[])[] = newest === undefined ? [log] : [[newest, ...log], ...older.map((snapshot) => [snapshot])];
  for (const parts of beginnings) {
    const last = parts[(await longestStanding(texts, parts.map(({ bytes }) => bytes))) - 1];
    if (last !== undefined) return last.seq;
  }
  return 0;
}

/** How many parts from the first on stand together. */
export async function longestStanding(texts: Pick<Texts, 'sift'>, parts: readonly Uint8Array[]): Promise<number> {
  let stands = 0;
  let most = parts.length;
  for (let tried = most; stands < most; ) {
    const refused = await siftOrNothing(texts, parts.slice(0, tried));
    if (refused === null) most = tried - 1;
    else if (refused[0] === undefined) stands = tried;
    else most = refused[0];
    // What was just found to be the end is tried whole; where a thread was ended one can only halve.
    tried = refused?.[0] ?? Math.ceil((stands + most) / 2);
  }
  return stands;
}

async function siftOrNothing(texts: Pick<Texts, 'sift'>, parts: readonly Uint8Array[]): Promise<readonly number[] | null> {
  try {
    return await texts.sift(parts);
  } catch (error) {
    if (isOfTheText(error)) return null;
    throw error;
  }
}
