/**
 * A vitest reporter that owns one promise: no test is left out in silence.
 *
 * A test that cannot run on this machine says so by `notRun(what, reason)` of tests/kit (or `context.skip(reason)`); the reason is printed at
 * the end of the run and, when GZT_TEST_REPORT_FILE names a file, appended there with the totals for the summary of `npm test`.
 * A skipped test without a reason, or one left as todo, fails the run.
 */
import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface NotRun {
  readonly name: string;
  readonly reason: string;
}

/** One line of JSON per vitest run in GZT_TEST_REPORT_FILE. */
export interface RunReport {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: readonly NotRun[];
}

export interface Skipped {
  readonly fullName: string;
  readonly note: string | undefined;
}

export function splitByReason(skipped: readonly Skipped[]): { readonly told: readonly NotRun[]; readonly silent: readonly string[] } {
  const told: NotRun[] = [];
  const silent: string[] = [];
  for (const { fullName, note } of skipped) {
    if (note === undefined || note.trim() === '') silent.push(fullName);
    else told.push({ name: fullName, reason: note.trim() });
  }
  return { told, silent };
}

export default class NotRunReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const skipped: Skipped[] = [];
    let passed = 0;
    let failed = 0;
    for (const testModule of testModules) {
      passed += [...testModule.children.allTests('passed')].length;
      failed += [...testModule.children.allTests('failed')].length;
      for (const testCase of testModule.children.allTests('skipped')) {
        // A name filter (vitest -t) also leaves tests skipped; that is the caller's wish, not a silent omission.
        if (testCase.project.config.testNamePattern !== undefined) continue;
        const result = testCase.result();
        skipped.push({
          fullName: `${testModule.relativeModuleId} > ${testCase.fullName}`,
          note: result.state === 'skipped' ? result.note : undefined,
        });
      }
    }
    const { told, silent } = splitByReason(skipped);
    if (told.length > 0) console.log('');
    for (const { name, reason } of told) console.log(`未运行 / not run: ${name}: ${reason}`);
    const file = process.env['GZT_TEST_REPORT_FILE'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ passed, failed, notRun: told } satisfies RunReport)}\n`);
    for (const name of silent) console.error(`无理由跳过 / skipped without a reason: ${name}`);
    if (silent.length > 0) process.exitCode = 1;
  }
}
