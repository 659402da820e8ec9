/** One question about a Word file to a worker of its own. */
import { askOnce, type Asked } from '#renderer/bridge/ask-once.ts';
import type { Answer, Ask } from './docx-desk.ts';

const PATIENCE_MS = 30_000;

export const askWorker = (ask: Ask): Asked<Answer> => askOnce<Ask, Answer>(
  new Worker(new URL('./docx-worker.ts', import.meta.url), { type: 'module' }), ask, PATIENCE_MS,
  { late: { kind: 'failed', problem: 'tooLarge' }, broken: { kind: 'failed', problem: 'broken' } },
);
