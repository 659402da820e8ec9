/** Users one after another through their stories, each with one command under way: what a stretch of it came to. */
import { now, Samples } from '../sync/driver/clock.ts';

export interface Stretch {
  readonly seconds: number;
  readonly commands: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Gauge {
  /** Counts one command, if it was answered inside the stretch that is measured. */
  took(startedAt: number): void;
}

/** `story` goes through one story of this user; the first seconds warm everything up and are not counted. */
export async function drive(users: number, warmUpMs: number, lastingMs: number, story: (user: number, gauge: Gauge) => Promise<void>, onStart: () => void = () => {}, onEnd: () => void = () => {}): Promise<Stretch> {
  const samples = new Samples();
  const from = now() + warmUpMs;
  const until = from + lastingMs;
  const gauge: Gauge = {
    took: (startedAt) => {
      const at = now();
      if (at >= from && at < until) samples.add(at - startedAt);
    },
  };
  setTimeout(onStart, warmUpMs);
  setTimeout(onEnd, warmUpMs + lastingMs);
  await Promise.all(Array.from({ length: users }, async (_, user) => {
    while (now() < until) await story(user, gauge);
  }));
  const seconds = lastingMs / 1_000;
  return { seconds, commands: samples.count, perSecond: samples.count / seconds, p50Ms: samples.percentile(0.5), p99Ms: samples.percentile(0.99) };
}
