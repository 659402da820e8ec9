/** 归档 while a client has the old text, online and away: its copy is replaced, never merged; what it had not sent is kept beside. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { startOfficeClient, type OfficeClient } from '#tests/kit/office-client.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
let server: InProcessServer;
let office: Office;
let cable: TcpProxy;
let client: OfficeClient;

beforeAll(async () => {
  server = await startInProcessServer();
  office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
  cable = await startTcpProxy(server.url);
}, 60_000);
afterEach(async () => {
  cable.join();
  expect(client.bugs).toEqual([]);
  await client.close();
  client.remove();
});
afterAll(async () => {
  await cable?.close();
  await server?.close();
});

async function clientWith(docId: string) {
  client = await startOfficeClient();
  const { login, password } = server.account(TOWN, 'drafter');
  await client.ask('session.signIn', { serverUrl: cable.url, login, password });
  await waitFor(async () => (await client.desk('drafts')).some((item) => item.docId === docId));
  return client.open(docId);
}
const summary = () => client.ask('sync.get', {});
/** Opened again, as the page does when its text was replaced. */
async function openAgain(docId: string, hash: string) {
  const editor = await client.open(docId);
  await waitFor(() => editor.hash() === hash, { what: 'the archived text' });
  return editor;
}

it('[OPS13] an open document is replaced when it is archived: the same text, once', async () => {
  const docId = await draftReport(office, '关于在线归档的报告');
  const editor = await clientWith(docId);
  editor.type('全文如下。');
  await editor.flush();
  await waitFor(async () => JSON.stringify((await office.drafter.get(`/api/documents/${docId}/content`)).body).includes('全文如下。'));
  const hash = await issueReport(office, docId);
  expect(editor.wasReset()).toBe(false);
  await archive(office, docId);
  await waitFor(() => editor.wasReset(), { what: 'the reset' });
  const again = await openAgain(docId, hash);
  expect(again.text().split('全文如下。')).toHaveLength(2);
  await waitFor(async () => (await client.ask('document.get', { docId })).view.state.stage === 'archived');
  await client.close();
  await client.start();
  const later = await openAgain(docId, hash);
  expect(later.wasReset()).toBe(false);
  expect((await summary()).branches).toEqual([]);
});

it('[OPS13] what was typed offline while the document was archived becomes a branch, and the archived text comes whole', async () => {
  const docId = await draftReport(office, '关于离线归档的报告');
  const editor = await clientWith(docId);
  cable.cut();
  await waitFor(async () => (await summary()).connection === 'offline', { timeoutMs: 10_000 });
  editor.type('离线写的话。');
  await editor.flush();
  const hash = await issueReport(office, docId);
  await archive(office, docId);
  cable.join();
  await client.ask('sync.now', {});
  const { branches } = await waitFor(async () => ((await summary()).branches.length > 0 ? summary() : null), { timeoutMs: 15_000, what: 'the branch' });
  expect(branches).toMatchObject([{ docId }]);
  expect(branches[0]?.text).toContain('离线写的话。');
  await waitFor(() => editor.wasReset());
  const again = await openAgain(docId, hash);
  expect(again.text()).not.toContain('离线写的话。');
  await waitFor(async () => (await summary()).pendingDocs === 0);
  expect((await summary()).branches).toHaveLength(1);
});

it('[OPS13] a copy that was only read is replaced without a branch', async () => {
  const docId = await draftReport(office, '关于只读归档的报告');
  const editor = await clientWith(docId);
  cable.cut();
  await waitFor(async () => (await summary()).connection === 'offline', { timeoutMs: 10_000 });
  const hash = await issueReport(office, docId);
  await archive(office, docId);
  cable.join();
  await client.ask('sync.now', {});
  await waitFor(() => editor.wasReset(), { timeoutMs: 15_000, what: 'the reset' });
  await openAgain(docId, hash);
  expect((await summary()).branches).toEqual([]);
});
