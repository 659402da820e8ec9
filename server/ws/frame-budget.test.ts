import { expect, it } from 'vitest';
import { createFrameBudget } from './frame-budget.ts';

it('[SYN44] a burst passes, then the sustained rate, then nothing more', () => {
  let now = 0;
  const mayPass = createFrameBudget({ perSecond: 200, burst: 5_000 }, () => now);
  let passed = 0;
  while (mayPass()) passed += 1;
  expect(passed).toBe(5_000);
  now += 1_000;
  for (passed = 0; mayPass(); passed += 1);
  expect(passed).toBe(200);
  now += 3_600_000;
  for (passed = 0; mayPass(); passed += 1);
  expect(passed).toBe(5_000);
});
