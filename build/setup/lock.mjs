/**
 * One at a time between processes: two launchers started together must not both install or both build.
 * The lock is a folder (mkdir is atomic everywhere) that names its owner's pid; a lock of a dead process is taken over.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive, pause } from './processes.mjs';
import { say } from './say.mjs';

/**
 * @template T
 * @param {string} lockDir
 * @param {string} what for the line that says what is being waited for
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withLock(lockDir, what, run) {
  mkdirSync(dirname(lockDir), { recursive: true });
  const ownerFile = join(lockDir, 'pid');
  let told = false;
  let ownerlessChecks = 0;
  for (;;) {
    try {
      mkdirSync(lockDir);
      break;
    } catch (failure) {
      if (/** @type {NodeJS.ErrnoException} */ (failure).code !== 'EEXIST') throw failure;
    }
    const owner = existsSync(ownerFile) ? Number.parseInt(readFileSync(ownerFile, 'utf8'), 10) : Number.NaN;
    // Between mkdir and the pid file a living owner has no name yet; only after two seconds without one it is taken for dead.
    ownerlessChecks = Number.isNaN(owner) ? ownerlessChecks + 1 : 0;
    if (Number.isNaN(owner) ? ownerlessChecks > 20 : !isAlive(owner)) {
      rmSync(lockDir, { recursive: true, force: true });
      continue;
    }
    if (!told) {
      say(`· 等待另一个进程完成 waiting for another process: ${what}${Number.isNaN(owner) ? '' : ` (pid ${owner})`}`);
      told = true;
    }
    await pause(100);
  }
  writeFileSync(ownerFile, String(process.pid));
  try {
    return await run();
  } finally {
    rmSync(lockDir, { recursive: true, force: true });
  }
}
