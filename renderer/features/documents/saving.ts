/**
 * How safe the text is, as it changes with every key: kept apart from everything else about an open document, so that only who shows it is drawn anew.
 */
import { useSyncExternalStore } from 'react';
import type { DocSyncState } from '#shared/ipc/contract.ts';

export interface Saving {
  /** Null until the replica has said. */
  readonly sync: DocSyncState | null;
  /** Something typed here is not yet known to be on the disk. */
  readonly isSaving: boolean;
}

export interface SavingSource {
  readonly read: () => Saving;
  readonly subscribe: (changed: () => void) => () => void;
  readonly set: (part: Partial<Saving>) => void;
}

const NOTHING_SAID: Saving = { sync: null, isSaving: false };

export function createSaving(): SavingSource {
  let current = NOTHING_SAID;
  const listeners = new Set<() => void>();
  return {
    read: () => current,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => { listeners.delete(changed); };
    },
    set: (part) => {
      const next = { ...current, ...part };
      if (next.sync === current.sync && next.isSaving === current.isSaving) return;
      current = next;
      for (const changed of listeners) changed();
    },
  };
}

export const useSaving = (source: SavingSource): Saving => useSyncExternalStore(source.subscribe, source.read, source.read);

/** One word for it. While one types it stays 正在保存, whatever else becomes known meanwhile. */
export function useSavingWord(source: SavingSource): DocSyncState | 'saving' | null {
  const read = (): DocSyncState | 'saving' | null => (source.read().isSaving ? 'saving' : source.read().sync);
  return useSyncExternalStore(source.subscribe, read, read);
}
