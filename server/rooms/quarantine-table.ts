/**
 * The rows of `quarantine` that the gate has written, within their bounds. What `heal` has set aside lies in the same table; it is somebody's text,
 * so it is neither counted nor removed. How much there is in all is kept beside it, so that no insert has to count the table; it is counted anew
 * before anything is removed because of it, so a wrong number costs a look and never a row.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#server/storage/storage.ts';

export interface Kept {
  readonly rows: number;
  readonly bytes: number;
}

export interface Bounds {
  readonly perPerson: Kept;
  readonly inAll: Kept;
}

export interface NewRow {
  readonly doc_id: string;
  readonly person_id: string;
  readonly at: number;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

const META_KEY = 'quarantine';
/** What is over the bound of all goes together with a tenth of the rest: then the table is counted once for so many rows. */
const LEFT_SHARE = 0.9;
/** As in the index (migration 7): a parameter would hide it from the database. */
const OF_THE_GATE = sql<boolean>`reason <> 'set-aside'`;
const SIZE = sql<number>`octet_length(bytes)`;
const NOTHING: Kept = { rows: 0, bytes: 0 };

const isOver = (kept: Kept, max: Kept): boolean => kept.rows > max.rows || kept.bytes > max.bytes;
const part = ({ rows, bytes }: Kept, share: number): Kept => ({ rows: Math.floor(rows * share), bytes: Math.floor(bytes * share) });
const sum = (sizes: readonly number[]): Kept => ({ rows: sizes.length, bytes: sizes.reduce((all, size) => all + size, 0) });
const minus = (a: Kept, b: Kept): Kept => ({ rows: a.rows - b.rows, bytes: a.bytes - b.bytes });
const plus = (a: Kept, b: Kept): Kept => ({ rows: a.rows + b.rows, bytes: a.bytes + b.bytes });

export async function readKept(tx: Tx): Promise<Kept> {
  const row = await tx.selectFrom('meta').select('value').where('key', '=', META_KEY).executeTakeFirst();
  const [, rows, bytes] = /^(\d+) (\d+)$/.exec(row?.value ?? '') ?? [];
  return rows === undefined || bytes === undefined ? count(tx) : { rows: Number(rows), bytes: Number(bytes) };
}

async function count(tx: Tx): Promise<Kept> {
  const { rows } = await sql<Kept>`select count(*) as rows, coalesce(sum(${SIZE}), 0) as bytes from quarantine where ${OF_THE_GATE}`.execute(tx);
  return rows[0] ?? NOTHING;
}

/** Answers what is there afterwards and how many rows had to go. */
export async function keepRows(tx: Tx, added: readonly NewRow[], { perPerson, inAll }: Bounds): Promise<{ readonly kept: Kept; readonly removed: number }> {
  const before = await readKept(tx);
  await tx.insertInto('quarantine').values(added).execute();
  let removed = NOTHING;
  for (const personId of new Set(added.map((row) => row.person_id))) removed = plus(removed, await removeOldest(tx, perPerson, sql`and person_id = ${personId}`));
  let kept = minus(plus(before, sum(added.map(({ bytes }) => bytes.byteLength))), removed);
  if (isOver(kept, inAll) || kept.rows < 0 || kept.bytes < 0) {
    kept = await count(tx);
    if (isOver(kept, inAll)) {
      const gone = await removeOldest(tx, part(inAll, LEFT_SHARE), sql``);
      kept = minus(kept, gone);
      removed = plus(removed, gone);
    }
  }
  const value = `${kept.rows} ${kept.bytes}`;
  await tx.insertInto('meta').values({ key: META_KEY, value }).onConflict((c) => c.column('key').doUpdateSet({ value })).execute();
  return { kept, removed: removed.rows };
}

/** The newest stay, as many as fit. */
async function removeOldest(tx: Tx, max: Kept, among: RawBuilder<unknown>): Promise<Kept> {
  const { rows } = await sql<{ size: number }>`delete from quarantine where ${OF_THE_GATE} ${among} and seq <= (select max(seq) from (
    select seq, row_number() over (order by seq desc) as place, sum(${SIZE}) over (order by seq desc) as bytes from quarantine where ${OF_THE_GATE} ${among}
  ) as newest where place > ${max.rows} or bytes > ${max.bytes}) returning ${SIZE} as size`.execute(tx);
  return sum(rows.map(({ size }) => size));
}
