import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { openStorage } from '#server/app.ts';
import { settingsSchema } from '#server/config.ts';
import { readStored } from '#server/text/stored-text.ts';
import { SCHEMA_VERSION } from '#server/storage/migrations.ts';
import type { Storage } from '#server/storage/storage.ts';
import { fillEveryTable, ROWS, TRIMMED } from '#tests/kit/every-table.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { ops } from '#tests/kit/ops-command.ts';
import { manifest, type Manifest } from './manifest.ts';
import { readLayout } from './tables.ts';

const made: Installation[] = [];
afterAll(async () => { for (const installation of made) await installation.drop(); });

type Name = Installation['name'];
const OTHER: Readonly<Record<Name, Name>> = { sqlite: 'postgres', postgres: 'sqlite' };
async function make(name: Name): Promise<Installation> {
  const installation = needInstallation((await ADAPTERS.find((adapter) => adapter.name === name)?.make()) ?? null);
  made.push(installation);
  return installation;
}

let lastByte = 0;
const open = ({ settings, dataDir }: Installation): Promise<Storage> => openStorage({
  settings: settingsSchema.parse({ data: dataDir, ...settings }), random: { bytes: (length) => new Uint8Array(length).fill(++lastByte) },
});
async function makeFull(name: Name): Promise<Installation> {
  const installation = await make(name);
  const storage = await open(installation);
  await storage.tx(fillEveryTable);
  if (name === 'postgres') await installation.query("select setval('update_log_seq_seq', ?)", [TRIMMED.lastSeq]);
  await storage.close();
  new DatabaseSync(join(installation.dataDir, 'directory.db')).exec('create table unit (id text); insert into unit values (\'贵州省\')');
  writeFileSync(join(installation.dataDir, 'demo-accounts.json'), '[]');
  return installation;
}
async function backup(installation: Installation, name = 'backup'): Promise<{ readonly to: string; readonly listed: Manifest; readonly err: string }> {
  const to = join(installation.dir, name);
  const ran = await ops('backup', ...installation.args, '--to', to);
  expect(ran).toMatchObject({ code: 0 });
  return { to, listed: manifest.parse(JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'))), err: ran.err };
}
const restore = (from: string, into: Installation, ...more: readonly string[]) => ops('restore', '--from', from, ...into.args, ...more);
const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value))).toSorted();

describe.each(ADAPTERS)('from $name and back', ({ name }) => {
  it('[OPS20] carried into the other database and back, every table has the same rows, digest and counter', async () => {
    const home = await makeFull(name);
    const there = await make(OTHER[name]);
    const back = await make(name);
    const first = await backup(home);
    expect(first.listed.tables.map((table) => table.name).toSorted()).toEqual(Object.keys(ROWS).toSorted());
    expect(await restore(first.to, there)).toMatchObject({ code: 0 });
    const second = await backup(there);
    expect(await restore(second.to, back)).toMatchObject({ code: 0 });
    const third = await backup(back);
    expect(second.listed.tables).toEqual(first.listed.tables);
    expect(third.listed.tables).toEqual(first.listed.tables);
    expect(third.listed).toMatchObject({ eventSeq: ROWS.event_log.length, schema: SCHEMA_VERSION });
    expect(readdirSync(back.dataDir)).toEqual(expect.arrayContaining(['directory.db', 'demo-accounts.json']));
    expect(existsSync(join((name === 'postgres' ? back : there).dataDir, 'server.db'))).toBe(false);
    // The digests are believed because of this: the rows themselves, as a server would read them.
    const storage = await open(back);
    for (const table of Object.keys(ROWS) as readonly (keyof typeof ROWS)[]) {
      const wanted = table === 'update_log' ? ROWS.update_log.filter((row) => row['seq'] !== TRIMMED.lastSeq) : ROWS[table];
      const columns = Object.keys(wanted[0] ?? {}) as never[];
      expect(sorted(await storage.read((tx) => tx.selectFrom(table).select(columns).execute()))).toEqual(sorted(wanted));
    }
    await storage.close();
  });

  it('[OPS23] what is written after a restore gets numbers that were never given, and is read', async () => {
    const there = await make(OTHER[name]);
    const { to, listed } = await backup(await makeFull(name));
    expect(listed.tables.find((table) => table.name === 'update_log')).toMatchObject({ lastCounted: TRIMMED.lastSeq });
    expect(await restore(to, there)).toMatchObject({ code: 0 });
    const storage = await open(there);
    await storage.lease.acquire(TRIMMED.docId);
    await storage.appendUpdate({ docId: TRIMMED.docId, personId: 'p', at: 1, bytes: new Uint8Array([42]) });
    const { parts, lastSeq } = await storage.read((tx) => readStored(tx, TRIMMED.docId as never));
    expect(lastSeq).toBe(TRIMMED.lastSeq + 1);
    expect(parts.at(-1)).toEqual(new Uint8Array([42]));
    await expect(storage.tx((tx) => tx.deleteFrom('event_log').execute())).rejects.toThrow('append-only');
    await storage.close();
  });

  it('[OPS24] progress is one JSON object a line: table or file, rows, bytes and the share that is done', async () => {
    const { err, listed, to } = await backup(await makeFull(name));
    const lines = err.trim().split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    for (const table of listed.tables) {
      for (const step of ['copy', 'check']) {
        const last = lines.findLast((line) => line['table'] === table.name && line['step'] === step);
        expect(last).toEqual({ event: 'progress', step, table: table.name, rows: table.rows, bytes: table.bytes, share: 1 });
      }
    }
    // A long table is seen to move; rows that are long themselves come in smaller batches.
    const moves = (table: string): readonly unknown[] => lines.filter((line) => line['table'] === table && line['step'] === 'copy').map((line) => line['rows']);
    expect(moves('event_log')).toEqual([500, 1_000, 1_203]);
    expect(moves('snapshot')).toEqual([2, 3]);
    expect(lines.findLast((line) => line['file'] === 'directory.db')).toMatchObject({ event: 'progress', step: 'copy', share: 1 });
    const restored = await restore(to, await make(name));
    expect(restored.err.trim().split('\n').map((line) => (JSON.parse(line) as { readonly event: string }).event)).toContain('progress');
  });
});

describe.each(ADAPTERS)('into $name', ({ name }) => {
  it('[OPS21] what belongs to one node stays behind, every other table and column is carried, and new tables are empty', async () => {
    const installation = await make(name);
    const storage = await open(installation);
    await storage.lease.acquire('d');
    const tables = name === 'sqlite'
      ? await installation.query("select m.name as \"table\", c.name as \"column\", c.pk as key from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%'")
      : await installation.query(`select table_name as "table", column_name as "column", 0 as key from information_schema.columns where table_schema = 'public'`);
    await storage.close();
    const there = tables.map((row) => `${row['table']}.${row['column']}`);
    const small = await makeFull('sqlite');
    const layout = await small.place.read(readLayout);
    const carried = layout.flatMap((table) => table.columns.map((column) => `${table.name}.${column}`));
    expect(there.filter((column) => !carried.includes(column)).toSorted()).toEqual([
      ...(name === 'sqlite' ? [] : ['doc_lease.doc_id', 'doc_lease.node_id', 'doc_lease.token', 'node.expires_at', 'node.node_id']), 'schema_version.version',
      ...(name === 'sqlite' ? [] : ['update_log.token']),
    ]);
    expect(carried.filter((column) => !there.includes(column))).toEqual([]);
    expect(layout.filter((table) => table.key.length === 0).map((table) => table.name)).toEqual([]);
    for (const table of layout) expect(await installation.query(`select count(*) as rows from ${table.name}`), table.name).toEqual([{ rows: name === 'sqlite' ? 0 : '0' }]);
  });

  it('[OPS22] what cannot be carried exactly is refused by the name of its table, and nothing appears', async () => {
    const home = await makeFull(OTHER[name]);
    const target = await make(name);
    await home.query('update account set created_at = ? where person_id = ?', [9_007_199_254_740_993n, 'b']);
    const ran = await ops('backup', ...home.args, '--to', join(home.dir, 'backup'));
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('table account') });
    expect(existsSync(join(home.dir, 'backup'))).toBe(false);
    await home.query('update account set created_at = 1');

    const { to, listed } = await backup(home);
    // Well-formed, and not what its manifest says of a table: written by something else than a backup.
    const { listed: other, to: forged } = await backup(home, 'forged');
    for (const table of other.tables) if (table.name === 'outcome') Object.assign(table, { digest: 'f'.repeat(64) });
    writeFileSync(join(forged, 'manifest.json'), JSON.stringify(other));
    expect(await restore(forged, target)).toMatchObject({ code: 1, err: expect.stringContaining('table outcome does not hold what the manifest says') });
    writeFileSync(join(forged, 'manifest.json'), JSON.stringify({ ...listed, schema: SCHEMA_VERSION + 1 }));
    expect(await restore(forged, target)).toMatchObject({ code: 1, err: expect.stringContaining('newer server') });
    expect(existsSync(target.dataDir)).toBe(false);
    expect(await target.place.isEmpty()).toBe(true);
    expect(await restore(to, target)).toMatchObject({ code: 0 });
  });
});

it('[OPS22] text that PostgreSQL cannot hold is refused by the name of its table', async () => {
  const target = await make('postgres');
  const home = await makeFull('sqlite');
  await home.query("update meta set value = 'a' || char(0) || 'b' where key = 'k'");
  const { to } = await backup(home);
  expect(await restore(to, target)).toMatchObject({ code: 1, err: expect.stringContaining('table meta cannot be carried') });
  expect(await target.place.isEmpty()).toBe(true);
});

it('[OPS20] a backup made by an older server keeps its tables, and a server brings them up to date when it starts', async () => {
  const target = await make('postgres');
  const home = await makeFull('sqlite');
  for (const statement of [
    'delete from schema_version where version > 3', 'alter table document drop column generation', 'drop table number_entry', 'drop table number_act',
    'create table number_series (organ_id text not null, doc_code text not null, year integer not null, last integer not null, primary key (organ_id, doc_code, year))',
  ]) await home.query(statement);
  const { to, listed } = await backup(home);
  expect(listed.schema).toBe(3);
  const embedded = await make('sqlite');
  for (const installation of [target, embedded]) {
    expect(await restore(to, installation)).toMatchObject({ code: 0 });
    const storage = await open(installation);
    expect((await storage.read((tx) => tx.selectFrom('document').select('generation').distinct().execute()))).toEqual([{ generation: 1 }]);
    await storage.close();
  }
});

it('[OPS25] what was in PostgreSQL is moved aside by its name and never removed; while a server works on it nothing is touched', async () => {
  const target = await make('postgres');
  const { to } = await backup(await makeFull('sqlite'));
  const storage = await open(target);
  await storage.tx((tx) => tx.insertInto('meta').values({ key: 'precious', value: '不能丢' }).execute());
  mkdirSync(target.dataDir, { recursive: true });
  copyFileSync(join(to, 'directory.db'), join(target.dataDir, 'directory.db'));
  expect(await restore(to, target, '--force')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('stop every one') });
  await storage.close();
  const forced = await restore(to, target, '--force');
  expect(forced.code).toBe(0);
  const { rowsMovedTo, movedTo } = JSON.parse(forced.out) as { readonly rowsMovedTo: string; readonly movedTo: string };
  expect(rowsMovedTo).toMatch(/^schema public_before_\d{14}$/);
  expect(await target.query(`select key, value from ${rowsMovedTo.replace('schema ', '')}.meta`)).toEqual([{ key: 'precious', value: '不能丢' }]);
  expect(await target.query('select key from meta order by key')).toEqual([{ key: '' }, { key: 'k' }]);
  expect(existsSync(join(movedTo, 'directory.db'))).toBe(true);
  // Only the database is occupied: that alone is a reason to ask.
  const elsewhere = { ...target, args: ['--data', join(target.dir, 'elsewhere'), ...target.args.slice(2)] };
  expect(await restore(to, elsewhere)).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') });
});
