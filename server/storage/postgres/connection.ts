/**
 * Connections as every part of the adapter uses them: values as the tables say (numbers for bigint, plain bytes), durable commits, and a limit on how
 * long a transaction may stand idle, because a node that falls asleep inside one would hold up all the others.
 */
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
/** A statement of a server is done long before its limit: only a line that died without a word takes longer. Those of an operator read whole tables. */
const LIMITS_MS = {
  writing: { idleInTransaction: 5_000, query: 30_000 },
  /** Trying again on another line has to be in time for the lease. */
  renewing: { idleInTransaction: 5_000, query: 5_000 },
  reading: { idleInTransaction: 60_000, query: 30_000 },
  operating: { idleInTransaction: 600_000, query: 0 },
} as const;
export type Use = keyof typeof LIMITS_MS;

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

/** What an address sets besides (`?options=-c search_path=…`) is kept, but it comes first, so that nobody can switch off what is promised here. */
function settingsOf(url: string, ours: string): Pick<pg.ClientConfig, 'connectionString' | 'options'> {
  if (!URL.canParse(url)) return { connectionString: url, options: ours };
  const address = new URL(url);
  const theirs = address.searchParams.get('options');
  address.searchParams.delete('options');
  return { connectionString: address.href, options: theirs === null ? ours : `${theirs} ${ours}` };
}

export const clientConfig = (url: string, use: Use, name = ''): pg.ClientConfig => ({
  ...settingsOf(url, `-c synchronous_commit=on -c bytea_output=hex -c client_min_messages=warning -c idle_in_transaction_session_timeout=${LIMITS_MS[use].idleInTransaction}`),
  types,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  // Whose it is, for whoever looks at the database's own list of sessions.
  application_name: `guizhengtong ${name}`.trim(),
});

export function openPool(url: string, use: Use, max: number, name?: string): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(url, use, name), query_timeout: LIMITS_MS[use].query, max });
  // A line that breaks fails the query that runs on it; the event itself says nothing more, and unheard it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => { client.on('error', () => {}); });
  return pool;
}
