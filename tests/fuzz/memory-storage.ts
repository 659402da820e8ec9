/** The storage contract over SQLite in memory and in this thread: the same SQL, the same grouping, no disk and no second thread. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type Compilable } from 'kysely';
import { migrate } from '#server/storage/migrations.ts';
import { threadDialect } from '#server/storage/sqlite/dialect.ts';
import type { Connection } from '#server/storage/sqlite/connection.ts';
import type { Answers, Storage, Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';
import { SOLE_OWNER } from '#server/storage/lease.ts';
import { createUpdateGroup } from '#server/storage/update-group.ts';

/** A database of its own, migrated; storages over it come and go as servers do. */
export interface MemoryDatabase {
  readonly database: DatabaseSync;
  /** Whoever starts has nothing in hand of whoever was there before. */
  storage(): Storage;
}

export async function openMemoryStorage(): Promise<Storage> {
  return (await openMemoryDatabase()).storage();
}

export async function openMemoryDatabase(): Promise<MemoryDatabase> {
  const database = new DatabaseSync(':memory:');
  const statements = new Map<string, { readonly statement: ReturnType<DatabaseSync['prepare']>; readonly hasRows: boolean }>();
  let turn: Promise<void> = Promise.resolve();
  const connection: Pick<Connection, 'acquire' | 'run' | 'close'> = {
    acquire: async () => {
      let release = (): void => {};
      const before = turn;
      turn = new Promise((resolve) => { release = resolve; });
      await before;
      return release;
    },
    run: async (sql, parameters) => {
      let known = statements.get(sql);
      if (known === undefined) {
        const made = database.prepare(sql);
        known = { statement: made, hasRows: made.columns().length > 0 };
        statements.set(sql, known);
      }
      const { statement, hasRows } = known;
      if (hasRows) return { id: 0, ok: true, rows: statement.all(...(parameters as SQLInputValue[])), changes: 0 };
      return { id: 0, ok: true, rows: [], changes: Number(statement.run(...(parameters as SQLInputValue[])).changes) };
    },
    close: async () => database.close(),
  };
  const db = new Kysely<Tables>({ dialect: threadDialect(connection as Connection, false) });
  await migrate(db, { blob: 'blob', serial: 'integer primary key autoincrement', appendOnly: () => [], nodes: [] });
  return { database, storage: () => storageOver(db, database) };
}

function storageOver(db: Kysely<Tables>, database: DatabaseSync): Storage {
  const group = createUpdateGroup((updates) => db.transaction().execute(async (tx) => {
    const seqs: number[] = [];
    for (const { docId, personId, at, bytes, introduces = [] } of updates) {
      seqs.push(Number((await tx.insertInto('update_log').values({ doc_id: docId, person_id: personId, at, bytes }).returning('seq').executeTakeFirstOrThrow()).seq));
      for (const client of introduces) await tx.insertInto('client_owner').values({ doc_id: docId, client, person_id: personId, first_at: at }).onConflict((c) => c.doNothing()).execute();
    }
    return seqs;
  }));
  return {
    tx: (run) => db.transaction().execute(run),
    groupedTx: (run) => db.transaction().execute(run),
    read: (run) => db.transaction().execute(run),
    readAll: <const Q extends readonly Compilable<unknown>[]>(build: (tx: Tx) => Q) => db.transaction().execute(async (tx) => {
      const answers = [];
      for (const query of build(tx)) answers.push((await tx.executeQuery(query.compile())).rows);
      return answers as unknown as Answers<Q>;
    }),
    appendUpdate: group.append,
    flushed: group.flushed,
    health: () => ({ kind: 'ok' }),
    onHealth: () => () => {},
    lease: SOLE_OWNER,
    onForeignEvents: () => () => {},
    close: async () => {
      await group.flushed();
      database.close();
    },
  };
}
