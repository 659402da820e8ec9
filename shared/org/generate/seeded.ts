/**
 * Seeded choice for the generated directory. Every unit draws from its own stream (seed | code | purpose), so
 * any subtree can be generated alone, in any order, and still be byte-equal to the whole.
 *
 * Never a source of secrets: passwords and tokens take their randomness from the `Random` port.
 */

/** FNV-1a over UTF-16 code units with a murmur finaliser: cheap, and spreads neighbouring codes well apart. */
export function hash32(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hex8 = (value: number): string => value.toString(16).padStart(8, '0');

/** 64 bits of two independent hashes; 1.5 million ids collide with a chance of about 1 in 10 million. */
export function opaqueId(prefix: 'u' | 'p' | 'm', key: string): string {
  return `${prefix}${hex8(hash32(key))}${hex8(hash32(key, 0x1234567))}`;
}

export interface Draw {
  /** In [0, 1). */
  next(): number;
  /** Integer in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
}

/** mulberry32: 32-bit state, passes the usual small tests, and is the same on every machine. */
export function draw(key: string): Draw {
  let state = hash32(key);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
