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

export async function openMemoryStorage(): Promise<Storage> {
  const database = new DatabaseSync(':memory:');
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
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
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      if (statement.columns().length > 0) return { id: 0, ok: true, rows: statement.all(...(parameters as SQLInputValue[])), changes: 0 };
      return { id: 0, ok: true, rows: [], changes: Number(statement.run(...(parameters as SQLInputValue[])).changes) };
    },
    close: async () => database.close(),
  };
  const db = new Kysely<Tables>({ dialect: threadDialect(connection as Connection, false) });
  await migrate(db, { blob: 'blob', serial: 'integer primary key autoincrement', appendOnly: () => [], nodes: [] });
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
