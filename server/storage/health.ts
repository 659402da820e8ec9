/**
 * Whether writing works. The first failed write turns the server read-only; a small real write is tried until one succeeds,
 * so it recovers by itself when the disk is back. Only this module decides; everybody else listens.
 */
import { StorageError, type StorageCode, type StorageHealth } from './storage.ts';

const HEALTHY: StorageHealth = { kind: 'ok' };

export interface HealthMonitor {
  now(): StorageHealth;
  on(listener: (health: StorageHealth) => void): () => void;
  /** Passes a result through; a storage failure turns the health and is thrown on. */
  watch<T>(writing: Promise<T>): Promise<T>;
  stop(): void;
}

export function createHealthMonitor(probe: () => Promise<void>, probeIntervalMs: number): HealthMonitor {
  let health: StorageHealth = HEALTHY;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const listeners = new Set<(health: StorageHealth) => void>();

  const set = (next: StorageHealth): void => {
    health = next;
    for (const listener of listeners) listener(next);
  };
  const schedule = (): void => {
    if (timer !== null || isStopped) return;
    timer = setTimeout(() => {
      timer = null;
      probe().then(() => { if (health.kind !== 'ok') set(HEALTHY); }, () => schedule());
    }, probeIntervalMs);
  };
  const fail = (code: StorageCode): void => {
    if (health.kind === 'ok' || health.code !== code) set({ kind: 'read-only', code });
    schedule();
  };

  return {
    now: () => health,
    on: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    watch: async (writing) => {
      try {
        return await writing;
      } catch (error) {
        if (error instanceof StorageError) fail(error.code);
        throw error;
      }
    },
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
