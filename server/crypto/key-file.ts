/**
 * The server's own key: a file in the data directory that only its owner may read, made at the first start. The signing keys of units are sealed under
 * it, so that rows alone, or a copy of the database alone, sign nothing. Several nodes on one database must have the same file.
 */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';

export const KEY_FILE = 'exchange.key';
/** SM4. */
const KEY_BYTES = 16;
const OWNER_ONLY = 0o600;

export function readServerKey(dataDir: string, random: Random): Uint8Array {
  const path = join(dataDir, KEY_FILE);
  if (!existsSync(path)) makeKey(path, random);
  chmodSync(path, OWNER_ONLY);
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{32}$/.test(text)) throw new Error(`${path} holds no key; put the right file back from a backup`);
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Whole or not at all: half a key would be worse than none. */
function makeKey(path: string, random: Random): void {
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w', OWNER_ONLY);
  writeSync(file, `${toHex(random.bytes(KEY_BYTES))}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
}
