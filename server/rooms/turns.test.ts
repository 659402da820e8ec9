import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

it('[SRV23] one document at a time: commands on it queue, a failed one does not block the next, others do not wait', async () => {
  const turns = createTurns();
  const order: string[] = [];
  let finish = (): void => {};
  const first = turns.take('a', () => new Promise<void>((resolve) => { finish = resolve; })).then(() => order.push('a1'));
  const second = turns.take('a', async () => { throw new Error('refused'); }).catch(() => order.push('a2'));
  const third = turns.take('a', async () => { order.push('a3'); });
  await turns.take('b', async () => { order.push('b'); });
  expect(order).toEqual(['b']);
  finish();
  await Promise.all([first, second, third]);
  expect(order.slice(1)).toEqual(['a1', 'a2', 'a3']);
});
