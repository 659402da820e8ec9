/** What a planted bug is: seams of the product that lie, so that the oracle is shown to see what it is for. Nothing of it is in the product. */
import type { Spoils } from '#tests/simulation/world/world.ts';

/** How a history with a bug is told: a machine that it drives in circles is no reason to wait. */
export const BOUNDS = { eventsMax: 12_000, quietMsMax: 180_000 } as const;

/** Of the histories with these bugs: how many are told before one is taken for missed. */
export const HISTORIES_MAX = 120;

export interface PlantedBug {
  readonly name: string;
  /** Made anew for every history. */
  readonly spoils: () => Spoils;
}

/** True each so many times. */
export function every(oneIn: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % oneIn === 0;
  };
}
