/**
 * A PostgreSQL database for one test run: made under a random name, dropped afterwards. The server is the one of GZT_TEST_POSTGRES_URL, or one on this
 * machine that trusts its own users. Not there: `null`, and the test says that it could not run.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { notRun } from './not-run.ts';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  drop(): Promise<void>;
}

const SERVER_URL = process.env['GZT_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const CONNECT_TIMEOUT_MS = 2_000;

async function onServer<T>(run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: SERVER_URL, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end().catch(() => {});
  }
}

let reason: string | null = null;

/** `template`: a database with what it should begin with, which nobody is connected to. */
export async function createTestDatabase(template = 'template0'): Promise<TestDatabase | null> {
  const name = `gzt_test_${randomBytes(8).toString('hex')}`;
  try {
    await onServer((client) => client.query(`create database ${name} template ${template} encoding 'UTF8'`));
  } catch (error) {
    reason = error instanceof Error ? error.message || String((error as { readonly code?: unknown }).code) : String(error);
    return null;
  }
  const url = new URL(SERVER_URL);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => {});
  return {
    name,
    url: url.href,
    query: async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => (await pool.query<R>(text, [...values])).rows,
    drop: async () => {
      await pool.end();
      await onServer((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

/** Inside a test: goes on with the database, or leaves the test as one that could not run. */
export function needDatabase(database: TestDatabase | null): TestDatabase {
  return database ?? notRun('PostgreSQL', `not reachable (${reason ?? 'unknown'}); set GZT_TEST_POSTGRES_URL`);
}
