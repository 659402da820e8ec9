/** A disk that can be told to refuse: every write from the N-th on fails as SQLite reports it, until it is repaired. Reads go on. */
import type { Disk, SqlDatabase } from '#electron/replica/ports.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';

export const SQLITE_FULL = 13;
export const SQLITE_READONLY = 8;
export const SQLITE_IOERR = 10;

export interface FailingDisk extends Disk {
  /** `after` more transactions succeed; then all fail with this code. */
  fail(errcode: number, after?: number): void;
  repair(): void;
  failures(): number;
}

export function createFailingDisk(): FailingDisk {
  let code: number | null = null;
  let left = 0;
  let failures = 0;
  const guard = (): void => {
    if (code === null) return;
    if (left > 0) {
      left -= 1;
      return;
    }
    failures += 1;
    throw Object.assign(new Error('the disk refuses'), { code: 'ERR_SQLITE_ERROR', errcode: code });
  };
  return {
    ...nodeDisk,
    openDatabase: (path): SqlDatabase => {
      const real = nodeDisk.openDatabase(path);
      return {
        ...real,
        tx: (work) => real.tx(() => {
          const result = work();
          guard();
          return result;
        }),
      };
    },
    fail: (errcode, after = 0) => {
      code = errcode;
      left = after;
    },
    repair: () => { code = null; },
    failures: () => failures,
  };
}
