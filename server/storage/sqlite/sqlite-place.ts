/** A database file as a place. It is filled without a log beside it, because nobody relies on it before it is whole, and ends as one plain file. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, sql } from 'kysely';
import { migrateTo } from '../migrations.ts';
import type { Place } from '../place.ts';
import { StorageError } from '../storage.ts';
import { syncPath } from '../sync-path.ts';
import type { Tables } from '../tables.ts';
import { openConnection } from './connection.ts';
import { threadDialect } from './dialect.ts';
import { SQLITE_DIALECT } from './sqlite-storage.ts';

export function sqlitePlace(path: string): Place {
  const using = async <T>(isReader: boolean, use: (db: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const connection = openConnection({ path, isReader });
    try {
      return await use(new Kysely<Tables>({ dialect: threadDialect(connection, isReader) }));
    } finally {
      await connection.close();
    }
  };
  return {
    kind: 'sqlite',
    name: path,
    isEmpty: async () => !existsSync(path),
    read: (use) => using(true, (db) => db.transaction().execute(use)),
    fill: async ({ schema }, use) => {
      // Whoever fills a file has chosen a new one; the folder around it is what is moved aside.
      if (existsSync(path)) throw new StorageError('storage.failed', `${path} exists already`);
      const value = await using(false, async (db) => {
        await sql`pragma journal_mode = delete`.execute(db);
        await sql`pragma synchronous = off`.execute(db);
        return db.transaction().execute(async (tx) => {
          await migrateTo(tx, SQLITE_DIALECT, schema);
          return use(tx);
        });
      });
      await syncPath(path);
      await syncPath(dirname(path));
      return { value, movedTo: null };
    },
    lastCounted: async (tx, table) => {
      const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`.execute(tx);
      return rows[0]?.seq ?? 0;
    },
    countOnFrom: async (tx, table, last) => {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(tx);
      if (last > 0) await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(tx);
    },
  };
}
