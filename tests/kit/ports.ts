/** Real SM3 and seeded randomness for tests. A test that draws from `seeded` prints its seed when it fails. */
import { createHash } from 'node:crypto';
import type { Sm3 } from '#shared/base/ports.ts';

export const sm3: Sm3 = (data) => createHash('sm3').update(data).digest('hex');

export interface Dice {
  /** 0 ≤ value < below */
  below(limit: number): number;
  chance(oneIn: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32: small, fast, good enough to shuffle edits; never for secrets. */
export function seeded(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (oneIn) => below(oneIn) === 0,
    pick: <T>(from: readonly T[]): T => {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new RangeError('nothing to pick from');
      return chosen;
    },
  };
}

/** Runs a seeded case and puts the seed into whatever it throws, so that the failure can be run again. */
export function withSeed(seed: number, run: (dice: Dice) => void): void {
  try {
    run(seeded(seed));
  } catch (cause) {
    throw new Error(`failed with seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
