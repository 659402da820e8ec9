/**
 * A backup is a folder, the same whichever database it was made of: `server.db` with every table, the other files of a data directory, and
 * `manifest.json`, which names each file with its size and SM3, each table with its rows and digest, and says up to which event it reaches.
 * The manifest is written last; a folder without one is no backup.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_FORMAT = 2;

/** A plain name: a manifest must not lead out of its folder. */
const FILE_NAME = /^[a-z0-9][a-z0-9.-]{0,80}$/;
export const isFileName = (name: string): boolean => FILE_NAME.test(name);
const fileName = z.string().regex(FILE_NAME);
const HASH = /^[0-9a-f]{64}$/;
export const isHash = (text: string): boolean => HASH.test(text);
const hash = z.string().regex(HASH);
const count = z.number().int().min(0);

export const manifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  product: z.literal('guizhengtong'),
  at: count,
  /** The version of its tables. */
  schema: count,
  /** The last event in it and the head of the audit chain; 0 and zeros when there is none. */
  eventSeq: count,
  chainHead: hash,
  tables: z.array(z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), rows: count, bytes: count, digest: hash, lastCounted: count })).min(1).max(200),
  files: z.array(z.strictObject({ name: fileName, bytes: count, sm3: hash })).min(1).max(100),
});
export type Manifest = z.output<typeof manifest>;
export type ManifestFile = Manifest['files'][number];

/** Something that an operator has to know and can act on; anything else is a bug. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
}

/** How far one table or one file has come. */
export interface Step {
  readonly step: 'copy' | 'check' | 'verify';
  readonly table?: string;
  readonly file?: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** From 0 to 1. */
  readonly share: number;
}

export interface Progress {
  (step: Step): void;
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
