/** What a stretch of time cost: the server's processor time and memory, the load's own, and what others on the machine took. */
import { cpuMs, machineBusyMs, rssKb } from './process.ts';
import { now } from './clock.ts';

export interface Cost {
  readonly wallMs: number;
  readonly serverCpuMs: number;
  readonly loadCpuMs: number;
  readonly othersCpuMs: number;
  readonly rssMaxMb: number;
}

export interface Meter { stop(): Cost }

const SAMPLE_MS = 250;

export function startMeter(pid: number): Meter {
  const startedAt = now();
  const [server, busy, own] = [cpuMs(pid), machineBusyMs(), process.cpuUsage()];
  let rssMax = rssKb(pid);
  const timer = setInterval(() => {
    try {
      rssMax = Math.max(rssMax, rssKb(pid));
    } catch {
      // It has just ended; whoever measures will notice.
    }
  }, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      const used = process.cpuUsage(own);
      const loadCpuMs = (used.user + used.system) / 1_000;
      const serverCpuMs = cpuMs(pid) - server;
      return {
        wallMs: now() - startedAt, serverCpuMs, loadCpuMs, othersCpuMs: Math.max(0, machineBusyMs() - busy - serverCpuMs - loadCpuMs),
        rssMaxMb: Math.max(rssMax, rssKb(pid)) / 1_024,
      };
    },
  };
}

const BUSY = 0.85;

const LATE_MS = 5;

/** As far as can be seen from outside: which of the two cores was full. A load on a schedule spins between its sends; there it is being late that tells. */
export function limitOf({ wallMs, serverCpuMs, loadCpuMs }: Cost, lateMs: number | null = null): string {
  const server = serverCpuMs / wallMs;
  const load = loadCpuMs / wallMs;
  const seen = `server core ${Math.round(server * 100)} %, load core ${Math.round(load * 100)} %`;
  if (server >= BUSY) return `server CPU (${seen})`;
  if (lateMs !== null && lateMs > LATE_MS) return `the load generator (sends up to ${Math.round(lateMs)} ms late, p99; ${seen})`;
  if (lateMs === null && load >= BUSY) return `the load generator (${seen})`;
  return `neither core: the schedule, timers or the disk (${seen})`;
}
