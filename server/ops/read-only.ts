/** A data directory's database, opened to look and not to touch: no migration runs, no write is possible, a running server is not disturbed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { DATABASE_FILE } from '#server/app.ts';
import { SCHEMA_VERSION } from '#server/storage/migrations.ts';
import { openConnection } from '#server/storage/sqlite/connection.ts';
import { threadDialect } from '#server/storage/sqlite/dialect.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';
import { OpsError } from './manifest.ts';

export async function readDatabase<T>(dataDir: string, use: (tx: Tx) => Promise<T>): Promise<T> {
  const path = join(dataDir, DATABASE_FILE);
  if (!existsSync(path)) throw new OpsError(`no data directory: ${dataDir} (there is no ${DATABASE_FILE} in it)`);
  const connection = openConnection({ path, isReader: true });
  const db = new Kysely<Tables>({ dialect: threadDialect(connection, true) });
  try {
    return await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ readonly version: number }>`select max(version) as version from schema_version`.execute(tx);
      if (rows[0]?.version !== SCHEMA_VERSION) throw new OpsError(`the data directory has schema ${rows[0]?.version ?? 'none'}, this server knows ${SCHEMA_VERSION}; start this server on it once, or use the server that wrote it`);
      return use(tx);
    });
  } finally {
    await connection.close();
  }
}
