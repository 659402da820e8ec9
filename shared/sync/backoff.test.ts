import { describe, expect, it } from 'vitest';
import type { Random } from '#shared/base/ports.ts';
import { backoffMs, RECONNECT } from './backoff.ts';

const always = (byte: number): Random => ({ bytes: (length) => new Uint8Array(length).fill(byte) });

describe('backoff', () => {
  it('[OUT01] waits between floor and a doubling bound that never passes the cap', () => {
    for (const attempt of [0, 1, 2, 5, 40, 100_000, Number.MAX_SAFE_INTEGER]) {
      const least = backoffMs(RECONNECT, attempt, always(0));
      const most = backoffMs(RECONNECT, attempt, always(255));
      expect(least).toBe(RECONNECT.floorMs);
      expect(most).toBeLessThanOrEqual(Math.min(RECONNECT.capMs, RECONNECT.baseMs * 2 ** Math.min(attempt, 30)));
      expect(most).toBeGreaterThan(least);
    }
  });

  it('[OUT01] a negative count of failures is none', () => {
    expect(backoffMs(RECONNECT, -3, always(255))).toBeLessThanOrEqual(RECONNECT.baseMs);
  });
});
