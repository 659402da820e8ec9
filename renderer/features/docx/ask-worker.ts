/** One question to a worker of its own; whoever waits longer than this is told so, and the worker ends. */
import type { Answer, Ask } from './docx-desk.ts';

const PATIENCE_MS = 30_000;

export function askWorker(ask: Ask): { readonly answer: Promise<Answer>; readonly cancel: () => void } {
  const worker = new Worker(new URL('./docx-worker.ts', import.meta.url), { type: 'module' });
  let settle: (answer: Answer) => void = () => {};
  const answer = new Promise<Answer>((resolve) => { settle = resolve; });
  const end = (done: Answer): void => {
    window.clearTimeout(timer);
    worker.terminate();
    settle(done);
  };
  const timer = window.setTimeout(() => end({ kind: 'failed', problem: 'tooLarge' }), PATIENCE_MS);
  worker.onmessage = (event: MessageEvent<Answer>) => end(event.data);
  worker.onerror = () => end({ kind: 'failed', problem: 'broken' });
  worker.postMessage(ask);
  return { answer, cancel: () => end({ kind: 'failed', problem: 'broken' }) };
}
