import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBareNode, type BareNode, type Seated } from '#tests/kit/bare-node.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { randomId } from '#tests/kit/server-client.ts';
import { ORGAN } from '#tests/kit/small-org.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { readGeneration } from './generation.ts';

let database: TestDatabase | null;
/** Where the document is open, and another one, where commands come in. */
let owner: BareNode;
let elsewhere: BareNode;
let docId: string;

beforeAll(async () => { database = await createTestDatabase(); });
afterAll(async () => { await database?.drop(); });
beforeEach(async () => {
  if (database === null) return;
  [owner, elsewhere] = await Promise.all([startBareNode(database.url), startBareNode(database.url)]);
  docId = randomId();
  await accepted('drafter01', {
    kind: 'create', templateId: 'report-1', organId: ORGAN.town, organName: '桐梓县楚米镇人民政府', mainRecipientId: ORGAN.county, mainRecipientName: '桐梓县人民政府',
    title: '桐梓县楚米镇人民政府关于多台服务器的报告', urgency: 'normal', basis: null,
  });
});
afterEach(async () => {
  if (database === null) return;
  await Promise.all([owner.close(), elsewhere.close()]);
});

type Who = Parameters<BareNode['act']>[0];
async function accepted(by: Who, act: { readonly kind: Parameters<BareNode['act']>[1]['kind']; readonly [field: string]: unknown }): Promise<void> {
  expect(await elsewhere.act(by, { docId, ...act })).toMatchObject({ status: 'accepted' });
}
async function issue(contentHash: string): Promise<void> {
  await accepted('drafter01', { kind: 'submit', stepNo: 0, contentHash, opinion: '', people: [], dueAt: null, reasons: {} });
  await accepted('townhead1', { kind: 'signOff', stepNo: 1, contentHash, opinion: '同意' });
}
const archive = (): Promise<void> => accepted('townregi1', { kind: 'archive', stepNo: 4 });
const opened = (seated: Seated): Promise<unknown> => waitFor(() => seated.text().length > 0, { what: 'the text' });
/** Stands once in every 报告 from its template. */
const SENTENCE = '特此报告。';
const timesIn = (text: string): number => text.split(SENTENCE).length - 1;

it('[NODE10] 归档 on another node: whoever has the document open here is told and sent away, and finds the new text, once', async () => {
  needDatabase(database);
  await owner.follow();
  const [told, stock] = [owner.sit('drafter01', docId), owner.sit('drafter01', docId, false)];
  await Promise.all([opened(told), opened(stock)]);
  const hash = told.hash();
  await issue(hash);
  await waitFor(() => told.permission() === 'document.read-only');
  expect([told.closed(), stock.closed()]).toEqual([null, null]);
  await archive();
  await waitFor(() => told.closed() !== null && stock.closed() !== null);
  expect([told.closed(), stock.closed()]).toEqual(['document.resync', 'document.resync']);
  await waitFor(() => told.generations.length === 2);
  expect([told.generations, stock.generations]).toEqual([[1, 2], []]);
  for (const seated of [told, stock]) expect(timesIn(seated.text())).toBe(1);
  const next = owner.sit('drafter01', docId);
  await opened(next);
  expect([next.generations, next.hash(), timesIn(next.text())]).toEqual([[2], hash, 1]);
});

it('[NODE10] until it has heard of a 归档 elsewhere, a node mixes nobody’s old text with the new one', async () => {
  needDatabase(database);
  const stock = owner.sit('drafter01', docId, false);
  await opened(stock);
  await issue(stock.hash());
  await archive();
  expect(await owner.storage.read((tx) => readGeneration(tx, docId as never))).toBe(2);
  // What it was opened with is no longer at hand: whoever lacks something is answered from storage, where another text lies now.
  owner.rooms.tick();
  stock.askAgain();
  const late = owner.sit('drafter01', docId, false);
  await waitFor(() => late.closed() !== null);
  expect(late.closed()).toBe('document.resync');
  expect([timesIn(stock.text()), timesIn(late.text())]).toEqual([1, 0]);
});

it('[NODE10] a writer whom a 归档 elsewhere has overtaken is refused, and everybody here is told of the new text', async () => {
  needDatabase(database);
  const [writer, reader, stock] = [owner.sit('drafter01', docId), owner.sit('drafter01', docId), owner.sit('drafter01', docId, false)];
  await Promise.all([opened(writer), opened(reader), opened(stock)]);
  const hash = writer.hash();
  await issue(hash);
  await archive();
  writer.type('迟到的话');
  await waitFor(() => [writer, reader, stock].every((seated) => seated.closed() !== null));
  await waitFor(() => writer.generations.length === 2 && reader.generations.length === 2);
  expect([writer, reader, stock].map((seated) => seated.closed())).toEqual(['document.resync', 'document.resync', 'document.resync']);
  expect([writer.generations, reader.generations]).toEqual([[1, 2], [1, 2]]);
  expect(writer.refused).toEqual(['storage.not-owner']);
  expect([reader.text(), stock.text()].map((text) => [timesIn(text), text.includes('迟到的话')])).toEqual([[1, false], [1, false]]);
  // Hearing of it afterwards disturbs nobody who is already there.
  const next = owner.sit('drafter01', docId);
  await opened(next);
  await owner.follow();
  await accepted('townhead1', { kind: 'read' });
  await waitFor(() => next.hash() === hash);
  expect([next.closed(), next.generations]).toEqual([null, [2]]);
});

it('[NODE11] rights that an event on another node gives or takes reach the people in a document here', async () => {
  needDatabase(database);
  await owner.follow();
  const drafter = owner.sit('drafter01', docId);
  await opened(drafter);
  expect(drafter.permission()).toBe('');
  const stranger = owner.sit('drafter02', docId);
  await waitFor(() => stranger.closed() === 'not-found');
  expect(stranger.text()).toBe('');
  await accepted('drafter01', { kind: 'invite', personIds: ['drafter02'] });
  const invited = await waitFor(async () => {
    const seated = owner.sit('drafter02', docId);
    await waitFor(() => seated.closed() !== null || seated.permission() !== null);
    return seated.closed() === null ? seated : null;
  });
  await opened(invited);
  expect(invited.permission()).toBe('');
  invited.type('受邀写的');
  await waitFor(() => drafter.text().includes('受邀写的'));
  await accepted('drafter01', { kind: 'submit', stepNo: 0, contentHash: drafter.hash(), opinion: '', people: [], dueAt: null, reasons: {} });
  await waitFor(() => [drafter, invited].every((seated) => seated.permission() === 'document.read-only'));
  drafter.type('送审之后');
  await waitFor(() => drafter.refused.includes('document.read-only'));
  await accepted('townhead1', { kind: 'return', stepNo: 1, contentHash: invited.hash(), opinion: '请补充', to: 'drafting' });
  await waitFor(() => [drafter, invited].every((seated) => seated.permission() === ''));
  invited.type('退回后补充');
  await waitFor(() => drafter.text().includes('退回后补充'));
});
