import { expect, it } from 'vitest';
import { slopePerHour } from './slope.ts';

it('[BEN04] reads the change per hour from samples by the minute', () => {
  expect(slopePerHour([[0, 100], [1, 101], [2, 102], [3, 103]])).toBeCloseTo(60);
  expect(slopePerHour([[0, 5], [10, 5]])).toBe(0);
  expect(slopePerHour([[0, 5]])).toBeNaN();
});
