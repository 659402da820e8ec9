/** Clients against a real server over a cable that is cut: 附件 and 插图 reach everybody whole, and what hangs on them waits for them. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { putFile } from '#shared/doc/attached-files.ts';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { PART_BYTES } from '#shared/protocol/blobs.ts';
import { nodeNet } from '#electron/replica/host/node-seams.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { startOfficeClient, type Editor, type OfficeClient } from '#tests/kit/office-client.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const START_MS = 60_000;
const TOWN = '楚米镇人民政府';
let server: InProcessServer;
let cable: TcpProxy;
let drafter: OfficeClient;
let mayor: OfficeClient;
/** Parts that went up over the drafter's line, by path; a line that is to break breaks behind this many. */
let sent: string[] = [];
let breaksAfter = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  server = await startInProcessServer();
  cable = await startTcpProxy(server.url);
  drafter = await startOfficeClient({
    net: {
      ...nodeNet,
      fetch: async (...request) => {
        const path = String(request[0]);
        if (path.includes('/parts/') && request[1]?.method === 'PUT') {
          sent.push(path);
          if (sent.length > breaksAfter) cable.cut();
        }
        return nodeNet.fetch(...request);
      },
    },
  });
  mayor = await startOfficeClient();
  await drafter.ask('session.signIn', { serverUrl: cable.url, ...credentials('drafter') });
  await mayor.ask('session.signIn', { serverUrl: server.url, ...credentials('principalLeader') });
}, START_MS);
afterEach(() => {
  expect([...drafter.bugs, ...mayor.bugs]).toEqual([]);
  sent = [];
  breaksAfter = Number.POSITIVE_INFINITY;
  cable.join();
});
afterAll(async () => {
  for (const client of [drafter, mayor]) {
    await client?.close();
    client?.remove();
  }
  await cable?.close();
  await server?.close();
});

const credentials = (role: 'drafter' | 'principalLeader'): { readonly login: string; readonly password: string } => {
  const { login, password } = server.account(TOWN, role);
  return { login, password };
};
const sheetOf = (length: number, start: readonly number[] = [0x50, 0x4b, 0x03, 0x04]): Uint8Array => {
  const bytes = new Uint8Array(randomBytes(length));
  bytes.set(start);
  return bytes;
};
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

async function drafted(): Promise<{ readonly docId: string; readonly editor: Editor }> {
  const { docId } = await waitFor(() => drafter.ask('document.create', { templateId: 'report-1', subject: '农房安全', ...PLAIN }));
  const editor = await drafter.open(docId);
  editor.type('现将有关情况报告如下。');
  return { docId, editor };
}
const figure = (blob: string): Y.XmlElement => {
  const node = new Y.XmlElement(NODE.figure);
  for (const [key, value] of Object.entries({ blob, pixels: '800x600', width: 100, alt: '裂缝' })) node.setAttribute(key, value as string);
  return node;
};
const online = (client: OfficeClient, wish: boolean): Promise<boolean> => waitFor(async () => ((await client.ask('sync.get', {})).connection === 'online') === wish, { what: wish ? 'a network' : 'no network' });
const allUp = (docId: string): Promise<boolean> => waitFor(async () => (await drafter.ask('blob.list', { docId })).every((blob) => !blob.isWaiting), { what: 'everything to be up' });

describe('附件 and 插图 of a client', () => {
  it('[ATT08 ATT09] attached without a network, they are on the disk, survive a power cut, go up when it is back, and the act behind them waits', async () => {
    const { docId, editor } = await drafted();
    await waitFor(() => editor.status()?.sync === 'synced');
    cable.cut();
    await online(drafter, false);
    const [sheet, picture] = [sheetOf(PART_BYTES * 4 + 9), sheetOf(PART_BYTES + 1, PNG)];
    const put = await drafter.ask('blob.put', { docId, name: '受损农房清单.xlsx', bytes: sheet });
    const shown = await drafter.ask('blob.put', { docId, name: '插图.png', bytes: picture });
    expect([put.digest, shown.digest]).toEqual([sm3(sheet), sm3(picture)]);
    putFile(editor.doc, { name: '受损农房清单.xlsx', bytes: put.bytes, blob: put.digest });
    bodyOf(editor.doc).insert(bodyOf(editor.doc).length - 1, [figure(shown.digest)]);
    const contentHash = await editor.flush();
    await drafter.ask('document.act', { kind: 'submit', docId, contentHash, opinion: '', people: [], dueAt: null, reasons: {} });
    expect(await drafter.ask('blob.list', { docId })).toMatchObject([{ isHere: true, isWaiting: true }, { isHere: true, isWaiting: true }]);
    editor.close();

    drafter.drop();
    await drafter.start();
    expect(Buffer.from(await drafter.ask('blob.read', { docId, digest: put.digest })).equals(Buffer.from(sheet))).toBe(true);
    cable.join();
    await drafter.ask('sync.now', {});
    await allUp(docId);
    await waitFor(async () => (await drafter.ask('sync.get', {})).outbox.length === 0, { what: 'the act to have gone' });

    // Whoever has it on the desk has its pictures without opening it, and files when they are asked for.
    await waitFor(async () => (await mayor.desk('todo')).some((item) => item.docId === docId), { what: 'it to lie on the mayor’s desk' });
    await waitFor(async () => (await mayor.ask('blob.list', { docId })).some((blob) => blob.digest === shown.digest && blob.isHere), { what: 'the picture to be fetched ahead' });
    expect((await mayor.ask('blob.list', { docId })).some((blob) => blob.digest === put.digest)).toBe(false);
    expect(Buffer.from(await mayor.ask('blob.read', { docId, digest: put.digest })).equals(Buffer.from(sheet))).toBe(true);
  }, START_MS);

  it('[ATT08] go on where the line broke: no part that had arrived is sent again', async () => {
    const { docId, editor } = await drafted();
    await waitFor(() => editor.status()?.sync === 'synced');
    sent = [];
    breaksAfter = 5;
    const sheet = sheetOf(PART_BYTES * 12);
    const { digest } = await drafter.ask('blob.put', { docId, name: '清单.xlsx', bytes: sheet });
    await waitFor(() => cable.isCut(), { what: 'the line to break' });
    const before = new Set(sent).size;
    breaksAfter = Number.POSITIVE_INFINITY;
    cable.join();
    await drafter.ask('sync.now', {});
    await allUp(docId);
    // What was under way when it broke (three at a time) may have to go again; what was acknowledged not.
    expect(sent.length).toBeLessThanOrEqual(12 + 3);
    expect(before).toBeGreaterThanOrEqual(5);
    expect(new Set(sent).size).toBe(12);
    // The mayor has nothing of a draft.
    expect((await mayor.refusal('blob.read', { docId, digest })).code).toBe('not-found');
    editor.close();
  }, START_MS);

  it('[ATT03 ATT09 SEC04] what is not what it says, or is marked, is refused; what is not here says so', async () => {
    const { docId, editor } = await drafted();
    await waitFor(() => editor.status()?.sync === 'synced');
    expect((await drafter.refusal('blob.put', { docId, name: '名单.pdf', bytes: sheetOf(100) })).code).toBe('blob.wrong-kind');
    expect((await drafter.refusal('blob.put', { docId, name: '机密★.xlsx', bytes: sheetOf(100) })).code).toBe('document.classified');
    expect((await drafter.refusal('blob.put', { docId, name: '名单.xlsx', bytes: new Uint8Array() })).code).toBe('request.too-large');
    expect((await drafter.refusal('blob.put', { docId: 'f'.repeat(32), name: '名单.xlsx', bytes: sheetOf(100) })).code).toBe('not-found');
    expect((await drafter.refusal('blob.read', { docId, digest: 'a'.repeat(64) })).code).toBe('not-found');
    cable.cut();
    await online(drafter, false);
    expect((await drafter.refusal('blob.read', { docId, digest: 'a'.repeat(64) })).code).toBe('blob.not-here');
    editor.close();
  }, START_MS);
});
