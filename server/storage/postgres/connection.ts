/**
 * Connections as every part of the adapter uses them: values as the tables say (numbers for bigint, plain bytes), durable commits, and a limit on how
 * long a transaction may stand idle, because a node that falls asleep inside one would hold up all the others.
 */
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
/** Longer than any statement of ours; only a line that died without a word takes longer. */
const QUERY_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = { writing: 5_000, reading: 60_000 } as const;

const INT8 = 20;
const BYTEA = 17;

const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array((text.length - 2) / 2);
  bytes.set(Buffer.from(text.slice(2), 'hex'));
  return bytes;
};

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return Number;
    if (format !== 'binary' && oid === BYTEA) return bytesOf;
    return pg.types.getTypeParser(oid, format);
  },
};

export const clientConfig = (url: string, does: keyof typeof IDLE_IN_TRANSACTION_MS): pg.ClientConfig => ({
  connectionString: url,
  types,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  application_name: 'guizhengtong',
  options: `-c synchronous_commit=on -c bytea_output=hex -c client_min_messages=warning -c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS[does]}`,
});

export function openPool(url: string, does: keyof typeof IDLE_IN_TRANSACTION_MS, max: number): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(url, does), query_timeout: QUERY_TIMEOUT_MS, max });
  // A line that breaks fails the query that runs on it; the event itself says nothing more, and unheard it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => { client.on('error', () => {}); });
  return pool;
}
