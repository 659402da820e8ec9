/** Fifty carets in one document, each moving five times a second. */
import { dice, now, openLoop, pause, Samples, until } from '../driver/clock.ts';
import { presenceOf, readPresence } from '../driver/client.ts';
import { limitOf, startMeter } from '../driver/meter.ts';
import { allReady, failIfLost, freshAuthor, open, type Context, type Outcome } from '../driver/scenario.ts';

const PEOPLE = 50;
const PER_SECOND = 5;
const ANCHOR_CLOCK = /"anchor":\{"type":\{"client":\d+,"clock":\d+\},"tname":null,"item":\{"client":\d+,"clock":(\d+)/;

/** As the editor binding sends it; the clock that the caret stands at counts the moves. */
const caret = (clientId: number, move: number): string => {
  const position = { type: { client: clientId, clock: 1 }, tname: null, item: { client: clientId, clock: move }, assoc: 0 };
  return JSON.stringify({ user: { name: '杨晓燕', color: '#1F4E8C' }, cursor: { anchor: position, head: position } });
};

export async function s7(context: Context): Promise<Outcome> {
  const seconds = context.isQuick ? 4 : 12;
  const moves = PER_SECOND * seconds;
  const authors = Array.from({ length: PEOPLE }, freshAuthor);
  const indexOf = new Map(authors.map(({ clientId }, index) => [clientId, index]));
  const seen = new Int32Array(PEOPLE * PEOPLE).fill(-1);
  const dueAt = new Float64Array(PEOPLE * (moves + 1));
  const samples = new Samples();
  const clients = authors.map((_, reader) => open(context, 0, reader, {
    onPresence: (states) => readPresence(states, (clientId, state) => {
      const author = indexOf.get(clientId);
      if (author === undefined || author === reader) return;
      const move = Number(ANCHOR_CLOCK.exec(Buffer.from(state.buffer, state.byteOffset, state.byteLength).toString('latin1'))?.[1] ?? -1);
      const at = reader * PEOPLE + author;
      const arrivedAt = now();
      // A newer place covers the ones before it: that is what a reader sees.
      for (let each = (seen[at] as number) + 1; each <= move; each += 1) if (each > 0) samples.add(arrivedAt - (dueAt[author * (moves + 1) + each] as number));
      seen[at] = Math.max(seen[at] as number, move);
    }),
  }));
  await allReady(clients);
  for (const [index, { clientId }] of authors.entries()) clients[index]?.presence(presenceOf(clientId, 1, caret(clientId, 0)));
  const haveAllSeen = (move: number): boolean => seen.every((value, index) => value >= move || Math.floor(index / PEOPLE) === index % PEOPLE);
  await until('everybody to see everybody', () => { failIfLost(clients); return haveAllSeen(0); }, 10_000);
  await pause(500);

  const random = dice(7);
  const plan = authors.flatMap((_, author) => {
    const phase = (random() * 1_000) / PER_SECOND;
    return Array.from({ length: moves }, (_move, index) => ({ author, move: index + 1, at: phase + (index * 1_000) / PER_SECOND }));
  }).toSorted((a, b) => a.at - b.at);
  const meter = startMeter(context.server.pid());
  const lateMs = await openLoop(plan.map(({ at }) => at), (index, due) => {
    const { author, move } = plan[index] as (typeof plan)[number];
    dueAt[author * (moves + 1) + move] = due;
    const clientId = authors[author]?.clientId ?? 0;
    clients[author]?.presence(presenceOf(clientId, move + 1, caret(clientId, move)));
  });
  await until('the last places to be seen', () => { failIfLost(clients); return haveAllSeen(moves); }, 10_000);
  const cost = meter.stop();
  for (const client of clients) client.end();
  return {
    metrics: { cpuUsPerDelivery: (cost.serverCpuMs * 1_000) / samples.count, p50Ms: samples.percentile(0.5), p99Ms: samples.percentile(0.99), deliveries: samples.count },
    limit: limitOf(cost, lateMs), othersCores: cost.othersCpuMs / cost.wallMs,
  };
}
