/**
 * `npm run bench:soak -- --minutes N [--connections N] [--out NAME]`: our server under a working day's load for as long as it is given: 2,000 connections in
 * 500 documents, five in a hundred leaving and coming back every minute, edits and carets. Samples memory, descriptors, event-loop delay and latency,
 * and prints how they move: what grows while the load stays the same is a leak.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { presenceOf, type Client } from '../sync/driver/client.ts';
import { dice, now, pause, Samples } from '../sync/driver/clock.ts';
import { prepareCounty } from '../sync/driver/county.ts';
import { cpuMs, descriptors, rssKb } from '../sync/driver/process.ts';
import { allReady, freshAuthor, open } from '../sync/driver/scenario.ts';
import { startServer } from '../sync/driver/servers.ts';
import type { Author } from '../sync/driver/updates.ts';
import { slopePerHour } from './slope.ts';

const PEOPLE = 4;
const CHURN_PER_MINUTE = 0.05;
const EDIT_EVERY_MS = 10_000;
const CARET_EVERY_MS = 5_000;
const TURN_MS = 20;
const AT_ONCE = 40;

const { values } = parseArgs({ options: { minutes: { type: 'string' }, connections: { type: 'string', default: '2000' }, sample: { type: 'string', default: '15' }, out: { type: 'string', default: 'soak' }, note: { type: 'string', default: '' } } });
const minutes = Number(values.minutes ?? 30);
const count = Number(values.connections);
const sampleMs = Number(values.sample) * 1_000;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };

const base = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guizhengtong', 'bench-run');
mkdirSync(base, { recursive: true });
const dir = mkdtempSync(join(base, 'soak-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
const county = await prepareCounty(dir, Math.ceil(count / PEOPLE), say);
const server = await startServer('ours', { peersDir: '', county, runDir: join(dir, 'run') });
const stopAll = (): void => { void server.kill9().then(() => process.exit(130)); };
process.once('SIGINT', stopAll);
process.once('SIGTERM', stopAll);
const context = { server, docIds: county.docIds, isQuick: false };
const url = `http://127.0.0.1:${server.target.port}`;

interface Slot { client: Client; author: Author; lastDueAt: number; lastClock: number; caret: number }
const random = dice(20);
const authors = new Map<number, Slot>();
let latency = new Samples();
const slots: Slot[] = [];
let lost = 0;

function take(index: number): Slot {
  const author = freshAuthor();
  const slot: Slot = {
    author, lastDueAt: 0, lastClock: -1, caret: 0,
    client: open(context, index % county.docIds.length, Math.floor(index / county.docIds.length), {
      onCovered: (clientId, from, to) => {
        const writer = authors.get(clientId);
        if (writer !== undefined && writer !== slot && writer.lastClock >= from && writer.lastClock < to) latency.add(now() - writer.lastDueAt);
      },
    }),
  };
  authors.set(author.clientId, slot);
  return slot;
}

function edit(slot: Slot, dueAt: number): void {
  if (slot.author.clock() === 0) return slot.client.update(slot.author.opening());
  slot.lastClock = slot.author.clock();
  slot.lastDueAt = dueAt;
  slot.client.update(slot.author.character());
}

function moveCaret(slot: Slot): void {
  slot.caret += 1;
  const { clientId } = slot.author;
  const position = { type: { client: clientId, clock: 1 }, tname: null, item: { client: clientId, clock: slot.caret }, assoc: 0 };
  slot.client.presence(presenceOf(clientId, slot.caret, JSON.stringify({ user: { name: '杨晓燕', color: '#1F4E8C' }, cursor: { anchor: position, head: position } })));
}

while (slots.length < count) {
  const some = Array.from({ length: Math.min(AT_ONCE, count - slots.length) }, (_, index) => take(slots.length + index));
  await allReady(some.map(({ client }) => client));
  slots.push(...some);
}
say(`${count} connections in ${county.docIds.length} documents; ${minutes} minutes`);

/** So often as the rates say, in every turn of the clock; a fraction is carried over. */
function steadily(perMs: number, act: (index: number) => void): (elapsedMs: number) => void {
  let owed = 0;
  return (elapsedMs) => {
    for (owed += elapsedMs * perMs; owed >= 1; owed -= 1) act(Math.floor(random() * count));
  };
}
let comings = 0;
const replace = (index: number): void => {
  const old = slots[index] as Slot;
  if (old.client.lost() !== null) lost += 1;
  old.client.end();
  authors.delete(old.author.clientId);
  slots[index] = take(index);
  comings += 1;
};
let edits = 0;
const work = [
  steadily(count / EDIT_EVERY_MS, (index) => { edits += 1; edit(slots[index] as Slot, now()); }),
  steadily(count / CARET_EVERY_MS, (index) => moveCaret(slots[index] as Slot)),
  steadily((count * CHURN_PER_MINUTE) / 60_000, replace),
];
let turnedAt = now();
const turn = setInterval(() => {
  const elapsedMs = now() - turnedAt;
  turnedAt += elapsedMs;
  for (const step of work) step(elapsedMs);
}, TURN_MS);

interface Sample { readonly minute: number; readonly rssMb: number; readonly descriptors: number; readonly connections: number; readonly loopDelayP99Ms: number; readonly p50Ms: number; readonly p99Ms: number; readonly cpuPercent: number }
const samples: Sample[] = [];
const startedAt = now();
let cpuBefore = cpuMs(server.pid());
let sampledAt = startedAt;
let hasEnded = false;
while (!hasEnded && now() - startedAt < minutes * 60_000) {
  await pause(Math.min(sampleMs, Math.max(0, startedAt + minutes * 60_000 - now())));
  const metrics = await fetch(`${url}/metrics`).then((answer) => answer.text()).catch(() => '');
  hasEnded = metrics === '';
  if (hasEnded) break;
  const figure = (name: string): number => metrics.split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#')).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  const cpu = cpuMs(server.pid());
  const sample: Sample = {
    minute: Number(((now() - startedAt) / 60_000).toFixed(2)), rssMb: Number((rssKb(server.pid()) / 1_024).toFixed(1)), descriptors: descriptors(server.pid()),
    connections: figure('gzt_connections{'), loopDelayP99Ms: Number((figure('nodejs_eventloop_lag_p99_seconds') * 1_000).toFixed(2)),
    p50Ms: Number(latency.percentile(0.5).toFixed(2)), p99Ms: Number(latency.percentile(0.99).toFixed(2)), cpuPercent: Number((((cpu - cpuBefore) / (now() - sampledAt)) * 100).toFixed(1)),
  };
  [cpuBefore, sampledAt, latency] = [cpu, now(), new Samples()];
  samples.push(sample);
  say(`${sample.minute.toFixed(2).padStart(7)} min  RSS ${sample.rssMb} MB  fd ${sample.descriptors}  sockets ${sample.connections}  loop p99 ${sample.loopDelayP99Ms} ms  edit p50 ${sample.p50Ms} p99 ${sample.p99Ms} ms  CPU ${sample.cpuPercent} %`);
}
clearInterval(turn);
const ranMinutes = Number(((now() - startedAt) / 60_000).toFixed(2));
for (const { client } of slots) if (client.lost() !== null) lost += 1;

// The first fifth is warming up: caches fill and the heap finds its size.
const steady = samples.slice(Math.floor(samples.length / 5));
const slope = (pick: (sample: Sample) => number): number => Number(slopePerHour(steady.map((sample) => [sample.minute, pick(sample)])).toFixed(2));
const summary = {
  at: new Date().toISOString(), machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, kernel: release(), node: process.version }, note: values.note,
  ranMinutes, connections: count, comings, edits, lost, hasEnded,
  slopes: { rssMbPerHour: slope(({ rssMb }) => rssMb), descriptorsPerHour: slope((one) => one.descriptors), p99MsPerHour: slope(({ p99Ms }) => p99Ms) },
  samples,
};
mkdirSync(join(import.meta.dirname, '..', 'results'), { recursive: true });
writeFileSync(join(import.meta.dirname, '..', 'results', `${values.out}.json`), `${JSON.stringify(summary, null, 1)}\n`);
say(`\nran ${ranMinutes} min${hasEnded ? ' AND THE SERVER ENDED' : ''}: ${edits} edits, ${comings} came and went, ${lost} lost their connection`);
say(`slopes after warming up: RSS ${summary.slopes.rssMbPerHour} MB/h, descriptors ${summary.slopes.descriptorsPerHour}/h, p99 ${summary.slopes.p99MsPerHour} ms/h`);
say(`written to bench/results/${values.out}.json`);
await server.kill9();
process.exit(hasEnded || lost > 0 ? 1 : 0);
