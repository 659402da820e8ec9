/**
 * `npm run bench:directory [-- --scale county] [--queries N] [--note TEXT]`: search over the directory beside MiniSearch, FlexSearch and a `LIKE` scan, each in a process of its own on
 * the same people and the same tokens, one after another. Judged by what is found: a peer that finds less is said to. Prints the table and writes JSON.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers, peerVersions } from '../sync/driver/peers.ts';
import { CLASSES } from './queries.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SOURCE = new URL('./peers/', import.meta.url).pathname;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const { values } = parseArgs({ options: {
  scale: { type: 'string', default: 'province' }, queries: { type: 'string', default: '500' }, limit: { type: 'string', default: '50' },
  /** Written into the report: what else was going on. */
  note: { type: 'string', default: '' }, out: { type: 'string', default: 'directory' },
} });

interface Asked { readonly p50Ms: number; readonly p99Ms: number; readonly found: readonly number[] }
interface Searched { readonly classes: Readonly<Record<string, Asked>>; readonly indexMb?: number; readonly buildMs?: number; readonly openMs?: number; readonly treeMs?: number; readonly shown?: number }

/** Its last line; null with the reason when it does not finish. */
function run<T>(what: string, file: string, args: readonly string[], cwd: string): Promise<T | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', '--max-old-space-size=14000', file, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    const late = setTimeout(() => child.kill('SIGKILL'), FINISH_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString('utf8'); });
    child.once('close', (code, signal) => {
      clearTimeout(late);
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code === 0 && last.startsWith('{')) return resolve(JSON.parse(last) as T);
      say(`${what} did not finish: ${signal ?? `exit code ${code}`} ${errors.trim().split('\n').findLast((line) => line.includes('rror')) ?? ''}`);
      resolve(null);
    });
  });
}
const FINISH_LIMIT_MS = 20 * 60_000;

const base = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guizhengtong', 'bench-run');
mkdirSync(base, { recursive: true });
const folder = mkdtempSync(join(base, 'directory-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const startedAt = new Date();
const peersDir = installPeers(say, SOURCE, 'index.mjs');
const ours = join(ROOT, 'bench', 'directory', 'ours.ts');
const built = await run<{ readonly people: number; readonly units: number; readonly posts: number; readonly buildMs: number; readonly fileMb: number }>('build', ours, ['build', values.scale, folder, values.queries], ROOT);
if (built === null) process.exit(1);
say(`${built.people} people in ${built.units} units; index built in ${(built.buildMs / 1_000).toFixed(1)} s, file of ${built.fileMb.toFixed(0)} MB`);
const renamed = await run<{ readonly renamed: number; readonly ms: number }>('rename', ours, ['rename', folder], ROOT);
if (renamed !== null) say(`${renamed.renamed} units renamed in one batch, durable: ${(renamed.ms / 1_000).toFixed(2)} s`);
const runs = {
  ours: await run<Searched>('ours', ours, ['search', folder, values.limit], ROOT),
  like: await run<Searched>('LIKE', ours, ['like', folder, values.limit], ROOT),
  minisearch: await run<Searched>('MiniSearch', join(peersDir, 'index.mjs'), ['minisearch', folder, values.limit], peersDir),
  flexsearch: await run<Searched>('FlexSearch', join(peersDir, 'index.mjs'), ['flexsearch', folder, values.limit], peersDir),
};
const names = Object.keys(runs) as (keyof typeof runs)[];
say(`\n${'p50 / p99 in ms'.padEnd(24)}${names.map((name) => name.padStart(20)).join('')}`);
for (const name of CLASSES) {
  say(name.padEnd(24) + names.map((each) => {
    const asked = runs[each]?.classes[name];
    return (asked === undefined ? '—' : `${asked.p50Ms.toFixed(2)} / ${asked.p99Ms.toFixed(2)}`).padStart(20);
  }).join(''));
}
say(`${'memory of the index, MB'.padEnd(24)}${names.map((name) => (runs[name]?.indexMb?.toFixed(0) ?? '—').padStart(20)).join('')}`);
say(`${'built in s'.padEnd(24)}${names.map((name) => (name === 'ours' ? (built.buildMs / 1_000).toFixed(1) : runs[name]?.buildMs === undefined ? '—' : (runs[name].buildMs / 1_000).toFixed(1)).padStart(20)).join('')}`);
if (runs.ours !== null) say(`ours: opened in ${runs.ours.openMs?.toFixed(0)} ms; first ${runs.ours.shown} units of the tree in ${runs.ours.treeMs?.toFixed(1)} ms`);
/** Full answers are cut at the limit: below it, how many of ours a peer finds too. */
for (const name of names.slice(1)) {
  const theirs = runs[name];
  if (theirs === null || runs.ours === null) continue;
  const short = CLASSES.filter((each) => theirs.classes[each]?.found.some((count, at) => count < (runs.ours?.classes[each]?.found[at] ?? 0)));
  say(`${name}: ${short.length === 0 ? 'finds as many as ours' : `finds fewer than ours in: ${short.join(', ')}`}`);
}
const report = {
  at: startedAt.toISOString(), note: values.note, scale: values.scale, limit: Number(values.limit), queriesPerClass: Number(values.queries), built, renamed,
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version, loadAverage: loadavg().map((value) => Number(value.toFixed(2))) },
  peers: peerVersions(peersDir, ['minisearch', 'flexsearch']),
  runs: Object.fromEntries(names.map((name) => [name, runs[name] === null ? null : { ...runs[name], classes: Object.fromEntries(Object.entries(runs[name].classes).map(([key, { p50Ms, p99Ms }]) => [key, { p50Ms, p99Ms }])) }])),
};
mkdirSync(join(ROOT, 'bench', 'results'), { recursive: true });
writeFileSync(join(ROOT, 'bench', 'results', `${values.out}.json`), `${JSON.stringify(report, null, 1)}\n`);
say(`written to bench/results/${values.out}.json`);
