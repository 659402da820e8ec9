/**
 * What every screen needs at once: session, settings, sync. Each is read once, then kept up by its notice;
 * components subscribe with useSyncExternalStore, so two of them never show two truths.
 */
import { dequal } from 'dequal';
import { useSyncExternalStore } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import type { CallName, CallOutput, SessionState, Settings, SyncSummary } from '#shared/ipc/contract.ts';
import { callOffice, onNotice } from './office.ts';

export type Loaded<T> = { readonly kind: 'loading' } | { readonly kind: 'ready'; readonly value: T } | { readonly kind: 'failed'; readonly error: AppError };

interface Store<T> {
  readonly subscribe: (changed: () => void) => () => void;
  readonly read: () => Loaded<T>;
  readonly set: (value: T) => void;
  readonly refresh: () => void;
}

function createStore<N extends CallName>(name: N, listen: (store: Store<CallOutput<N>>) => void): Store<CallOutput<N>> {
  type T = CallOutput<N>;
  let current: Loaded<T> = { kind: 'loading' };
  let started = false;
  const listeners = new Set<() => void>();
  const put = (next: Loaded<T>): void => {
    // Read again at every notice: what says the same draws nothing anew.
    if (dequal(current, next)) return;
    current = next;
    for (const changed of listeners) changed();
  };
  const store: Store<T> = {
    subscribe: (changed) => {
      listeners.add(changed);
      if (!started) {
        started = true;
        listen(store);
        store.refresh();
      }
      return () => { listeners.delete(changed); };
    },
    read: () => current,
    set: (value) => put({ kind: 'ready', value }),
    refresh: () => {
      void callOffice(name, {} as never).then((answer) => {
        if (answer.ok) put({ kind: 'ready', value: answer.value });
        else if (current.kind !== 'ready') put({ kind: 'failed', error: answer.error });
      });
    },
  };
  return store;
}

export const sessionStore: Store<SessionState> = createStore('session.get', (store) => {
  onNotice('session.changed', store.set);
  // A replica that was restarted begins anew: whether it is unlocked must be asked again.
  onNotice('app.trouble', (trouble) => { if (trouble.kind === 'replica-restarted') store.refresh(); });
});
export const settingsStore: Store<Settings> = createStore('settings.get', (store) => { onNotice('settings.changed', store.set); });
export const syncStore: Store<SyncSummary> = createStore('sync.get', (store) => {
  onNotice('sync.changed', store.refresh);
  onNotice('session.changed', store.refresh);
});

export const useSession = (): Loaded<SessionState> => useSyncExternalStore(sessionStore.subscribe, sessionStore.read);
export const useSettings = (): Loaded<Settings> => useSyncExternalStore(settingsStore.subscribe, settingsStore.read);
export const useSync = (): Loaded<SyncSummary> => useSyncExternalStore(syncStore.subscribe, syncStore.read);

/** One thing that sync says: drawn anew when that is another, not with every edit that waits or has gone. */
export const useSyncFact = <T extends boolean | number | string>(of: (sync: Loaded<SyncSummary>) => T): T => useSyncExternalStore(syncStore.subscribe, () => of(syncStore.read()));

/** What only the server can do can be done now. */
export const useIsOnline = (): boolean => useSyncFact((sync) => sync.kind === 'ready' && sync.value.connection === 'online');
