import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { birth, replica } from '#tests/kit/documents.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { id } from '#tests/kit/story.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readStored } from '#server/text/stored-text.ts';
import { createTextIndex } from '#server/text/text-index.ts';
import { createTexts, type Texts } from '#server/text/texts.ts';
import { layoutOf } from '#shared/doc/update-layout.ts';
import { compact } from './compaction.ts';
import { writeIndex } from './document-index.ts';
import { readOpening } from './opening.ts';

const docId = id(1);
const dir = mkdtempSync(join(tmpdir(), 'gzt-compaction-'));
let storage: Storage;
let texts: Texts;
beforeAll(async () => {
  storage = await openSqliteStorage({ path: join(dir, 'server.db'), probeIntervalMs: 20 });
  texts = createTexts();
});
afterAll(async () => {
  await texts.close();
  await storage.close();
  rmSync(dir, { recursive: true, force: true });
});

const stored = async (): Promise<{ readonly doc: Y.Doc; readonly rows: number; readonly snapshots: number }> => {
  const { parts, rows } = await storage.read((tx) => readStored(tx, docId));
  const doc = new Y.Doc();
  for (const part of parts) Y.applyUpdate(doc, part);
  const snapshots = await storage.read((tx) => tx.selectFrom('snapshot').select('up_to_seq').where('doc_id', '=', docId).execute());
  return { doc, rows, snapshots: snapshots.length };
};

it('[SYN22] compaction runs beside writing, replaces only what it has read, reads back as the log, and keeps three snapshots', async () => {
  const author = replica(900);
  const append = (bytes: Uint8Array): Promise<number> => storage.appendUpdate({ docId, personId: 'person01', at: 1, bytes });
  await append(birth());
  const written: Promise<number>[] = [];
  author.on('update', (update: Uint8Array) => void written.push(append(update)));
  for (let round = 1; round <= 5; round += 1) {
    withSeed(round, (dice) => { for (let edit = 0; edit < 40; edit += 1) randomEdit(author, dice); });
    await Promise.all(written);
    const working = compact(storage, texts, docId, round, 5);
    withSeed(100 + round, (dice) => { for (let edit = 0; edit < 10; edit += 1) randomEdit(author, dice); });
    expect(await working).toBe(true);
    await Promise.all(written);
    const now = await stored();
    expect(Y.equalSnapshots(Y.snapshot(now.doc), Y.snapshot(author))).toBe(true);
    expect(now.snapshots).toBe(Math.min(round, 3));
  }
});

it('[SYN22] a log that has changed below what was read stays as it is', async () => {
  await storage.tx((tx) => tx.deleteFrom('snapshot').where('doc_id', '=', docId).execute());
  await storage.tx((tx) => tx.deleteFrom('update_log').where('doc_id', '=', docId).execute());
  for (let row = 0; row < 3; row += 1) await storage.appendUpdate({ docId, personId: 'person01', at: 1, bytes: birth() });
  const working = compact(storage, { ...texts, compact: async (which, parts) => {
    // A row that was written earlier and became visible only now, as another node's transaction may.
    const first = await storage.read((tx) => tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId).orderBy('seq').executeTakeFirstOrThrow());
    await storage.tx((tx) => tx.insertInto('update_log').values({ seq: first.seq - 1, doc_id: docId, person_id: 'person01', at: 1, bytes: birth() }).execute());
    return texts.compact(which, parts);
  } }, docId, 1, 1);
  expect(await working).toBe(false);
  expect((await stored()).rows).toBe(4);
});

it('[SYN50] an index from before a compaction that keeps none is gone: what was trimmed behind it would be missing', async () => {
  const mine = id(2);
  await storage.tx((tx) => tx.insertInto('document').values({ doc_id: mine, organ_id: 'o', stage: 'drafting', state: '{}', updated_at: 1 }).execute());
  const author = replica(901);
  const updates = [birth()];
  author.on('update', (update: Uint8Array) => void updates.push(update));
  withSeed(1, (dice) => { for (let edit = 0; edit < 20; edit += 1) randomEdit(author, dice); });
  const seqs: number[] = [];
  for (const bytes of updates) seqs.push(await storage.appendUpdate({ docId: mine, personId: 'person01', at: 1, bytes }));
  const kept = createTextIndex();
  kept.load(updates.slice(0, 5).map((bytes) => layoutOf(bytes) ?? expect.fail()));
  await storage.tx((tx) => writeIndex(tx, { docId: mine, generation: 1, upToSeq: seqs[4] ?? 0, bytes: 70_000, structs: 5, ...kept.encode() }));
  expect(await compact(storage, texts, mine, 1, 1)).toBe(true);
  const { index, layouts } = await readOpening(storage, mine);
  const opened = createTextIndex();
  opened.load(layouts ?? [], index);
  expect(opened.durable()).toEqual(Y.decodeStateVector(Y.encodeStateVector(author)));
});
