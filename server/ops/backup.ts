/**
 * Backup beside a working server, of either database: everything is read out of one transaction, so it is one moment however long copying takes, and
 * the writer waits for nothing. What was written is read back before the manifest says anything about it.
 */
import { existsSync, promises } from 'node:fs';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { CHAIN_START } from '#shared/audit/chain.ts';
import { DATABASE_FILE } from '#server/app.ts';
import { DIRECTORY_FILE } from '#server/directory/directory.ts';
import type { Place } from '#server/storage/place.ts';
import type { Tx } from '#server/storage/storage.ts';
import { sqlitePlace } from '#server/storage/sqlite/sqlite-place.ts';
import { syncPath } from '#server/storage/sync-path.ts';
import { carry } from './carry.ts';
import { readInstallation } from './installation.ts';
import { hashFile, isFileName, isHash, MANIFEST_FILE, MANIFEST_FORMAT, OpsError, type Manifest, type ManifestFile, type Progress } from './manifest.ts';
import { readLayout } from './tables.ts';

const { copyFile, mkdir, readdir, rename, rm, writeFile } = promises;

const PAGES_PER_STEP = 256;
/** Belong to a database that is open somewhere; what they hold is in the copy. */
const IS_SIDE_FILE = /-(?:wal|shm|journal)$/;

export interface BackupOptions {
  readonly source: Place;
  readonly dataDir: string;
  readonly to: string;
  readonly at: number;
  readonly onProgress: Progress;
}

export async function makeBackup({ source, dataDir, to, at, onProgress }: BackupOptions): Promise<Manifest> {
  if (existsSync(to)) throw new OpsError(`${to} exists already; a backup is never written over another`);
  const names = await filesOf(dataDir);
  const unfinished = `${to}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });

  const rows = await copyRows(source, join(unfinished, DATABASE_FILE), onProgress);
  const files: ManifestFile[] = [{ name: DATABASE_FILE, ...(await hashFile(join(unfinished, DATABASE_FILE))) }];
  // The directory is copied second: it may know more people than the documents speak of, never fewer.
  for (const name of names) {
    const target = join(unfinished, name);
    const tell = (done: number, total: number): void => onProgress({ step: 'copy', file: name, bytes: done, share: total === 0 ? 1 : done / total });
    if (name === DIRECTORY_FILE) await copyDirectory(join(dataDir, name), target, tell);
    else await copyFile(join(dataDir, name), target);
    await syncPath(target);
    files.push({ name, ...(await hashFile(target)) });
  }
  const manifest: Manifest = { format: MANIFEST_FORMAT, product: 'guizhengtong', at, ...rows, files };
  await writeFile(join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await syncPath(unfinished);
  await rename(unfinished, to);
  await syncPath(dirname(to));
  return manifest;
}

/** What else a data directory holds, the directory first. */
async function filesOf(dataDir: string): Promise<readonly string[]> {
  const entries = await readdir(dataDir, { withFileTypes: true }).catch(() => { throw new OpsError(`no data directory: ${dataDir}`); });
  const names = entries.filter((entry) => entry.isFile() && !IS_SIDE_FILE.test(entry.name) && entry.name !== DATABASE_FILE).map(({ name }) => name);
  // A file that a restore would refuse must not be found out then.
  const foreign = names.find((name) => !isFileName(name));
  if (foreign !== undefined) throw new OpsError(`${foreign} is not the server's; move it out of ${dataDir}`);
  if (!names.includes(DIRECTORY_FILE)) throw new OpsError(`no data directory: there is no ${DIRECTORY_FILE} in ${dataDir}`);
  return [DIRECTORY_FILE, ...names.filter((name) => name !== DIRECTORY_FILE).toSorted()];
}

function copyRows(source: Place, path: string, onProgress: Progress): Promise<Pick<Manifest, 'schema' | 'eventSeq' | 'chainHead' | 'tables'>> {
  const target = sqlitePlace(path);
  return readInstallation(source, async (from, schema) => {
    const head = await readHead(from);
    const { value: tables } = await target.fill({ schema, nameAside: (name) => name }, async (to) =>
      carry({ place: source, tx: from }, { place: target, tx: to }, await readLayout(to), onProgress));
    return { schema, ...head, tables: [...tables] };
  });
}

async function readHead(tx: Tx): Promise<Pick<Manifest, 'eventSeq' | 'chainHead'>> {
  const head = await tx.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (head !== undefined && !isHash(head.hash)) throw new OpsError(`event_log ${head.seq} has no hash that a manifest could name; verify says more`);
  return { eventSeq: head?.seq ?? 0, chainHead: head?.hash ?? CHAIN_START };
}

/** `directory.db` is a file of its node under either database, and is copied page by page. */
async function copyDirectory(from: string, to: string, onBytes: (done: number, total: number) => void): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    // Held until the end: without it every change would make the copy start over.
    source.exec('begin');
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
