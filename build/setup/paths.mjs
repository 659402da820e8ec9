/** Where things are. Everything that is fetched or made lies in the checkout (ignored by git) or in one cache folder of this user. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const nodeModulesDir = join(rootDir, 'node_modules');

/** @returns {string} what survives a fresh clone: the fallback runtime and the memory of a failed download */
export function cacheDir() {
  const xdg = process.env['XDG_CACHE_HOME'];
  const base = xdg !== undefined && xdg.startsWith('/') ? xdg : process.platform === 'win32' ? (process.env['LOCALAPPDATA'] ?? homedir()) : join(homedir(), '.cache');
  return join(base, 'guizhengtong');
}

/** root, where Electron refuses its sandbox. */
export const isRoot = process.getuid?.() === 0;

/** Switches for an Electron that a launcher or test starts; the packaged application is never given them by itself. */
export const sandboxArgs = isRoot ? ['--no-sandbox'] : [];
