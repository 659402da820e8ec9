/**
 * Statements that are asked over and over: the query builder takes longer to word one than a database to answer it, so each is worded once for each kind of
 * database and for each number of rows, with places for the values.
 */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Tx } from './storage.ts';

/** Stands for a value in what is worded; the builder passes it on as it is. */
class Place {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}
const place = <V>(index: number): V => new Place(index) as V;

/** Worded by the adapter of each database in its own way. */
const kindOf = (db: Tx): unknown => db.getExecutor().adapter.constructor;

/** Worded already: also for those who take what is still to be worded. */
export type Question<R> = CompiledQuery<R> & Compilable<R>;
export type Prepared<A extends readonly unknown[], R> = (db: Tx, ...args: A) => Question<R>;

function filled<R>(worded: CompiledQuery<R>, args: readonly unknown[]): Question<R> {
  const parameters = worded.parameters.map((value) => (value instanceof Place ? args[value.index] : value));
  const question: Question<R> = { ...worded, parameters, compile: () => question };
  return question;
}

/** `build` may do nothing with its arguments but hand them to the builder. */
export function prepared<A extends readonly unknown[], R>(build: (db: Tx, ...args: A) => Compilable<R>): Prepared<A, R> {
  const worded = new Map<unknown, CompiledQuery<R>>();
  return (db, ...args) => {
    const kind = kindOf(db);
    let known = worded.get(kind);
    if (known === undefined) {
      known = build(db, ...(args.map((_, index) => place(index)) as unknown as A)).compile();
      worded.set(kind, known);
    }
    return filled(known, args);
  };
}

/** The rows of a prepared question. */
export const ask = async <R>(db: Tx, question: Compilable<R>): Promise<readonly R[]> => (await db.executeQuery(question.compile())).rows;

/** A database takes only so many values in one statement (32,766 in SQLite), and an act may concern a whole province. A power of two, see `sizesOf`. */
const ROWS_PER_STATEMENT = 512;

/** 700 is 512, 128, 32, 16, 8 and 4: a few statements are worded, and every database keeps them. */
function* sizesOf(count: number): Generator<number> {
  for (let left = count, size = ROWS_PER_STATEMENT; left > 0; size /= 2) {
    for (; left >= size; left -= size) yield size;
  }
}

/** Inserts rows of one shape, as many at a time as one statement takes. */
export function preparedRows<const C extends readonly string[]>(columns: C, build: (db: Tx, rows: readonly { readonly [K in C[number]]: never }[]) => Compilable<unknown>):
(db: Tx, rows: readonly { readonly [K in C[number]]: unknown }[]) => Promise<void> {
  const bySize = new Map<number, Prepared<readonly unknown[], unknown>>();
  const statementOf = (size: number): Prepared<readonly unknown[], unknown> => {
    const known = bySize.get(size) ?? prepared((db: Tx, ...values: readonly unknown[]) =>
      build(db, Array.from({ length: size }, (_row, row) => Object.fromEntries(columns.map((column, index) => [column, values[row * columns.length + index]])) as never)));
    bySize.set(size, known);
    return known;
  };
  return async (db, rows) => {
    let from = 0;
    for (const size of sizesOf(rows.length)) {
      const some = rows.slice(from, from + size);
      from += size;
      await db.executeQuery(statementOf(size)(db, ...some.flatMap((row) => columns.map((column) => row[column as C[number]]))));
    }
  };
}
