/**
 * `npm run bench`: what the product costs on the machine at hand. Figures are printed and written with the machine they were taken on;
 * they are reports, not assertions: a shared machine is no yardstick for a red build.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '#e2e/kit/client.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDesk } from './desk.ts';
import { measureExchange } from './exchange.ts';
import { measureKeystrokes } from './keystroke.ts';
import { measureLongText } from './long-text.ts';
import { measureProvince } from './province.ts';
import type { Figure } from './figure.ts';

const BENCHES = { province: measureProvince, exchange: measureExchange, desk: measureDesk, keystroke: measureKeystrokes, 'long-text': measureLongText, 'cold-start': measureColdStart } as const;

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n▸ ${name}\n`);
  for (const figure of await measure()) {
    figures.push(figure);
    process.stdout.write(`  ${figure.what.padEnd(64)} ${String(figure.value).padStart(9)} ${figure.unit}${figure.note === undefined ? '' : `   (${figure.note})`}\n`);
  }
}

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version };
const dir = join(ROOT, 'bench', 'results');
mkdirSync(dir, { recursive: true });
const file = wanted.length === 1 ? `${wanted[0] ?? ''}.json` : 'latest.json';
writeFileSync(join(dir, file), `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`);
process.stdout.write(`\n${JSON.stringify(machine)}\nwritten to bench/results/${file}\n`);
