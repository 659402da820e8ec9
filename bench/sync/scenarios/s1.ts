/** One document, twenty people typing one character at a time: latency at two fixed rates, then as much as goes through. */
import { Samples, now, openLoop, pause, until } from '../driver/clock.ts';
import { limitOf, startMeter, type Cost } from '../driver/meter.ts';
import { COVER_LIMIT_MS, failIfLost, openRoom, type Context, type Outcome } from '../driver/scenario.ts';

const CLIENTS = 20;

export async function s1(context: Context): Promise<Outcome> {
  const seconds = context.isQuick ? 3 : 8;
  const calm = await atRate(context, 0, 200, seconds);
  const busy = await atRate(context, 1, 2_000, seconds);
  const full = await saturate(context);
  return {
    metrics: { p50At200Ms: calm.p50, p99At200Ms: calm.p99, p50At2000Ms: busy.p50, p99At2000Ms: busy.p99, updatesPerSecond: full.perSecond, cpuUsPerUpdate: full.cpuUs, window: full.window },
    limit: limitOf(full.cost), othersCores: full.cost.othersCpuMs / full.cost.wallMs,
  };
}

async function atRate(context: Context, doc: number, perSecond: number, seconds: number): Promise<{ readonly p50: number; readonly p99: number }> {
  const samples = new Samples();
  const dueAt: Float64Array[] = Array.from({ length: CLIENTS }, () => new Float64Array((perSecond * seconds) / CLIENTS + 16));
  const room = await openRoom(context, doc, CLIENTS, (_reader, author, from, to) => {
    const arrivedAt = now();
    for (let clock = from; clock < to; clock += 1) {
      const due = dueAt[author]?.[clock] ?? 0;
      if (due > 0) samples.add(arrivedAt - due);
    }
  });
  await pause(300);
  const schedule = Array.from({ length: perSecond * seconds }, (_, index) => (index * 1_000) / perSecond);
  await openLoop(schedule, (index, due) => {
    const author = index % CLIENTS;
    const writes = room.authors[author];
    if (writes === undefined) return;
    (dueAt[author] as Float64Array)[writes.clock()] = due;
    room.clients[author]?.update(writes.character());
  });
  await until(`coverage at ${perSecond}/s`, () => { failIfLost(room.clients); return room.isCovered(); }, COVER_LIMIT_MS);
  room.end();
  await pause(300);
  return { p50: samples.percentile(0.5), p99: samples.percentile(0.99) };
}

interface Saturated { readonly perSecond: number; readonly cpuUs: number; readonly window: number; readonly cost: Cost }

/** Closed loop: every author keeps `window` edits that not everybody has yet; larger windows until that brings nothing more. */
async function saturate(context: Context): Promise<Saturated> {
  let best: Saturated | null = null;
  let worse = 0;
  const windows = context.isQuick ? [16, 64, 256] : [8, 32, 128, 512, 2_048];
  for (const [step, window] of windows.entries()) {
    const reached = await inWindow(context, 2 + step, window, context.isQuick ? 1_500 : 3_000);
    if (best === null || reached.perSecond > best.perSecond) best = reached;
    worse = reached === best ? 0 : worse + 1;
    if (worse === 2) break;
  }
  return best as Saturated;
}

async function inWindow(context: Context, doc: number, window: number, lastingMs: number): Promise<Saturated> {
  let isRunning = false;
  let isPlanned = false;
  const room = await openRoom(context, doc, CLIENTS, () => {
    if (!isRunning || isPlanned) return;
    isPlanned = true;
    // What was just read is accounted for first, then everybody sends at once.
    setImmediate(() => turn());
  });
  const turn = (): void => {
    isPlanned = false;
    if (!isRunning) return;
    for (const [index, author] of room.authors.entries()) {
      const client = room.clients[index];
      const allowed = room.reachedByAll(index) + window;
      if (client === undefined || author.clock() >= allowed) continue;
      client.cork();
      while (author.clock() < allowed) client.update(author.character());
      client.uncork();
    }
  };
  isRunning = true;
  turn();
  const covered = (): number => room.authors.reduce((sum, _, index) => sum + room.reachedByAll(index), 0);
  await pause(500);
  const before = covered();
  const meter = startMeter(context.server.pid());
  await pause(lastingMs);
  const through = covered() - before;
  const cost = meter.stop();
  isRunning = false;
  await until(`coverage with ${window} edits under way per author`, () => { failIfLost(room.clients); return room.isCovered(); }, COVER_LIMIT_MS);
  room.end();
  await pause(300);
  return { perSecond: (through / cost.wallMs) * 1_000, cpuUs: (cost.serverCpuMs * 1_000) / Math.max(1, through), window, cost };
}
