/**
 * `npm run bench:commands [-- --users 64] [--seconds 15] [--rounds 3] [--listeners 5000] [--note TEXT] [--out NAME]`: commands durable per second, over HTTP and
 * straight at `Execute`, beside the same flow on bpmn-engine, interleaved in one run; and one act that five thousand people hear of. Writes JSON, prints a table.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rounded } from '../figure.ts';
import { median } from '../sync/driver/clock.ts';
import { installPeers, peerVersions } from '../sync/driver/peers.ts';
import { measureHints, type Hints } from './hints.ts';
import { prepareOffice, type Office } from './office.ts';
import { measureOurs, measurePeer } from './over-http.ts';
import { copyOffice, startOurs, startPeer } from './servers.ts';
import { COMMANDS_PER_STORY } from './story.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SOURCE = new URL('./peers/', import.meta.url).pathname;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '64' }, seconds: { type: 'string', default: '15' }, rounds: { type: 'string', default: '3' }, listeners: { type: 'string', default: '5000' },
    /** Written into the report: what else was going on. */
    note: { type: 'string', default: '' }, out: { type: 'string', default: 'commands' },
  },
});
const [users, seconds, rounds, listeners] = [values.users, values.seconds, values.rounds, values.listeners].map(Number) as [number, number, number, number];

const WAYS = ['http', 'straight', 'peer-recover', 'peer-memory'] as const;
type Way = (typeof WAYS)[number];
const WHAT: Readonly<Record<Way, string>> = {
  http: 'ours, HTTP, feeds read on the way', straight: 'ours, straight at Execute, in process',
  'peer-recover': 'bpmn-engine, HTTP, taken up from its saved state', 'peer-memory': 'bpmn-engine, HTTP, instances kept in memory',
};
interface Taken { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number; readonly [more: string]: number | null }

const base = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guizhengtong', 'bench-run');
mkdirSync(base, { recursive: true });
// Not in the system's temporary folder: that may live in memory, where fsync costs nothing.
const dir = mkdtempSync(join(base, 'commands-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const startedAt = new Date();
const peersDir = installPeers(say, SOURCE, 'bpmn.mjs');
say(`${users} users with a township each, ${listeners} listeners; ${rounds} rounds of ${seconds} s`);
const office = await prepareOffice(dir, users, listeners);

async function take(way: Way, runDir: string): Promise<Taken> {
  if (way === 'straight') return straight(copyOffice(office, runDir), runDir);
  const own = way === 'http' ? copyOffice(office, runDir) : office;
  const server = way === 'http' ? await startOurs(own) : await startPeer(peersDir, runDir, way === 'peer-recover' ? 'recover' : 'memory');
  try {
    return { ...(await (way === 'http' ? measureOurs : measurePeer)(server, own, seconds * 1_000)) };
  } finally {
    await server.running.end('SIGKILL');
  }
}

function straight(own: Office, runDir: string): Promise<Taken> {
  const file = join(runDir, 'office.json');
  writeFileSync(file, JSON.stringify(own));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'bench', 'commands', 'in-process.ts'), file, String(seconds)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    child.once('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as Taken);
      else reject(new Error(`the process ended with ${code}`));
    });
  });
}

const taken: { readonly way: Way; readonly round: number; readonly load: number; readonly figures: Taken }[] = [];
for (let round = 0; round < rounds; round += 1) {
  // Another one first each time.
  for (const way of [...WAYS.slice(round % WAYS.length), ...WAYS.slice(0, round % WAYS.length)]) {
    const runDir = mkdtempSync(join(dir, 'run-'));
    const figures = await take(way, runDir);
    rmSync(runDir, { recursive: true, force: true });
    taken.push({ way, round, load: rounded(loadavg()[0] ?? 0), figures });
    say(`${round + 1}/${rounds} ${WHAT[way].padEnd(52)} ${String(rounded(figures.perSecond, 0)).padStart(6)}/s   p50 ${rounded(figures.p50Ms)} ms   p99 ${rounded(figures.p99Ms)} ms`);
  }
}

let hints: Hints | null = null;
if (listeners > 0) {
  const runDir = mkdtempSync(join(dir, 'run-'));
  const own = copyOffice(office, runDir);
  const server = await startOurs(own);
  hints = await measureHints(server, own).finally(() => server.running.end('SIGKILL'));
  say(`one act for ${hints.listeners}: answered after ${rounded(hints.commandMs, 0)} ms, last hint after ${rounded(hints.lastHintMs, 0)} ms, a sample of ${hints.sample} has read it after ${rounded(hints.sampleReadMs, 0)} ms`);
}

const of = (way: Way, figure: 'perSecond' | 'p50Ms' | 'p99Ms'): number => rounded(median(taken.filter((each) => each.way === way).map(({ figures }) => figures[figure])));
const medians = Object.fromEntries(WAYS.map((way) => [way, { what: WHAT[way], perSecond: of(way, 'perSecond'), p50Ms: of(way, 'p50Ms'), p99Ms: of(way, 'p99Ms') }]));
const ratios = { toRecovered: rounded(of('http', 'perSecond') / of('peer-recover', 'perSecond')), toInMemory: rounded(of('http', 'perSecond') / of('peer-memory', 'perSecond')) };
const report = {
  at: startedAt.toISOString(), note: values.note, users, seconds, rounds, commandsPerStory: COMMANDS_PER_STORY,
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version, loadAverage: loadavg().map((value) => rounded(value, 2)) },
  peer: peerVersions(peersDir, ['bpmn-engine', 'bpmn-elements']), medians, ratios, hints, taken,
};
const results = join(ROOT, 'bench', 'results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${values.out}.json`), `${JSON.stringify(report, null, 1)}\n`);
say(`ours over HTTP: ${ratios.toRecovered} times the peer that takes up saved state, ${ratios.toInMemory} times the one that keeps it in memory`);
say(`written to bench/results/${values.out}.json`);
process.exit(0);
