/**
 * `npm run sim -- --seeds N [--from S] [--crowd K] [--stop F]`: histories from seeds S, S+1, …, for as long as one wants; one in K has up to 50 machines.
 * Prints what really ran as it goes, and every history that fails with its seed, the fewest deeds that show it and its trace; ends with 1 when there was one.
 */
import { campaign, sayFailure, type Report } from './histories/campaign.ts';
import { parseArgs } from 'node:util';
import { realNow } from './world/kernel.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' }, crowd: { type: 'string', default: '50' }, stop: { type: 'string', default: '3' } } });
const startedAt = realNow();
const say = ({ done: _done, failures, virtualHours, ...figures }: Report): void => {
  process.stdout.write(`${JSON.stringify({ seconds: Math.round((realNow() - startedAt) / 1_000), from: Number(values.from), ...figures, virtualHours: Math.round(virtualHours), failed: failures.map(({ seed }) => seed), rssMb: Math.round(process.memoryUsage().rss / 1e6) })}\n`);
};
let saidAt = 0;
const report = await campaign({
  from: Number(values.from), histories: Number(values.seeds), crowdOneIn: Number(values.crowd), stopAfter: Number(values.stop),
  tell: (so) => {
    if (realNow() - saidAt < 10_000) return;
    saidAt = realNow();
    say(so);
  },
});
say(report);
process.stdout.write(`${JSON.stringify(Object.fromEntries([...report.done].toSorted(([, a], [, b]) => b - a)))}\n`);
for (const failure of report.failures) process.stdout.write(`${sayFailure(failure)}\n`);
process.exitCode = report.failures.length === 0 ? 0 : 1;
