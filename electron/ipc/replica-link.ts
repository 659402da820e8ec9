/**
 * The replica process from the main process' side: started, asked, told, watched. It is started again when it ends unexpectedly,
 * a few times and no more; its state is on disk, so a restart loses nothing but what was on its way.
 */
import type { MessagePortMain, UtilityProcess } from 'electron';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import type { FromReplica, ToReplica } from '#electron/replica/host/wire.ts';
import type { Keychain } from '#electron/keychain.ts';

/** Longer than the replica's own waits for the network, so that its answer comes first. */
const CALL_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 4_000;
const RESTARTS_MAX = 5;
const RESTARTS_WITHIN_MS = 60_000;

export interface ReplicaLinkOptions {
  readonly fork: () => UtilityProcess;
  readonly start: Omit<Extract<ToReplica, { readonly kind: 'start' }>, 'kind' | 'reminders'>;
  readonly keychain: Keychain;
  /** When this person may be reminded. */
  readonly reminders: () => ReminderSettings;
  readonly now: () => number;
  readonly onNotice: (name: string, payload: unknown) => void;
  readonly onBug: (incident: string, text: string) => void;
  readonly onRestarted: () => void;
  readonly onDown: () => void;
}

export interface ReplicaLink {
  ask(name: string, input: unknown): Promise<Result<unknown, AppError>>;
  openPort(docId: string, port: MessagePortMain): void;
  networkMayBeBack(): void;
  remindersChanged(): void;
  flush(): void;
  /** Resolves when everything is on disk, or when it takes too long. */
  close(): Promise<void>;
}

export function createReplicaLink(options: ReplicaLinkOptions): ReplicaLink {
  let child: UtilityProcess | null = null;
  let isClosing = false;
  let lastId = 0;
  let onClosed = (): void => undefined;
  const waiting = new Map<number, (result: Result<unknown, AppError>) => void>();
  const restarts: number[] = [];

  const post = (message: ToReplica, ports: MessagePortMain[] = []): void => { child?.postMessage(message, ports); };

  const reminders = (): ReminderSettings => {
    const { ordinaryReminders, quietFromMinute, quietToMinute, workingDaysOnly } = options.reminders();
    return { ordinaryReminders, quietFromMinute, quietToMinute, workingDaysOnly };
  };

  const receive = (message: FromReplica): void => {
    switch (message.kind) {
      case 'ready': return;
      case 'answer':
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
        return;
      case 'notice': options.onNotice(message.name, message.payload); return;
      case 'bug': options.onBug(message.incident, message.text); return;
      case 'closed': onClosed(); return;
      case 'seal': void options.keychain.seal(message.value).then((value) => { post({ kind: 'secret', id: message.id, value }); }); return;
      case 'open': void options.keychain.open(message.value).then((value) => { post({ kind: 'secret', id: message.id, value }); });
    }
  };

  const start = (): void => {
    const started = options.fork();
    child = started;
    started.on('message', receive);
    started.on('exit', () => {
      if (child !== started) return;
      child = null;
      onClosed();
      for (const answer of waiting.values()) answer(err(appError('request.timeout')));
      waiting.clear();
      if (isClosing) return;
      const now = options.now();
      restarts.push(now);
      if (restarts.filter((at) => now - at < RESTARTS_WITHIN_MS).length > RESTARTS_MAX) {
        options.onDown();
        return;
      }
      start();
      options.onRestarted();
    });
    post({ kind: 'start', ...options.start, reminders: reminders() });
  };
  start();

  return {
    ask: (name, input) => new Promise((resolve) => {
      if (child === null) {
        resolve(err(appError('storage.failed')));
        return;
      }
      lastId += 1;
      const id = lastId;
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve(err(appError('request.timeout')));
      }, CALL_TIMEOUT_MS);
      waiting.set(id, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
      post({ kind: 'call', id, name, input });
    }),
    openPort: (docId, port) => { post({ kind: 'port', docId }, [port]); },
    networkMayBeBack: () => { post({ kind: 'network-may-be-back' }); },
    remindersChanged: () => { post({ kind: 'reminders', settings: reminders() }); },
    flush: () => { post({ kind: 'flush' }); },
    close: () => new Promise((resolve) => {
      isClosing = true;
      if (child === null) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, CLOSE_TIMEOUT_MS);
      onClosed = done;
      post({ kind: 'close' });
    }),
  };
}
