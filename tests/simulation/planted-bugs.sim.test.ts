import { runHistory } from './histories/history.ts';
import { describe, expect, it } from 'vitest';
import { BUGS, seedOf } from './bugs/all.ts';
import { BOUNDS, HISTORIES_MAX, type PlantedBug } from './bugs/planted.ts';

const SLOW_MACHINE_MS = 120_000;

/** The seed that showed it last time, then all others. */
async function find(bug: PlantedBug): Promise<number | null> {
  for (const seed of [seedOf(bug), ...Array.from({ length: HISTORIES_MAX }, (_, index) => index + 1)]) {
    if ((await runHistory({ seed, ...BOUNDS, spoils: bug.spoils() })).findings.length > 0) return seed;
  }
  return null;
}

describe('the oracle', () => {
  const shownBy = new Set<number>();

  it.each(BUGS.map((bug) => [bug.name, bug] as const))('[SIM03] sees that %s', async (_name, bug) => {
    const seed = await find(bug);
    expect(seed).not.toBeNull();
    shownBy.add(seed as number);
  }, SLOW_MACHINE_MS);

  it('[SIM03] sees nothing in the same histories without them', async () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(50);
    for (const seed of shownBy) expect([seed, (await runHistory({ seed, ...BOUNDS })).findings]).toEqual([seed, []]);
  }, SLOW_MACHINE_MS);
});
