/**
 * Many rows of the feed at once, in the order of their index: a hundred thousand rows in any other order touch every page of it again and again. Put on shelves
 * first, so that no sorting holds the event loop up.
 */
import { preparedRows } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface FeedRow {
  readonly person_id: string;
  readonly doc_id: string;
  readonly seq: number;
}

/** Enough for a shelf to hold few rows, few enough to be put in order at once. */
const SHELF_PREFIX = 4;
const ROWS_PER_PART = 5_000;

/** A document stands once in a person's feed, at its last change. */
export const upsertFeed = preparedRows(['person_id', 'doc_id', 'seq'], (db, rows) => db.insertInto('feed').values(rows)
  .onConflict((c) => c.columns(['person_id', 'doc_id']).doUpdateSet({ seq: (e) => e.ref('excluded.seq') })));

export async function writeFeedRows(tx: Tx, rows: readonly FeedRow[]): Promise<void> {
  const shelves = Map.groupBy(rows, ({ person_id: personId }) => personId.slice(0, SHELF_PREFIX));
  let part: FeedRow[] = [];
  for (const prefix of [...shelves.keys()].sort()) {
    part.push(...(shelves.get(prefix) ?? []).toSorted((a, b) => (a.person_id < b.person_id ? -1 : a.person_id > b.person_id ? 1 : a.seq - b.seq)));
    if (part.length < ROWS_PER_PART) continue;
    await upsertFeed(tx, part);
    part = [];
  }
  await upsertFeed(tx, part);
}
