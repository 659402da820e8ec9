/**
 * Restores a backup into a data directory. Every byte is compared with the manifest twice, before anything is touched and after it was
 * copied; the directory appears with its last rename, whole or not at all. What was there is moved aside, never deleted.
 */
import { promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hashFile, MANIFEST_FILE, manifest, OpsError, sync, type Manifest, type ManifestFile, type Progress } from './manifest.ts';

const { copyFile, mkdir, readdir, readFile, rename, rm, rmdir } = promises;

export interface RestoreOptions {
  readonly from: string;
  readonly dataDir: string;
  readonly isForced: boolean;
  readonly at: number;
  readonly onProgress: Progress;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the directory that was there before is now. */
  readonly movedTo: string | null;
}

export async function restoreBackup({ from, dataDir, isForced, at, onProgress }: RestoreOptions): Promise<Restored> {
  const wanted = await readManifest(from);
  const isEmpty = (await readdir(dataDir).catch(() => [])).length === 0;
  if (!isEmpty && !isForced) throw new OpsError(`${dataDir} is not empty; stop its server and add --force to move it aside`);
  const totalBytes = wanted.files.reduce((sum, file) => sum + file.bytes, 0) * 2;
  let before = 0;
  const check = async (folder: string, file: ManifestFile): Promise<void> => {
    await compare(join(folder, file.name), file, (done) => onProgress(file.name, before + done, totalBytes));
    before += file.bytes;
  };
  for (const file of wanted.files) await check(from, file);

  const unfinished = `${dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  for (const file of wanted.files) {
    const target = join(unfinished, file.name);
    await copyFile(join(from, file.name), target);
    await sync(target);
    await check(unfinished, file);
  }
  await sync(unfinished);
  const movedTo = isEmpty ? null : `${dataDir}.before-${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}`;
  if (movedTo !== null) await rename(dataDir, movedTo);
  else await rmdir(dataDir).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error; });
  await rename(unfinished, dataDir);
  await sync(dirname(dataDir));
  return { manifest: wanted, movedTo };
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
  return parsed.data;
}

async function compare(path: string, wanted: ManifestFile, onBytes: (done: number) => void): Promise<void> {
  const name = basename(path);
  const found = await hashFile(path, onBytes).catch(() => { throw new OpsError(`damaged backup: ${name} cannot be read`); });
  if (found.bytes !== wanted.bytes) throw new OpsError(`damaged backup: ${name} has ${found.bytes} bytes, the manifest says ${wanted.bytes}`);
  if (found.sm3 !== wanted.sm3) throw new OpsError(`damaged backup: ${name} is not what the manifest says (SM3 ${found.sm3.slice(0, 16)}…, expected ${wanted.sm3.slice(0, 16)}…)`);
}
