/**
 * PostgreSQL, for more than one node. Transactions run alone over all nodes (an advisory lock), so the event log stays one gapless order;
 * appends of different nodes run side by side, because each carries the token of its document's lease. One connection writes, a few read,
 * and one says that the node lives: behind the readers of a busy morning it would come too late.
 */
import { Kysely, PostgresDialect, sql, type Compilable } from 'kysely';
import type { Lease } from '../lease.ts';
import { createHealthMonitor } from '../health.ts';
import { migrate } from '../migrations.ts';
import { StorageError, type Answers, type Storage, type Tx } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { createUpdateGroup } from '../update-group.ts';
import { appendFenced, type FencedUpdate } from './append.ts';
import { openPool } from './connection.ts';
import { EVENT_CHANNEL, LEASE_CHANNEL, POSTGRES_DIALECT } from './dialect.ts';
import { mayTryAgain, storageErrorOf } from './errors.ts';
import { listen } from './listener.ts';
import { createPostgresLease, DATABASE_NOW, type PostgresLease } from './postgres-lease.ts';

export interface PostgresOptions {
  readonly url: string;
  /** Another one for every start: a process that comes back is not the one that went. */
  readonly nodeId: string;
  readonly leaseMs: number;
  readonly probeIntervalMs: number;
  readonly onCommit?: (durationMs: number, rows: number) => void;
  /** The one clock that all nodes have in common, as SQL. */
  readonly databaseNow?: string;
  /** Calls again and again; answers the function that ends it. */
  readonly every?: Every;
}

export type Every = (intervalMs: number, run: () => void) => () => void;
const everyInterval: Every = (intervalMs, run) => {
  const timer = setInterval(run, intervalMs);
  return () => clearInterval(timer);
};

/** No row has it: this update was refused, because another node owns its document. */
const REFUSED = 0;
const READERS = 6;
const TRIES = 5;
/** Advisory locks of the database: transactions of all nodes one after another; one node at a time changes the schema. */
const TX_LOCK = 7_246_001;
export const SCHEMA_LOCK = 7_246_002;
/** A crashed node is missed after a lease; three chances to say so in time. */
const RENEWALS_PER_LEASE = 3;
const PROBE_BYTES = 262_144;

export async function openPostgresStorage(options: PostgresOptions): Promise<Storage> {
  const { url, nodeId, leaseMs, databaseNow = DATABASE_NOW, every = everyInterval } = options;
  const writing = openPool(url, 'writing', 1, nodeId);
  const reading = openPool(url, 'reading', READERS, nodeId);
  const renewing = openPool(url, 'renewing', 1, nodeId);
  const writer = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: writing }) });
  const reader = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: reading }) });
  const lease = createPostgresLease({ pool: reading, renewing, nodeId, leaseMs, databaseNow });
  try {
    await sql`select pg_advisory_lock(${SCHEMA_LOCK})`.execute(writer);
    await migrate(writer, POSTGRES_DIALECT);
    await sql`select pg_advisory_unlock(${SCHEMA_LOCK})`.execute(writer);
    await lease.renew();
  } catch (error) {
    await Promise.all([writer.destroy(), reader.destroy(), renewing.end()]);
    throw storageErrorOf(error);
  }

  const inTurn = createTurn();
  const transact: Storage['tx'] = (run) => inTurn(() => trying(() => writer.transaction().setIsolationLevel('read committed').execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${TX_LOCK})`.execute(tx);
    return run(tx);
  })));
  const probe = (): Promise<void> => transact(async (tx) => {
    const value = 'x'.repeat(PROBE_BYTES);
    await tx.insertInto('meta').values({ key: 'probe', value }).onConflict((c) => c.column('key').doUpdateSet({ value })).execute();
    await tx.deleteFrom('meta').where('key', '=', 'probe').execute();
  });
  const health = createHealthMonitor(probe, options.probeIntervalMs);

  const group = createUpdateGroup(async (updates) => {
    const startedAt = performance.now();
    const fenced = updates as readonly FencedUpdate[];
    const seqs = await health.watch(inTurn(() => trying(() => appendFenced(writing, nodeId, fenced))));
    const refused = new Set(fenced.filter((_, index) => seqs[index] === null).map(({ docId }) => docId));
    options.onCommit?.(performance.now() - startedAt, seqs.filter((seq) => seq !== null).length);
    if (refused.size > 0) await lease.reconsider([...refused]);
    return seqs.map((seq) => seq ?? REFUSED);
  });

  const hinted = new Set<() => void>();
  const hint = (): void => { for (const listener of hinted) listener(); };
  const listener = listen(url, nodeId, [EVENT_CHANNEL, LEASE_CHANNEL], (channel, payload) => (channel === LEASE_CHANNEL ? lease.wanted(payload) : hint()), hint);
  const stopRenewing = renewEvery(every, leaseMs / RENEWALS_PER_LEASE, lease);

  return {
    tx: (run) => health.watch(transact(run)),
    groupedTx: (run) => health.watch(transact(run)),
    read: (run) => coded(reader.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(run)),
    readAll: <const Q extends readonly Compilable<unknown>[]>(build: (db: Tx) => Q) => coded(reader.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (tx) => {
      const answers = [];
      for (const query of build(tx)) answers.push((await tx.executeQuery(query.compile())).rows);
      return answers as unknown as Answers<Q>;
    })),
    appendUpdate: async (update) => {
      const token = lease.tokenOf(update.docId);
      if (token === null) throw notOwner();
      const fenced: FencedUpdate = { ...update, token };
      const seq = await group.append(fenced);
      if (seq === REFUSED) throw notOwner();
      return seq;
    },
    flushed: group.flushed,
    health: health.now,
    onHealth: health.on,
    lease: lease satisfies Lease,
    onForeignEvents: (heard) => {
      hinted.add(heard);
      return () => { hinted.delete(heard); };
    },
    close: async () => {
      await group.flushed();
      health.stop();
      await stopRenewing();
      await listener.close();
      await lease.retire().catch(() => {});
      await Promise.all([writer.destroy(), reader.destroy(), renewing.end()]);
    },
  };
}

const notOwner = (): StorageError => new StorageError('storage.not-owner', 'another node owns this document');

async function coded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageErrorOf(error);
  }
}

/** Runs again what the database made give way; nothing of it had happened. */
async function trying<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (tries >= TRIES || !mayTryAgain(error)) throw storageErrorOf(error);
    }
  }
}

/** One after another, in the order of asking, however long each takes. */
function createTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const mine = last.then(run);
    last = mine.catch(() => null);
    return mine;
  };
}

/** Returns the function that stops it and waits for the one under way. A failed renewal is tried at the next turn: until then the database decides. */
function renewEvery(every: Every, intervalMs: number, lease: PostgresLease): () => Promise<void> {
  let running: Promise<void> | null = null;
  const stop = every(intervalMs, () => {
    running ??= lease.renew().catch(() => {}).finally(() => { running = null; });
  });
  return async () => {
    stop();
    await running;
  };
}
