/**
 * An installation on either database, for what operators do to it: its data directory, how a server and the command line are told where it lies, and a
 * way past the server to its rows. Statements are written with `?`; PostgreSQL gets its own marks.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { placeOf, type WhereRowsLie } from '#server/ops/installation.ts';
import type { Place } from '#server/storage/place.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from './postgres.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Installation {
  readonly name: WhereRowsLie['storage'];
  /** A folder of its own; the data directory is in it, and is not there at first. */
  readonly dir: string;
  readonly dataDir: string;
  readonly settings: WhereRowsLie;
  /** For the command line. */
  readonly args: readonly string[];
  /** For a server. */
  readonly env: Readonly<Record<string, string>>;
  readonly place: Place;
  query(text: string, values?: readonly SQLInputValue[]): Promise<Rows>;
  /** Another one with the same rows and nothing beside them. Nobody may be connected to this one. */
  copy(): Promise<Installation>;
  /** Lets go of the append-only triggers: damage does not ask them. */
  disarm(): Promise<void>;
  drop(): Promise<void>;
}

interface Adapter {
  readonly name: WhereRowsLie['storage'];
  /** Null where there is no PostgreSQL. */
  make(): Promise<Installation | null>;
}

export const ADAPTERS: readonly Adapter[] = [
  { name: 'sqlite', make: async () => embedded() },
  { name: 'postgres', make: async () => createTestDatabase().then((database) => (database === null ? null : shared(database))) },
];

/** Inside a test: goes on, or leaves it as one that could not run. */
export function needInstallation(installation: Installation | null): Installation {
  if (installation === null) needDatabase(null);
  return installation as Installation;
}

const folder = (): Pick<Installation, 'dir' | 'dataDir'> => {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-installation-'));
  return { dir, dataDir: join(dir, 'data') };
};

export function embedded(): Installation {
  const { dir, dataDir } = folder();
  const settings = { storage: 'sqlite', postgresUrl: undefined } as const;
  const place = placeOf(settings, dataDir);
  const query: Installation['query'] = async (text, values = []) => {
    if (!existsSync(place.name)) throw new Error(`there is no ${place.name}`);
    const db = new DatabaseSync(place.name, { timeout: 5_000 });
    try {
      return db.prepare(text).all(...values);
    } finally {
      db.close();
    }
  };
  return {
    name: 'sqlite', dir, dataDir, settings, place, query,
    args: ['--data', dataDir],
    env: { GZT_STORAGE: 'sqlite' },
    copy: async () => {
      const other = embedded();
      mkdirSync(other.dataDir);
      copyFileSync(place.name, other.place.name);
      return other;
    },
    disarm: async () => {
      for (const { name } of await query("select name from sqlite_schema where type = 'trigger'")) await query(`drop trigger ${String(name)}`);
    },
    drop: async () => rmSync(dir, { recursive: true, force: true }),
  };
}

export function shared(database: TestDatabase): Installation {
  const { dir, dataDir } = folder();
  const settings = { storage: 'postgres', postgresUrl: database.url } as const;
  const query: Installation['query'] = (text, values = []) => {
    let count = 0;
    return database.query(text.replace(/\?/g, () => `$${++count}`), values);
  };
  return {
    name: 'postgres', dir, dataDir, settings, query,
    place: placeOf(settings, dataDir),
    args: ['--data', dataDir, '--storage', 'postgres', '--postgres-url', database.url],
    env: { GZT_STORAGE: 'postgres', GZT_POSTGRES_URL: database.url },
    copy: async () => shared(needDatabase(await createTestDatabase(database.name))),
    disarm: async () => { for (const table of ['event_log', 'number_act', 'chain_seal', 'directory_change', 'contact_export']) await query(`alter table ${table} disable trigger ${table}_append_only`); },
    drop: async () => {
      rmSync(dir, { recursive: true, force: true });
      await database.drop();
    },
  };
}
