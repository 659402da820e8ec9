/**
 * 附件 and 插图 on this machine: whole ones, ones that are half fetched, and which document has which. Bytes lie in the parts in which they travel.
 * A blob that no document has any more is gone with the last of them.
 */
import { partsOf } from '#shared/protocol/blobs.ts';
import type { SqlDatabase } from '#electron/replica/ports.ts';

export interface KeptBlob {
  readonly docId: string;
  readonly digest: string;
  /** As it was called when it was put here. */
  readonly name: string;
  readonly bytes: number;
  readonly parts: number;
  /** Parts that are here. */
  readonly there: number;
  /** The server does not have it yet. */
  readonly isWaiting: boolean;
}

export type BlobStore = ReturnType<typeof createBlobStore>;

const SELECT = `SELECT d.doc_id, d.digest, d.name, d.is_waiting, b.bytes, (SELECT count(*) FROM blob_part p WHERE p.digest = d.digest) AS there FROM doc_blob d JOIN blob b ON b.digest = d.digest`;

export function createBlobStore(database: SqlDatabase) {
  const kept = (where: string, ...values: readonly string[]): readonly KeptBlob[] => database.all(`${SELECT} ${where}`, ...values).map((row) => ({
    docId: String(row['doc_id']), digest: String(row['digest']), name: String(row['name']), bytes: Number(row['bytes']), parts: partsOf(Number(row['bytes'])), there: Number(row['there']), isWaiting: row['is_waiting'] === 1,
  }));
  return {
    /** What the document is known to have; `isWaiting`: it is to go up. */
    begin: (docId: string, digest: string, name: string, bytes: number, isWaiting: boolean): void => {
      database.tx(() => {
        database.run('INSERT INTO blob (digest, bytes) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING', digest, bytes);
        database.run('INSERT INTO doc_blob (doc_id, digest, name, is_waiting) VALUES (?, ?, ?, ?) ON CONFLICT (doc_id, digest) DO UPDATE SET name = excluded.name, is_waiting = max(is_waiting, excluded.is_waiting)', docId, digest, name, isWaiting ? 1 : 0);
      });
    },
    putParts: (digest: string, first: number, parts: readonly Uint8Array[]): void => {
      database.tx(() => { parts.forEach((bytes, index) => { database.run('INSERT OR REPLACE INTO blob_part (digest, part, bytes) VALUES (?, ?, ?)', digest, first + index, bytes); }); });
    },
    part: (digest: string, part: number): Uint8Array | null => (database.all('SELECT bytes FROM blob_part WHERE digest = ? AND part = ?', digest, part)[0]?.['bytes'] as Uint8Array | undefined) ?? null,
    partsThere: (digest: string): ReadonlySet<number> => new Set(database.all('SELECT part FROM blob_part WHERE digest = ?', digest).map((row) => Number(row['part']))),
    of: (docId: string): readonly KeptBlob[] => kept('WHERE d.doc_id = ?', docId),
    one: (docId: string, digest: string): KeptBlob | null => kept('WHERE d.doc_id = ? AND d.digest = ?', docId, digest)[0] ?? null,
    /** In whichever document, best one with a name. */
    anyOf: (digest: string): KeptBlob | null => kept('WHERE d.digest = ? ORDER BY d.name DESC LIMIT 1', digest)[0] ?? null,
    /** Whole, wherever it came from. */
    isWhole: (digest: string): boolean => {
      const row = database.all('SELECT bytes, (SELECT count(*) FROM blob_part p WHERE p.digest = blob.digest) AS there FROM blob WHERE digest = ?', digest)[0];
      return row !== undefined && Number(row['there']) === partsOf(Number(row['bytes']));
    },
    waiting: (): readonly KeptBlob[] => kept('WHERE d.is_waiting = 1 ORDER BY b.bytes'),
    waitingDocs: (): ReadonlySet<string> => new Set(database.all('SELECT DISTINCT doc_id FROM doc_blob WHERE is_waiting = 1').map((row) => String(row['doc_id']))),
    sent: (docId: string, digest: string): void => { database.tx(() => { database.run('UPDATE doc_blob SET is_waiting = 0 WHERE doc_id = ? AND digest = ?', docId, digest); }); },
    /** What came was not what its digest says: it is fetched anew. */
    dropParts: (digest: string): void => { database.tx(() => { database.run('DELETE FROM blob_part WHERE digest = ?', digest); }); },
  };
}

/** Within a transaction of the caller. */
export function forgetBlobs(database: SqlDatabase, docId: string, which: 'all' | 'waiting'): void {
  database.run(`DELETE FROM doc_blob WHERE doc_id = ?${which === 'waiting' ? ' AND is_waiting = 1' : ''}`, docId);
  database.run('DELETE FROM blob_part WHERE digest NOT IN (SELECT digest FROM doc_blob)');
  database.run('DELETE FROM blob WHERE digest NOT IN (SELECT digest FROM doc_blob)');
}
