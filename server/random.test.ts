import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

it('[SRV26] random bytes are as many as were asked for, belong to who asked, and none are given twice', () => {
  const random = createRandom();
  const seen = new Set<string>();
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = random.bytes(16);
    expect(bytes.byteLength).toBe(16);
    expect(bytes.buffer.byteLength).toBe(16);
    seen.add(Buffer.from(bytes).toString('hex'));
    bytes.fill(0);
  }
  expect(seen.size).toBe(2_000);
  for (const length of [0, 1, 4_095, 4_096, 4_097, 10_000]) {
    const bytes = random.bytes(length);
    expect(bytes.byteLength).toBe(length);
    if (length > 1_000) expect(new Set(bytes).size).toBeGreaterThan(200);
  }
});
