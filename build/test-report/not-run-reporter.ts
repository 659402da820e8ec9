/**
 * A vitest reporter that owns one promise: no test is left out in silence.
 *
 * A test that cannot run on this machine says so by `notRun(what, reason)` of tests/kit (or `context.skip(reason)`); the reason is printed at
 * the end of the run and, when GZT_NOT_RUN_FILE names a file, appended there so that `npm test` can repeat it in its summary.
 * A skipped test without a reason, or one left as todo, fails the run.
 */
import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface NotRun {
  readonly name: string;
  readonly reason: string;
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
    for (const testModule of testModules) {
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
    const file = process.env['GZT_NOT_RUN_FILE'];
    if (file !== undefined && told.length > 0) {
      appendFileSync(file, told.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    }
    for (const name of silent) console.error(`无理由跳过 / skipped without a reason: ${name}`);
    if (silent.length > 0) process.exitCode = 1;
  }
}
