/**
 * 修改记录: from the log that is kept anyway. Who writes without a longer pause, alone or with others, makes one period; its text is what the log amounts to at
 * its end. Where the log has been summed up (server/rooms/compaction.ts) the kept snapshots stand for what was before.
 */
import { sql } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { HistoryPeriod } from '#shared/protocol/history.ts';
import { HISTORY_PERIODS_MAX } from '#shared/protocol/history.ts';
import type { Tx } from '#server/storage/storage.ts';
import { newestSnapshot, snapshotsOf } from '#server/text/stored-text.ts';

export interface LoggedEdit {
  readonly seq: number;
  readonly personId: string;
  readonly at: number;
}

export interface Period extends Omit<HistoryPeriod, 'people'> {
  readonly people: readonly string[];
}

export const PAUSE_MS = 600_000;
/** So that a day at one text is more than one entry. */
export const PERIOD_MAX_MS = 3_600_000;

/** Edits in the order of the log. */
export function periodsOf(edits: readonly LoggedEdit[]): readonly Period[] {
  const periods: { upTo: number; from: number; to: number; people: string[] }[] = [];
  for (const { seq, personId, at } of edits) {
    const last = periods.at(-1);
    // Clocks of two nodes may differ: what seems to come earlier belongs where it stands in the log.
    if (last !== undefined && at - last.to <= PAUSE_MS && at - last.from < PERIOD_MAX_MS) {
      last.upTo = seq;
      last.to = Math.max(last.to, at);
      if (!last.people.includes(personId)) last.people.push(personId);
    } else periods.push({ upTo: seq, from: at, to: at, people: [personId] });
  }
  return periods;
}

export async function readPeriods(tx: Tx, docId: DocId): Promise<readonly Period[]> {
  const snapshots = await tx.selectFrom('snapshot').select(['up_to_seq', 'at']).where('doc_id', '=', docId).where('up_to_seq', '>', 0).orderBy('up_to_seq').execute();
  const [newest] = await newestSnapshot(tx, docId).execute();
  const edits = await tx.selectFrom('update_log').select(['seq', 'person_id', 'at']).where('doc_id', '=', docId).where('seq', '>', Number(newest?.up_to_seq ?? 0)).orderBy('seq').execute();
  const kept = snapshots.map(({ up_to_seq: upTo, at }): Period => ({ upTo: Number(upTo), from: Number(at), to: Number(at), people: [] }));
  return [...kept, ...periodsOf(edits.map((row) => ({ seq: Number(row.seq), personId: row.person_id, at: Number(row.at) })))].slice(-HISTORY_PERIODS_MAX);
}

/** What the text of that time is built from; null where it is not kept. */
export async function readPast(tx: Tx, docId: DocId, upTo: number): Promise<readonly Uint8Array[] | null> {
  const snapshot = await snapshotsOf(tx, docId).where('up_to_seq', '<=', upTo).orderBy('up_to_seq', 'desc').limit(1).executeTakeFirst();
  const from = Number(snapshot?.up_to_seq ?? 0);
  if (from === upTo && snapshot !== undefined) return [snapshot.bytes];
  const [newest] = await newestSnapshot(tx, docId).execute();
  // Between older snapshots nothing is kept.
  if (Number(newest?.up_to_seq ?? 0) > from) return null;
  const log = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).where('seq', '>', from).where('seq', '<=', upTo).orderBy('seq').execute();
  if (Number(log.at(-1)?.seq) !== upTo) return null;
  const { rows: [fault] } = await sql<{ up_to_seq: number }>`select up_to_seq from document_fault where doc_id = ${docId} and opened_at is not null`.execute(tx);
  if (fault !== undefined && upTo > Number(fault.up_to_seq)) return null;
  return [...(snapshot === undefined ? [] : [snapshot.bytes]), ...log.map(({ bytes }) => bytes)];
}
