/**
 * The one way in which rows travel between places, for backup and restore alike, whichever database is at either end: table by table out of one
 * moment of the source into one transaction of the target, then read back there and compared.
 */
import type { Place } from '#server/storage/place.ts';
import { StorageError, type Tx } from '#server/storage/storage.ts';
import { OpsError, type Progress } from './manifest.ts';
import { batchesOf, countRows, createDigest, insertRows, type TableFacts, type TableLayout } from './tables.ts';

/** A place inside one of its transactions. */
export interface Side {
  readonly place: Place;
  readonly tx: Tx;
}

/** Answers what the target holds, read back from it. */
export async function carry(from: Side, to: Side, layout: readonly TableLayout[], onProgress: Progress): Promise<readonly TableFacts[]> {
  const sent: TableFacts[] = [];
  for (const table of layout) {
    sent.push(await named(table, async () => {
      const facts = await walk(from, table, 'copy', onProgress, (rows) => insertRows(to.tx, table, rows));
      if (table.isCounted) await to.place.countOnFrom(to.tx, table.name, facts.lastCounted);
      return facts;
    }));
  }
  const arrived = await measure(to, layout, onProgress);
  compareTables(sent, arrived, 'was read');
  return arrived;
}

/** What every table of this place holds now. */
export async function measure(side: Side, layout: readonly TableLayout[], onProgress: Progress): Promise<readonly TableFacts[]> {
  const facts: TableFacts[] = [];
  for (const table of layout) facts.push(await named(table, () => walk(side, table, 'check', onProgress)));
  return facts;
}

export function compareTables(wanted: readonly TableFacts[], found: readonly TableFacts[], what: string): void {
  const names = new Set([...wanted, ...found].map(({ name }) => name));
  for (const name of names) {
    const [one, other] = [wanted, found].map((all) => all.find((facts) => facts.name === name));
    if (one === undefined || other === undefined) throw new OpsError(`table ${name} ${one === undefined ? 'was not expected' : 'is missing'}`);
    if (one.rows !== other.rows) throw new OpsError(`table ${name} has ${other.rows} rows, ${one.rows} ${what}`);
    if (one.digest !== other.digest) throw new OpsError(`table ${name} does not hold what ${what} (digest ${other.digest.slice(0, 16)}…, expected ${one.digest.slice(0, 16)}…)`);
    if (one.lastCounted !== other.lastCounted) throw new OpsError(`table ${name} counts on from ${other.lastCounted}, ${one.lastCounted} ${what}`);
  }
}

async function walk({ place, tx }: Side, table: TableLayout, step: 'copy' | 'check', onProgress: Progress, use: (rows: Parameters<typeof insertRows>[2]) => Promise<void> = async () => {}): Promise<TableFacts> {
  const total = await countRows(tx, table);
  const digest = createDigest(table);
  const tell = (): void => onProgress({ step, table: table.name, rows: digest.rows(), bytes: digest.bytes(), share: total === 0 ? 1 : digest.rows() / total });
  if (total === 0) tell();
  for await (const rows of batchesOf(tx, table)) {
    digest.add(rows);
    await use(rows);
    tell();
  }
  const lastCounted = table.isCounted ? await place.lastCounted(tx, table.name) : 0;
  return { name: table.name, rows: digest.rows(), bytes: digest.bytes(), digest: digest.value(), lastCounted };
}

/** What a database will not take or give is told with the table that it lies in. */
async function named<T>({ name }: TableLayout, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpsError || error instanceof StorageError) throw error;
    throw new OpsError(`table ${name} cannot be carried: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
