/**
 * `npm run linear -- --histories N --seed S [--from N] [--disk]`: random histories against the real executor, each checked against the model, for as long as one wants.
 * Prints figures as it goes and every failure with its seed and the shortest history that shows it; ends with 1 when there was one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { openMemoryStorage } from '#tests/fuzz/memory-storage.ts';
import { campaign, type Report } from './campaign.ts';

const { values } = parseArgs({ options: { histories: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' }, disk: { type: 'boolean', default: false } } });
const dir = mkdtempSync(join(tmpdir(), 'gzt-linear-'));
const seed = Number(values.seed);
const startedAt = performance.now();
const say = ({ stages, ...figures }: Report): void => {
  process.stdout.write(`${JSON.stringify({ seconds: Math.round((performance.now() - startedAt) / 1_000), seed, ...figures, stages: Object.fromEntries(stages) })}\n`);
};
let saidAt = 0;
const report = await campaign({
  ...(values.disk ? { open: () => openSqliteStorage({ path: join(dir, 'linear.db'), probeIntervalMs: 1_000 }), isDurable: true, perOffice: 960, atOnce: 32 } : { open: openMemoryStorage, isDurable: false, perOffice: 64, atOnce: 4 }),
  faultOneIn: 30, histories: Number(values.histories), seed, from: Number(values.from),
  tell: (so) => {
    if (performance.now() - saidAt < 10_000) return;
    saidAt = performance.now();
    say(so);
  },
});
say(report);
rmSync(dir, { recursive: true, force: true });
for (const failure of report.failures) process.stdout.write(`${failure}\n`);
process.exitCode = report.failures.length === 0 ? 0 : 1;
