/**
 * `npm run fuzz -- --frames N --updates N --seed S`: hostile frames and honest editing against a real room, for as long as one wants.
 * Prints figures as it goes and every finding with the seed that makes it again; ends with 1 when there was one.
 */
import { parseArgs } from 'node:util';
import { honestCampaign } from './honest-campaign.ts';
import { hostileCampaign } from './hostile-campaign.ts';

const { values } = parseArgs({ options: { frames: { type: 'string', default: '20000' }, updates: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);
const startedAt = performance.now();
const say = (what: string, figures: object): void => {
  process.stdout.write(`${JSON.stringify({ seconds: Math.round((performance.now() - startedAt) / 1_000), what, seed, ...figures })}\n`);
};

let saidAt = 0;
const hostile = await hostileCampaign(Number(values.frames), seed, (so) => {
  if (performance.now() - saidAt < 10_000) return;
  saidAt = performance.now();
  say('hostile so far', { frames: so.frames, accepted: so.accepted, slowestMs: Math.round(so.slowestMs), findings: so.findings, rssMb: Math.round(process.memoryUsage().rss / 1e6) });
});
say('hostile', hostile);
const honest = await honestCampaign(Number(values.updates), seed, (so) => {
  if (performance.now() - saidAt < 10_000) return;
  saidAt = performance.now();
  say('honest so far', so);
});
say('honest', honest);
process.exitCode = hostile.findings.length + honest.findings.length === 0 ? 0 : 1;
