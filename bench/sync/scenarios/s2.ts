/** A working morning: five hundred documents with four people each, everybody edits once a second. */
import { dice, now, openLoop, Samples, until } from '../driver/clock.ts';
import { limitOf, startMeter } from '../driver/meter.ts';
import { COVER_LIMIT_MS, failIfLost, openRoom, settle, type Context, type Outcome, type Room } from '../driver/scenario.ts';

const PEOPLE = 4;

export async function s2(context: Context): Promise<Outcome> {
  const [documents, seconds] = context.isQuick ? [125, 5] : [500, 20];
  const samples = new Samples();
  const dueAt = Array.from({ length: documents * PEOPLE }, () => new Float64Array(seconds + 16));
  const rooms: Room[] = [];
  for (let doc = 0; doc < documents; doc += 25) {
    rooms.push(...(await Promise.all(Array.from({ length: Math.min(25, documents - doc) }, (_, index) => openRoom(context, doc + index, PEOPLE, (_reader, author, from, to) => {
      const arrivedAt = now();
      for (let clock = from; clock < to; clock += 1) {
        const due = dueAt[(doc + index) * PEOPLE + author]?.[clock] ?? 0;
        if (due > 0) samples.add(arrivedAt - due);
      }
    })))));
  }
  const random = dice(2);
  const plan = rooms.flatMap((_, doc) => Array.from({ length: PEOPLE }, (_person, author) => {
    const phase = random() * 1_000;
    return Array.from({ length: seconds }, (_second, second) => ({ at: phase + second * 1_000, doc, author }));
  })).flat().toSorted((a, b) => a.at - b.at);
  await settle(context.server.pid());
  const meter = startMeter(context.server.pid());
  const lateMs = await openLoop(plan.map(({ at }) => at), (index, due) => {
    const { doc, author } = plan[index] as (typeof plan)[number];
    const writes = rooms[doc]?.authors[author];
    if (writes === undefined) return;
    (dueAt[doc * PEOPLE + author] as Float64Array)[writes.clock()] = due;
    rooms[doc]?.clients[author]?.update(writes.character());
  });
  await until('coverage', () => { for (const { clients } of rooms) failIfLost(clients); return rooms.every((room) => room.isCovered()); }, COVER_LIMIT_MS);
  const cost = meter.stop();
  for (const room of rooms) room.end();
  return {
    metrics: { p50Ms: samples.percentile(0.5), p99Ms: samples.percentile(0.99), cpuSeconds: cost.serverCpuMs / 1_000, rssMb: cost.rssMaxMb },
    limit: limitOf(cost, lateMs), othersCores: cost.othersCpuMs / cost.wallMs,
  };
}
