/**
 * Opens the local store, or sets a broken one aside and starts a fresh one that is filled from the server.
 * Always true: a broken file is moved, never deleted; acts that had not reached the server are saved to a readable file beside it
 * and said aloud (REP03). A disk that refuses (full, read-only) is no corruption: then nothing is moved.
 */
import { join } from 'node:path';
import type { Clock } from '#shared/base/ports.ts';
import type { Disk, SqlDatabase } from '#electron/replica/ports.ts';
import { migrate } from './schema.ts';
import { createStore, type ReplicaStore } from './store.ts';
import { storageStateOf } from './storage-failure.ts';

export interface Recovered {
  readonly movedTo: string;
  readonly actsFile: string | null;
  readonly acts: number;
}

export interface OpenedStore {
  readonly store: ReplicaStore;
  readonly recovered: Recovered | null;
}

export const STORE_FILE = 'replica.db';

export function openStore(disk: Disk, dir: string, clock: Clock): OpenedStore {
  disk.makeDir(dir);
  const path = join(dir, STORE_FILE);
  try {
    return { store: scrubbed(createStore(openChecked(disk, path))), recovered: null };
  } catch (failure) {
    if (!(failure instanceof BrokenStore) && storageStateOf(failure) !== 'corrupt') throw failure;
  }
  const recovered = setAside(disk, path, clock);
  return { store: createStore(openChecked(disk, path)), recovered };
}

/** What a full disk or a crash left to be done. It is tried again with the next start; nobody waits for it in vain. */
function scrubbed(store: ReplicaStore): ReplicaStore {
  try {
    if (store.isScrubDue()) store.scrub();
  } catch (failure) {
    if (storageStateOf(failure) === null || storageStateOf(failure) === 'corrupt') throw failure;
  }
  return store;
}

class BrokenStore extends Error {
  override readonly name = 'BrokenStore';
}

function openChecked(disk: Disk, path: string): SqlDatabase {
  const database = disk.openDatabase(path);
  try {
    const answer = database.all('PRAGMA quick_check(1)')[0];
    if (answer?.['quick_check'] !== 'ok') throw new BrokenStore(String(answer?.['quick_check']));
    migrate(database);
    return database;
  } catch (failure) {
    database.close();
    throw failure;
  }
}

function setAside(disk: Disk, path: string, clock: Clock): Recovered {
  const movedTo = `${path}.broken-${clock.now()}`;
  const acts = readActs(disk, path);
  // The log and the index of a broken file belong to it: left behind they would be read into the fresh one.
  for (const suffix of ['', '-wal', '-shm']) if (disk.exists(path + suffix)) disk.move(path + suffix, movedTo + suffix);
  if (acts.length === 0) return { movedTo, actsFile: null, acts: 0 };
  const actsFile = `${movedTo}.acts.json`;
  disk.writeText(actsFile, `${JSON.stringify(acts, null, 2)}\n`);
  return { movedTo, actsFile, acts: acts.length };
}

/** Whatever of the outbox can still be read, row by row: one unreadable row must not hide the others. */
function readActs(disk: Disk, path: string): readonly unknown[] {
  const acts: unknown[] = [];
  let database: SqlDatabase | null = null;
  try {
    database = disk.openDatabase(path);
    const count = Number(database.all('SELECT max(rowid) AS last FROM outbox')[0]?.['last'] ?? 0);
    for (let rowid = 1; rowid <= count; rowid += 1) {
      try {
        const row = database.all('SELECT entry FROM outbox WHERE rowid = ?', rowid)[0];
        if (row !== undefined) acts.push(JSON.parse(String(row['entry'])));
      } catch {
        // This row is gone with its page.
      }
    }
  } catch {
    // Not even its table of contents can be read.
  } finally {
    try {
      database?.close();
    } catch {
      // A broken file may refuse to close cleanly; it is moved aside all the same.
    }
  }
  return acts;
}
