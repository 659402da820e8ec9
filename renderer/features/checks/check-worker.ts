/** Entry of the checking worker: its messages and its clock joined to the desk. */
import { createCheckDesk } from './check-desk.ts';
import type { ToWorker } from './messages.ts';

const take = createCheckDesk({
  post: (message) => { self.postMessage(message); },
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
self.onmessage = ({ data }: MessageEvent<ToWorker>) => { take(data); };
