import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { FULL_DISK } from '#tests/kit/full-disk.ts';
import { describeStorage } from '#tests/kit/storage-contract.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { storageErrorOf } from './connection.ts';
import { openSqliteStorage } from './sqlite-storage.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-sqlite-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let count = 0;

describeStorage(() => {
  count += 1;
  const path = join(dir, `${count}.db`);
  return {
    name: 'sqlite',
    open: () => openSqliteStorage({ path, probeIntervalMs: 20 }),
    disk: FULL_DISK.sqlite,
  };
});

it('[STO08] SQLite acknowledges with write-ahead log, full synchronisation and foreign keys', async () => {
  const storage = await openSqliteStorage({ path: join(dir, 'pragmas.db'), probeIntervalMs: 20 });
  const pragma = (name: string): Promise<unknown> => storage.tx(async (tx) => Object.values((await sql.raw<object>(`pragma ${name}`).execute(tx)).rows[0] ?? {})[0]);
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('foreign_keys')).toBe(1);
  await expect(storage.read((tx) => tx.insertInto('meta').values({ key: 'a', value: '1' }).execute())).rejects.toMatchObject({ code: 'storage.read-only' });
  await storage.close();
});

it('[STO09] every failure of the disk has its code; a mistake of ours has none', async () => {
  expect(storageErrorOf(8, '')).toMatchObject({ code: 'storage.read-only' });
  expect(storageErrorOf(13, '')).toMatchObject({ code: 'storage.full' });
  expect(storageErrorOf(778, '')).toMatchObject({ code: 'storage.failed' });
  expect(storageErrorOf(11, '')).toMatchObject({ code: 'storage.corrupt' });
  expect(storageErrorOf(19, 'UNIQUE')).not.toHaveProperty('code');
  const path = join(dir, 'broken.db');
  writeFileSync(path, 'this is not a database, and it is long enough to be looked at'.repeat(50));
  await expect(openSqliteStorage({ path, probeIntervalMs: 20 })).rejects.toMatchObject({ code: 'storage.corrupt' });
});

it('[STO24] SQLite tells nobody of a group before all of it has been flushed, and readers see nothing of it until then', async () => {
  const storage = await openSqliteStorage({ path: join(dir, 'grouped.db'), probeIntervalMs: 20 });
  const told: string[] = [];
  let finish = (): void => {};
  const gate = new Promise<void>((resolve) => { finish = resolve; });
  let isHeld = false;
  const add = (key: string, wait?: Promise<void>): Promise<unknown> => storage.groupedTx(async (tx) => {
    await tx.insertInto('meta').values({ key, value: '1' }).execute();
    const rows = await tx.selectFrom('meta').select('key').orderBy('key').execute();
    isHeld ||= wait !== undefined;
    await wait;
    return rows.length;
  }).then((count) => told.push(`${key}${String(count)}`));
  const group = [add('a'), add('b', gate), add('c')];
  await waitFor(() => isHeld);
  expect(told).toEqual([]);
  expect(await storage.read((tx) => tx.selectFrom('meta').select('key').execute())).toEqual([]);
  finish();
  await Promise.all(group);
  expect(told).toEqual(['a1', 'b2', 'c3']);
  await storage.close();
});

it('[STO22] what cannot even be sent to the database fails its group and leaves no transaction open', async () => {
  const storage = await openSqliteStorage({ path: join(dir, 'unsendable.db'), probeIntervalMs: 20 });
  const add = (key: string, value: unknown): Promise<unknown> => storage.groupedTx((tx) => tx.insertInto('meta').values({ key, value: value as string }).execute());
  await expect(add('a', Symbol('no value'))).rejects.toThrow('could not be cloned');
  await Promise.all([add('b', '1'), storage.tx((tx) => tx.insertInto('meta').values({ key: 'c', value: '1' }).execute()), storage.appendUpdate({ docId: 'd', personId: 'p', at: 1, bytes: new Uint8Array(1) })]);
  expect((await storage.read((tx) => tx.selectFrom('meta').select('key').orderBy('key').execute())).map(({ key }) => key)).toEqual(['b', 'c']);
  await storage.close();
});
