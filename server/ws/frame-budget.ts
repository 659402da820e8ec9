/**
 * How many frames a connection may send: a bucket that fills at the sustained rate and holds a burst, so that a month's work that is
 * streamed at once passes and a flood does not. Ours coalesce typing; nobody types two hundred letters a second.
 */
export interface FrameLimits {
  readonly perSecond: number;
  readonly burst: number;
}

/** False when this frame is one too many. */
export type FrameBudget = () => boolean;

export function createFrameBudget({ perSecond, burst }: FrameLimits, nowMs: () => number = () => performance.now()): FrameBudget {
  let left = burst;
  let at = nowMs();
  return () => {
    if (left >= 1) {
      left -= 1;
      return true;
    }
    const now = nowMs();
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
