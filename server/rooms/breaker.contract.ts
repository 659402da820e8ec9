/** The breaker in the real server process over real sockets; every fault is planted in what storage holds. */
import type { DatabaseSync } from 'node:sqlite';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { Outcome } from '#shared/protocol/http.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { runOps } from '#server/ops/cli.ts';
import { onDisk as runOnDisk, plantRows, withoutBeginning } from '#tests/kit/broken-text.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import { randomId, signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
const BROKEN = 'document.broken';
let server: TestServer;
let drafter: ServerClient;
beforeAll(async () => {
  server = await startTestServer();
  drafter = await signIn(server.url, server.account(TOWN, 'drafter'));
});
afterAll(() => server.stop());

const onDisk = <T>(run: (db: DatabaseSync) => T): T => runOnDisk(server.dataDir, run);
const plant = (docId: string, rows: readonly Uint8Array[]): void => plantRows(server.dataDir, docId, rows);
const logOf = (docId: string): readonly Uint8Array[] => onDisk((db) => db.prepare('select bytes from update_log where doc_id = ? order by seq').all(docId).map((row) => row['bytes'] as Uint8Array));
/** As `node server/main.ts heal …` beside the server, which is another process. */
async function heal(...args: readonly string[]): Promise<{ readonly code: number | null; readonly answers: readonly Readonly<Record<string, unknown>>[]; readonly said: string }> {
  const answers: Readonly<Record<string, unknown>>[] = [];
  let said = '';
  const code = await runOps(['heal', '--data', server.dataDir, ...args], {}, { clock: { now: () => 1 }, say: (line) => { said += line; }, answer: (line) => { answers.push(JSON.parse(line)); } });
  return { code, answers, said };
}

const draft = async (): Promise<string> => (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
const contentOf = async (docId: string): Promise<string> => JSON.stringify((await drafter.get(`/api/documents/${docId}/content`)).body);

/** Written by somebody who then leaves; answers the copy they had. */
async function written(docId: string, text: string): Promise<Y.Doc> {
  const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
  await raw.sync();
  raw.update(edit(raw, text));
  await waitFor(async () => (await contentOf(docId)).includes(text));
  raw.socket.close();
  await raw.closed;
  return raw.doc;
}
const permissionOf = async (raw: RawCollab): Promise<readonly [number, string]> => {
  const decoder = await raw.take(MESSAGE.permission);
  return [decoding.readVarUint(decoder), decoding.readVarString(decoder)];
};
const textOf = (raw: RawCollab): string => bodyOf(raw.doc).toString();
async function read(docId: string): Promise<string> {
  const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
  await raw.sync();
  raw.socket.close();
  return textOf(raw);
}

/** Lies in storage like any update and is one letter short of JSON inside, which only Yjs looks at. */
const unreadable = (): Uint8Array => encoding.encode((encoder) => {
  for (const number of [1, 1, 4_242, 0]) encoding.writeVarUint(encoder, number);
  encoding.writeUint8(encoder, 6);
  encoding.writeVarUint(encoder, 1);
  for (const text of ['body', 'bold', '{']) encoding.writeVarString(encoder, text);
  encoding.writeVarUint(encoder, 0);
});
/** Asks for nothing, so it is not given what it could not read, and writes. */
async function provoke(docId: string, copy: Y.Doc): Promise<number> {
  const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
  expect(await permissionOf(raw)).toEqual([1, '']);
  const mine = new Y.Doc();
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(copy));
  raw.update(edit({ doc: mine } as RawCollab, '引发'));
  return raw.closed;
}
async function tripByFaults(docId: string): Promise<void> {
  const copy = await written(docId, '坏行之前');
  plant(docId, [unreadable()]);
  for (let fault = 0; fault < 3; fault += 1) expect(await provoke(docId, copy)).toBe(1011);
}

describe('a document whose text brings its thread down', () => {
  let damaged: string;
  let rows: number;

  it('[SYN26] becomes read-only while somebody is in it; other documents and the server go on', async () => {
    damaged = await draft();
    const sound = await draft();
    await written(damaged, '完好的正文');
    plant(damaged, withoutBeginning(9_000));
    rows = logOf(damaged).length;
    const pid = server.pid();
    const mine = await openRaw(drafter, damaged, [SUBPROTOCOL.extended]);
    expect(await permissionOf(mine)).toEqual([1, '']);
    expect(await drafter.get(`/api/documents/${damaged}/content`)).toMatchObject({ status: 423, body: { error: { code: BROKEN } } });
    expect(await permissionOf(mine)).toEqual([0, BROKEN]);

    await written(sound, '照常');
    expect(server.pid()).toBe(pid);
    expect(mine.socket.readyState).toBe(mine.socket.OPEN);
    mine.socket.close();
  });

  it('[SYN71] is served from its last good state, also after a restart; what lies behind it stays in storage as it is', async () => {
    const before = logOf(damaged);
    const look = async (): Promise<void> => {
      expect(await read(damaged)).toContain('完好的正文');
      expect(await contentOf(damaged)).toContain('完好的正文');
      const raw = await openRaw(drafter, damaged, [SUBPROTOCOL.extended]);
      expect(await permissionOf(raw)).toEqual([0, BROKEN]);
      raw.socket.close();
    };
    await look();
    await server.kill9();
    await server.restart();
    await look();
    expect(logOf(damaged)).toEqual(before);
    expect(before.length).toBe(rows);
    await waitFor(() => server.log().includes('"alarm":"document-fault"'));
  });

  it('[SYN73] takes no edits and no acts, and loses none: they are refused by code, and those of other documents go on', async () => {
    const mine = await openRaw(drafter, damaged, [SUBPROTOCOL.extended]);
    await mine.sync();
    mine.update(edit(mine, '不该写入'));
    const refused = await mine.take(MESSAGE.refused);
    expect([decoding.readVarUint(refused), decoding.readVarString(refused)]).toEqual([expect.any(Number), BROKEN]);
    const stock = await drafter.open(damaged);
    stock.type('还在我这里');
    const { personId } = (await signIn(server.url, server.account(TOWN, 'sectionHead'))).session.person;
    const sound = await draft();
    const act = (docId: string) => ({ kind: 'invite', opId: randomId(), claimedAt: 1, docId, personIds: [personId] });
    const { outcomes } = (await drafter.post<{ readonly outcomes: readonly Outcome[] }>('/api/commands', { commands: [act(damaged), act(sound)] })).body;
    expect(outcomes).toMatchObject([{ status: 'refused', error: { code: BROKEN } }, { status: 'accepted' }]);
    expect(stock.provider.wsconnected).toBe(true);
    expect(stock.text()).toContain('还在我这里');
    expect(logOf(damaged).length).toBe(rows);
    mine.socket.close();
    stock.close();
  });
});

describe('faults that nobody caught', () => {
  it('[SYN72] close the sockets of their document, and the third one makes it read-only', async () => {
    const [docId, sound] = [await draft(), await draft()];
    const pid = server.pid();
    const bystander = await openRaw(drafter, sound, [SUBPROTOCOL.extended]);
    await tripByFaults(docId);
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    expect(await permissionOf(raw)).toEqual([0, BROKEN]);
    await raw.sync();
    expect(textOf(raw)).toContain('坏行之前');
    expect(textOf(raw)).not.toContain('引发');
    expect([server.pid(), bystander.socket.readyState, raw.socket.readyState]).toEqual([pid, bystander.socket.OPEN, raw.socket.OPEN]);
    raw.socket.close();
    bystander.socket.close();
  });

  it('[SYN72] are counted over a restart', async () => {
    const docId = await draft();
    const copy = await written(docId, '重启之前');
    plant(docId, [unreadable()]);
    for (let fault = 0; fault < 2; fault += 1) expect(await provoke(docId, copy)).toBe(1011);
    await waitFor(() => onDisk((db) => db.prepare('select count from document_fault where doc_id = ?').get(docId)?.['count'] === 2));
    await server.kill9();
    await server.restart();
    expect(await provoke(docId, copy)).toBe(1011);
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    expect(await permissionOf(raw)).toEqual([0, BROKEN]);
    raw.socket.close();
  });
});

describe('heal on the command line, beside the working server', () => {
  it('[OPS41] lists what is read-only, names what cannot be read, and makes it writable once that is set aside; edits that waited arrive', async () => {
    const docId = await draft();
    await tripByFaults(docId);
    const later = new Y.Doc();
    bodyOf(later).insert(0, [new Y.XmlElement('paragraph')]);
    plant(docId, [Y.encodeStateAsUpdate(later)]);
    const waiting = await drafter.open(docId);
    waiting.type('等着上传');
    const told = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    expect(await permissionOf(told)).toEqual([0, BROKEN]);

    const listed = await heal();
    expect(listed.code).toBe(0);
    expect(listed.answers).toContainEqual(expect.objectContaining({ event: 'broken', docId, reason: 'error', count: 3, rowsBehind: 2 }));
    expect(await heal('--doc', docId)).toMatchObject({ code: 1, said: expect.stringContaining('--set-aside'), answers: [{ event: 'unreadable', docId, rows: [expect.stringMatching(/^update_log \d+$/)] }] });
    expect(await contentOf(docId)).not.toContain('等着上传');

    expect(await heal('--doc', docId, '--set-aside')).toMatchObject({ code: 0, answers: [{ event: 'healed', docId }] });
    expect(await told.closed).toBe(1012);
    await waitFor(async () => (await contentOf(docId)).includes('等着上传'));
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    expect(await permissionOf(raw)).toEqual([1, '']);
    const kept = onDisk((db) => db.prepare("select bytes from quarantine where doc_id = ? and reason = 'set-aside'").all(docId));
    expect(kept.map(({ bytes }) => bytes)).toEqual([unreadable()]);
    // What came after the bad row and does not need it is there again.
    await raw.sync();
    expect(Y.encodeStateVector(raw.doc)).toSatisfy((vector: Uint8Array) => Y.decodeStateVector(vector).has(later.clientID));
    raw.socket.close();
    waiting.close();
    expect(await heal('--doc', docId)).toMatchObject({ code: 1, said: expect.stringContaining('not read-only') });
  });
});
