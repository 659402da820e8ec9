import { describe, expect, it } from 'vitest';
import { honestCampaign } from './honest-campaign.ts';
import { hostileCampaign } from './hostile-campaign.ts';

/** Small and fixed here; `npm run fuzz -- --frames N --updates N --seed S` goes on for as long as one wants. */
const SEEDS = [1, 20_261_123];

describe('fuzz', () => {
  it.each(SEEDS)('[DOC14] hostile frames leave a document that reads back as itself, encodes and has our shape (seed %i)', async (seed) => {
    const { frames, accepted, findings } = await hostileCampaign(2_000, seed);
    expect(findings).toEqual([]);
    expect(frames).toBe(2_000);
    // A run in which nothing gets through would prove nothing.
    expect(accepted).toBeGreaterThan(50);
  });

  it.each(SEEDS)('[DOC07] honest work is never turned away, however it is sent, and everybody reads the same (seed %i)', async (seed) => {
    const { updates, sessions, findings } = await honestCampaign(600, seed);
    expect(findings).toEqual([]);
    expect(updates).toBeGreaterThanOrEqual(600);
    expect(sessions).toBeGreaterThan(5);
  });
});
