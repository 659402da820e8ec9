/**
 * One-time numbers for SM2 signatures, each with the point that belongs to it: two thirds of the work of a signature, and known before anything is signed. They are
 * made in a thread, some hundred ahead, so that the event loop need not. Each is handed out once and then forgotten, never written anywhere. While there is none, the signer makes its own.
 * A server that signs nothing has no such thread.
 */
import { Worker } from 'node:worker_threads';
import { threadBeside } from '#server/beside.ts';
import { nonceOf, SIZE, type Nonce } from './nonce.ts';

export interface Nonces {
  take(): Nonce | null;
  close(): Promise<void>;
}

const WANTED = 512;
const BATCH = 128;
const IDLE_MS = 10_000;

export function createNonces(idleMs = IDLE_MS): Nonces {
  /** Whole batches; `used` of the first have been taken. */
  const batches: Uint8Array[] = [];
  let used = 0;
  let ahead = 0;
  let thread: Worker | null = null;
  let isAsked = false;
  let isClosed = false;
  let rests: NodeJS.Timeout | null = null;

  const forget = async (): Promise<void> => {
    const ended = thread;
    [thread, isAsked] = [null, false];
    if (rests !== null) clearTimeout(rests);
    rests = null;
    await ended?.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(threadBeside(import.meta.url, 'nonce-thread'));
    started.unref();
    started.on('message', (batch: Uint8Array) => {
      if (thread !== started) return;
      batches.push(batch);
      ahead += batch.byteLength / SIZE;
      isAsked = false;
      fill();
    });
    // Whoever signs meanwhile makes its own. One that does not even start must not be tried at every signature.
    const ended = (): void => {
      if (thread !== started) return;
      void forget();
      isAsked = true;
      setTimeout(() => { isAsked = false; }, idleMs).unref();
    };
    started.on('error', ended);
    started.on('exit', ended);
    return started;
  };
  const fill = (): void => {
    if (isClosed || isAsked) return;
    if (ahead > WANTED - BATCH) {
      rests ??= setTimeout(() => void forget(), idleMs).unref();
      return;
    }
    if (rests !== null) clearTimeout(rests);
    rests = null;
    thread ??= start();
    isAsked = true;
    thread.postMessage(BATCH);
  };

  return {
    take: () => {
      const [first] = batches;
      if (first === undefined) {
        fill();
        return null;
      }
      const bytes = first.subarray(used * SIZE, (used + 1) * SIZE);
      const nonce = nonceOf(bytes);
      bytes.fill(0);
      used += 1;
      ahead -= 1;
      if (used * SIZE === first.byteLength) {
        batches.shift();
        used = 0;
      }
      fill();
      return nonce;
    },
    close: async () => {
      isClosed = true;
      batches.length = 0;
      await forget();
    },
  };
}
