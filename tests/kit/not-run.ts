/**
 * How a test says that it cannot run here (no PostgreSQL, no root to mount a small disk, …).
 *
 * It counts as skipped, never as passed, and its reason is printed at the end of the run and in the summary of `npm test`
 * (build/test-report/not-run-reporter.ts). A skip without a reason fails the run.
 */
import { TestRunner } from 'vitest';

/** Leaves the running test: nothing after this call is executed. `what` names the rule or the thing left unchecked. */
export function notRun(what: string, reason: string): never {
  const current = TestRunner.getCurrentTest();
  if (current === undefined) throw new Error(`notRun(${what}) was called outside a test: ${reason}`);
  return current.context.skip(`${what}: ${reason}`);
}
