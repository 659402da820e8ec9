/** One client against the real server: what happens when the disk, the network, the server or a right goes away in between. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createFailingDisk, SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY } from '#tests/kit/failing-disk.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { noKeychain, startOfficeClient, type OfficeClient, type OfficeClientOptions } from '#tests/kit/office-client.ts';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import type { DemoAccount } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { commentsOf } from '#shared/doc/shape.ts';
import { nodeNet } from '#electron/replica/host/node-seams.ts';
import { whatHappened } from '#tests/kit/story.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';

let server: InProcessServer;
let cable: TcpProxy;
let drafter: DemoAccount;
let colleague: DemoAccount;
let clients: OfficeClient[] = [];

beforeAll(async () => {
  server = await startInProcessServer();
  cable = await startTcpProxy(server.url);
  const [first] = server.accounts.filter((account) => account.level === 4 && account.roles.includes('drafter'));
  if (first === undefined) throw new Error('no drafter');
  drafter = first;
  const organOf = async (account: DemoAccount): Promise<string | undefined> => (await signInOverHttp(server.url, account)).session.person.memberships.find((post) => post.primary)?.organId;
  const organ = await organOf(first);
  for (const account of server.accounts) {
    if (account.level === 4 && account.roles.includes('drafter') && account.login !== first.login && await organOf(account) === organ) colleague = account;
  }
}, 60_000);
afterEach(async () => {
  cable.join();
  for (const client of clients) {
    expect(client.bugs).toEqual([]);
    await client.close();
    client.remove();
  }
  clients = [];
});
afterAll(async () => {
  await cable?.close();
  await server?.close();
});

async function clientOf(account: DemoAccount, options: OfficeClientOptions = {}): Promise<OfficeClient> {
  const client = await startOfficeClient(options);
  clients.push(client);
  await client.ask('session.signIn', { serverUrl: cable.url, login: account.login, password: account.password });
  return client;
}
const create = async (client: OfficeClient): Promise<string> => (await client.ask('document.create', { templateId: 'request-1', subject: '修缮村道', ...PLAIN })).docId;
const isQuiet = async (client: OfficeClient): Promise<boolean> => {
  const { connection, pendingDocs, outbox } = await client.ask('sync.get', {});
  return connection === 'online' && pendingDocs === 0 && outbox.length === 0;
};
const quiet = (client: OfficeClient): Promise<boolean> => waitFor(() => isQuiet(client), { timeoutMs: 20_000, what: 'everything at the server' });
const offline = (client: OfficeClient): Promise<boolean> => waitFor(async () => (await client.ask('sync.get', {})).connection === 'offline', { timeoutMs: 10_000 });

/** A line that can go dead without closing: nothing comes through any more, nobody is told (a pulled cable behind a switch). */
async function swallowingLine(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isDead = false;
  const line = createTcpServer((near) => {
    const far = connect({ host: hostname, port: Number(port) });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.on('data', (bytes) => { if (!isDead) far.write(bytes); });
    far.on('data', (bytes) => { if (!isDead) near.write(bytes); });
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => { line.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    swallow: () => { isDead = true; },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => { line.close(resolve); });
    },
  };
}

describe('the replica', () => {
  for (const [code, state] of [[SQLITE_FULL, 'full'], [SQLITE_READONLY, 'read-only'], [SQLITE_IOERR, 'failed']] as const) {
    it(`[REP02] a disk that refuses (${state}) is said, nothing is called saved, and nothing is lost once it works again`, async () => {
      const disk = createFailingDisk();
      const client = await clientOf(drafter, { disk });
      const docId = await create(client);
      const editor = await client.open(docId);
      await quiet(client);
      cable.cut();
      await offline(client);
      disk.fail(code);
      editor.type('磁盘满时写的字。');
      await waitFor(async () => (await client.ask('sync.get', {})).storage === state);
      await waitFor(() => editor.status()?.isStorageOk === false);
      expect(await client.refusal('document.act', { kind: 'submit', docId, contentHash: editor.hash(), opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ code: `storage.${state}` });
      expect(await client.refusal('document.create', { templateId: 'request-1', subject: '另一件', ...PLAIN })).toMatchObject({ code: `storage.${state}` });
      disk.repair();
      await waitFor(() => editor.status()?.isStorageOk === true, { timeoutMs: 8_000 });
      await editor.flush();
      client.drop();
      await client.start();
      expect((await client.open(docId)).text()).toContain('磁盘满时写的字。');
    }, 40_000);
  }

  it('[REP04] edits that come after the document was handed on become a branch; the document shows what was handed on', async () => {
    const one = await clientOf(drafter);
    const docId = await create(one);
    const editor = await one.open(docId);
    editor.type('定稿。');
    await one.ask('document.act', { kind: 'invite', docId, personIds: [colleague.personId] });
    await quiet(one);
    const two = await startOfficeClient();
    clients.push(two);
    const second = await startTcpProxy(server.url);
    await two.ask('session.signIn', { serverUrl: second.url, login: colleague.login, password: colleague.password });
    await waitFor(async () => (await two.desk('drafts')).some((item) => item.docId === docId));
    let late = await two.open(docId);
    await waitFor(() => late.text().includes('定稿。'));
    second.cut();
    await offline(two);
    late.type('迟到的话。');
    await late.flush();
    await one.ask('document.act', { kind: 'submit', docId, contentHash: await editor.flush(), opinion: '', people: [], dueAt: null, reasons: {} });
    await quiet(one);
    second.join();
    await two.ask('sync.now', {});
    const { branches } = await waitFor(async () => {
      const summary = await two.ask('sync.get', {});
      return summary.branches.length > 0 ? summary : null;
    }, { timeoutMs: 15_000, what: 'the branch' });
    expect(branches).toMatchObject([{ docId }]);
    expect(branches[0]?.text).toContain('迟到的话。');
    await waitFor(() => late.wasReset());
    await quiet(two);
    expect((await two.ask('sync.get', {})).pendingDocs).toBe(0);
    await two.ask('branch.dismiss', { docId });
    expect((await two.ask('sync.get', {})).branches).toEqual([]);
    late.close();
    await one.ask('document.act', { kind: 'withdraw', docId });
    late = await waitFor(() => two.open(docId));
    expect(late.text()).not.toContain('迟到的话。');
    await second.close();
  }, 60_000);

  it.each([['alone', false], ['beside late words', true]])('[REP04] a remark that was made offline is kept when the document was handed on meanwhile (%s)', async (_where, isTyping) => {
    const one = await clientOf(drafter);
    const docId = await create(one);
    const editor = await one.open(docId);
    editor.type('定稿。');
    await one.ask('document.act', { kind: 'invite', docId, personIds: [colleague.personId] });
    await quiet(one);
    const two = await startOfficeClient();
    clients.push(two);
    const second = await startTcpProxy(server.url);
    await two.ask('session.signIn', { serverUrl: second.url, login: colleague.login, password: colleague.password });
    await waitFor(async () => (await two.desk('drafts')).some((item) => item.docId === docId));
    const late = await two.open(docId);
    await waitFor(() => late.text().includes('定稿。'));
    second.cut();
    await offline(two);
    commentsOf(late.doc).set('0000000000aa', { kind: 'thread', by: colleague.personId, at: 1, text: '请核实资金来源', mentions: [], quote: '定稿', from: '00aa', to: '00ab' });
    if (isTyping) late.type('迟到的话。');
    await late.flush();
    await one.ask('document.act', { kind: 'submit', docId, contentHash: await editor.flush(), opinion: '', people: [], dueAt: null, reasons: {} });
    await quiet(one);
    second.join();
    await two.ask('sync.now', {});
    await waitFor(() => late.wasReset(), { timeoutMs: 15_000, what: 'the document starts over' });
    const again = await two.open(docId);
    await quiet(two);
    const { branches } = await two.ask('sync.get', {});
    expect([branches.length, commentsOf(again.doc).size]).toEqual([1, 0]);
    expect(branches[0]?.text).toContain('请核实资金来源');
    expect(branches[0]?.text.includes('迟到的话。')).toBe(isTyping);
    await second.close();
  }, 60_000);

  it('[REP06] an act whose answer was lost is sent again under its op id and has one effect', async () => {
    let isLosing = false;
    let posts = 0;
    const client = await clientOf(drafter, {
      net: {
        ...nodeNet,
        fetch: async (...request) => {
          const isCommand = String(request[0]).endsWith('/api/commands');
          const answer = await fetch(...request);
          if (isCommand) posts += 1;
          if (isCommand && isLosing) throw new TypeError('the answer was lost');
          return answer;
        },
      },
    });
    const docId = await create(client);
    const editor = await client.open(docId);
    editor.type('正文。');
    await quiet(client);
    isLosing = true;
    posts = 0;
    await client.ask('document.act', { kind: 'submit', docId, contentHash: await editor.flush(), opinion: '', people: [], dueAt: null, reasons: {} });
    await waitFor(() => posts >= 2, { timeoutMs: 15_000 });
    client.drop();
    isLosing = false;
    await client.start();
    await quiet(client);
    const { events } = (await client.ask('document.get', { docId })).view;
    expect(events.filter((event) => whatHappened(event) === 'submit')).toHaveLength(1);
  }, 40_000);

  it('[REP07] a dead line is noticed within ten seconds; a person who asks does not wait for the next attempt', async () => {
    const client = await clientOf(drafter);
    await quiet(client);
    const cutAt = performance.now();
    cable.cut();
    await offline(client);
    expect(performance.now() - cutAt).toBeLessThan(10_000);
    expect((await client.ask('sync.get', {})).error?.code).toBe('network.unreachable');
    cable.join();
    await client.ask('sync.now', {});
    expect((await client.ask('sync.get', {})).connection).toBe('online');
  }, 30_000);

  it('[REP07] a line that swallows everything without a word is noticed within ten seconds', async () => {
    const line = await swallowingLine(server.url);
    const client = await startOfficeClient();
    clients.push(client);
    await client.ask('session.signIn', { serverUrl: line.url, login: drafter.login, password: drafter.password });
    await quiet(client);
    const deadAt = performance.now();
    line.swallow();
    await offline(client);
    expect(performance.now() - deadAt).toBeLessThan(10_000);
    await line.close();
  }, 30_000);

  it('[REP08] without a keychain a restart shows nothing until the password is given, also offline', async () => {
    const client = await clientOf(drafter, { vault: noKeychain });
    const docId = await create(client);
    const editor = await client.open(docId);
    editor.type('锁着的内容。');
    await editor.flush();
    cable.cut();
    await client.close();
    await client.start();
    expect(await client.ask('session.get', {})).toMatchObject({ status: 'locked', login: drafter.login, name: drafter.name });
    expect(await client.refusal('desk.counts', {})).toMatchObject({ code: 'auth.required' });
    expect(await client.refusal('document.get', { docId })).toMatchObject({ code: 'auth.required' });
    expect(await client.refusal('session.unlock', { password: 'nicht' })).toMatchObject({ code: 'auth.wrong-password' });
    await client.ask('session.unlock', { password: drafter.password });
    expect((await client.open(docId)).text()).toContain('锁着的内容。');
    expect(await client.ask('session.signOut', {})).toMatchObject({ status: 'signedOut', lastLogin: drafter.login });
    expect(await client.refusal('document.get', { docId })).toMatchObject({ code: 'auth.required' });
  }, 30_000);

  it('[REP09] a wrong address, another server, another version and a wrong password each get their code', async () => {
    const client = await startOfficeClient();
    clients.push(client);
    const other = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(request.headers.host?.startsWith('localhost') === true
        ? JSON.stringify({ product: 'guizhengtong', version: '9', protocol: 9, protocolMin: 9, status: 'ok' })
        : '<html>portal</html>');
    });
    await new Promise<void>((resolve) => { other.listen(0, resolve); });
    const { port } = other.address() as AddressInfo;
    const who = { login: drafter.login, password: drafter.password };
    expect(await client.refusal('session.signIn', { serverUrl: 'http://127.0.0.1:1', ...who })).toMatchObject({ code: 'network.unreachable' });
    expect(await client.refusal('session.signIn', { serverUrl: `http://127.0.0.1:${port}`, ...who })).toMatchObject({ code: 'network.not-this-server' });
    expect(await client.refusal('session.signIn', { serverUrl: `http://localhost:${port}`, ...who })).toMatchObject({ code: 'protocol.too-old' });
    expect(await client.refusal('session.signIn', { serverUrl: 'ftp://x', ...who })).toMatchObject({ code: 'request.invalid', field: 'serverUrl' });
    expect(await client.refusal('session.signIn', { serverUrl: server.url, login: drafter.login, password: 'wrong' })).toMatchObject({ code: 'auth.wrong-password' });
    expect(await client.ask('server.probe', { serverUrl: server.url })).toHaveProperty('version');
    await new Promise((resolve) => { other.close(resolve); });
  }, 30_000);

  it('[REP03] a broken store is rebuilt from the server and says where the waiting acts were saved', async () => {
    const client = await clientOf(drafter);
    const docId = await create(client);
    const editor = await client.open(docId);
    editor.type('在服务器上的字。');
    await quiet(client);
    await client.close();
    const people = join(client.dir, 'people');
    const folder = join(people, readdirSync(people)[0] ?? '');
    writeFileSync(join(folder, 'replica.db'), '坏了'.repeat(4_000));
    writeFileSync(join(folder, 'directory.db'), '也坏了'.repeat(4_000));
    await client.start();
    const { recovered } = await client.ask('sync.get', {});
    expect(recovered?.movedTo).toContain('replica.db.broken-');
    await waitFor(async () => (await client.desk('drafts')).some((item) => item.docId === docId));
    const again = await client.open(docId);
    await waitFor(() => again.text().includes('在服务器上的字。'));
  }, 30_000);

  it('[REP11] a document born offline is written, handed on and found at the server once the line is back', async () => {
    const client = await clientOf(drafter);
    await quiet(client);
    cable.cut();
    await offline(client);
    const docId = await create(client);
    const editor = await client.open(docId);
    editor.type('离线起草的请示。');
    expect(await client.refusal('document.act', { kind: 'withdraw', docId })).toMatchObject({ code: 'workflow.wrong-stage' });
    await client.ask('document.act', { kind: 'submit', docId, contentHash: await editor.flush(), opinion: '', people: [], dueAt: null, reasons: {} });
    expect((await client.ask('sync.get', {})).outbox.map((item) => item.kind)).toEqual(['create', 'submit']);
    expect((await client.ask('document.get', { docId })).actions.find((offer) => offer.action === 'document.withdraw')).toMatchObject({ ok: false, code: 'workflow.server-only' });
    cable.join();
    await client.ask('sync.now', {});
    await quiet(client);
    const { state } = (await client.ask('document.get', { docId })).view;
    expect(state).toMatchObject({ stage: 'signing', stepNo: 1, contentHash: editor.hash() });
    expect(editor.text().split('离线起草的请示。')).toHaveLength(2);
  }, 40_000);

  it('[REP12] a refused act is said at once and takes nothing', async () => {
    const client = await clientOf(drafter);
    const docId = await create(client);
    const editor = await client.open(docId);
    expect(await client.refusal('document.act', { kind: 'signOff', docId, contentHash: await editor.flush(), opinion: '' })).toMatchObject({ code: 'workflow.wrong-stage' });
    expect(await client.refusal('document.act', { kind: 'submit', docId, contentHash: '0'.repeat(64), opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ code: 'workflow.stale-content' });
    expect(await client.refusal('document.get', { docId: 'f'.repeat(32) })).toMatchObject({ code: 'not-found' });
    expect((await client.ask('sync.get', {})).outbox.filter((item) => item.kind !== 'create')).toEqual([]);
    await quiet(client);
  }, 30_000);
});
