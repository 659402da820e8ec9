/**
 * Whether the disk takes writes. A failed write is reported here; what could not be written stays in memory with its owner,
 * who is asked to try again once a probe succeeds. Nothing that failed is ever called saved (REP02).
 */
import type { Timers } from '#electron/replica/ports.ts';
import { storageStateOf, type StorageState } from './storage-failure.ts';

const PROBE_EVERY_MS = 2_000;

export interface StorageMonitor {
  readonly state: () => StorageState;
  /** Runs a write; false when the disk refused it. Bugs are thrown on. */
  attempt(write: () => void): boolean;
  close(): void;
}

export interface StorageMonitorOptions {
  readonly timers: Timers;
  readonly probe: () => void;
  readonly onChanged: (state: StorageState) => void;
}

export function createStorageMonitor(options: StorageMonitorOptions): StorageMonitor {
  let state: StorageState = 'ok';
  let cancel: (() => void) | null = null;

  const become = (next: StorageState): void => {
    if (state === next) return;
    state = next;
    options.onChanged(next);
  };
  const watch = (): void => {
    cancel ??= options.timers.after(PROBE_EVERY_MS, () => {
      cancel = null;
      if (attempt(options.probe)) return;
      watch();
    });
  };
  const attempt = (write: () => void): boolean => {
    try {
      write();
    } catch (failure) {
      const named = storageStateOf(failure);
      if (named === null) throw failure;
      become(named === 'corrupt' ? 'failed' : named);
      watch();
      return false;
    }
    cancel?.();
    cancel = null;
    become('ok');
    return true;
  };
  return { state: () => state, attempt, close: () => { cancel?.(); cancel = null; } };
}
