/**
 * One database thread seen from the event loop: statements go out, answers come back, and a turn-taking lock makes whole transactions queue.
 * Its errors are coded here and nowhere else.
 */
import { Worker } from 'node:worker_threads';
import { threadBeside } from '#server/beside.ts';
import { StorageError, type NewUpdate } from '../storage.ts';
import type { BatchPart, Request, Response, SqlValue, ThreadSettings } from './messages.ts';
import { buffersOf, packRows } from './pack.ts';

type Answer = Extract<Response, { readonly ok: true }>;
type Unsent = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

export interface Connection {
  /** Waits for its turn; the holder gives it back with the returned function. */
  acquire(): Promise<() => void>;
  run(sql: string, parameters: readonly SqlValue[]): Promise<Answer>;
  /** One transaction of its own; `also` happens in it. */
  append(updates: readonly NewUpdate[], also?: readonly BatchPart[]): Promise<Answer>;
  close(): Promise<void>;
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes carry theirs in the low byte. */
const SQLITE = { readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

export function storageErrorOf(errcode: number, message: string): Error {
  switch (errcode & 0xff) {
    case SQLITE.full: return new StorageError('storage.full', message);
    case SQLITE.readOnly: return new StorageError('storage.read-only', message);
    case SQLITE.ioError: case SQLITE.cannotOpen: return new StorageError('storage.failed', message);
    case SQLITE.corrupt: case SQLITE.notADatabase: return new StorageError('storage.corrupt', message);
    default: return new Error(`sqlite ${errcode}: ${message}`);
  }
}

export function openConnection(settings: ThreadSettings): Connection {
  const worker = new Worker(threadBeside(import.meta.url, 'sqlite-thread'), { workerData: settings });
  const waiting = new Map<number, { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }>();
  let lastId = 0;
  let failure: Error | null = null;
  let turn: Promise<void> = Promise.resolve();

  const fail = (error: Error): void => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (response: Response) => {
    const caller = waiting.get(response.id);
    waiting.delete(response.id);
    if (response.ok) caller?.resolve(response);
    else caller?.reject(storageErrorOf(response.errcode, response.message));
  });
  worker.on('error', (error: unknown) => {
    const { errcode, message } = error as { readonly errcode?: number; readonly message?: string };
    fail(storageErrorOf(errcode ?? SQLITE.ioError, message ?? String(error)));
  });
  worker.on('exit', () => fail(failure ?? new StorageError('storage.failed', 'the database thread has ended')));

  const ask = (request: Unsent, handedOver: readonly ArrayBuffer[] = []): Promise<Answer> => new Promise((resolve, reject) => {
    if (failure !== null) return reject(failure);
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...request, id }, handedOver);
  });

  const acquire = async (): Promise<() => void> => {
    let release = (): void => {};
    const before = turn;
    turn = new Promise((resolve) => { release = resolve; });
    await before;
    return release;
  };

  return {
    acquire,
    run: (sql, parameters) => ask({ kind: 'run', sql, parameters }),
    append: async (updates, also = []) => {
      const release = await acquire();
      try {
        const rows = packRows(updates);
        return await ask({ kind: 'append', rows, also }, buffersOf(rows));
      } finally {
        release();
      }
    },
    close: async () => {
      const release = await acquire();
      if (failure === null) await ask({ kind: 'close' }).catch(() => null);
      release();
      await worker.terminate();
    },
  };
}
