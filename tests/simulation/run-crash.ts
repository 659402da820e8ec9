/**
 * `npm run sim:crash`: the day of one machine with the process killed at each call of its disk, with each call failing once, and with a disk that is full from
 * each write on. Prints how many points there were and every finding; ends with 1 when there was one.
 */
import { tellDay, type Fault } from './histories/crash.ts';

const { steps } = await tellDay({ fault: null, at: 0 });
let found = 0;
for (const fault of ['kill', 'io', 'full'] as const satisfies readonly Fault[]) {
  const said = new Map<string, number>();
  for (let at = 1; at <= steps; at += 1) {
    const day = await tellDay({ fault, at });
    found += day.findings.length;
    for (const saying of day.said) said.set(saying, (said.get(saying) ?? 0) + 1);
    for (const finding of day.findings) process.stdout.write(`${fault} at ${at} (${day.call}): ${finding}\n`);
  }
  process.stdout.write(`${JSON.stringify({ fault, points: steps, said: Object.fromEntries(said) })}\n`);
}
process.exitCode = found === 0 ? 0 : 1;
