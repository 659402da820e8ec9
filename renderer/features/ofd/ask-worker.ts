/** One file of a worker of its own: told how far it is, ended when nobody waits for it any more. */
import type { OfdAnswer, OfdAsk, Report } from './ofd-desk.ts';
import type { OfdTold } from './ofd-worker.ts';

const PATIENCE_MS = 120_000;

/** Null: it was given up. */
export function askWorker(ask: OfdAsk, report: Report, signal: AbortSignal): Promise<OfdAnswer | null> {
  const worker = new Worker(new URL('./ofd-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve) => {
    const end = (answer: OfdAnswer | null): void => {
      window.clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      worker.terminate();
      resolve(answer);
    };
    const giveUp = (): void => end(null);
    const timer = window.setTimeout(() => end({ kind: 'failed', problem: 'tooLong' }), PATIENCE_MS);
    signal.addEventListener('abort', giveUp);
    worker.onmessage = ({ data }: MessageEvent<OfdTold>) => {
      if (data.kind === 'progress') report(data.done, data.all);
      else end(data);
    };
    worker.onerror = () => end({ kind: 'failed', problem: 'broken' });
    if (signal.aborted) giveUp();
    else worker.postMessage(ask);
  });
}
