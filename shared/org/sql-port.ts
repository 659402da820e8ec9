/**
 * The little of SQLite that the directory's tables need: the shape of node:sqlite's `DatabaseSync`.
 *
 * The server hands in its worker's database, the replica its own; shared code never opens a file. Rows come
 * back as `unknown` and get their type here, in one place, because only our own SQL can say what they are.
 */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlStatement {
  run(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  get(...values: SqlValue[]): unknown;
}

export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
}

/** The type parameter describes the SELECT list of the statement; a mismatch is a bug in that statement. */
export const rowsOf = <Row>(statement: SqlStatement, ...values: SqlValue[]): readonly Row[] => statement.all(...values) as Row[];
export const rowOf = <Row>(statement: SqlStatement, ...values: SqlValue[]): Row | undefined => statement.get(...values) as Row | undefined;

/** Runs `work` in one transaction; a failure leaves nothing half-written. */
export function inTransaction<T>(db: SqlDatabase, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (cause) {
    db.exec('ROLLBACK');
    throw cause;
  }
}
