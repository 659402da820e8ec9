/**
 * Tables as data to be carried: what there is, row by row in bounded batches, and a digest of a whole table that does not depend on the database
 * that holds it. What there is, is read off an SQLite copy: its tables are exactly those that belong to an installation and to no single node
 * (in PostgreSQL `node`, `doc_lease` and the tokens in the log stand beside them, and mean nothing elsewhere).
 */
import { hash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { OpsError } from './manifest.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface TableLayout {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Text and bytes, which may be long. */
  readonly long: readonly string[];
  /** Its `seq` is counted up by the database. */
  readonly isCounted: boolean;
}

export type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** What a table holds; two that agree in it hold the same rows. */
export interface TableFacts {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** The sum of the SM3 of every row: the same in whatever order a database puts its text. */
  readonly digest: string;
  readonly lastCounted: number;
}

/** In the order in which they were made: a table that refers to another comes after it. */
export async function readLayout(sqlite: Tx): Promise<readonly TableLayout[]> {
  const { rows: tables } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_schema
    where type = 'table' and name not like 'sqlite~_%' escape '~' and name <> 'schema_version' order by rowid`.execute(sqlite);
  const layouts: TableLayout[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ name: string; type: string; pk: number }>`select name, type, pk from pragma_table_info(${table.name})`.execute(sqlite);
    layouts.push({
      name: table.name,
      columns: rows.map(({ name }) => name),
      key: rows.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk).map(({ name }) => name),
      long: rows.filter(({ type }) => /text|blob/i.test(type)).map(({ name }) => name),
      isCounted: /autoincrement/i.test(table.sql),
    });
  }
  return layouts;
}

export async function countRows(tx: Tx, { name }: TableLayout): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(name)}`.execute(tx);
  return rows[0]?.rows ?? 0;
}

const BATCH_ROWS = 500;
const BATCH_BYTES = 8_388_608;

/** Every row, a few at a time: so many that their text and bytes stay below a bound, and one at least. */
export async function* batchesOf(tx: Tx, { name, columns, key, long }: TableLayout): AsyncGenerator<readonly Row[]> {
  const table = sql.table(name);
  const list = (names: readonly string[]) => sql.join(names.map((each) => sql.ref(each)));
  const bytes = sql.join([sql`0`, ...long.map((column) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`)], sql` + `);
  let last: readonly Value[] | null = null;
  for (;;) {
    const behind: RawBuilder<unknown> = last === null ? sql`` : sql`where (${list(key)}) > (${sql.join(last)})`;
    const { rows: sizes } = await sql<{ bytes: number }>`select ${bytes} as bytes from ${table} ${behind} order by ${list(key)} limit ${BATCH_ROWS}`.execute(tx);
    let total = 0;
    const tooMany = sizes.findIndex((size) => (total += size.bytes) > BATCH_BYTES);
    const count = tooMany === -1 ? sizes.length : Math.max(tooMany, 1);
    if (count === 0) return;
    const { rows } = await sql<Row>`select ${list(columns)} from ${table} ${behind} order by ${list(key)} limit ${count}`.execute(tx);
    yield rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = key.map((column) => end[column] ?? null);
  }
}

export async function insertRows(tx: Tx, { name, columns }: TableLayout, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`);
  await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(values)}`.execute(tx);
}

export interface Digest {
  add(rows: readonly Row[]): void;
  rows(): number;
  bytes(): number;
  value(): string;
}

const MODULUS = 2n ** 256n;
const HEX_DIGITS = 64;

export function createDigest({ name, columns }: TableLayout): Digest {
  let sum = 0n;
  let rows = 0;
  let bytes = 0;
  return {
    add: (batch) => {
      for (const row of batch) {
        const encoded = encode(name, columns.map((column) => row[column] ?? null));
        sum = (sum + BigInt(`0x${hash('sm3', encoded, 'hex')}`)) % MODULUS;
        rows += 1;
        bytes += encoded.byteLength;
      }
    },
    rows: () => rows,
    bytes: () => bytes,
    value: () => sum.toString(16).padStart(HEX_DIGITS, '0'),
  };
}

/** One string of bytes for one row: a line that says what each value is, then the bytes themselves. */
function encode(table: string, values: readonly Value[]): Buffer {
  const bytes: Uint8Array[] = [];
  const head = values.map((value) => {
    if (value instanceof Uint8Array) {
      bytes.push(value);
      return { bytes: value.byteLength };
    }
    // Beyond this a number has lost digits on its way here, and would be written with other ones.
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new OpsError(`table ${table}: the number ${value} cannot be carried exactly`);
    return value;
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...bytes]);
}
