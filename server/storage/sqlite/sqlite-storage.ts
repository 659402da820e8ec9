/**
 * The embedded default: one file, one writing thread, one reading thread.
 * The writer never waits for readers and readers never for the writer (WAL).
 */
import { Kysely, type Compilable } from 'kysely';
import { createHealthMonitor } from '../health.ts';
import { SOLE_OWNER } from '../lease.ts';
import { migrate, type Dialect } from '../migrations.ts';
import type { Answers, Storage, Tx } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { createUpdateGroup } from '../update-group.ts';
import { openConnection } from './connection.ts';
import { threadDialect } from './dialect.ts';
import { createGroupedTx } from './grouped.ts';
import type { SqlValue } from './messages.ts';

export interface SqliteOptions {
  readonly path: string;
  readonly probeIntervalMs: number;
  /** How long each group of updates took to become durable. */
  readonly onCommit?: (durationMs: number, rows: number) => void;
}

export const SQLITE_DIALECT: Dialect = {
  blob: 'blob',
  serial: 'integer primary key autoincrement',
  appendOnly: (table) => ['update', 'delete'].map((act) =>
    `create trigger ${table}_no_${act} before ${act} on ${table} begin select raise(abort, '${table} is append-only'); end`),
  nodes: [],
};

/** Bigger than any slack in the file's free pages, so that it fails while the disk is still full. */
const PROBE_BYTES = 262_144;

export async function openSqliteStorage(options: SqliteOptions): Promise<Storage> {
  const writing = openConnection({ path: options.path, isReader: false });
  const writer = new Kysely<Tables>({ dialect: threadDialect(writing, false) });
  try {
    await migrate(writer, SQLITE_DIALECT);
  } catch (error) {
    await writing.close();
    throw error;
  }
  const reading = openConnection({ path: options.path, isReader: true });
  const reader = new Kysely<Tables>({ dialect: threadDialect(reading, true) });

  const probe = async (): Promise<void> => {
    await writer.insertInto('meta').values({ key: 'probe', value: 'x'.repeat(PROBE_BYTES) }).onConflict((c) => c.column('key').doUpdateSet({ value: 'x'.repeat(PROBE_BYTES) })).execute();
    await writer.deleteFrom('meta').where('key', '=', 'probe').execute();
  };
  const health = createHealthMonitor(probe, options.probeIntervalMs);
  const group = createUpdateGroup(async (updates) => {
    const startedAt = performance.now();
    const seqs = await health.watch(writing.append(updates));
    options.onCommit?.(performance.now() - startedAt, updates.length);
    return seqs;
  });

  return {
    tx: (run) => health.watch(writer.transaction().execute(run)),
    groupedTx: createGroupedTx(writing, health.watch),
    read: (run) => reader.transaction().execute(run),
    readAll: async <const Q extends readonly Compilable<unknown>[]>(build: (db: Tx) => Q) => {
      const compiled = build(reader).map((query) => query.compile());
      return (await reading.readAll(compiled.map(({ sql, parameters }) => ({ sql, parameters: parameters as readonly SqlValue[] })))) as Answers<Q>;
    },
    appendUpdate: group.append,
    waitingUpdates: group.waiting,
    flushed: group.flushed,
    health: health.now,
    onHealth: health.on,
    lease: SOLE_OWNER,
    onForeignEvents: () => () => {},
    close: async () => {
      await group.flushed();
      health.stop();
      await reading.close();
      await writing.close();
    },
  };
}
