/** Where the server of these settings keeps its rows, and what may be read there. */
import { join } from 'node:path';
import { DATABASE_FILE } from '#server/app.ts';
import type { Settings } from '#server/config.ts';
import { readSchemaVersion, SCHEMA_VERSION } from '#server/storage/migrations.ts';
import type { Place } from '#server/storage/place.ts';
import { postgresPlace } from '#server/storage/postgres/postgres-place.ts';
import { sqlitePlace } from '#server/storage/sqlite/sqlite-place.ts';
import type { Tx } from '#server/storage/storage.ts';
import { OpsError } from './manifest.ts';

export type WhereRowsLie = Pick<Settings, 'storage' | 'postgresUrl'>;

/** An embedded database lies in the data directory, whichever that is at the moment. */
export const placeOf = ({ storage, postgresUrl }: WhereRowsLie, dataDir: string): Place =>
  (storage === 'sqlite' ? sqlitePlace(join(dataDir, DATABASE_FILE)) : postgresPlace(postgresUrl ?? ''));

/** One moment of an installation that is there and that this server knows, at whatever version of the tables. */
export async function readInstallation<T>(place: Place, use: (tx: Tx, schema: number) => Promise<T>): Promise<T> {
  if (await place.isEmpty()) throw new OpsError(`no installation: there is nothing in ${place.name}`);
  return place.read(async (tx) => {
    const schema = (await readSchemaVersion(tx)) ?? 0;
    if (schema > SCHEMA_VERSION) throw new OpsError(`${place.name} was written by a newer server (schema ${schema}, this one knows ${SCHEMA_VERSION})`);
    return use(tx, schema);
  });
}
