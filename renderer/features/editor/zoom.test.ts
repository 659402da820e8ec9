import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting, stepFrom } from './zoom.ts';

describe('how large the sheet is', () => {
  it('[UI102] fills the room it has, and goes by steps from there', () => {
    expect([fitting(2_000), fitting(794 / 2 + 48), fitting(100)].map((zoom) => Math.round(zoom * 100))).toEqual([100, 50, 50]);
    expect([stepFrom(0.83, 1), stepFrom(0.83, -1), stepFrom(1, 1), stepFrom(1, -1), stepFrom(2, 1), stepFrom(0.5, -1)]).toEqual([0.9, 0.75, 1.1, 0.9, 2, 0.5]);
    fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (zoom) => {
      expect(stepFrom(zoom, 1)).toBeGreaterThanOrEqual(Math.min(zoom, 2));
      expect(stepFrom(zoom, -1)).toBeLessThanOrEqual(Math.max(zoom, 0.5));
    }), { seed: 7701 });
  });
});
