/**
 * The local schema, versioned. One list of steps: a store is brought from its version to the newest inside one transaction,
 * a store newer than this program is left alone (an older client must not write into it).
 */
import type { SqlDatabase } from '#electron/replica/ports.ts';

const STEPS: readonly string[] = [
  `CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE document (doc_id TEXT PRIMARY KEY, view TEXT NOT NULL, is_born INTEGER NOT NULL) STRICT;
   CREATE TABLE doc_update (doc_id TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, is_synced INTEGER NOT NULL, PRIMARY KEY (doc_id, seq)) STRICT;
   CREATE INDEX doc_update_unsynced ON doc_update (doc_id) WHERE is_synced = 0;
   CREATE TABLE doc_snapshot (doc_id TEXT PRIMARY KEY, bytes BLOB NOT NULL, through_seq INTEGER NOT NULL) STRICT;
   CREATE TABLE branch (id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
   CREATE TABLE outbox (op_id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;`,
  // 附件和插图.
  `CREATE TABLE blob (digest TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
   CREATE TABLE blob_part (digest TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (digest, part)) STRICT;
   CREATE TABLE doc_blob (doc_id TEXT NOT NULL, digest TEXT NOT NULL, name TEXT NOT NULL, is_waiting INTEGER NOT NULL, PRIMARY KEY (doc_id, digest)) STRICT;
   CREATE INDEX doc_blob_waiting ON doc_blob (doc_id) WHERE is_waiting = 1;`,
];

export const SCHEMA_VERSION = STEPS.length;

export class NewerStore extends Error {
  override readonly name = 'NewerStore';
}

export function migrate(database: SqlDatabase): void {
  const version = Number(database.all('PRAGMA user_version')[0]?.['user_version'] ?? 0);
  if (version > SCHEMA_VERSION) throw new NewerStore(`local store has version ${version}, this program knows ${SCHEMA_VERSION}`);
  if (version === SCHEMA_VERSION) return;
  database.tx(() => {
    for (const step of STEPS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}
