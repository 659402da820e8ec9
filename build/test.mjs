/**
 * `npm test [-- STAGE …]`: sets up and passes everything. Stages: types, lint, tests, build, package, e2e.
 *
 * A stage that fails does not stop the others, only those that stand on it. What was not run is printed with its reason, never left out.
 * Holds: the exit code is 0 only when every stage that was asked for passed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { checkPackage } from './package-check.mjs';
import { electronEnv, prepareElectron, prepareNode, withDisplay } from './setup.mjs';
import { nodeModulesDir, rootDir } from './setup/paths.mjs';
import { runInTerminal } from './setup/processes.mjs';
import { runScript, say, seconds, Stop } from './setup/say.mjs';

/**
 * @typedef {{ outcome: 'passed' | 'failed' | 'not run', detail: string, ms: number }} StageResult
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} needs stages that must have passed
 * @property {() => Promise<string>} run the detail for the summary; throws when it failed
 */

/** @type {import('./setup/electron-runtime.mjs').ElectronRuntime | undefined} */
let runtime;
let packagedApp = '';
let interrupted = false;
/** @type {{ name: string, reason: string }[]} */
const notRun = [];
const reportDir = mkdtempSync(join(tmpdir(), 'gzt-test-'));

/** @param {string} script @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
async function mustPass(script, args, env) {
  const code = await runInTerminal(process.execPath, [script, ...args], { cwd: rootDir, ...(env === undefined ? {} : { env }) });
  if (code !== 0) throw new Stop(`exit code ${code}`);
}

/** @param {string} config @param {string} name @param {NodeJS.ProcessEnv} env @returns {Promise<string>} */
async function vitest(config, name, env) {
  const reportFile = join(reportDir, `${name}.jsonl`);
  /** @type {unknown} */
  let failure;
  try {
    await mustPass(join(nodeModulesDir, 'vitest', 'vitest.mjs'), ['run', '--config', config], { ...env, GZT_TEST_REPORT_FILE: reportFile });
  } catch (thrown) {
    failure = thrown;
  }
  if (!existsSync(reportFile)) throw failure ?? new Stop('vitest 没有留下报告 left no report');
  /** @type {{ passed: number, failed: number, notRun: { name: string, reason: string }[] }} */
  const report = JSON.parse(readFileSync(reportFile, 'utf8').trim().split('\n').at(-1) ?? '');
  notRun.push(...report.notRun);
  const detail = `${report.passed} passed${report.failed > 0 ? `, ${report.failed} failed` : ''}${report.notRun.length > 0 ? `, ${report.notRun.length} not run` : ''}`;
  if (failure !== undefined) throw new Stop(detail);
  return detail;
}

/** @type {readonly Stage[]} */
const stages = [
  { name: 'types', title: '类型检查 types', needs: [], run: async () => { await mustPass(join(rootDir, 'build', 'typecheck.mjs'), []); return ''; } },
  {
    name: 'lint', title: '代码规范 lint', needs: [],
    run: async () => {
      const [, ...args] = /** @type {string} */ (JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).scripts.lint).split(' ');
      await mustPass(join(nodeModulesDir, 'oxlint', 'bin', 'oxlint'), args);
      return '';
    },
  },
  { name: 'tests', title: '单元、契约、仿真 unit, contract, simulation', needs: [], run: () => vitest('vitest.config.ts', 'tests', process.env) },
  { name: 'build', title: '构建 build', needs: [], run: async () => { await bundle(); return ''; } },
  {
    name: 'package', title: '打包检查 package check', needs: ['build'],
    run: async () => {
      packagedApp = await checkPackage(await electron());
      return 'fuses read back';
    },
  },
  {
    name: 'e2e', title: '真实 Electron 中的用户故事 end-to-end', needs: ['build'],
    run: async () => {
      const electronAtHand = await electron();
      const display = await withDisplay({ preferVirtual: true });
      try {
        return await vitest('vitest.e2e.config.ts', 'e2e', { ...display.env, ...electronEnv(electronAtHand), GZT_PACKAGED_APP: packagedApp });
      } finally {
        await display.stop();
      }
    },
  },
];

async function electron() {
  runtime ??= await prepareElectron();
  return runtime;
}

/** @param {Stage} stage @param {ReadonlyMap<string, StageResult>} results @returns {Promise<StageResult>} */
async function runStage(stage, results) {
  const broken = stage.needs.find((name) => results.has(name) && results.get(name)?.outcome !== 'passed');
  if (interrupted) return { outcome: 'not run', detail: 'interrupted', ms: 0 };
  if (broken !== undefined) return { outcome: 'not run', detail: `stage "${broken}" did not pass`, ms: 0 };
  say(`\n━━ ${stage.title}`);
  const startedAt = performance.now();
  try {
    const detail = await stage.run();
    return { outcome: 'passed', detail, ms: performance.now() - startedAt };
  } catch (failure) {
    const detail = failure instanceof Stop ? failure.message : failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    if (detail.includes('\n')) process.stderr.write(`${detail}\n`);
    return { outcome: 'failed', detail: detail.split('\n')[0] ?? '', ms: performance.now() - startedAt };
  }
}

await runScript(async () => {
  const startedAt = performance.now();
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) throw new Stop(`没有这个阶段 no such stage: ${unknown}\n用法 usage: npm test [-- ${stages.map((stage) => stage.name).join(' ')}]`);
  await prepareNode();
  process.on('SIGINT', () => { interrupted = true; });
  process.on('SIGTERM', () => { interrupted = true; });
  /** @type {Map<string, StageResult>} */
  const results = new Map();
  try {
    for (const stage of stages) {
      if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
      const result = await runStage(stage, results);
      results.set(stage.name, result);
      say(`${mark(result)} ${stage.title}: ${result.outcome} (${seconds(result.ms)})`);
    }
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
  return summarize(results, performance.now() - startedAt);
});

/** @param {StageResult} result */
function mark(result) {
  return { passed: '✓', failed: '✗', 'not run': '–' }[result.outcome];
}

/** @param {ReadonlyMap<string, StageResult>} results @param {number} totalMs @returns {number} the exit code */
function summarize(results, totalMs) {
  say(`\n━━ 结果 summary (node ${process.versions.node}${runtime === undefined ? '' : `, Electron ${runtime.version}${runtime.official ? '' : ' fallback'}`})`);
  for (const [name, result] of results) say(`${mark(result)} ${name.padEnd(8)} ${result.outcome.padEnd(8)} ${seconds(result.ms).padStart(7)}  ${result.detail}`);
  const left = stages.filter((stage) => !results.has(stage.name));
  for (const stage of left) notRun.push({ name: `stage ${stage.name}`, reason: 'not asked for' });
  for (const [name, result] of results) if (result.outcome === 'not run') notRun.push({ name: `stage ${name}`, reason: result.detail });
  if (runtime !== undefined && !runtime.official) notRun.push({ name: 'official Electron', reason: `could not be downloaded here; the stories ran in the fallback runtime ${runtime.version}` });
  for (const { name, reason } of notRun) say(`未运行 not run: ${name}: ${reason}`);
  const passed = [...results.values()].every((result) => result.outcome === 'passed');
  say(`${passed ? '✓ 全部通过 all passed' : '✗ 有失败 failed'} (${seconds(totalMs)})`);
  if (interrupted) return 130;
  return passed ? 0 : 1;
}
