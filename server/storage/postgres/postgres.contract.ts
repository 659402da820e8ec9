import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FULL_DISK } from '#tests/kit/full-disk.ts';
import { startTcpProxy } from '#tests/kit/tcp-proxy.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { describeStorage } from '#tests/kit/storage-contract.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { StorageError, type Storage } from '../storage.ts';
import { storageErrorOf } from './errors.ts';
import { openPostgresStorage } from './postgres-storage.ts';

const made: TestDatabase[] = [];
const fresh = async (): Promise<TestDatabase> => {
  const database = needDatabase(await createTestDatabase());
  made.push(database);
  return database;
};
afterAll(async () => { for (const database of made) await database.drop(); });

let count = 0;
const open = (url: string, leaseMs = 60_000): Promise<Storage> => openPostgresStorage({ url, nodeId: `node-${++count}`, leaseMs, probeIntervalMs: 20 });

describeStorage(async () => {
  const database = await fresh();
  return {
    name: 'postgres',
    open: () => open(database.url),
    disk: FULL_DISK.postgres,
  };
});

describe('PostgreSQL', () => {
  let database: TestDatabase | null;
  beforeAll(async () => { database = await createTestDatabase(); });
  afterAll(async () => { await database?.drop(); });

  it('[STO12] acknowledges with synchronous commits, reads without being able to write, and starts on several nodes at once', async () => {
    const { url } = needDatabase(database);
    const nodes = await Promise.all([open(url), open(url), open(url)]);
    const [storage] = nodes;
    const setting = (name: string): Promise<unknown> => storage.tx(async (tx) => Object.values((await sql.raw<object>(`show ${name}`).execute(tx)).rows[0] ?? {})[0]);
    expect(await setting('synchronous_commit')).toBe('on');
    expect(await setting('transaction_isolation')).toBe('read committed');
    await expect(storage.read((tx) => tx.insertInto('meta').values({ key: 'a', value: '1' }).execute())).rejects.toMatchObject({ code: 'storage.read-only' });
    for (const node of nodes) await node.close();
  });

  it('[STO09] every failure of the server has its code; a mistake of ours keeps its own', async () => {
    const coded = (code: string): unknown => storageErrorOf(Object.assign(new Error('x'), { code }));
    expect(coded('53100')).toMatchObject({ code: 'storage.full' });
    expect(coded('25006')).toMatchObject({ code: 'storage.read-only' });
    for (const code of ['53300', '57P01', '08006', '58030', 'ECONNREFUSED', 'ECONNRESET', '25P03']) expect(coded(code)).toMatchObject({ code: 'storage.failed' });
    expect(coded('XX001')).toMatchObject({ code: 'storage.corrupt' });
    expect(storageErrorOf(new Error('Connection terminated unexpectedly'))).toMatchObject({ code: 'storage.failed' });
    expect(coded('23505')).not.toBeInstanceOf(StorageError);
    expect(storageErrorOf(new Error('half-way'))).not.toBeInstanceOf(StorageError);
    await expect(open('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'storage.failed' });
  });

  it('[STO13] a lost connection is a coded failure, and storage recovers by itself', async () => {
    const target = new URL(needDatabase(database).url);
    const cable = await startTcpProxy(`http://${target.host}`);
    target.port = new URL(cable.url).port;
    const storage = await open(target.href);
    await storage.lease.acquire('cable');
    const append = (byte: number): Promise<number> => storage.appendUpdate({ docId: 'cable', personId: 'p', at: 1, bytes: new Uint8Array([byte]) });
    await append(1);
    cable.cut();
    await expect(append(2)).rejects.toMatchObject({ code: 'storage.failed' });
    expect(storage.health()).toEqual({ kind: 'read-only', code: 'storage.failed' });
    await expect(storage.read((tx) => tx.selectFrom('meta').selectAll().execute())).rejects.toMatchObject({ code: 'storage.failed' });
    cable.join();
    await waitFor(() => storage.health().kind === 'ok');
    await append(3);
    const rows = await storage.read((tx) => tx.selectFrom('update_log').select('bytes').where('doc_id', '=', 'cable').orderBy('seq').execute());
    expect(rows.map(({ bytes }) => bytes[0])).toEqual([1, 3]);
    await storage.close();
    await cable.close();
  });
});
