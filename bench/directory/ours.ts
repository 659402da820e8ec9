/**
 * Ours in a process of its own: `ours.ts build SCALE FOLDER` makes the index file and what the peers are given; `ours.ts search FOLDER LIMIT` opens it and asks;
 * `ours.ts like FOLDER LIMIT` asks the same of the same tokens with `LIKE`; `ours.ts rename FOLDER` renames every village in one batch. Prints its figures as the last line.
 */
import { createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadDivisions } from '#server/directory/divisions-file.ts';
import { generateDirectory } from '#shared/org/generate/generate.ts';
import { openDirectoryIndex } from '#shared/org/search-index.ts';
import { personTokens, postTokens } from '#shared/org/search-tokens.ts';
import { inTransaction } from '#shared/org/sql-port.ts';
import { drawQueries, type Queries } from './queries.ts';

const [, , mode = '', ...args] = process.argv;
const rssMb = (): number => process.memoryUsage.rss() / 2 ** 20;
const answer = (figures: object): void => { process.stdout.write(`${JSON.stringify(figures)}\n`); };

async function build(scale: 'county' | 'prefecture' | 'province', folder: string, perClass: number): Promise<void> {
  const path = join(folder, 'directory.db');
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = wal; pragma synchronous = off');
  const index = openDirectoryIndex(db);
  const started = performance.now();
  inTransaction(db, () => index.write.load(generateDirectory(loadDivisions(), { scale })));
  const buildMs = performance.now() - started;
  const { units, people, memberships } = index.all();
  db.exec('pragma wal_checkpoint(truncate)');
  const posts = Map.groupBy(memberships, ({ personId }) => personId);
  const file = createWriteStream(join(folder, 'people.txt'));
  for (const { id, name, phone } of people) {
    const line = [...new Set([...personTokens(name), ...(posts.get(id) ?? []).flatMap(({ title }) => postTokens(name, title, phone).split(' '))])].join(' ');
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  writeFileSync(join(folder, 'queries.json'), JSON.stringify(drawQueries(people, perClass)));
  db.close();
  answer({ people: people.length, units: units.length, posts: memberships.length, buildMs, fileMb: statSync(path).size / 2 ** 20 });
}

function ask(queries: Queries, find: (query: string) => readonly unknown[]): object {
  return Object.fromEntries(Object.entries(queries).map(([name, list]) => {
    for (const query of list.slice(0, 20)) find(query);
    const found: number[] = [];
    const times = list.map((query) => {
      const at = performance.now();
      found.push(find(query).length);
      return performance.now() - at;
    }).sort((a, b) => a - b);
    return [name, { p50Ms: times[Math.floor(times.length * 0.5)], p99Ms: times[Math.min(times.length - 1, Math.floor(times.length * 0.99))], found }];
  }));
}

function search(folder: string, limit: number): void {
  const queries = JSON.parse(readFileSync(join(folder, 'queries.json'), 'utf8')) as Queries;
  const before = rssMb();
  const started = performance.now();
  const index = openDirectoryIndex(new DatabaseSync(join(folder, 'directory.db'), { readOnly: false }));
  const roots = index.roots();
  const openMs = performance.now() - started;
  const childrenAt = performance.now();
  let shown = roots.length;
  for (const root of roots) shown += index.children(root.id).length;
  const treeMs = performance.now() - childrenAt;
  const classes = ask(queries, (query) => index.search(query, { limit }).filter(({ kind }) => kind === 'person'));
  answer({ openMs, treeMs, shown, indexMb: rssMb() - before, classes });
}

/** The same tokens in one column, looked through from beginning to end, as an application without an index does. */
function like(folder: string, limit: number): void {
  const all = JSON.parse(readFileSync(join(folder, 'queries.json'), 'utf8')) as Queries;
  const few = Object.fromEntries(Object.entries(all).map(([name, list]) => [name, list.slice(0, 40)])) as unknown as Queries;
  const db = new DatabaseSync(':memory:');
  db.exec('create table people(no integer primary key, tokens text not null)');
  const insert = db.prepare('insert into people(tokens) values (?)');
  db.exec('begin');
  for (const line of readFileSync(join(folder, 'people.txt'), 'utf8').split('\n')) if (line !== '') insert.run(` ${line}`);
  db.exec('commit');
  const find = db.prepare("select no from people where tokens like '% ' || ? || '%' limit ?");
  answer({ classes: ask(few, (query) => find.all(query, limit)) });
}

function rename(folder: string): void {
  const db = new DatabaseSync(join(folder, 'directory.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  const index = openDirectoryIndex(db);
  const villages = index.all().units.filter(({ kind }) => kind === 'village').slice(0, RENAMES);
  // Everybody was read to find them: that is not what is measured.
  globalThis.gc?.();
  const started = performance.now();
  index.apply({ gone: [], people: [], memberships: [], units: villages.map((unit) => ({ ...unit, name: `新${unit.name}`, fullName: `${unit.fullName}（新）` })) });
  answer({ renamed: villages.length, ms: performance.now() - started });
}
const RENAMES = 14_600;

if (mode === 'build') await build(args[0] as 'county', args[1] ?? '', Number(args[2]));
else if (mode === 'search') search(args[0] ?? '', Number(args[1]));
else if (mode === 'like') like(args[0] ?? '', Number(args[1]));
else rename(args[0] ?? '');
