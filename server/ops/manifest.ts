/**
 * A backup is a folder: the files of a data directory and `manifest.json`, which names each with its size and SM3 and says up to which
 * event it reaches. The manifest is written last; a folder without one is no backup.
 */
import { createHash } from 'node:crypto';
import { createReadStream, promises } from 'node:fs';
import { z } from 'zod';

const { open } = promises;

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_FORMAT = 1;

/** A plain name: a manifest must not lead out of its folder. */
const FILE_NAME = /^[a-z0-9][a-z0-9.-]{0,80}$/;
export const isFileName = (name: string): boolean => FILE_NAME.test(name);
const fileName = z.string().regex(FILE_NAME);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const manifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  product: z.literal('guizhengtong'),
  at: z.number().int().min(0),
  /** The last event in it and the head of the audit chain; 0 and zeros when there is none. */
  eventSeq: z.number().int().min(0),
  chainHead: hash,
  files: z.array(z.strictObject({ name: fileName, bytes: z.number().int().min(0), sm3: hash })).min(1).max(100),
});
export type Manifest = z.output<typeof manifest>;
export type ManifestFile = Manifest['files'][number];

/** Something that an operator has to know and can act on; anything else is a bug. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
}

export interface Progress {
  (file: string, doneBytes: number, totalBytes: number): void;
}

export async function hashFile(path: string, onBytes: (done: number) => void = () => {}): Promise<{ readonly bytes: number; readonly sm3: string }> {
  const hasher = createHash('sm3');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) {
    hasher.update(chunk as Buffer);
    bytes += (chunk as Buffer).byteLength;
    onBytes(bytes);
  }
  return { bytes, sm3: hasher.digest('hex') };
}

/** What was written is on the disk, also after a power cut. A directory is synced too: its entry is what makes a file be there. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
