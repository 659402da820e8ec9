import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstContent } from '#shared/doc/first-content.ts';
import { openMemoryStorage } from '#tests/fuzz/memory-storage.ts';
import { id } from '#tests/kit/story.ts';
import { removeFault, writeFault } from '#server/documents/faults.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readTextVersion } from '#server/text/stored-text.ts';
import { createTexts, type Texts } from '#server/text/texts.ts';
import { createContents } from './contents.ts';

const docId = id(1);
let storage: Storage;
let texts: Texts;
let built: number;
let counting: Texts;

beforeEach(async () => {
  storage = await openMemoryStorage();
  texts = createTexts();
  built = 0;
  counting = { ...texts, content: (...given) => { built += 1; return texts.content(...given); } };
});
afterEach(async () => {
  await texts.close();
  await storage.close();
});

const bytesOf = (...paragraphs: readonly string[]): Uint8Array =>
  firstContent({ docId, docType: 'request', organId: 'aaaaaa' as never, organName: '甲', mainRecipientId: 'bbbbbb' as never, mainRecipientName: '乙', title: '请示', paragraphs });
const write = (bytes: Uint8Array): Promise<number> => storage.appendUpdate({ docId, personId: 'p00001', at: 1, bytes });
const version = (): Promise<string> => storage.read((tx) => readTextVersion(tx, docId));

it('[SRV25] an unchanged text is built once for all acts that ask for it', async () => {
  await write(bytesOf('一'));
  const contents = createContents(storage, counting);
  const first = await contents.of(docId);
  expect(first.version).toBe(await version());
  expect(await contents.of(docId)).toBe(first);
  contents.forget(docId);
  expect((await contents.of(docId)).content.facts).toEqual(first.content.facts);
  expect(built).toBe(2);
});

it('[SRV25] whatever changes what would be read changes the version: an update, a snapshot, a row set aside, a broken document', async () => {
  const seen = new Set<string>([await version()]);
  const changed = async (): Promise<void> => {
    const now = await version();
    expect(seen.has(now)).toBe(false);
    seen.add(now);
  };
  const first = await write(bytesOf('一'));
  await changed();
  const second = await write(bytesOf('一'));
  await changed();
  await storage.tx((tx) => writeFault(tx, { docId, count: 3, since: 1, at: 2, reason: 'error', openedAt: 2, upToSeq: first }));
  await changed();
  await storage.tx((tx) => tx.deleteFrom('update_log').where('seq', '=', first).execute());
  await changed();
  await storage.tx((tx) => removeFault(tx, docId));
  await changed();
  await storage.tx((tx) => tx.insertInto('snapshot').values({ doc_id: docId, up_to_seq: second, at: 3, bytes: bytesOf('一') }).execute());
  await changed();
  await storage.tx((tx) => tx.deleteFrom('update_log').where('doc_id', '=', docId).execute());
  await changed();
});

it('[SRV25] what is kept is bounded: the text that was asked for longest ago goes first', async () => {
  const contents = createContents(storage, counting);
  const long = '长'.repeat(400_000);
  for (let n = 1; n <= 12; n += 1) {
    await storage.appendUpdate({ docId: id(n), personId: 'p00001', at: 1, bytes: bytesOf(long) });
    await contents.of(id(n));
    await contents.of(id(1));
  }
  expect(built).toBe(12);
  await contents.of(id(12));
  expect(built).toBe(12);
  await contents.of(id(2));
  expect(built).toBe(13);
});
