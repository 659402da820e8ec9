/** `npm run sim:bugs`: looks for every planted bug from the first seed on and writes down which seed shows it; ends with 1 when one is missed. */
import { runHistory } from '#tests/simulation/histories/history.ts';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUGS } from './all.ts';
import { BOUNDS, HISTORIES_MAX } from './planted.ts';

const found: Record<string, number> = {};
for (const bug of BUGS) {
  let finding: string | null = null;
  for (let seed = 1; seed <= HISTORIES_MAX && finding === null; seed += 1) {
    finding = (await runHistory({ seed, spoils: bug.spoils(), ...BOUNDS })).findings[0] ?? null;
    if (finding !== null) found[bug.name] = seed;
  }
  process.stdout.write(`${finding === null ? 'MISSED' : `seed ${found[bug.name]}`}: ${bug.name}${finding === null ? '' : ` (${finding.split('\n')[0]})`}\n`);
}
writeFileSync(fileURLToPath(new URL('./seeds.json', import.meta.url)), `${JSON.stringify(found, null, 2)}\n`);
process.exitCode = Object.keys(found).length === BUGS.length ? 0 : 1;
