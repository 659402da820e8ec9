/**
 * Online backup: copies a data directory while a server writes to it. Each database is read inside one read transaction, so the copy is
 * one moment of it however long copying takes, and the writer waits for nothing. Hashes are taken of what was written, not of what was read.
 */
import { existsSync, promises } from 'node:fs';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { CHAIN_START } from '#shared/audit/chain.ts';
import { DATABASE_FILE } from '#server/app.ts';
import { DIRECTORY_FILE } from '#server/directory/directory.ts';
import { hashFile, isFileName, MANIFEST_FILE, MANIFEST_FORMAT, OpsError, sync, type Manifest, type ManifestFile, type Progress } from './manifest.ts';

const { copyFile, mkdir, readdir, rename, rm, writeFile } = promises;

const PAGES_PER_STEP = 256;
/** Belong to a database that is open somewhere; what they hold is in the copy. */
const IS_SIDE_FILE = /-(?:wal|shm|journal)$/;

export interface BackupOptions {
  readonly dataDir: string;
  readonly to: string;
  readonly at: number;
  readonly onProgress: Progress;
}

export async function makeBackup({ dataDir, to, at, onProgress }: BackupOptions): Promise<Manifest> {
  if (!existsSync(join(dataDir, DATABASE_FILE))) throw new OpsError(`no data directory: ${dataDir} (there is no ${DATABASE_FILE} in it)`);
  if (existsSync(to)) throw new OpsError(`${to} exists already; a backup is never written over another`);
  const names = (await readdir(dataDir, { withFileTypes: true })).filter((entry) => entry.isFile() && !IS_SIDE_FILE.test(entry.name)).map(({ name }) => name);
  // A file that a restore would refuse must not be found out then.
  const foreign = names.find((name) => !isFileName(name));
  if (foreign !== undefined) throw new OpsError(`${foreign} is not the server's; move it out of ${dataDir}`);
  const unfinished = `${to}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });

  const databases = [DATABASE_FILE, DIRECTORY_FILE].filter((name) => names.includes(name));
  let reached = { eventSeq: 0, chainHead: CHAIN_START };
  const files: ManifestFile[] = [];
  // The directory is copied second: it may know more people than the documents speak of, never fewer.
  for (const name of [...databases, ...names.filter((each) => !databases.includes(each)).toSorted()]) {
    const target = join(unfinished, name);
    if (!databases.includes(name)) await copyFile(join(dataDir, name), target);
    else {
      const seen = await copyDatabase(join(dataDir, name), target, name === DATABASE_FILE, (done, total) => onProgress(name, done, total));
      reached = seen ?? reached;
    }
    await sync(target);
    files.push({ name, ...(await hashFile(target)) });
  }
  const manifest: Manifest = { format: MANIFEST_FORMAT, product: 'guizhengtong', at, ...reached, files };
  await writeFile(join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await sync(unfinished);
  await rename(unfinished, to);
  await sync(dirname(to));
  return manifest;
}

interface Reached {
  readonly eventSeq: number;
  readonly chainHead: string;
}

async function copyDatabase(from: string, to: string, hasEvents: boolean, onBytes: (done: number, total: number) => void): Promise<Reached | null> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    // Held until the end: without it every commit of the server would make the copy start over.
    source.exec('begin');
    const head = hasEvents ? source.prepare('select seq, hash from event_log order by seq desc limit 1').get() : undefined;
    source.prepare('select count(*) from sqlite_schema').get();
    const pageBytes = Number(Object.values(source.prepare('pragma page_size').get() ?? {})[0]);
    const pages = await backup(source, to, {
      rate: PAGES_PER_STEP,
      progress: ({ totalPages, remainingPages }) => onBytes((totalPages - remainingPages) * pageBytes, totalPages * pageBytes),
    });
    // node tells of every step but the last.
    onBytes(pages * pageBytes, pages * pageBytes);
    source.exec('commit');
    checkCopy(to);
    return hasEvents ? { eventSeq: Number(head?.['seq'] ?? 0), chainHead: String(head?.['hash'] ?? CHAIN_START) } : null;
  } finally {
    source.close();
  }
}

/** A copy that cannot be read back is none. The copy becomes one plain file that needs no side files. */
function checkCopy(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    copy.exec('pragma journal_mode = delete');
    const answer = Object.values(copy.prepare('pragma quick_check').get() ?? {})[0];
    if (answer !== 'ok') throw new OpsError(`the copy of ${path} cannot be read back: ${String(answer)}`);
  } finally {
    copy.close();
  }
}
