import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { openOld, type OldProvider, type TokenCarrier } from '#tests/kit/old-provider.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { startTcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
/** The messages of y-websocket; the others are only for clients that asked for them. */
const PLAIN: readonly number[] = [MESSAGE.sync, MESSAGE.awareness, MESSAGE.auth, MESSAGE.queryAwareness];

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer({}, { pingIntervalMs: 100 });
  drafter = await office.as(TOWN, 'drafter');
  colleague = await office.as(TOWN, 'sectionHead');
});
afterAll(() => office.close());
beforeEach(async () => {
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于旧程序的请示' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});

const storedHash = async (): Promise<string> => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;

const unknownTo = ({ types }: OldProvider): readonly number[] => [...types].filter((type) => !PLAIN.includes(type));
const caret = (state: { readonly [field: string]: unknown } | undefined): number | undefined => (state?.['cursor'] as { readonly anchor: number } | undefined)?.anchor;

describe('y-websocket 1.x', () => {
  it.each<TokenCarrier>(['header', 'subprotocol'])('[SYN60] syncs and writes both ways beside today’s client, its token in the %s', async (carrier) => {
    const today = await drafter.open(docId);
    today.type('先写的。');
    const old = await openOld(colleague, docId, carrier);
    await waitFor(() => old.text().includes('先写的。'));
    old.type('旧程序写的。');
    today.type('新程序写的。');
    await waitFor(() => old.text() === today.text() && old.text().includes('旧程序写的。') && old.text().includes('新程序写的。'));
    await waitFor(async () => (await storedHash()) === old.hash());
    expect(unknownTo(old)).toEqual([]);
    old.close();
    today.close();
  });

  it('[SYN60] shows and is shown presence under the names of the sessions, and its echoes change nothing', async () => {
    const today = await drafter.open(docId);
    const old = await openOld(colleague, docId);
    const other = await colleague.open(docId);
    old.provider.awareness.setLocalState({ user: { name: '冒名' }, cursor: { anchor: 1 } });
    today.provider.awareness.setLocalState({ user: { name: '冒名' }, cursor: { anchor: 2 } });
    await waitFor(() => caret(today.provider.awareness.getStates().get(old.doc.clientID)) === 1 && caret(old.seen(today.doc.clientID)) === 2);
    expect(today.provider.awareness.getStates().get(old.doc.clientID)).toMatchObject({ user: { name: colleague.session.person.name } });
    expect(old.seen(today.doc.clientID)).toMatchObject({ user: { name: drafter.session.person.name } });
    // It sends back what it hears: the third still sees the drafter, under the drafter's own name and newest caret.
    today.provider.awareness.setLocalStateField('cursor', { anchor: 3 });
    await waitFor(() => caret(old.seen(today.doc.clientID)) === 3);
    old.type('之后');
    await waitFor(() => other.text().includes('之后'));
    expect(other.provider.awareness.getStates().get(today.doc.clientID)).toMatchObject({ user: { name: drafter.session.person.name }, cursor: { anchor: 3 } });
    old.close();
    await waitFor(() => !today.provider.awareness.getStates().has(old.doc.clientID));
    today.close();
    other.close();
  });

  it('[SYN61] comes back after a cut with what it wrote meanwhile, to what others wrote, and under its own presence', async () => {
    const cable = await startTcpProxy(office.url);
    const today = await drafter.open(docId);
    const old = await openOld({ ...colleague, url: cable.url }, docId);
    old.provider.awareness.setLocalState({ cursor: { anchor: 1 } });
    await waitFor(() => today.provider.awareness.getStates().has(old.doc.clientID));
    cable.cut();
    await waitFor(() => !old.provider.wsconnected && !today.provider.awareness.getStates().has(old.doc.clientID));
    old.type('断线时旧程序写的。');
    today.type('断线时新程序写的。');
    cable.join();
    await waitFor(() => old.text() === today.text() && old.text().includes('断线时旧程序写的。') && old.text().includes('断线时新程序写的。'));
    await waitFor(() => today.provider.awareness.getStates().get(old.doc.clientID)?.['cursor'] !== undefined);
    expect(await storedHash()).toBe(today.hash());
    old.close();
    today.close();
    await cable.close();
  });

  it('[SYN62] is closed with the code of the reason when its right ends, also each time it tries again', async () => {
    const guest = await office.as(TOWN, 'drafter');
    const today = await colleague.open(docId);
    const old = await openOld(guest, docId);
    await guest.delete('/api/session');
    await waitFor(() => old.closed.length >= 3);
    expect(new Set(old.closed)).toEqual(new Set([4401]));
    today.type('不再给它看的。');
    await waitFor(async () => (await storedHash()) === today.hash());
    await waitFor(() => old.closed.length >= 5);
    expect(old.text()).not.toContain('不再给它看的。');
    old.close();
    today.close();
  });

  it('[SYN62] goes on reading a document that was handed on, and what it still writes is stored nowhere and shown to nobody', async () => {
    const old = await openOld(colleague, docId);
    const today = await drafter.open(docId);
    old.type('送审前。');
    await waitFor(() => today.text().includes('送审前。'));
    const hash = today.hash();
    expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
    for (let word = 0; word < 20; word += 1) old.type('送审后。');
    // Its presence comes behind its edit on the same line: whoever sees the one has seen whatever became of the other.
    old.provider.awareness.setLocalState({ cursor: { anchor: 9 } });
    await waitFor(() => today.provider.awareness.getStates().get(old.doc.clientID)?.['cursor'] !== undefined);
    expect(today.hash()).toBe(hash);
    expect(await storedHash()).toBe(hash);
    expect(old.closed).toEqual([]);
    expect(unknownTo(old)).toEqual([]);
    old.close();
    today.close();
  });
});

describe('bare y-protocols', () => {
  it('[SYN63] step 1 is answered with what is missing and nothing else; what comes later is an update', async () => {
    const today = await drafter.open(docId);
    today.type('正文。');
    await waitFor(async () => (await storedHash()) === today.hash());
    const raw = await openRaw(colleague, docId);
    const steps: { readonly type: number; readonly payload: Uint8Array }[] = [];
    raw.socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) === MESSAGE.sync) steps.push({ type: decoding.readVarUint(decoder), payload: decoding.readVarUint8Array(decoder) });
    });
    await raw.sync();
    await waitFor(() => bodyOf(raw.doc).toString() === today.text());
    const [whole] = steps.filter(({ type }) => type === syncProtocol.messageYjsSyncStep2);
    expect(whole).toBeDefined();
    steps.length = 0;
    raw.sendSync((encoder) => syncProtocol.writeSyncStep1(encoder, raw.doc));
    const nothing = await waitFor(() => steps.find(({ type }) => type === syncProtocol.messageYjsSyncStep2));
    expect(Y.decodeUpdate(nothing.payload).structs).toEqual([]);
    today.type('又一句。');
    const update = await waitFor(() => steps.find(({ type }) => type === syncProtocol.messageYjsUpdate));
    expect([...new Set(Y.decodeUpdate(update.payload).structs.map(({ id }) => id.client))]).toEqual([today.doc.clientID]);
    raw.socket.close();
    today.close();
  });

  it('[SYN63] query awareness is answered with everybody else who is there, as the server knows them', async () => {
    const today = await drafter.open(docId);
    const old = await openOld(colleague, docId);
    today.provider.awareness.setLocalState({ cursor: { anchor: 1 } });
    old.provider.awareness.setLocalState({ cursor: { anchor: 2 } });
    await waitFor(() => today.provider.awareness.getStates().has(old.doc.clientID) && old.seen(today.doc.clientID) !== undefined);
    const raw = await openRaw(colleague, docId);
    const mine = new awarenessProtocol.Awareness(raw.doc);
    mine.setLocalState({ cursor: { anchor: 3 } });
    raw.send(encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(mine, [raw.doc.clientID]));
    }));
    await waitFor(() => today.provider.awareness.getStates().has(raw.doc.clientID));
    await raw.sync();
    raw.seen.length = 0;
    raw.send(encoding.encode((encoder) => encoding.writeVarUint(encoder, MESSAGE.queryAwareness)));
    const found = new Map<number, unknown>();
    await waitFor(async () => {
      const heard = new awarenessProtocol.Awareness(new Y.Doc());
      heard.setLocalState(null);
      awarenessProtocol.applyAwarenessUpdate(heard, decoding.readVarUint8Array(await raw.take(MESSAGE.awareness)), 'server');
      for (const [clientId, state] of heard.getStates()) found.set(clientId, state['user']);
      heard.destroy();
      return found.size >= 2;
    });
    expect([...found.keys()].toSorted()).toEqual([today.doc.clientID, old.doc.clientID].toSorted());
    expect(found.get(today.doc.clientID)).toMatchObject({ name: drafter.session.person.name, personId: drafter.session.person.personId });
    expect(found.get(old.doc.clientID)).toMatchObject({ name: colleague.session.person.name });
    mine.destroy();
    raw.socket.close();
    old.close();
    today.close();
  });
});
