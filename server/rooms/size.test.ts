import { expect, it } from 'vitest';
import { createSize } from './size.ts';

it('[SYN43] a document warns once at eighty in a hundred, is full at its limit in bytes or structs, and has room again when it is smaller', () => {
  const warnings: number[] = [];
  const size = createSize({ bytes: 1_000, structs: 100 }, (share) => warnings.push(share));
  size.set(700, 10);
  expect(warnings).toEqual([]);
  size.add(150, 1);
  size.add(50, 1);
  expect(warnings).toEqual([0.85]);
  expect(size.isFull()).toBe(false);
  size.add(100, 1);
  expect(size.isFull()).toBe(true);
  size.set(100, 10);
  expect(size.isFull()).toBe(false);
  size.add(0, 90);
  expect(size.isFull()).toBe(true);
  expect(warnings).toHaveLength(2);
});
