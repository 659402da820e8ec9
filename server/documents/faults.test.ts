import { expect, it } from 'vitest';
import { id } from '#tests/kit/story.ts';
import { countFault, FAULTS_WINDOW_MS, type Fault, type FaultReason } from './faults.ts';

const docId = id(1);
/** Each fault with the time that has passed since the one before it. */
function after(...faults: readonly (readonly [passedMs: number, reason: FaultReason])[]): { readonly counts: readonly number[]; readonly isEnough: boolean } {
  let before: Fault | null = null;
  let at = 1_000;
  let isEnough = false;
  const counts: number[] = [];
  for (const [passedMs, reason] of faults) {
    at += passedMs;
    const next = countFault(before, docId, reason, at);
    before = next.fault;
    isEnough = next.isEnough;
    counts.push(next.fault.count);
  }
  return { counts, isEnough };
}

it('[SYN72] the third fault within the window is enough, the second is not', () => {
  expect(after([0, 'error'], [1, 'error'])).toEqual({ counts: [1, 2], isEnough: false });
  expect(after([0, 'error'], [1, 'error'], [FAULTS_WINDOW_MS - 2, 'error'])).toEqual({ counts: [1, 2, 3], isEnough: true });
});

it('[SYN72] faults that lie far apart are counted anew', () => {
  expect(after([0, 'error'], [1, 'error'], [FAULTS_WINDOW_MS, 'error'])).toEqual({ counts: [1, 2, 1], isEnough: false });
  expect(after([0, 'error'], [FAULTS_WINDOW_MS, 'error'], [1, 'error'], [1, 'error'])).toEqual({ counts: [1, 1, 2, 3], isEnough: true });
});

it.each(['timeout', 'memory', 'unreadable'] as const)('[SYN26] text that ends its thread (%s) is enough at once', (reason) => {
  expect(after([0, reason]).isEnough).toBe(true);
  expect(after([0, 'error'], [1, reason]).isEnough).toBe(true);
});
