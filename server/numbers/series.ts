/**
 * Taking numbers, inside whatever transaction needs one: the number and what bears it become durable together or not at all, and writers
 * come one after the other, so a series has neither holes nor doubles (NUM06). Decides by shared/numbers; who may is decided before.
 */
import type { AppError } from '#shared/base/errors.ts';
import type { DocId, PersonId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Result } from '#shared/base/result.ts';
import { mayTake, nextAfter, type NumberState } from '#shared/numbers/rules.ts';
import type { SeriesKey } from '#shared/numbers/series.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';

const lastOf = prepared((db, organId: string, kind: string, code: string, year: number) => db.selectFrom('number_entry').select('seq')
  .where('organ_id', '=', organId).where('kind', '=', kind).where('code', '=', code).where('year', '=', year).orderBy('seq', 'desc').limit(1));

/** The question of the last number in a series: named ahead, it costs next to nothing. */
export const lastSeqOf = (db: Tx, { organId, kind, code, year }: SeriesKey) => lastOf(db, organId, kind, code, year);

/** The number that is due. */
export async function nextInSeries(tx: Tx, key: SeriesKey): Promise<number> {
  const [last] = await ask(tx, lastSeqOf(tx, key));
  return nextAfter(last?.seq ?? null);
}

/** What the register says of one number; null when it is not in it. */
export async function stateOf(tx: Tx, key: SeriesKey, seq: number): Promise<NumberState | null> {
  const entry = await entriesOf(tx, key).select('state').where('seq', '=', seq).executeTakeFirst();
  return (entry?.state ?? null) as NumberState | null;
}

/** Gives a document the number that is due, or a reserved one that somebody chose. The table holds one number of each kind for a document (NUM05). */
export async function take(tx: Tx, key: SeriesKey, seq: number, docId: DocId, by: PersonId, at: EpochMs): Promise<Result<NumberState, AppError>> {
  const next = await nextInSeries(tx, key);
  // Nothing is in the register from the next one on.
  const state = seq < next ? await stateOf(tx, key, seq) : null;
  const taken = mayTake(state, seq, next);
  if (taken.ok) await putEntry(tx, key, seq, { state: taken.value, doc_id: docId, reason: '', person_id: by, at });
  return taken;
}

interface Entry {
  readonly state: NumberState;
  readonly doc_id: DocId | null;
  readonly reason: string;
  readonly person_id: PersonId;
  readonly at: EpochMs;
}

const upsertEntry = prepared((db, organId: string, kind: string, code: string, year: number, seq: number, state: NumberState, docId: DocId | null, reason: string, personId: PersonId, at: EpochMs) => {
  const entry = { state, doc_id: docId, reason, person_id: personId, at };
  return db.insertInto('number_entry').values({ organ_id: organId, kind, code, year, seq, ...entry })
    .onConflict((c) => c.columns(['organ_id', 'kind', 'code', 'year', 'seq']).doUpdateSet(entry));
});

export async function putEntry(tx: Tx, key: SeriesKey, seq: number, entry: Entry): Promise<void> {
  const { organId, kind, code, year } = key;
  const last = (await nextInSeries(tx, key)) - 1;
  await tx.executeQuery(upsertEntry(tx, organId, kind, code, year, seq, entry.state, entry.doc_id, entry.reason, entry.person_id, entry.at));
  foresee(tx, lastSeqOf(tx, key), [{ seq: Math.max(last, seq) }]);
}

const entriesOf = (tx: Tx, { organId, kind, code, year }: SeriesKey) => tx.selectFrom('number_entry')
  .where('organ_id', '=', organId).where('kind', '=', kind).where('code', '=', code).where('year', '=', year);
