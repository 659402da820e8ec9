/**
 * One database thread seen from the event loop: statements go out, answers come back, and a turn-taking lock makes whole transactions queue.
 * Its errors are coded here and nowhere else.
 */
import { Worker } from 'node:worker_threads';
import { threadBeside } from '#server/beside.ts';
import { StorageError, type NewUpdate } from '../storage.ts';
import { GROUP_ID, type Failed, type GroupEnd, type Query, type Request, type Response, type SqlValue, type Step, type ThreadSettings } from './messages.ts';
import { createPacker } from './pack-steps.ts';
import { packUpdates } from './pack.ts';
import { createReadTogether } from './read-together.ts';
import { SQLITE } from './result-codes.ts';

type Answer = Extract<Response, { readonly ok: true }>;
type Unsent = Exclude<Request, Uint8Array> extends infer R ? (R extends { readonly id: number } ? Omit<R, 'id'> : never) : never;

export type Rows = readonly Record<string, unknown>[];

export interface GroupAnswer {
  readonly rows: readonly Rows[];
  readonly failed: { readonly member: number; readonly error: Error } | null;
}

export interface Connection {
  /** Waits for its turn; the holder gives it back with the returned function. */
  acquire(): Promise<() => void>;
  run(sql: string, parameters: readonly SqlValue[]): Promise<Answer>;
  /** Takes its turn by itself. */
  readAll(queries: readonly Query[]): Promise<readonly Rows[]>;
  /**
   * For the holder of the turn: steps of a group of transactions, one message at a time until one ends it. Rejects when the whole group has failed.
   * Answers the rows of each question, and which member failed alone.
   */
  group(steps: readonly Step[], ends: GroupEnd | null): Promise<GroupAnswer>;
  /** One transaction of its own; answers the `seq` of each row. */
  append(updates: readonly NewUpdate[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

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
  /** Only one group is ever under way: it holds its turn. */
  let group: { readonly resolve: (lastSeq: number) => void; readonly reject: (error: Error) => void } | null = null;
  const packer = createPacker();
  let lastId = 0;
  let failure: Error | null = null;
  let turn: Promise<void> = Promise.resolve();

  const fail = (error: Error): void => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    group?.reject(error);
    group = null;
  };
  const codeOf = ({ errcode, message }: Failed): Error => storageErrorOf(errcode, message);
  worker.on('message', (response: Response) => {
    if (typeof response === 'number' || response.id === GROUP_ID) {
      const answered = group;
      group = null;
      if (typeof response === 'number') answered?.resolve(response);
      else if (!response.ok) answered?.reject(codeOf(response));
      return;
    }
    const caller = waiting.get(response.id);
    waiting.delete(response.id);
    if (response.ok) caller?.resolve(response);
    else caller?.reject(codeOf(response));
  });
  worker.on('error', (error: unknown) => {
    const { errcode, message } = error as { readonly errcode?: number; readonly message?: string };
    fail(storageErrorOf(errcode ?? SQLITE.ioError, message ?? String(error)));
  });
  worker.on('exit', () => fail(failure ?? new StorageError('storage.failed', 'the database thread has ended')));

  const ask = (request: Unsent): Promise<Answer> => new Promise((resolve, reject) => {
    if (failure !== null) return reject(failure);
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...request, id } satisfies Request);
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
    readAll: createReadTogether(async (run) => {
      const release = await acquire();
      await run(async (queries) => (await ask({ kind: 'readAll', queries })).all ?? []);
      release();
    }),
    group: async (steps, ends) => {
      try {
        const { all = [], failed } = await ask({ kind: 'group', steps: packer.pack(steps), ends });
        return { rows: all, failed: failed ? { member: failed.member, error: storageErrorOf(failed.errcode, failed.message) } : null };
      } catch (error) {
        packer.startOver();
        throw error;
      }
    },
    append: async (updates) => {
      const release = await acquire();
      try {
        const lastSeq = await new Promise<number>((resolve, reject) => {
          if (failure !== null) return reject(failure);
          group = { resolve, reject };
          worker.postMessage(packUpdates(updates));
        });
        return updates.map((_, index) => lastSeq - updates.length + 1 + index);
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
