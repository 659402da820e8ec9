/**
 * How long to wait before the next attempt: exponential with full jitter, so that ten thousand clients
 * whose server came back do not arrive in step. Pure: randomness is handed in, the caller owns the timer.
 */
import type { Random } from '#shared/base/ports.ts';

export interface BackoffPolicy {
  /** Upper bound of the first wait. */
  readonly baseMs: number;
  /** No wait is longer than this, however many attempts failed. */
  readonly capMs: number;
  /** No wait is shorter: a refused connection answers in microseconds and must not become a busy loop. */
  readonly floorMs: number;
}

export const RECONNECT: BackoffPolicy = { baseMs: 500, capMs: 10_000, floorMs: 100 };
export const SEND_AGAIN: BackoffPolicy = { baseMs: 1_000, capMs: 30_000, floorMs: 250 };

/** `attempt` counts failures so far: 0 before the first retry. */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: Random): number {
  // 2^30 already is above any cap; a larger exponent would overflow into Infinity after weeks offline.
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(Math.max(attempt, 0), 30));
  return policy.floorMs + Math.floor(unit(random) * Math.max(0, bound - policy.floorMs));
}

/** Uniform in [0, 1) from 32 random bits. */
function unit(random: Random): number {
  let value = 0;
  for (const byte of random.bytes(4)) value = value * 256 + byte;
  return value / 2 ** 32;
}
