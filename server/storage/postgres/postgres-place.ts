/**
 * A schema of a PostgreSQL database as a place: the one that comes first in the search path, where a server keeps its tables. Filling it is one
 * transaction: whoever looks sees the old schema or the whole new one. Who owned which document is no part of it: with new tables every lease starts anew.
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import { migrateTo } from '../migrations.ts';
import type { Place } from '../place.ts';
import { StorageError, type Tx } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { openPool } from './connection.ts';
import { POSTGRES_DIALECT } from './dialect.ts';
import { storageErrorOf } from './errors.ts';
import { DATABASE_NOW } from './postgres-lease.ts';
import { SCHEMA_LOCK } from './postgres-storage.ts';

export function postgresPlace(url: string): Place {
  const transaction = async <T>(isReader: boolean, use: (tx: Tx) => Promise<T>): Promise<T> => {
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, 'operating', 1) }) });
    try {
      const begun = db.transaction().setIsolationLevel(isReader ? 'repeatable read' : 'read committed').setAccessMode(isReader ? 'read only' : 'read write');
      return await begun.execute(use);
    } catch (error) {
      throw storageErrorOf(error);
    } finally {
      await db.destroy();
    }
  };
  return {
    kind: 'postgres',
    name: nameOf(url),
    isEmpty: () => transaction(true, isEmpty),
    read: (use) => transaction(true, use),
    fill: ({ schema, nameAside }, use) => transaction(false, async (tx) => {
      // A server that starts now waits, and finds what is here by then.
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(tx);
      const movedTo = (await isEmpty(tx)) ? null : await moveAside(tx, nameAside);
      await migrateTo(tx, POSTGRES_DIALECT, schema);
      return { value: await use(tx), movedTo };
    }),
    lastCounted: async (tx, table) => {
      const { rows } = await sql<{ last: number | null }>`select pg_sequence_last_value(pg_get_serial_sequence(${table}, 'seq')::regclass) as last`.execute(tx);
      return rows[0]?.last ?? 0;
    },
    countOnFrom: async (tx, table, last) => {
      if (last > 0) await sql`select setval(pg_get_serial_sequence(${table}, 'seq')::regclass, ${last})`.execute(tx);
    },
  };
}

const nameOf = (url: string): string => {
  if (!URL.canParse(url)) return 'the PostgreSQL database';
  const { host, pathname } = new URL(url);
  return `the PostgreSQL database ${host}${pathname}`;
};

/** What an extension has put there belongs to nobody's data. */
async function isEmpty(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ schema: string | null; relations: number }>`select current_schema() as schema, (
    select count(*) from pg_class c where c.relnamespace = current_schema()::text::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')) as relations`.execute(tx);
  if (rows[0]?.schema == null) throw new StorageError('storage.failed', 'no schema in the search path of this user exists');
  return rows[0].relations === 0;
}

async function moveAside(tx: Tx, nameAside: (name: string) => string): Promise<string> {
  const { rows: [found] } = await sql<{ schema: string; has_nodes: boolean }>`select current_schema() as schema, to_regclass('node') is not null as has_nodes`.execute(tx);
  const schema = found?.schema ?? '';
  if (found?.has_nodes === true) {
    const { rows: alive } = await sql<{ node_id: string }>`select node_id from node where expires_at > ${sql.raw(DATABASE_NOW)}`.execute(tx);
    if (alive.length > 0) throw new StorageError('storage.failed', `${alive.length} servers are at work on it (${alive.map(({ node_id: id }) => id).join(', ')}): stop every one of them first`);
  }
  const aside = nameAside(schema);
  await sql`alter schema ${sql.id(schema)} rename to ${sql.id(aside)}`.execute(tx);
  await sql`create schema ${sql.id(schema)}`.execute(tx);
  return `schema ${aside}`;
}
