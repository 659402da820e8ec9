/**
 * A peer in a process of its own: `node index.mjs minisearch|flexsearch FOLDER LIMIT`. It is given the very tokens that our index has (suffixes of names and readings), because by
 * itself neither finds the middle of a Chinese name; so both can find what ours finds. Prints its figures as the last line.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Index } from 'flexsearch';
import MiniSearch from 'minisearch';

const [, , kind, folder, limitText] = process.argv;
const limit = Number(limitText);
const spaced = (text) => text.split(' ');

const KINDS = {
  minisearch: () => {
    const index = new MiniSearch({ fields: ['tokens'], idField: 'no', tokenize: spaced, processTerm: (term) => term });
    return { add: (no, tokens) => index.add({ no, tokens }), find: (query) => index.search(query, { prefix: true, combineWith: 'AND', tokenize: spaced, processTerm: (term) => term }).slice(0, limit).map(({ id }) => id) };
  },
  flexsearch: () => {
    const index = new Index({ tokenize: 'forward', encode: spaced, resolution: 1 });
    return { add: (no, tokens) => index.add(no, tokens), find: (query) => index.search(query, { limit }) };
  },
};

const made = KINDS[kind]();
const queries = JSON.parse(readFileSync(join(folder, 'queries.json'), 'utf8'));
globalThis.gc?.();
const before = process.memoryUsage.rss();
const started = performance.now();
let count = 0;
for await (const line of createInterface({ input: createReadStream(join(folder, 'people.txt')) })) made.add(count++, line);
const buildMs = performance.now() - started;
globalThis.gc?.();
const indexMb = (process.memoryUsage.rss() - before) / 2 ** 20;
const classes = {};
for (const [name, list] of Object.entries(queries)) {
  const times = [];
  const found = [];
  for (const query of list.slice(0, 20)) made.find(query);
  for (const query of list) {
    const at = performance.now();
    const hits = made.find(query);
    times.push(performance.now() - at);
    found.push(hits.length);
  }
  times.sort((a, b) => a - b);
  classes[name] = { p50Ms: times[Math.floor(times.length * 0.5)], p99Ms: times[Math.min(times.length - 1, Math.floor(times.length * 0.99))], found };
}
process.stdout.write(`${JSON.stringify({ buildMs, indexMb, classes })}\n`);
