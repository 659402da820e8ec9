/** Texts as no gate lets them through and a damaged disk might leave them, and the way into a server's storage behind its back. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';

/** Edits whose beginning is gone: Yjs keeps such structs pending and looks at all of them again with every update, so thousands end a thread. */
export function withoutBeginning(count: number): readonly Uint8Array[] {
  const source = new Y.Doc();
  const text = new Y.XmlText();
  const log: Uint8Array[] = [];
  bodyOf(source).insert(0, [text]);
  text.insert(0, 'x');
  source.on('update', (update: Uint8Array) => void log.push(update));
  for (let index = 0; index < count; index += 1) text.insert(text.length, 'x');
  return log.slice(1);
}

/** May run while a server has the file open. */
export function onDisk<T>(dataDir: string, run: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(dataDir, 'server.db'), { timeout: 5_000 });
  try {
    return run(db);
  } finally {
    db.close();
  }
}

export const PLANTED_BY = 'nobody';

export const plantRows = (dataDir: string, docId: string, rows: readonly Uint8Array[]): void => onDisk(dataDir, (db) => {
  const insert = db.prepare('insert into update_log (doc_id, person_id, at, bytes) values (?, ?, 1, ?)');
  db.exec('begin immediate');
  for (const bytes of rows) insert.run(docId, PLANTED_BY, bytes);
  db.exec('commit');
});
export const removePlanted = (dataDir: string, docId: string): void => onDisk(dataDir, (db) => {
  db.prepare('delete from update_log where doc_id = ? and person_id = ?').run(docId, PLANTED_BY);
});
