/**
 * Restores a backup into either database and the data directory beside it, or carries an installation from one to the other. Every file is compared
 * with the manifest before anything is touched, every table and file again after it was written; rows appear with one commit, the directory
 * with its last rename, whole or not at all. What was there is moved aside, never deleted.
 */
import { promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DATABASE_FILE } from '#server/app.ts';
import { SCHEMA_VERSION } from '#server/storage/migrations.ts';
import type { Place } from '#server/storage/place.ts';
import { sqlitePlace } from '#server/storage/sqlite/sqlite-place.ts';
import { syncPath } from '#server/storage/sync-path.ts';
import { carry, compareTables } from './carry.ts';
import { hashFile, MANIFEST_FILE, manifest, OpsError, type Manifest, type ManifestFile, type Progress } from './manifest.ts';
import { readLayout } from './tables.ts';

const { copyFile, mkdir, readdir, readFile, rename, rm, rmdir } = promises;

export interface RestoreOptions {
  readonly from: string;
  readonly dataDir: string;
  /** Where the rows go when this is the data directory. */
  readonly placeIn: (dataDir: string) => Place;
  readonly isForced: boolean;
  readonly at: number;
  readonly onProgress: Progress;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the directory that was there before is now. */
  readonly movedTo: string | null;
  /** What the tables are called now that were in the database before. */
  readonly rowsMovedTo: string | null;
}

export async function restoreBackup({ from, dataDir, placeIn, isForced, at, onProgress }: RestoreOptions): Promise<Restored> {
  const wanted = await readManifest(from);
  const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  const isEmpty = (await readdir(dataDir).catch(() => [])).length === 0;
  const unfinished = `${dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const target = placeIn(unfinished);
  if (!isForced) {
    if (!isEmpty) throw new OpsError(`${dataDir} is not empty; stop its server and add --force to move it aside`);
    if (!(await target.isEmpty())) throw new OpsError(`${target.name} is not empty; stop its servers and add --force to move what is there aside`);
  }
  const check = (folder: string, file: ManifestFile): Promise<void> =>
    compareFile(join(folder, file.name), file, (bytes) => onProgress({ step: 'check', file: file.name, bytes, share: file.bytes === 0 ? 1 : bytes / file.bytes }));
  for (const file of wanted.files) await check(from, file);

  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  for (const file of wanted.files.filter(({ name }) => name !== DATABASE_FILE)) {
    await copyFile(join(from, file.name), join(unfinished, file.name));
    await syncPath(join(unfinished, file.name));
    await check(unfinished, file);
  }
  const rowsMovedTo = await restoreRows(sqlitePlace(join(from, DATABASE_FILE)), target, wanted, (name) => `${name}_before_${stamp}`, onProgress);
  await syncPath(unfinished);
  const movedTo = isEmpty ? null : `${dataDir}.before-${stamp}`;
  if (movedTo !== null) await rename(dataDir, movedTo);
  else await rmdir(dataDir).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error; });
  await rename(unfinished, dataDir);
  await syncPath(dirname(dataDir));
  return { manifest: wanted, movedTo, rowsMovedTo };
}

function restoreRows(source: Place, target: Place, wanted: Manifest, nameAside: (name: string) => string, onProgress: Progress): Promise<string | null> {
  return source.read(async (from) => {
    const layout = await readLayout(from);
    const { movedTo } = await target.fill({ schema: wanted.schema, nameAside }, async (to) => {
      const found = await carry({ place: source, tx: from }, { place: target, tx: to }, layout, onProgress);
      // Inside the transaction: what is not what the manifest says never appears.
      compareTables(wanted.tables, found, 'the manifest says');
    });
    return movedTo;
  });
}

export async function readManifest(from: string): Promise<Manifest> {
  const path = join(from, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch(() => { throw new OpsError(`no backup: ${path} cannot be read`); });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OpsError(`damaged backup: ${MANIFEST_FILE} is not valid JSON`);
  }
  const parsed = manifest.safeParse(value);
  if (!parsed.success) throw new OpsError(`damaged backup: ${MANIFEST_FILE}: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`);
  if (!parsed.data.files.some(({ name }) => name === DATABASE_FILE)) throw new OpsError(`damaged backup: ${MANIFEST_FILE} names no ${DATABASE_FILE}`);
  if (parsed.data.schema > SCHEMA_VERSION) throw new OpsError(`${MANIFEST_FILE}: made by a newer server (schema ${parsed.data.schema}, this one knows ${SCHEMA_VERSION})`);
  return parsed.data;
}

async function compareFile(path: string, wanted: ManifestFile, onBytes: (done: number) => void): Promise<void> {
  const name = basename(path);
  const found = await hashFile(path, onBytes).catch(() => { throw new OpsError(`damaged backup: ${name} cannot be read`); });
  if (found.bytes !== wanted.bytes) throw new OpsError(`damaged backup: ${name} has ${found.bytes} bytes, the manifest says ${wanted.bytes}`);
  if (found.sm3 !== wanted.sm3) throw new OpsError(`damaged backup: ${name} is not what the manifest says (SM3 ${found.sm3.slice(0, 16)}…, expected ${wanted.sm3.slice(0, 16)}…)`);
}
