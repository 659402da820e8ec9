/**
 * Many rows at once, a few hundred a statement: PostgreSQL counts at most 65,535 values in one, SQLite 32,766. The text of a full statement is built
 * once and told of the others: building SQL costs more than carrying it out.
 */
import { sql, type CompiledQuery, type Insertable } from 'kysely';
import type { Tx } from './storage.ts';
import type { Tables } from './tables.ts';

const ROWS_PER_STATEMENT = 500;

/** Every row has the same columns. */
export async function insertMany<T extends keyof Tables>(tx: Tx, table: T, rows: readonly Insertable<Tables[T]>[]): Promise<void> {
  const plain = rows as readonly Readonly<Record<string, unknown>>[];
  const columns = Object.keys(plain[0] ?? {});
  const into = sql.join(columns.map((column) => sql.ref(column)));
  let full: CompiledQuery | null = null;
  for (let start = 0; start < plain.length; start += ROWS_PER_STATEMENT) {
    const part = plain.slice(start, start + ROWS_PER_STATEMENT).map((row) => columns.map((column) => row[column]));
    if (full !== null && part.length === ROWS_PER_STATEMENT) {
      await tx.executeQuery({ ...full, parameters: part.flat() });
      continue;
    }
    full = sql`insert into ${sql.table(table)} (${into}) values ${sql.join(part.map((values) => sql`(${sql.join(values)})`))}`.compile(tx);
    await tx.executeQuery(full);
  }
}
