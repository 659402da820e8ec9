/** Everybody has their documents open and nobody types. */
import { pause } from '../driver/clock.ts';
import { limitOf, startMeter } from '../driver/meter.ts';
import { cpuMs, rssKb } from '../driver/process.ts';
import { allReady, failIfLost, open, settle, type Context, type Outcome } from '../driver/scenario.ts';
import type { Client } from '../driver/client.ts';

const AT_ONCE = 50;

export async function s5(context: Context): Promise<Outcome> {
  // Long enough for one round of pings of every server, which come every thirty seconds at most.
  const [count, idleMs] = context.isQuick ? [1_000, 5_000] : [5_000, 31_000];
  const pid = context.server.pid();
  await settle(pid, 5_000);
  const [rssBefore, cpuBefore] = [rssKb(pid), cpuMs(pid)];
  const clients: Client[] = [];
  while (clients.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - clients.length) }, (_, index) => open(context, (clients.length + index) % (count / 2), clients.length + index < count / 2 ? 0 : 1));
    await allReady(some);
    clients.push(...some);
  }
  const connectCpu = cpuMs(pid) - cpuBefore;
  await settle(pid, 5_000);
  const rssAfter = rssKb(pid);
  const meter = startMeter(pid);
  await pause(idleMs);
  const cost = meter.stop();
  failIfLost(clients);
  for (const client of clients) client.end();
  return {
    metrics: { kbPerConnection: (rssAfter - rssBefore) / count, idleCpuPercent: (cost.serverCpuMs / cost.wallMs) * 100, connectCpuSeconds: connectCpu / 1_000, rssMb: rssAfter / 1_024 },
    limit: limitOf(cost), othersCores: cost.othersCpuMs / cost.wallMs,
  };
}
