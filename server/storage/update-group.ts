/**
 * Group commit: collects what arrives in one turn of the event loop and hands it on as one transaction, the next group while that one is
 * being written. Grouped, never debounced: an idle server writes a single edit at once, a busy one starts a transaction every few
 * milliseconds, because each costs a disk flush and a round of frames to everybody.
 */
import type { NewUpdate } from './storage.ts';

interface Waiting {
  readonly update: NewUpdate;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: unknown) => void;
}

export interface UpdateGroup {
  append(update: NewUpdate): Promise<number>;
  /** Handed in and not yet durable. */
  waiting(): number;
  flushed(): Promise<void>;
}

/** One transaction stays small enough that the writer answers others soon. */
const GROUP_BYTES_MAX = 8_388_608;
/**
 * Between the starts of two transactions, once the first has been written. Edits of one document share pages and frames, so waiting for more
 * of them gains little; every further document costs pages of its own, and grouping those is what keeps five hundred documents cheap.
 */
const INTERVAL_MS = { min: 2, perDocument: 1, max: 8 } as const;
const intervalMs = (documents: number): number => Math.min(INTERVAL_MS.max, INTERVAL_MS.min + INTERVAL_MS.perDocument * documents);

/** `commit` answers the `seq` of each. */
export function createUpdateGroup(commit: (updates: readonly NewUpdate[]) => Promise<readonly number[]>): UpdateGroup {
  const waiting: Waiting[] = [];
  let isRunning = false;
  let writing = 0;
  let whenIdle: (() => void)[] = [];
  let startedAt = 0;
  let documents = 0;

  const takeGroup = (): Waiting[] => {
    let bytes = 0;
    const end = waiting.findIndex(({ update }) => (bytes += update.bytes.byteLength) > GROUP_BYTES_MAX);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1));
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await restOf(startedAt + intervalMs(documents) - performance.now());
      startedAt = performance.now();
      const group = takeGroup();
      writing = group.length;
      try {
        documents = new Set(group.map(({ update }) => update.docId)).size;
        const seqs = await commit(group.map(({ update }) => update));
        for (const [index, { resolve }] of group.entries()) resolve(seqs[index] ?? 0);
      } catch (error) {
        const lost = [...group, ...waiting.splice(0)];
        for (const { reject } of lost) reject(error);
      }
    }
    isRunning = false;
    writing = 0;
    const idle = whenIdle;
    whenIdle = [];
    for (const resolve of idle) resolve();
  };

  return {
    append: (update) => new Promise((resolve, reject) => {
      waiting.push({ update, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void run());
    }),
    waiting: () => waiting.length + writing,
    flushed: () => (isRunning ? new Promise((resolve) => whenIdle.push(resolve)) : Promise.resolve()),
  };
}

/** Timers count in whole milliseconds: less than one is not worth waiting for. */
const restOf = (durationMs: number): Promise<void> | null => (durationMs < 1 ? null : new Promise((resolve) => { setTimeout(resolve, durationMs); }));
