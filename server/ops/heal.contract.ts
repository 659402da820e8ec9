import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocId } from '#shared/base/ids.ts';
import { writeFault } from '#server/documents/faults.ts';
import { writeIndex } from '#server/rooms/document-index.ts';
import { openPostgresStorage } from '#server/storage/postgres/postgres-storage.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readStored } from '#server/text/stored-text.ts';
import { createTexts, type Texts } from '#server/text/texts.ts';
import { birth, replica } from '#tests/kit/documents.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { typeInto } from '#tests/kit/server-client.ts';
import { id } from '#tests/kit/story.ts';
import { runOps } from './cli.ts';
import { dropIndexes, heal, listBroken } from './heal.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-heal-'));
const NOISE = Uint8Array.of(9, 9, 9, 9);
const docId = id(1);
let texts: Texts;
let database: TestDatabase | null;
let count = 0;
beforeAll(async () => {
  texts = createTexts();
  database = await createTestDatabase();
});
afterAll(async () => {
  await texts.close();
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
});

const broken = { docId, count: 3, since: 1, at: 2, reason: 'error', openedAt: 2 } as const;
async function plant(storage: Storage, snapshots: readonly (readonly [seq: number, bytes: Uint8Array])[], log: readonly (readonly [seq: number, bytes: Uint8Array])[], upToSeq: number): Promise<void> {
  await storage.tx(async (tx) => {
    for (const [seq, bytes] of snapshots) await tx.insertInto('snapshot').values({ doc_id: docId, up_to_seq: seq, at: 1, bytes }).execute();
    for (const [seq, bytes] of log) await tx.insertInto('update_log').values({ seq, doc_id: docId, person_id: 'p00001', at: 1, bytes }).execute();
    await writeFault(tx, { ...broken, upToSeq });
  });
}
const onSqlite = async (run: (storage: Storage) => Promise<void>): Promise<void> => {
  count += 1;
  const storage = await openSqliteStorage({ path: join(dir, `${count}.db`), probeIntervalMs: 20 });
  try {
    await run(storage);
  } finally {
    await storage.close();
  }
};
const partsOf = async (storage: Storage): Promise<readonly Uint8Array[]> => (await storage.read((tx) => readStored(tx, docId))).parts;
const quarantined = (storage: Storage) => storage.read((tx) => tx.selectFrom('quarantine').select(['doc_id', 'reason', 'person_id', 'bytes']).orderBy('seq').execute());

const indexOf = (of: DocId, upToSeq: number) => ({ docId: of, generation: 1, upToSeq, bytes: 70_000, structs: 3, vector: Uint8Array.of(0), deletes: Uint8Array.of(0) });
const indexed = async (storage: Storage): Promise<readonly string[]> => (await storage.read((tx) => tx.selectFrom('document_index').select('doc_id').execute())).map((row) => row.doc_id);

/** One update for each word, behind the first content. */
function words(...typed: readonly string[]): readonly Uint8Array[] {
  const doc = replica(7);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const word of typed) typeInto(doc, word);
  return updates;
}

describe('healing', () => {
  it('[OPS41] a text that Yjs can build is writable again as it stands, and the one that is not broken is left alone', () => onSqlite(async (storage) => {
    await expect(heal({ storage, texts, docId, setsAside: true, at: 5 })).rejects.toThrow('not read-only');
    const [first, second] = words('甲', '乙') as [Uint8Array, Uint8Array];
    await plant(storage, [], [[1, birth()], [2, first], [3, second]], 1);
    expect(await partsOf(storage)).toEqual([birth()]);
    expect(await heal({ storage, texts, docId, setsAside: false, at: 5 })).toEqual({ isHealed: true, unreadable: [] });
    expect(await partsOf(storage)).toEqual([birth(), first, second]);
    expect([await listBroken(storage), await quarantined(storage)]).toEqual([[], []]);
  }));

  it('[OPS41] what cannot be read is named first and moved only on request: a damaged snapshot, and the updates that stood on it', () => onSqlite(async (storage) => {
    const [, , third] = words('甲', '乙', '丙') as [Uint8Array, Uint8Array, Uint8Array];
    const before = birth();
    await plant(storage, [[1, before], [3, NOISE]], [[4, third]], 1);
    expect(await listBroken(storage)).toMatchObject([{ docId, rowsBehind: 1, upToSeq: 1 }]);
    const unreadable = [{ table: 'snapshot', seq: 3 }, { table: 'update_log', seq: 4 }];
    expect(await heal({ storage, texts, docId, setsAside: false, at: 5 })).toEqual({ isHealed: false, unreadable });
    expect([(await listBroken(storage)).length, await quarantined(storage)]).toEqual([1, []]);
    expect(await heal({ storage, texts, docId, setsAside: true, at: 5 })).toEqual({ isHealed: true, unreadable });
    expect(await partsOf(storage)).toEqual([before]);
    expect(await quarantined(storage)).toEqual([
      { doc_id: docId, reason: 'set-aside', person_id: '', bytes: NOISE }, { doc_id: docId, reason: 'set-aside', person_id: 'p00001', bytes: third },
    ]);
  }));

  it('[OPS41] the command works on PostgreSQL as well, beside a node that has the document open', async () => {
    const { url } = needDatabase(database);
    const storage = await openPostgresStorage({ url, nodeId: 'node-1', leaseMs: 60_000, probeIntervalMs: 20 });
    const cli = async (...args: readonly string[]) => {
      const answers: unknown[] = [];
      const code = await runOps(['heal', '--data', join(dir, 'node'), '--storage', 'postgres', '--postgres-url', url, ...args], {}, { clock: { now: () => 5 }, say: () => {}, answer: (line) => { answers.push(JSON.parse(line)); } });
      return { code, answers };
    };
    try {
      await storage.lease.acquire(docId);
      const [first, second] = words('甲', '乙') as [Uint8Array, Uint8Array];
      await plant(storage, [], [[1, birth()], [2, first], [3, NOISE], [4, second]], 2);
      expect(await cli()).toMatchObject({ code: 0, answers: [{ event: 'broken', docId, rowsBehind: 2 }] });
      expect(await cli('--doc', docId)).toMatchObject({ code: 1, answers: [{ event: 'unreadable', rows: ['update_log 3'] }] });
      expect(await cli('--doc', docId, '--set-aside')).toMatchObject({ code: 0, answers: [{ event: 'healed', docId }] });
      expect(await partsOf(storage)).toEqual([birth(), first, second]);
      // What the node knew of it holds no more.
      await expect(storage.appendUpdate({ docId, personId: 'p00001', at: 6, bytes: NOISE })).rejects.toMatchObject({ code: 'storage.not-owner' });
    } finally {
      await storage.close();
    }
  });

  it('[OPS41] healing drops the index: it may know what was moved aside', () => onSqlite(async (storage) => {
    const [first, second] = words('甲', '乙') as [Uint8Array, Uint8Array];
    await plant(storage, [], [[1, birth()], [2, first], [3, NOISE], [4, second]], 2);
    await storage.tx((tx) => writeIndex(tx, indexOf(docId, 4)));
    expect(await heal({ storage, texts, docId, setsAside: false, at: 5 })).toMatchObject({ isHealed: false });
    expect(await indexed(storage)).toEqual([docId]);
    expect(await heal({ storage, texts, docId, setsAside: true, at: 5 })).toMatchObject({ isHealed: true });
    expect(await indexed(storage)).toEqual([]);
  }));

  it('[OPS28] the command drops the index of one document or of all, and nothing else', async () => {
    const cli = async (...args: readonly string[]) => {
      const answers: unknown[] = [];
      const code = await runOps(['heal', '--data', dir, ...args], {}, { clock: { now: () => 5 }, say: (line) => { answers.push(JSON.parse(line)); }, answer: (line) => { answers.push(JSON.parse(line)); } });
      return { code, answers };
    };
    const other = await openSqliteStorage({ path: join(dir, 'server.db'), probeIntervalMs: 20 });
    await other.tx(async (tx) => { for (const number of [1, 2, 3]) await writeIndex(tx, indexOf(id(number), 4)); });
    await other.close();
    expect(await cli('--index', '--doc', id(2))).toEqual({ code: 0, answers: [{ event: 'index-dropped', docIds: [id(2)] }] });
    expect(await cli('--index', '--doc', 'x')).toMatchObject({ code: 1 });
    expect(await cli('--index')).toEqual({ code: 0, answers: [{ event: 'index-dropped', docIds: [id(1), id(3)] }] });
    expect(await cli('--index')).toEqual({ code: 0, answers: [{ event: 'index-dropped', docIds: [] }] });
    
  });

  it('[OPS28] a node that has the document open reads it again before it writes', async () => {
    const { url } = needDatabase(database);
    const storage = await openPostgresStorage({ url, nodeId: 'node-2', leaseMs: 60_000, probeIntervalMs: 20 });
    try {
      await needDatabase(database).query("select setval('update_log_seq_seq', 100)");
      await storage.lease.acquire(id(9));
      await storage.tx((tx) => writeIndex(tx, indexOf(id(9), 1)));
      expect(await dropIndexes(storage, id(9))).toEqual([id(9)]);
      // Its own command: nobody else has to notice. An operator's is another node.
      await storage.appendUpdate({ docId: id(9), personId: 'p00001', at: 6, bytes: birth() });
      const operator = await openPostgresStorage({ url, nodeId: 'operator', leaseMs: 60_000, probeIntervalMs: 20 });
      await operator.tx((tx) => writeIndex(tx, indexOf(id(9), 2)));
      expect(await dropIndexes(operator, null)).toEqual([id(9)]);
      await operator.close();
      await expect(storage.appendUpdate({ docId: id(9), personId: 'p00001', at: 6, bytes: NOISE })).rejects.toMatchObject({ code: 'storage.not-owner' });
    } finally {
      await storage.close();
    }
  });

  it('[OPS41] what is wrong on the command line is named: no data, no document id', async () => {
    const said: string[] = [];
    const cli = (...args: readonly string[]) => runOps(['heal', ...args], {}, { clock: { now: () => 5 }, say: (line) => said.push(line), answer: () => {} });
    expect([await cli(), await cli('--data', join(dir, 'none')), await cli('--data', dir, '--color', 'red')]).toEqual([1, 1, 1]);
    expect(said).toEqual([expect.stringContaining('data is required'), expect.stringContaining('no installation'), expect.stringContaining('--color')]);
  });
});
