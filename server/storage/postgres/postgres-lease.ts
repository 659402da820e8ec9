/**
 * Leases in the database, on the database's clock. A node is alive while its one row is; a document belongs to the node named in its row for as long.
 * Rows are never removed, so a token only grows. What is kept in memory here is a belief: the row decides, in the statement that writes.
 */
import { sql } from 'kysely';
import type pg from 'pg';
import type { Lease } from '../lease.ts';
import { StorageError } from '../storage.ts';
import { storageErrorOf } from './errors.ts';
import { LEASE_CHANNEL } from './dialect.ts';

export interface PostgresLease extends Lease {
  /** The token that this node believes to hold; null when it holds none. */
  tokenOf(docId: string): number | null;
  /** Appends of these documents were refused: read who owns them. Those still ours go on with the new token, the others are lost. */
  reconsider(docIds: readonly string[]): Promise<void>;
  /** Another node would like to have it. */
  wanted(docId: string): void;
  /** Says that this node is alive, and looks whether what it holds is still its own. */
  renew(): Promise<void>;
  /** Gives everything back. */
  retire(): Promise<void>;
}

interface Held {
  readonly token: number;
  readonly since: number;
}

/** Milliseconds on the one clock that all nodes have in common. */
export const DATABASE_NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
const FORGOTTEN_AFTER_MS = 86_400_000;

const acquireAt = (now: string): string => `insert into doc_lease as l (doc_id, node_id, token) values ($1, $2, 1)
  on conflict (doc_id) do update set node_id = $2, token = l.token + 1
  where l.node_id = $2 or not exists (select from node n where n.node_id = l.node_id and n.expires_at > ${now})
  returning token`;
const RELEASE = `update doc_lease set node_id = '' where doc_id = $1 and node_id = $2 and token = $3`;
const renewAt = (now: string): string => `insert into node (node_id, expires_at) values ($1, ${now} + $2) on conflict (node_id) do update set expires_at = excluded.expires_at`;

export interface LeaseOptions {
  readonly pool: pg.Pool;
  /** For the signs of life alone. */
  readonly renewing: pg.Pool;
  readonly nodeId: string;
  readonly leaseMs: number;
  /** SQL that tells the time in milliseconds. */
  readonly databaseNow: string;
}

export function createPostgresLease({ pool, renewing, nodeId, leaseMs, databaseNow }: LeaseOptions): PostgresLease {
  const [acquire, renew] = [acquireAt(databaseNow), renewAt(databaseNow)];
  const held = new Map<string, Held>();
  const listeners = new Set<(docId: string) => void>();

  const query = async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[], on = pool): Promise<readonly R[]> => {
    try {
      return (await on.query<R>(text, [...values])).rows;
    } catch (error) {
      throw storageErrorOf(error);
    }
  };
  const lose = (docId: string): void => {
    if (held.delete(docId)) for (const listener of listeners) listener(docId);
  };

  return {
    tokenOf: (docId) => held.get(docId)?.token ?? null,
    holds: (docId) => held.has(docId),
    acquire: async (docId) => {
      if (held.has(docId)) return;
      const [row] = await query<{ token: number }>(acquire, [docId, nodeId]);
      if (row === undefined) {
        await query('select pg_notify($1, $2)', [LEASE_CHANNEL, docId]);
        throw new StorageError('storage.not-owner', 'another node owns this document');
      }
      held.set(docId, { token: row.token, since: performance.now() });
    },
    release: async (docId) => {
      const known = held.get(docId);
      if (known === undefined) return;
      held.delete(docId);
      await query(RELEASE, [docId, nodeId, known.token]);
    },
    fence: async (tx, docId) => {
      // Our own room stands still while a command of ours runs; everybody else's has to notice.
      await sql`insert into doc_lease as l (doc_id, node_id, token) values (${docId}, '', 1)
        on conflict (doc_id) do update set token = l.token + case when l.node_id = ${nodeId} and l.token = ${held.get(docId)?.token ?? -1} then 0 else 1 end`.execute(tx);
    },
    onLost: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    reconsider: async (docIds) => {
      const rows = await query<{ doc_id: string; token: number }>('select doc_id, token from doc_lease where node_id = $1 and doc_id = any($2)', [nodeId, docIds]);
      const tokens = new Map(rows.map((row) => [row.doc_id, row.token]));
      for (const docId of docIds) {
        const token = tokens.get(docId);
        const known = held.get(docId);
        if (token === undefined) lose(docId);
        else if (known !== undefined && known.token < token) held.set(docId, { token, since: known.since });
      }
    },
    wanted: (docId) => {
      const known = held.get(docId);
      // Not sooner: with two routers of two minds a document would travel with every connection.
      if (known === undefined || performance.now() - known.since < leaseMs) return;
      lose(docId);
      query(RELEASE, [docId, nodeId, known.token]).catch(() => {});
    },
    renew: async () => {
      const before = [...held];
      await query(renew, [nodeId, leaseMs], renewing);
      const rows = await query<{ doc_id: string }>('select doc_id from doc_lease where node_id = $1', [nodeId], renewing);
      const ours = new Set(rows.map((row) => row.doc_id));
      for (const [docId, known] of before) if (!ours.has(docId) && held.get(docId) === known) lose(docId);
      await query(`delete from node where expires_at < ${databaseNow} - $1`, [FORGOTTEN_AFTER_MS], renewing);
    },
    retire: async () => {
      held.clear();
      await query('delete from node where node_id = $1', [nodeId]);
    },
  };
}
