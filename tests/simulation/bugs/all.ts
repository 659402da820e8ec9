/** Every planted bug, and the first seed that showed it when it was looked for last: tried first, so that finding it again takes one history. */
import { DISK_BUGS } from './disk-bugs.ts';
import { LINE_BUGS } from './line-bugs.ts';
import { SERVER_BUGS } from './server-bugs.ts';
import type { PlantedBug } from './planted.ts';
import seeds from './seeds.json' with { type: 'json' };

export const BUGS: readonly PlantedBug[] = [...DISK_BUGS, ...LINE_BUGS, ...SERVER_BUGS];
export const seedOf = ({ name }: PlantedBug): number => (seeds as Readonly<Record<string, number>>)[name] ?? 1;
