/** kysely over a database thread: asynchronous, one statement at a time, a transaction keeps the connection until it ends. */
import {
  CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type DatabaseConnection, type Dialect, type Driver, type Kysely, type QueryResult,
} from 'kysely';
import type { Connection } from './connection.ts';
import type { SqlValue } from './messages.ts';

class HeldConnection implements DatabaseConnection {
  readonly #connection: Connection;
  readonly release: () => void;

  constructor(connection: Connection, release: () => void) {
    this.#connection = connection;
    this.release = release;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const answer = await this.#connection.run(query.sql, query.parameters as readonly SqlValue[]);
    return { rows: answer.rows as R[], numAffectedRows: BigInt(answer.changes) };
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the database thread answers whole results');
  }
}

class ThreadDriver implements Driver {
  readonly #connection: Connection;
  /** A writer takes the write lock at once: asking for it later could fail half-way through. */
  readonly #begin: string;

  constructor(connection: Connection, isReader: boolean) {
    this.#connection = connection;
    this.#begin = isReader ? 'begin' : 'begin immediate';
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<HeldConnection> {
    return new HeldConnection(this.#connection, await this.#connection.acquire());
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite has already rolled back by itself after a full disk or an I/O error; saying so again is not a failure.
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => null);
  }
  async releaseConnection(connection: HeldConnection): Promise<void> {
    connection.release();
  }
  /** The thread is closed by whoever started it: kysely never gets here when nothing was asked. */
  async destroy(): Promise<void> {}
}

export const threadDialect = (connection: Connection, isReader: boolean): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new ThreadDriver(connection, isReader),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});
