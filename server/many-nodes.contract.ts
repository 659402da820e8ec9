import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settingsSchema } from '#server/config.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { DATABASE_NOW } from '#server/storage/postgres/postgres-lease.ts';
import { archive, draftReport, issueReport } from '#tests/kit/archive-story.ts';
import { startHashProxy, type HashProxy } from '#tests/kit/hash-proxy.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { createWriter, type Writer } from '#tests/kit/writer.ts';

const TOWN = '楚米镇人民政府';
const dir = mkdtempSync(join(tmpdir(), 'gzt-nodes-'));
const LEASE_MS = 1_500;
/** As sixty seconds are to the lease of the product. */
const PAUSE_MS = (60_000 / settingsSchema.parse({ data: dir }).leaseMs) * LEASE_MS;
const NODES = 3;
const DOCUMENTS = 5;
const WRITERS = 2;
const WRITE_INTERVAL_MS = 40;
const WORDS_TO_GO_ON = 10;
const FAST_INTERVAL_MS = 8;
const DRAIN_ROUND = 4;
const SLOW = { timeoutMs: 20_000, intervalMs: 25 };

// Every provider listens for the end of the process.
process.setMaxListeners(100);

let database: TestDatabase | null;
let nodes: TestServer[] = [];
let proxy: HashProxy;

beforeAll(async () => {
  database = await createTestDatabase();
  if (database === null) return;
  const env = { GZT_STORAGE: 'postgres', GZT_POSTGRES_URL: database.url, GZT_LEASE_MS: String(LEASE_MS) };
  const dataDirs = Array.from({ length: NODES }, (_, index) => join(dir, String(index)));
  const start = (dataDir: string): Promise<TestServer> => startTestServer({ dataDir, env });
  const [first = '', ...others] = dataDirs;
  nodes = [await start(first)];
  for (const dataDir of others) {
    // The accounts are in the database already; the file says that their passwords are known.
    mkdirSync(dataDir, { recursive: true });
    copyFileSync(join(first, 'demo-accounts.json'), join(dataDir, 'demo-accounts.json'));
  }
  nodes.push(...await Promise.all(others.map(start)));
  proxy = await startHashProxy(nodes.map(({ url }) => url));
}, 60_000);

afterAll(async () => {
  await proxy?.close();
  await Promise.all(nodes.map((node) => node.stop()));
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
});

const draft = async (person: ServerClient, title: string): Promise<string> =>
  (await person.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title })).body.docId;

/** The text as the database has it: nobody's own copy can mend it. */
async function storedText(docId: string): Promise<string> {
  const snapshots = await needDatabase(database).query<{ bytes: Buffer; up_to_seq: string }>('select bytes, up_to_seq from snapshot where doc_id = $1 order by up_to_seq desc limit 1', [docId]);
  const rows = await needDatabase(database).query<{ bytes: Buffer }>('select bytes from update_log where doc_id = $1 and seq > $2 order by seq', [docId, snapshots[0]?.up_to_seq ?? 0]);
  const doc = new Y.Doc();
  for (const { bytes } of [...snapshots, ...rows]) Y.applyUpdate(doc, bytes);
  expect(doc.store.pendingStructs).toBeNull();
  return bodyOf(doc).toString();
}

const timesIn = (text: string, word: string): number => text.split(word).length - 1;

it('[NODE07] owners are killed and sleep through their lease under load: nothing acknowledged is lost, nothing is doubled, no document has two writers', async () => {
  const db = needDatabase(database);
  const startedAt = performance.now();
  const [home] = nodes;
  if (home === undefined) throw new Error('no node');
  const person = await signIn(proxy.url, home.account(TOWN, 'drafter'));
  const docIds = await Promise.all(Array.from({ length: DOCUMENTS }, (_, index) => draft(person, `关于第${index}件事的请示`)));
  const writers: Writer[] = docIds.flatMap((docId, at) => Array.from({ length: WRITERS }, (_, index) => createWriter(proxy.url, person.token, docId, `${at}-${index}`)));
  await waitFor(() => writers.every(({ provider }) => provider.synced), SLOW);
  const typing = setInterval(() => { for (const writer of writers) writer.write(); }, WRITE_INTERVAL_MS);

  /** Everybody's words arrive again, wherever they are sent to now. */
  const everybodyGoesOn = async (what: string, except: readonly Writer[] = []): Promise<void> => {
    const before = writers.filter((writer) => !except.includes(writer)).map((writer) => ({ writer, count: writer.acknowledged().length }));
    await waitFor(() => before.every(({ writer, count }) => writer.acknowledged().length >= count + WORDS_TO_GO_ON), { ...SLOW, what: `acknowledgements ${what}` });
  };
  /** Somebody whose line to the sleeping node stays open: what they write meanwhile is the first thing that it reads when it wakes up. */
  const holdOn = async (node: TestServer, docId: string, name: string): Promise<Writer> => {
    const writer = createWriter(node.url, person.token, docId, name);
    await waitFor(() => writer.provider.synced, SLOW);
    writer.moveTo(proxy.url);
    writers.push(writer);
    return writer;
  };
  const refusals = async (node: TestServer): Promise<number> =>
    Number(/^gzt_\w*refused\w*\{code="storage\.not-owner"\} (\d+)/m.exec(await (await fetch(`${node.url}/metrics`)).text())?.[1] ?? 0);
  const databaseNow = async (): Promise<number> => Number((await db.query<{ now: string }>(`select ${DATABASE_NOW} as now`))[0]?.now);
  const lastSignOfLife = async (docId: string): Promise<number> =>
    Number((await db.query<{ expires_at: string }>('select expires_at from node join doc_lease using (node_id) where doc_id = $1', [docId]))[0]?.expires_at) - LEASE_MS;
  const nothingIsLost = async (): Promise<void> => {
    for (const docId of docIds) {
      // In this order: what is acknowledged before the database is read must be in it.
      const acknowledged = writers.filter((writer) => writer.docId === docId).flatMap((writer) => writer.acknowledged());
      const text = await storedText(docId);
      expect(acknowledged.filter((word) => timesIn(text, word) !== 1)).toEqual([]);
    }
  };
  const ownerOf = (docId: string): TestServer => {
    const owner = nodes.find(({ url }) => url === proxy.ownerOf(docId));
    if (owner === undefined) throw new Error(`nobody serves ${docId}`);
    return owner;
  };

  let wasRefused = false;
  try {
    await everybodyGoesOn('at first');
    for (const [round, docId] of docIds.entries()) {
      const node = ownerOf(docId);
      if (round === DRAIN_ROUND) {
        expect(await node.stop()).toBe(0);
        await everybodyGoesOn('after a node was shut down');
        await node.restart();
      } else if (round % 2 === 0) {
        await node.kill9();
        await nothingIsLost();
        await everybodyGoesOn('after a kill');
        await node.restart();
      } else {
        const refusedBefore = await refusals(node);
        const loyal = await holdOn(node, docId, `loyal-${round}`);
        const wakesUpAt = await lastSignOfLife(docId) + PAUSE_MS;
        process.kill(node.pid(), 'SIGSTOP');
        // Nothing else wants anything of it yet: this is the first that it will find.
        loyal.write();
        await waitFor(() => !proxy.up().includes(node.url), SLOW);
        await everybodyGoesOn('while a node sleeps', [loyal]);
        await waitFor(async () => (await databaseNow()) >= wakesUpAt, SLOW);
        await nothingIsLost();
        expect(loyal.provider.wsconnected).toBe(true);
        const sentAway = new Promise<string>((resolve) => { loyal.provider.once('connection-close', (event: { readonly reason: string } | null) => resolve(event?.reason ?? '')); });
        process.kill(node.pid(), 'SIGCONT');
        // Whether it meets their words first or hears first that others want the document is the machine's choice (zombie.contract.ts has each alone).
        expect(await sentAway).toBe('storage.not-owner');
        wasRefused ||= (await refusals(node)) > refusedBefore;
      }
      await nothingIsLost();
      await waitFor(() => proxy.up().length === NODES, SLOW);
      await everybodyGoesOn('with every node back');
      await nothingIsLost();
    }
  } finally {
    clearInterval(typing);
  }

  await waitFor(() => writers.every((writer) => writer.acknowledged().length === writer.written().length), { ...SLOW, what: 'the last word to be acknowledged' });
  const words = writers.reduce((sum, writer) => sum + writer.written().length, 0);
  for (const docId of docIds) {
    const text = await storedText(docId);
    const here = writers.filter((writer) => writer.docId === docId);
    expect(here.flatMap((writer) => writer.written()).filter((word) => timesIn(text, word) !== 1)).toEqual([]);
    for (const writer of here) await waitFor(() => bodyOf(writer.doc).toString() === text, SLOW);
  }
  for (const writer of writers) writer.close();

  const rows = await db.query<{ doc_id: string; backwards: string }>(`select doc_id, count(*) filter (where token < before) as backwards
    from (select doc_id, token, lag(token) over (partition by doc_id order by seq) as before from update_log) as log group by doc_id`);
  const ours = rows.filter((row) => docIds.includes(row.doc_id));
  expect(ours.map(({ backwards }) => Number(backwards))).toEqual(docIds.map(() => 0));
  // Compaction trims the log; the token itself only ever grows.
  const owners = (await db.query<{ doc_id: string; token: string }>('select doc_id, token from doc_lease')).filter((row) => docIds.includes(row.doc_id)).map(({ token }) => Number(token));
  expect(Math.max(...owners)).toBeGreaterThan(2);
  process.stdout.write(`${words} words in ${DOCUMENTS} documents, tokens per document ${owners.join(' ')}, the sleeper ${wasRefused ? 'was' : 'was not'} refused, ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
}, 90_000);

it('[NODE08] a command on one node closes the text on the node that owns it, and reaches sockets on every node', async () => {
  needDatabase(database);
  const [home] = nodes;
  if (home === undefined) throw new Error('no node');
  const drafter = await signIn(proxy.url, home.account(TOWN, 'drafter'));
  const docId = await draft(drafter, '关于多台服务器的请示');
  const owner = proxy.ownerOf(docId);
  const elsewhere = nodes.filter(({ url }) => url !== owner).map(({ url }) => url);
  const [other = '', third = ''] = elsewhere;
  const mine = await drafter.open(docId);
  mine.type('送审之前写的');
  const there = { ...drafter, act: (await signIn(other, home.account(TOWN, 'drafter'))).act };
  const feed = new WebSocket(`${third.replace('http', 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${drafter.token}`]);
  const cursors: number[] = [];
  feed.on('message', (data: Buffer) => cursors.push((JSON.parse(data.toString('utf8')) as { readonly cursor: number }).cursor));
  await waitFor(() => cursors.length > 0);
  const hash = mine.hash();
  await waitFor(async () => (await storedText(docId)).includes('送审之前写的'));
  const outcome = await there.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
  expect(outcome).toMatchObject({ status: 'accepted' });
  // Whatever is written from this moment on does not reach the text that the hash binds.
  mine.type('送审之后写的');
  await waitFor(() => cursors.some((cursor) => outcome.status === 'accepted' && cursor >= outcome.seq));
  const late = await drafter.open(docId);
  await waitFor(() => late.text().includes('送审之前写的'));
  expect(await storedText(docId)).not.toContain('送审之后写的');
  expect(late.hash()).toBe(hash);
  expect((await drafter.view(docId)).state).toMatchObject({ stage: 'signing', contentHash: hash });
  feed.close();
  mine.close();
  late.close();
});

it('[NODE09] however fast people write on the owner, the text that a command on another node binds is the text that stays', async () => {
  needDatabase(database);
  const [home] = nodes;
  if (home === undefined) throw new Error('no node');
  const drafter = await signIn(proxy.url, home.account(TOWN, 'drafter'));
  const docId = await draft(drafter, '关于写个不停的请示');
  const elsewhere = nodes.find(({ url }) => url !== proxy.ownerOf(docId));
  const there = await signIn(elsewhere?.url ?? '', home.account(TOWN, 'drafter'));
  const mine = await drafter.open(docId);
  const typing = setInterval(() => mine.type('写'), FAST_INTERVAL_MS);
  try {
    const outcome = await waitFor(async () => {
      const { hash } = (await there.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
      const answer = await there.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
      return answer.status === 'accepted' ? hash : null;
    }, { ...SLOW, intervalMs: 5 });
    // The writer goes on for a while, and in vain.
    const before = mine.text().length;
    await waitFor(() => mine.text().length > before + 50);
    const { contentHash } = (await there.view(docId)).state;
    expect(contentHash).toBe(outcome);
    const reader = await drafter.open(docId);
    expect(reader.hash()).toBe(contentHash);
    reader.close();
  } finally {
    clearInterval(typing);
    mine.close();
  }
});

it('[NODE10] 归档 on one node sends everybody away from the node that owns the text; they come back to the archived text, once', async () => {
  needDatabase(database);
  const [home] = nodes;
  if (home === undefined) throw new Error('no node');
  const drafter = await signIn(proxy.url, home.account(TOWN, 'drafter'));
  const office = { drafter, mayor: await signIn(proxy.url, home.account(TOWN, 'principalLeader')), registrar: await signIn(proxy.url, home.account(TOWN, 'registrar')) };
  const docId = await draftReport(office, '关于多台服务器归档的报告');
  const stock = await drafter.open(docId);
  stock.type('归档的一句。');
  await waitFor(async () => (await storedText(docId)).includes('归档的一句。'));
  const told = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
  await told.sync();
  const hash = await issueReport(office, docId);
  const elsewhere = nodes.find(({ url }) => url !== proxy.ownerOf(docId));
  const closed = new Promise<number>((resolve) => { stock.provider.once('connection-close', (event: { readonly code: number } | null) => resolve(event?.code ?? 0)); });
  stock.provider.shouldConnect = false;
  expect(await archive({ ...office, registrar: await signIn(elsewhere?.url ?? '', home.account(TOWN, 'registrar')) }, docId)).toMatchObject({ status: 'accepted' });
  expect([await closed, await told.closed]).toEqual([4409, 4409]);
  expect(told.seen.filter(({ type }) => type === MESSAGE.generation).map(({ decoder }) => decoding.readVarUint(decoder))).toEqual([1, 2]);
  expect(timesIn(stock.text(), '归档的一句。')).toBe(1);
  stock.close();
  const again = await drafter.open(docId);
  expect([again.hash(), timesIn(again.text(), '归档的一句。')]).toEqual([hash, 1]);
  expect(timesIn(await storedText(docId), '归档的一句。')).toBe(1);
  again.close();
});
