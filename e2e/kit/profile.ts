/**
 * What a client's profile folder really holds, read from its files as a technician would: for stories that must not take the screen's word.
 * Also breaks those files on purpose, for the stories about damage.
 */
import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { bodyText, contentFacts, readContent, titleOf } from '#shared/doc/canonical.ts';

export interface StoredContent {
  readonly hash: string;
  /** Title and body as plain text. */
  readonly text: string;
}

const sm3 = (data: Uint8Array | string): string => createHash('sm3').update(data).digest('hex');

/** The document as it can be rebuilt from the profile's files alone. The files are copied first: the client may be writing. */
export async function storedContent(profileDir: string, docId: string): Promise<StoredContent> {
  const file = storeFiles(profileDir).find((path) => holds(path, docId));
  if (file === undefined) return { hash: '', text: '' };
  return withCopy(file, (database) => {
    const doc = new Y.Doc();
    const snapshot = database.prepare('SELECT bytes, through_seq FROM doc_snapshot WHERE doc_id = ?').get(docId);
    if (snapshot !== undefined) Y.applyUpdate(doc, snapshot['bytes'] as Uint8Array);
    for (const row of database.prepare('SELECT bytes FROM doc_update WHERE doc_id = ? ORDER BY seq').all(docId)) Y.applyUpdate(doc, row['bytes'] as Uint8Array);
    const content = readContent(doc);
    return { hash: contentFacts(doc, sm3).hash, text: `${titleOf(content)}\n${bodyText(content)}` };
  });
}

/** Which generation of the text the profile holds; 归档 starts a new one. */
export function storedGeneration(profileDir: string, docId: string): number {
  const file = storeFiles(profileDir).find((path) => holds(path, docId));
  if (file === undefined) return 0;
  return withCopy(file, (database) => Number(database.prepare('SELECT value FROM kv WHERE key = ?').get(`generation.${docId}`)?.['value'] ?? 1));
}

function storeFiles(profileDir: string): readonly string[] {
  return readdirSync(profileDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('replica.db')).map((name) => join(profileDir, name));
}

const holds = (file: string, docId: string): boolean =>
  withCopy(file, (database) => database.prepare('SELECT 1 FROM doc_update WHERE doc_id = ? UNION SELECT 1 FROM doc_snapshot WHERE doc_id = ?').get(docId, docId) !== undefined);

function withCopy<T>(file: string, read: (database: DatabaseSync) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-store-'));
  try {
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, join(dir, `store.db${suffix}`));
    const database = new DatabaseSync(join(dir, 'store.db'));
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export interface Damage {
  brokenCopies(): readonly string[];
  /** The acts that the client saved from the broken store, as written to the file beside it. */
  savedActs(): readonly unknown[];
}

/** Overwrites pages in the middle of a person's store, as a failing disk would; the first page, with its header, stays. */
export function damageStore(profileDir: string): Damage {
  const file = storeFiles(profileDir)[0];
  if (file === undefined) throw new Error(`no store in ${profileDir}`);
  const checkpoint = new DatabaseSync(file);
  checkpoint.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  // The pages of the document log, not of the outbox: what can still be read must be saved.
  const pages = checkpoint.prepare("SELECT pageno FROM dbstat WHERE name LIKE 'doc_update%'").all().map((row) => Number(row['pageno']));
  checkpoint.close();
  const handle = openSync(file, 'r+');
  for (const page of pages.length > 0 ? pages : [Math.floor(statSync(file).size / 8_192)]) writeSync(handle, Buffer.alloc(4_096, 0xa5), 0, 4_096, (page - 1) * 4_096);
  closeSync(handle);
  const beside = (): readonly string[] => readdirSync(dirname(file));
  return {
    brokenCopies: () => beside().filter((name) => name.includes('.broken-')),
    savedActs: () => beside().filter((name) => name.endsWith('.json') && name.includes('acts')).flatMap((name) => {
      const saved = JSON.parse(readFileSync(join(dirname(file), name), 'utf8')) as unknown;
      return Array.isArray(saved) ? saved : Object.values(saved as Record<string, unknown>).find((value) => Array.isArray(value)) as unknown[] ?? [];
    }),
  };
}
