/** Counts frames as plain numbers and hands them to the metrics once a turn: a labelled counter costs more than the frame it counts. */
import type { Metrics } from '#server/metrics.ts';

export interface Tally {
  received(bytes: number): void;
  sent(bytes: number): void;
}

export function createTally(metrics: Metrics): Tally {
  const counts = { in: { frames: 0, bytes: 0 }, out: { frames: 0, bytes: 0 } };
  let isPlanned = false;

  const flush = (): void => {
    isPlanned = false;
    for (const direction of ['in', 'out'] as const) {
      const count = counts[direction];
      if (count.frames === 0) continue;
      metrics.frames.inc({ direction }, count.frames);
      metrics.bytes.inc({ direction }, count.bytes);
      count.frames = 0;
      count.bytes = 0;
    }
  };
  const add = (count: { frames: number; bytes: number }, bytes: number): void => {
    count.frames += 1;
    count.bytes += bytes;
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(flush);
  };
  return { received: (bytes) => add(counts.in, bytes), sent: (bytes) => add(counts.out, bytes) };
}
