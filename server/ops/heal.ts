/**
 * `heal`: ends what the breaker began (server/rooms/breaker.ts), after somebody has looked. A text is built again before it is trusted again;
 * what Yjs cannot take of it is named, and moved to the table `quarantine` only on request. Nothing is ever deleted that cannot be made again. A running
 * server hears of it by itself.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { isBroken, readBroken, removeFault, type BrokenDocument } from '#server/documents/faults.ts';
import { dropIndex } from '#server/rooms/document-index.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { isOfTheText } from '#server/text/lane.ts';
import { readWhole, snapshotsOf, type StoredPart } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';
import { OpsError } from './manifest.ts';

export interface Listed extends BrokenDocument {
  /** Updates in the log that are not served until it is healed. */
  readonly rowsBehind: number;
}

export const listBroken = (storage: Storage): Promise<readonly Listed[]> => storage.read(async (tx) => {
  const listed: Listed[] = [];
  for (const broken of await readBroken(tx)) {
    const behind = await tx.selectFrom('update_log').select((e) => e.fn.countAll<number>().as('rows')).where('doc_id', '=', broken.docId).where('seq', '>', broken.upToSeq).executeTakeFirst();
    listed.push({ ...broken, rowsBehind: Number(behind?.rows ?? 0) });
  }
  return listed;
});

interface Unreadable {
  readonly table: 'snapshot' | 'update_log';
  readonly seq: number;
}

export interface Healing {
  readonly isHealed: boolean;
  /** What Yjs cannot take, moved aside if it was healed. */
  readonly unreadable: readonly Unreadable[];
}

export interface HealOptions {
  readonly storage: Storage;
  readonly texts: Pick<Texts, 'sift'>;
  readonly docId: DocId;
  readonly setsAside: boolean;
  readonly at: EpochMs;
}

export async function heal({ storage, texts, docId, setsAside, at }: HealOptions): Promise<Healing> {
  if (!(await storage.read((tx) => isBroken(tx, docId)))) throw new OpsError(`${docId} is not read-only because of faults`);
  const unreadable = await findUnreadable(await storage.read((tx) => readWhole(tx, docId)), texts);
  if (unreadable.length > 0 && !setsAside) return { isHealed: false, unreadable };
  await storage.tx(async (tx) => {
    // On whichever node it is open, nothing that was known of it holds any more.
    await storage.lease.fence(tx, docId);
    for (const row of unreadable) await setAside(tx, docId, row, at);
    // It may know rows that are not there any more: what an author brings again would count as known and be stored nowhere.
    await dropIndex(tx, docId);
    await removeFault(tx, docId);
  });
  return { isHealed: true, unreadable };
}

/** Of one document or of all. Each in a transaction of its own, so that nobody waits for all of them. Answers whose there were. */
export async function dropIndexes(storage: Storage, only: DocId | null): Promise<readonly string[]> {
  const kept = await storage.read((tx) => tx.selectFrom('document_index').select('doc_id').orderBy('doc_id').execute());
  const docIds = kept.map((row) => row.doc_id).filter((docId) => only === null || docId === only);
  for (const docId of docIds) {
    await storage.tx(async (tx) => {
      // A room that was opened from it reads the text before it writes again.
      await storage.lease.fence(tx, docId);
      await dropIndex(tx, docId);
    });
  }
  return docIds;
}

async function findUnreadable({ snapshots, log }: Awaited<ReturnType<typeof readWhole>>, texts: Pick<Texts, 'sift'>): Promise<readonly Unreadable[]> {
  const bad: Unreadable[] = [];
  for (const base of [...snapshots, null]) {
    const parts: readonly StoredPart[] = base === null ? log : [base, ...log];
    const refused = await sift(texts, parts);
    if (base === null || !refused.includes(0)) return [...bad, ...refused.map((index): Unreadable => ({ table: 'update_log', seq: parts[index]?.seq ?? 0 }))];
    bad.push({ table: 'snapshot', seq: base.seq });
  }
  return bad;
}

async function sift(texts: Pick<Texts, 'sift'>, parts: readonly StoredPart[]): Promise<readonly number[]> {
  try {
    return await texts.sift(parts.map(({ bytes }) => bytes));
  } catch (error) {
    if (isOfTheText(error)) throw new OpsError(`the text still ends its thread (${error.reason}): ${error.message}`);
    throw error;
  }
}

async function setAside(tx: Tx, docId: DocId, { table, seq }: Unreadable, at: EpochMs): Promise<void> {
  const kept = { doc_id: docId, at, reason: 'set-aside' };
  if (table === 'snapshot') {
    const row = await snapshotsOf(tx, docId).where('up_to_seq', '=', seq).executeTakeFirstOrThrow();
    await tx.insertInto('quarantine').values({ ...kept, person_id: '', bytes: row.bytes }).execute();
    await tx.deleteFrom('snapshot').where('doc_id', '=', docId).where('up_to_seq', '=', seq).execute();
  } else {
    const row = await tx.selectFrom('update_log').select(['person_id', 'bytes']).where('seq', '=', seq).executeTakeFirstOrThrow();
    await tx.insertInto('quarantine').values({ ...kept, person_id: row.person_id, bytes: row.bytes }).execute();
    await tx.deleteFrom('update_log').where('seq', '=', seq).execute();
  }
}
