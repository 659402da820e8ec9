import { expect, it } from 'vitest';
import { JOINED_BYTES_MAX, wireOf, wirePairOf } from './wire.ts';

it('[SYN25] a broadcast writes its frame once', () => {
  const frame = Uint8Array.of(1, 2, 3);
  expect(wireOf(frame)).toBe(wireOf(frame));
  expect(wireOf(Uint8Array.of(1, 2, 3))).not.toBe(wireOf(frame));
  const [head, body] = [Uint8Array.of(9), new Uint8Array(JOINED_BYTES_MAX)];
  expect(wirePairOf(head, body)).toBe(wirePairOf(head, body));
  expect(wirePairOf(Uint8Array.of(9), body)).not.toBe(wirePairOf(head, body));
});

it('[SYN25] a pair is one frame; its body is copied only when it is short', () => {
  const head = Uint8Array.of(7, 8);
  for (const length of [0, 1, 123, 124, JOINED_BYTES_MAX - 2, JOINED_BYTES_MAX - 1, 65_533, 65_534, 300_000]) {
    const body = Uint8Array.from({ length }, (_, index) => index % 251);
    const pair = wirePairOf(head, body);
    expect(pair.body === null).toBe(length + 2 <= JOINED_BYTES_MAX);
    if (pair.body !== null) expect(pair.body).toBe(body);
    expect(Buffer.concat([pair.front, pair.body ?? new Uint8Array(0)]).equals(wireOf(Buffer.concat([head, body])))).toBe(true);
  }
});
