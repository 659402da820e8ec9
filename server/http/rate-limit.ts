/** A bucket per address for requests that nobody has signed for: full once a minute, and forgotten when it is full again. */
import type { Clock } from '#shared/base/ports.ts';

const ADDRESSES_MAX = 10_000;

export type RateLimit = (address: string) => boolean;

export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return (address) => {
    const now = clock.now();
    const bucket = buckets.get(address) ?? { left: perMinute, at: now };
    bucket.left = Math.min(perMinute, bucket.left + ((now - bucket.at) / 60_000) * perMinute);
    bucket.at = now;
    // Taken out and put back: the map stays in order of use, so that the oldest go first when there are too many.
    buckets.delete(address);
    buckets.set(address, bucket);
    if (buckets.size > ADDRESSES_MAX) for (const oldest of buckets.keys()) { buckets.delete(oldest); break; }
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  };
}
