/** One question to a worker of its own; whoever waits longer than this is told so, and the worker ends. */
export interface Asked<A> { readonly answer: Promise<A>; readonly cancel: () => void }

export function askOnce<Q, A>(worker: Worker, ask: Q, patienceMs: number, ends: { readonly late: A; readonly broken: A }): Asked<A> {
  let settle: (answer: A) => void = () => {};
  const answer = new Promise<A>((resolve) => { settle = resolve; });
  const end = (done: A): void => {
    window.clearTimeout(timer);
    worker.terminate();
    settle(done);
  };
  const timer = window.setTimeout(() => end(ends.late), patienceMs);
  worker.onmessage = (event: MessageEvent<A>) => end(event.data);
  worker.onerror = () => end(ends.broken);
  worker.postMessage(ask);
  return { answer, cancel: () => end(ends.broken) };
}
