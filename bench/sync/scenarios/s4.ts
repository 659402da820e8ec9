/** The morning storm: within five seconds two thousand clients come back from offline, each with two hundred edits. */
import { dice, now, openLoop, Samples, until } from '../driver/clock.ts';
import { limitOf, startMeter } from '../driver/meter.ts';
import { failIfLost, freshAuthor, open, settle, type Context, type Outcome } from '../driver/scenario.ts';
import { OPENING_CLOCKS } from '../driver/updates.ts';
import type { Client } from '../driver/client.ts';

const EDITS = 200;
const LIMIT_MS = 35_000;

export async function s4(context: Context): Promise<Outcome> {
  const [count, documents, seconds] = context.isQuick ? [400, 40, 2] : [2_000, 200, 5];
  const random = dice(4);
  const order = Array.from({ length: count }, (_, index) => ({ index, at: random() })).toSorted((a, b) => a.at - b.at).map(({ index }) => index);
  const authors = Array.from({ length: count }, freshAuthor);
  const bring = authors.map((author) => author.offline(EDITS));
  const indexOf = new Map(authors.map(({ clientId }, index) => [clientId, index]));
  const dueAt = new Float64Array(count);
  const lag = new Samples();
  const expected = count * (count / documents - 1);
  const clients: Client[] = [];
  await settle(context.server.pid());
  const meter = startMeter(context.server.pid());
  const startedAt = now();
  const lateMs = await openLoop(order.map((_, place) => (place * seconds * 1_000) / count), (place, due) => {
    const index = order[place] as number;
    dueAt[index] = due;
    clients.push(open(context, index % documents, Math.floor(index / documents), {
      bring: bring[index] as Uint8Array,
      onCovered: (clientId, from, to) => {
        const author = indexOf.get(clientId);
        const whole = OPENING_CLOCKS + EDITS;
        if (author === undefined || author === index || to < whole || from >= whole) return;
        // Both must be there: whoever comes later is the one who waits.
        lag.add(now() - Math.max(dueAt[author] as number, due));
      },
    }));
  });
  await until('everybody to have everybody’s edits', () => { failIfLost(clients); return lag.count >= expected; }, LIMIT_MS);
  const doneMs = now() - startedAt;
  const cost = meter.stop();
  for (const client of clients) client.end();
  return {
    metrics: { lagP50Ms: lag.percentile(0.5), lagP99Ms: lag.percentile(0.99), cpuSeconds: cost.serverCpuMs / 1_000, rssMb: cost.rssMaxMb, doneMs },
    limit: limitOf(cost, lateMs), othersCores: cost.othersCpuMs / cost.wallMs,
  };
}
