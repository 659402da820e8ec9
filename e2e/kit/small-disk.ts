/**
 * A disk that can be filled: a tmpfs of a few megabytes. Mounting needs root, so elsewhere the test says that it did not run.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { notRun } from '#tests/kit/not-run.ts';

export type SmallDisk =
  | { readonly kind: 'not-run'; report(test: string): void }
  | { readonly kind: 'mounted'; fill(): void; free(): void; unmount(): void };

export function mountSmallDisk(dir: string, megabytes: number): SmallDisk {
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'pipe' });
  } catch (failure) {
    return { kind: 'not-run', report: (test) => notRun(test, `a small disk cannot be mounted here: ${String(failure).slice(0, 120)}`) };
  }
  const ballast = join(dir, 'ballast');
  return {
    kind: 'mounted',
    fill: () => {
      const file = openSync(ballast, 'w');
      try {
        for (const block of [Buffer.alloc(65_536, 1), Buffer.alloc(512, 1)]) {
          try {
            for (;;) if (writeSync(file, block) === 0) break;
          } catch {
            continue; // ENOSPC: this block size no longer fits
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => { rmSync(ballast, { force: true }); },
    unmount: () => { execFileSync('umount', ['-l', dir], { stdio: 'pipe' }); },
  };
}
