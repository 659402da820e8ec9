/**
 * Faults of a document (故障) and when they are enough to make it read-only (熔断), as rows of `document_fault`. The state machine:
 *   whole ─ a fault ─▶ counted ─ the third within the window, or text that ends its thread ─▶ broken ─ heal (server/ops/heal.ts) ─▶ whole
 * A broken document stands in its row with the last update of its last good state; nothing else of it is touched.
 * Every function works inside whatever transaction it is handed.
 */
import type { Selectable } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';

/** `error`: nobody caught it; the others: how its text ended a text thread. */
export const FAULT_REASONS = ['error', 'timeout', 'memory', 'unreadable'] as const;
export type FaultReason = (typeof FAULT_REASONS)[number];

export interface Fault {
  readonly docId: DocId;
  readonly count: number;
  readonly since: EpochMs;
  readonly at: EpochMs;
  readonly reason: FaultReason;
}

export interface BrokenDocument extends Fault {
  readonly openedAt: EpochMs;
  readonly upToSeq: number;
}

export const FAULTS_MAX = 3;
export const FAULTS_WINDOW_MS = 600_000;

/** One more: a single fault may be chance, a third one within the window is the document's own. */
export function countFault(before: Fault | null, docId: DocId, reason: FaultReason, at: EpochMs): { readonly fault: Fault; readonly isEnough: boolean } {
  const isSameWindow = before !== null && at - before.since < FAULTS_WINDOW_MS;
  const fault: Fault = { docId, count: isSameWindow ? before.count + 1 : 1, since: isSameWindow ? before.since : at, at, reason };
  return { fault, isEnough: reason !== 'error' || fault.count >= FAULTS_MAX };
}

export async function readFault(tx: Tx, docId: DocId): Promise<Fault | null> {
  const row = await tx.selectFrom('document_fault').selectAll().where('doc_id', '=', docId).executeTakeFirst();
  return row === undefined ? null : { docId, count: row.count, since: row.since, at: row.at, reason: row.reason as FaultReason };
}

/** A row while the document is broken. */
export const openFault = (db: Tx, docId: DocId) => db.selectFrom('document_fault').select('doc_id').where('doc_id', '=', docId).where('opened_at', 'is not', null);
export const openFaultOf = prepared(openFault);
export const isBroken = async (tx: Tx, docId: DocId): Promise<boolean> => (await ask(tx, openFaultOf(tx, docId))).length > 0;

/** Oldest first. */
const brokenRows = (db: Tx) => db.selectFrom('document_fault').selectAll().where('opened_at', 'is not', null).orderBy('opened_at').orderBy('doc_id');
const asBroken = (row: Selectable<Tables['document_fault']>): BrokenDocument => ({
  docId: row.doc_id as DocId, count: row.count, since: row.since, at: row.at, reason: row.reason as FaultReason, openedAt: row.opened_at ?? row.at, upToSeq: row.up_to_seq ?? 0,
});

export const readBroken = async (tx: Tx): Promise<readonly BrokenDocument[]> => (await brokenRows(tx).execute()).map(asBroken);

/** The same without a transaction of its own: for who asks again and again while nothing happens. */
export async function lookForBroken(storage: Pick<Storage, 'readAll'>): Promise<readonly BrokenDocument[]> {
  const [rows] = await storage.readAll((db) => [brokenRows(db)]);
  return rows.map(asBroken);
}

/** One that is broken stays as it was found: only healing changes it. */
export async function writeFault(tx: Tx, fault: Fault | BrokenDocument): Promise<void> {
  const values = {
    count: fault.count, since: fault.since, at: fault.at, reason: fault.reason,
    opened_at: 'openedAt' in fault ? fault.openedAt : null, up_to_seq: 'openedAt' in fault ? fault.upToSeq : null,
  };
  await tx.insertInto('document_fault').values({ doc_id: fault.docId, ...values })
    .onConflict((c) => c.column('doc_id').doUpdateSet(values).where('document_fault.opened_at', 'is', null)).execute();
}

export async function removeFault(tx: Tx, docId: DocId): Promise<void> {
  await tx.deleteFrom('document_fault').where('doc_id', '=', docId).execute();
}
