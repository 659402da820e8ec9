/**
 * `npm run bench:sync [-- --only S1,S5] [--servers ours,hocuspocus] [--quick] [--repeat N] [--note TEXT]`: our server beside its peers, interleaved, judged by content.
 * Prints ratios against the best peer and the goal of each figure, the machine and what the limit was; writes JSON and a chart.
 * A scenario that does not finish is reported with its reason; there is no figure for it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, loadavg, release, setPriority, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawChart } from './report/chart.ts';
import { judge, type Measured, type Report } from './report/report.ts';
import { printTable } from './report/table.ts';
import { prepareCounty } from './driver/county.ts';
import type { Answer, Job } from './driver/load.ts';
import { installPeers, peerVersions } from './driver/peers.ts';
import { LOAD_CORE, SERVER_CORE } from './driver/process.ts';
import { SERVERS, type ServerKind } from './driver/servers.ts';
import { SCENARIOS } from './scenarios/index.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };

const { values } = parseArgs({
  options: {
    only: { type: 'string' }, servers: { type: 'string' }, quick: { type: 'boolean', default: false }, repeat: { type: 'string' },
    /** Written into the report: what else was going on. */
    note: { type: 'string', default: '' },
    /** Priority (nice) of server and load alike, for a machine that others use too; needs the right to raise it. */
    nice: { type: 'string', default: '0' },
    /** Where the report goes; another name keeps the one that README shows. */
    out: { type: 'string', default: 'sync' },
  },
});
const isQuick = values.quick;
const repeat = Number(values.repeat ?? (isQuick ? 1 : 3));
if (values.nice !== '0') setPriority(Number(values.nice));
const names = values.only?.split(',') ?? Object.keys(SCENARIOS);
const servers = (values.servers?.split(',') ?? SERVERS) as readonly ServerKind[];
for (const name of names) if (SCENARIOS[name] === undefined) throw new Error(`no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`);
for (const name of servers) if (!SERVERS.includes(name)) throw new Error(`no server ${name}; there are ${SERVERS.join(', ')}`);
if (process.platform !== 'linux' || cpus().length < 2 || !existsSync('/proc/self/stat')) throw new Error('the figures need Linux (/proc, taskset) and two cores');

const base = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guizhengtong', 'bench-run');
mkdirSync(base, { recursive: true });
// Not in the system's temporary folder: that may live in memory, where fsync costs nothing.
const dir = mkdtempSync(join(base, 'sync-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { running?.(); process.exit(130); });
let running: (() => void) | null = null;

const peersDir = installPeers(say);
const startedAt = new Date();
const documents = Math.max(...names.map((name) => (isQuick ? SCENARIOS[name]?.documentsQuick : SCENARIOS[name]?.documents) ?? 1));
const county = await prepareCounty(dir, documents, say);
const measured: Measured[] = [];
for (const scenario of names) {
  for (let round = 0; round < repeat; round += 1) {
    // Another one first each time: whoever comes after a heavy one must not always be the same.
    for (const server of [...servers.slice(round % servers.length), ...servers.slice(0, round % servers.length)]) {
      const answer = await run({ scenario, server, isQuick, peersDir, county, runDir: mkdtempSync(join(dir, 'run-')) });
      measured.push({ scenario, server, round, answer });
      const shown = answer.kind === 'measured' ? Object.entries(answer.outcome.metrics).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`).join(' · ') : `NOT FINISHED: ${answer.reason}`;
      say(`${scenario} ${String(round + 1)}/${repeat} ${server.padEnd(11)} ${shown}`);
    }
  }
}

const report: Report = {
  at: startedAt.toISOString(), isQuick, repeat, note: values.note,
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version,
    serverCore: SERVER_CORE, loadCore: LOAD_CORE, nice: Number(values.nice), loadAverage: loadavg().map((value) => Number(value.toFixed(2))),
  },
  peers: peerVersions(peersDir),
  scenarios: judge(measured, names, servers), raw: measured,
};
const results = join(ROOT, 'bench', 'results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${values.out}.json`), `${JSON.stringify(report, null, 1)}\n`);
writeFileSync(join(results, `${values.out}.svg`), drawChart(report));
printTable(report, say);
say(`\nwritten to bench/results/${values.out}.json and .svg (${Math.round((Date.now() - startedAt.getTime()) / 1000)} s)`);

/** In a process group of its own, so that a load that hangs takes its server along when it is ended. */
function run(job: Job): Promise<Answer> {
  const limitMs = SCENARIOS[job.scenario]?.limitMs ?? 60_000;
  const jobFile = join(dir, 'job.json');
  writeFileSync(jobFile, JSON.stringify(job));
  return new Promise((resolve) => {
    const child = spawn('taskset', ['-c', String(LOAD_CORE), process.execPath, '--max-old-space-size=4096', join(ROOT, 'bench', 'sync', 'driver', 'load.ts'), jobFile], { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    let isLate = false;
    const endGroup = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group is gone already.
      }
    };
    running = endGroup;
    const limit = setTimeout(() => { isLate = true; endGroup(); }, limitMs);
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    child.stderr.on('data', (chunk: Buffer) => { complaints = (complaints + chunk.toString('utf8')).slice(-2_000); });
    child.once('close', () => {
      clearTimeout(limit);
      endGroup();
      running = null;
      rmSync(job.runDir, { recursive: true, force: true });
      const last = output.trim().split('\n').at(-1) ?? '';
      if (isLate) resolve({ kind: 'not-finished', reason: `not within ${limitMs / 1_000} s` });
      else if (last.startsWith('{')) resolve(JSON.parse(last) as Answer);
      else resolve({ kind: 'not-finished', reason: `the load process ended: ${complaints.trim().split('\n').slice(0, 8).join(' | ')}` });
    });
  });
}

