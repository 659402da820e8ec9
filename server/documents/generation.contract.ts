import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentFacts } from '#shared/doc/canonical.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { sm3 } from '#server/sm3.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
let server: InProcessServer;
let office: Office;

beforeAll(async () => {
  server = await startInProcessServer();
  office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
});
afterAll(() => server.close());

const textRows = (docId: string) => server.server.storage.read(async (tx) => ({
  log: await tx.selectFrom('update_log').selectAll().where('doc_id', '=', docId).execute(),
  snapshots: await tx.selectFrom('snapshot').selectAll().where('doc_id', '=', docId).execute(),
  generation: (await tx.selectFrom('document').select('generation').where('doc_id', '=', docId).executeTakeFirstOrThrow()).generation,
}));

async function written(title: string): Promise<string> {
  const docId = await draftReport(office, title);
  const editor = await office.drafter.open(docId);
  editor.type('草稿里删掉的话');
  await waitFor(async () => (await textRows(docId)).log.length === 2);
  editor.doc.getXmlFragment('body').delete(2, 1);
  editor.type('留下的话');
  await waitFor(async () => (await office.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === editor.hash());
  editor.close();
  return docId;
}

it('[OPS11] 归档 puts one update in place of log and snapshots; it shows the same, and the deleted words are gone', async () => {
  const docId = await written('关于归档的报告');
  const hash = await issueReport(office, docId);
  expect((await textRows(docId)).log.length).toBeGreaterThan(2);
  expect(await archive(office, docId)).toMatchObject({ status: 'accepted' });
  const rows = await textRows(docId);
  expect([rows.log.length, rows.snapshots.length, rows.generation]).toEqual([1, 0, 2]);
  const bytes = rows.log[0]?.bytes ?? new Uint8Array();
  expect(Buffer.from(bytes).includes('草稿里删掉的话')).toBe(false);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  expect(contentFacts(doc, sm3).hash).toBe(hash);
  const { state, events } = await office.registrar.view(docId);
  expect(state).toMatchObject({ stage: 'archived', contentHash: hash, stepNo: 5 });
  expect(events.at(-1)?.body).toMatchObject({ kind: 'acted', act: 'archive', contentHash: hash });
  const again = await office.registrar.open(docId);
  expect(again.hash()).toBe(hash);
  again.close();
  expect(await archive(office, docId, 5)).toMatchObject({ status: 'refused', error: { code: 'workflow.wrong-stage' } });
  expect((await textRows(docId)).generation).toBe(2);
});

it('[OPS11] a text that is not the one handed on is not archived, and stays as it is', async () => {
  const docId = await draftReport(office, '关于损坏的报告');
  await issueReport(office, docId);
  const other = new Y.Doc();
  other.getMap('meta').set('urgency', '特急');
  await server.server.storage.appendUpdate({ docId, personId: 'nobody', at: 1, bytes: Y.encodeStateAsUpdate(other) });
  const before = await textRows(docId);
  expect(await archive(office, docId)).toMatchObject({ status: 'refused', error: { code: 'storage.corrupt' } });
  expect(await textRows(docId)).toEqual(before);
});

it('[OPS12] sockets of the old generation are told and closed with 4409; a new one starts from the new text', async () => {
  const docId = await written('关于换代的报告');
  await issueReport(office, docId);
  const told = await openRaw(office.drafter, docId, [SUBPROTOCOL.extended]);
  const stock = await openRaw(office.drafter, docId);
  expect(decoding.readVarUint((await told.take(MESSAGE.generation)) as decoding.Decoder)).toBe(1);
  await Promise.all([told.sync(), stock.sync()]);
  await archive(office, docId);
  expect(decoding.readVarUint((await told.take(MESSAGE.generation)) as decoding.Decoder)).toBe(2);
  expect(await Promise.all([told.closed, stock.closed])).toEqual([4409, 4409]);
  expect(stock.seen.some(({ type }) => type === MESSAGE.generation)).toBe(false);
  const next = await openRaw(office.drafter, docId, [SUBPROTOCOL.extended]);
  expect(decoding.readVarUint((await next.take(MESSAGE.generation)) as decoding.Decoder)).toBe(2);
  await next.sync();
  expect(contentFacts(next.doc, sm3).hash).toBe((await office.drafter.view(docId)).state.contentHash);
  next.socket.close();
});

it('[OPS14] a stock client that comes back with the old text is sent away with 4409 before it is given the new one', async () => {
  const docId = await written('关于旧稿的报告');
  await issueReport(office, docId);
  const stale = await office.drafter.open(docId);
  stale.provider.disconnect();
  const before = stale.text();
  await archive(office, docId);
  const closed = new Promise<number>((resolve) => { stale.provider.on('connection-close', (event) => { if (event !== null) resolve(event.code); }); });
  stale.provider.connect();
  expect(await closed).toBe(4409);
  stale.provider.disconnect();
  expect(stale.text()).toBe(before);
  expect((await textRows(docId)).log.length).toBe(1);
  stale.close();
});
