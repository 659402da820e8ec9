/** How a document is opened, over the real database: from its index, from its log, and what somebody is sent who has nothing of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#shared/policy/can.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { birth, replica } from '#tests/kit/documents.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { id } from '#tests/kit/story.ts';
import { writeIndex } from './document-index.ts';
import { createMember, type Member } from './member.ts';
import { layoutsOf, readOpening } from './opening.ts';
import { createTextIndex } from '#server/text/text-index.ts';
import { sendWhole } from './whole-text.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-opening-'));
let storage: Storage;
beforeAll(async () => { storage = await openSqliteStorage({ path: join(dir, 'a.db'), probeIntervalMs: 20 }); });
afterAll(async () => {
  await storage.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A document with a history; answers what its author has in the end. */
async function write(number: number, edits: number): Promise<Y.Doc> {
  const docId = id(number);
  await storage.tx((tx) => tx.insertInto('document').values({ doc_id: docId, organ_id: 'o', stage: 'drafting', state: '{}', updated_at: 1 }).execute());
  const author = replica(900 + number);
  const updates = [birth()];
  author.on('update', (update: Uint8Array) => updates.push(update));
  withSeed(number, (dice) => { for (let edit = 0; edit < edits; edit += 1) randomEdit(author, dice); });
  for (const bytes of updates) await storage.appendUpdate({ docId, personId: 'person01', at: 1, bytes, introduces: [900 + number] });
  return author;
}
const append = (number: number, bytes: Uint8Array): Promise<number> => storage.appendUpdate({ docId: id(number), personId: 'person01', at: 1, bytes });

/** The index as a room would keep it after so many rows of the log. */
async function keepIndex(number: number, rows: number, generation = 1): Promise<void> {
  const log = await storage.read((tx) => tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', id(number)).orderBy('seq').limit(rows).execute());
  const text = createTextIndex();
  text.load(layoutsOf(log.map(({ bytes }) => bytes)) ?? []);
  await storage.tx((tx) => writeIndex(tx, { docId: id(number), generation, upToSeq: Number(log.at(-1)?.seq), bytes: 100_000, structs: rows, ...text.encode() }));
}
const textAsOpened = async (number: number): Promise<ReturnType<typeof createTextIndex>> => {
  const { index, layouts } = await readOpening(storage, id(number));
  const text = createTextIndex();
  text.load(layouts ?? [], index);
  return text;
};
const deletesOf = (update: Uint8Array) => Y.decodeUpdate(update).ds.clients;

describe('opening', () => {
  it('[SYN50] a document opens from its index, and from what was written behind it, to what its whole text says', async () => {
    const author = await write(1, 60);
    const whole = Y.encodeStateAsUpdate(author);
    const plain = await textAsOpened(1);
    const total = (await readOpening(storage, id(1))).parts.length;
    for (const rows of [1, 20, total]) {
      await storage.tx((tx) => tx.deleteFrom('document_index').execute());
      await keepIndex(1, rows);
      const opened = await readOpening(storage, id(1));
      expect(opened.index).not.toBe(null);
      expect(opened.parts.length).toBe(total - rows);
      expect([opened.rows, opened.owners.length]).toEqual([total, 1]);
      const text = await textAsOpened(1);
      expect(new Map(text.admitted())).toEqual(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(whole)));
      expect(Y.decodeUpdate(text.deletesAlone()).ds.clients).toEqual(Y.decodeUpdate(plain.deletesAlone()).ds.clients);
      expect(text.weigh(whole).kind).toBe('known');
      expect(deletesOf(whole).size).toBeGreaterThan(0);
    }
  });

  it('[SYN50] an index of another generation counts for nothing, and an older one never takes the place of a newer', async () => {
    await write(2, 10);
    await keepIndex(2, 5, 2);
    expect((await readOpening(storage, id(2))).index).toBe(null);
    await storage.tx((tx) => tx.updateTable('document').set({ generation: 2 }).where('doc_id', '=', id(2)).execute());
    const newer = (await readOpening(storage, id(2))).index;
    expect(newer?.generation).toBe(2);
    await keepIndex(2, 3, 2);
    await keepIndex(2, 11, 1);
    expect((await readOpening(storage, id(2))).index).toEqual(newer);
  });

  it('[SYN51] who has nothing gets the parts as they lie there, in order, and sync step 2 last', async () => {
    const author = await write(3, 80);
    const text = 'a long paragraph'.repeat(200);
    author.once('update', (update: Uint8Array) => void append(3, update));
    author.transact(() => (author.getXmlFragment('body').get(0) as Y.XmlElement).insert(0, [new Y.XmlText(text)]));
    await storage.flushed();
    const { parts } = await readOpening(storage, id(3));
    const frames: Uint8Array[] = [];
    const member: Member = createMember({
      actor: { personId: 'a', name: 'a', memberships: [] } as unknown as Actor, unitName: '', sessionKey: 'a', isExtended: true,
      send: (frame) => void frames.push(frame), sendPair: (head, body) => void frames.push(Buffer.concat([head, body])), sendPresence: () => {}, close: () => {},
    });
    sendWhole(member, parts);
    expect(frames.length).toBeLessThan(parts.length);
    const copy = new Y.Doc();
    const steps = frames.map((frame) => {
      const decoder = decoding.createDecoder(frame);
      decoding.readVarUint(decoder);
      const step = decoding.readVarUint(decoder);
      Y.applyUpdate(copy, decoding.readVarUint8Array(decoder));
      expect([decoding.hasContent(decoder), copy.store.pendingStructs, copy.store.pendingDs]).toEqual([false, null, null]);
      return step;
    });
    expect(steps).toEqual([...Array.from({ length: frames.length - 1 }, () => SYNC.update), SYNC.step2]);
    expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(author))).toBe(true);
    sendWhole(member, []);
    expect(frames.at(-1)).toEqual(Buffer.from([0, 1, 2, 0, 0]));
  });
});
