/**
 * The real disk: files and SQLite through node. Owns pragmas and durability of single files; what is stored is the store's business.
 * Acknowledged means on the medium: WAL with synchronous=FULL, and fsync before a file takes its name (REP01).
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlStatement } from '#shared/org/sql-port.ts';
import type { Disk, SqlDatabase, SqlRow, SqlValue } from '#electron/replica/ports.ts';

export const nodeDisk: Disk = {
  openDatabase: (path) => openDatabase(path),
  makeDir: (path) => { mkdirSync(path, { recursive: true, mode: 0o700 }); },
  exists: (path) => existsSync(path),
  readText: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw failure;
    }
  },
  writeText: (path, text) => {
    const temporary = `${path}.new`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  },
  move: (from, to) => { renameSync(from, to); },
  remove: (path) => { rmSync(path, { force: true }); },
};

/** A rename is durable only when its folder is; Windows has no such call and journals names by itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function openDatabase(path: string): SqlDatabase {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  } catch (failure) {
    database.close();
    throw failure;
  }
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    let known = prepared.get(sql);
    if (known === undefined) {
      known = database.prepare(sql);
      prepared.set(sql, known);
    }
    return known;
  };
  return {
    exec: (sql) => { database.exec(sql); },
    prepare: (sql) => database.prepare(sql) as unknown as SqlStatement,
    run: (sql, ...values) => { statement(sql).run(...(values as SqlValue[])); },
    all: (sql, ...values) => statement(sql).all(...(values as SqlValue[])) as unknown as readonly SqlRow[],
    tx: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (failure) {
        // SQLite has rolled back by itself after some errors (a full disk is one); then there is nothing left to undo.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw failure;
      }
    },
    scrub: () => { scrub(database); },
    close: () => { database.close(); },
  };
}

/**
 * `secure_delete` zeroes what is deleted, but not the copies that pages leave behind when they are split and joined: the file is built anew. The log is only ever cut,
 * so zeros are written over all of it before.
 */
function scrub(database: DatabaseSync): void {
  database.exec('VACUUM');
  const [pages] = database.prepare('PRAGMA wal_checkpoint(RESTART)').all() as unknown as readonly { readonly log: number }[];
  const { page_size: pageBytes } = database.prepare('PRAGMA page_size').get() as { readonly page_size: number };
  const bytes = Math.max(0, pages?.log ?? 0) * pageBytes;
  database.exec(`BEGIN IMMEDIATE; CREATE TABLE scrub (zeros BLOB); INSERT INTO scrub VALUES (zeroblob(${bytes})); COMMIT; DROP TABLE scrub;`);
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
}
