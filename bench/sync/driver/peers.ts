/**
 * The servers that ours is measured against, installed by npm from the lock beside them into the user's cache: exact versions with their hashes,
 * never into the product's own node_modules. The runner scripts go along, because a module is resolved from where its importer lies.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SOURCE = new URL('../peers/', import.meta.url).pathname;
const LOCK = ['package.json', 'package-lock.json'] as const;
const SHOWN = ['@hocuspocus/server', '@hocuspocus/extension-sqlite', '@y/websocket-server', 'y-leveldb', 'yjs', 'ws'] as const;
const INSTALL_LIMIT_MS = 15 * 60_000;

/** Answers the folder that holds the installed peers. */
export function installPeers(say: (line: string) => void, source = SOURCE, runner = 'hocuspocus.mjs'): string {
  const hash = createHash('sha256');
  for (const name of LOCK) hash.update(readFileSync(join(source, name)));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const dir = join(cache, 'guizhengtong', 'bench-peers', hash.digest('hex').slice(0, 12));
  mkdirSync(dir, { recursive: true });
  for (const name of [...LOCK, runner]) cpSync(join(source, name), join(dir, name));
  const done = join(dir, 'installed');
  if (existsSync(done)) return dir;
  say('installing the peers (once) …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], timeout: INSTALL_LIMIT_MS });
  writeFileSync(done, '');
  return dir;
}

/** What was really installed, for the report. */
export function peerVersions(dir: string, names: readonly string[] = SHOWN): Readonly<Record<string, string>> {
  const version = (name: string): string => (JSON.parse(readFileSync(join(dir, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
  return Object.fromEntries(names.map((name) => [name, version(name)]));
}
