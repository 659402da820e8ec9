/** A text thread: takes a task, answers, takes the next. Whatever goes wrong in here ends here; `texts.ts` ends it when it takes too long. */
import { parentPort } from 'node:worker_threads';
import type { TextReply, TextTask } from './messages.ts';
import { runTask } from './tasks.ts';

const reply = (message: TextReply): void => parentPort?.postMessage(message);

parentPort?.on('message', (task: TextTask) => {
  try {
    reply({ kind: 'done', value: runTask(task) });
  } catch (error) {
    reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
reply({ kind: 'ready' });
