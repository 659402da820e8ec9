import { runHistory } from './histories/history.ts';
import { describe, expect, it } from 'vitest';
import { createKernel } from './world/kernel.ts';
import { openWorld } from './world/world.ts';

describe('a history', () => {
  it('[SIM01] is told by its seed alone, whatever came before it', async () => {
    const seeds = [11, 12, 13];
    const once = new Map<number, string>();
    for (const seed of seeds) once.set(seed, (await runHistory({ seed })).digest);
    for (const seed of seeds.toReversed()) expect([seed, (await runHistory({ seed, isTracing: seed === 12 })).digest]).toEqual([seed, once.get(seed)]);
    expect(new Set(once.values()).size).toBe(seeds.length);
  });
});

it('[REP07] a line that has held for hours costs what one of a minute does', async () => {
  const kernel = createKernel(1);
  await kernel.run(async () => {
    const world = await openWorld(kernel);
    const machine = await world.machine('drafter01');
    await machine.start();
    await kernel.sleep(3 * 3_600_000);
    expect((await machine.value('sync.get', {}))?.connection).toBe('online');
    world.close();
  });
  // Listeners that pile up are said by node.
  expect(kernel.unheard()).toEqual([]);
});
