import { runHistory } from './histories/history.ts';
import { describe, expect, it } from 'vitest';
import { createKernel } from './world/kernel.ts';
import { openWorld } from './world/world.ts';
import { campaign, sayFailure } from './histories/campaign.ts';

const HISTORIES = 300;
const SLOW_MACHINE_MS = 180_000;

describe('a history', () => {
  it('[SIM01] is told by its seed alone, whatever came before it', async () => {
    const seeds = [11, 12, 13];
    const once = new Map<number, string>();
    for (const seed of seeds) once.set(seed, (await runHistory({ seed })).digest);
    for (const seed of seeds.toReversed()) expect([seed, (await runHistory({ seed, isTracing: seed === 12 })).digest]).toEqual([seed, once.get(seed)]);
    expect(new Set(once.values()).size).toBe(seeds.length);
  });

  // As many as an ordinary `npm test` can afford; for more: `npm run sim -- --seeds N --from S`.
  it('[SIM02] ends with everything where it belongs, whatever befell it (seeds 20000 and on)', async () => {
    const report = await campaign({ from: 20_000, histories: HISTORIES });
    process.stdout.write(`seeds 20000–${20_000 + report.histories - 1}: ${report.clients} machines, ${report.deeds} deeds, ${report.events} events\n`);
    expect(report.failures.map(sayFailure)).toEqual([]);
    // A run in which nothing happens would prove nothing.
    const done = (what: string): number => report.done.get(what) ?? 0;
    expect(Math.min(report.clients / 500, done('edit') / 200, done('submit') / 20, done('late edits') / 40, done('die while writing') / 40, done('kill at a step') / 20, done('set back') / 20, done('server dies') / 10, done('cut') / 50)).toBeGreaterThan(1);
  }, SLOW_MACHINE_MS);
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
