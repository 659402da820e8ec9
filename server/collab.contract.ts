import * as encoding from 'lib0/encoding';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as awarenessProtocol from 'y-protocols/awareness';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { randomId, type ServerClient } from '#tests/kit/server-client.ts';
import { edit, openRaw } from '#tests/kit/raw-collab.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let stranger: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer({}, { pingIntervalMs: 100 });
  drafter = await office.as(TOWN, 'drafter');
  colleague = await office.as(TOWN, 'sectionHead');
  stranger = await office.as('海校街道', 'drafter');
});
afterAll(() => office.close());
beforeEach(async () => {
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于协同的请示' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});

const logRows = async (): Promise<number> =>
  (await office.server.storage.read((tx) => tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId as never).execute())).length;

describe('the collaboration socket', () => {
  it('[SYN01] stock y-websocket clients converge, also after being away', async () => {
    const mine = await drafter.open(docId);
    const theirs = await colleague.open(docId);
    mine.type('甲');
    theirs.type('乙');
    await waitFor(() => mine.text() === theirs.text() && mine.text().includes('甲') && mine.text().includes('乙'));
    mine.provider.disconnect();
    mine.type('断网时写');
    theirs.type('在线时写');
    mine.provider.connect();
    await waitFor(() => mine.text() === theirs.text() && mine.text().includes('断网') && mine.text().includes('在线'));
    const content = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    expect(content.body.hash).toBe(mine.hash());
    const rows = await logRows();
    for (let round = 0; round < 3; round += 1) (await drafter.open(docId)).close();
    const reader = await openRaw(drafter, docId);
    await reader.sync();
    expect(await logRows()).toBe(rows);
    reader.socket.close();
    mine.close();
    theirs.close();
  });

  it('[SYN02] a token rides in the header or a subprotocol; in a URL it is nothing', async () => {
    const closeCode = (url: string, protocols: readonly string[], headers = {}): Promise<number> => new Promise((resolve) => {
      const socket = new WebSocket(url, [...protocols], { headers });
      socket.on('error', () => {});
      socket.once('message', () => { socket.close(1000); resolve(0); });
      socket.once('close', (code) => resolve(code));
    });
    const url = `${office.url.replace('http', 'ws')}/collab/${docId}`;
    expect(await closeCode(url, [`gzt.bearer.${drafter.token}`])).toBe(0);
    expect(await closeCode(url, [], { authorization: `Bearer ${drafter.token}` })).toBe(0);
    expect(await closeCode(`${url}?token=${drafter.token}`, [])).toBe(4401);
    expect(await closeCode(url, ['gzt.bearer.wrong'])).toBe(4401);
  });

  it('[SYN03] what one may not read and what is not there close alike', async () => {
    const hidden = await openRaw(stranger, docId);
    const nothing = await openRaw(stranger, randomId());
    const malformed = await openRaw(stranger, 'abc');
    expect(await hidden.closed).toBe(4404);
    expect(await nothing.closed).toBe(4404);
    expect(await malformed.closed).toBe(4404);
    expect(hidden.seen).toEqual([]);
  });

  it('[SYN04] gzt.1 counts what is durable and says so before anybody else is shown it', async () => {
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    expect(raw.socket.protocol).toBe(SUBPROTOCOL.extended);
    const permission = await raw.take(MESSAGE.permission);
    expect(decoding.readVarUint(permission)).toBe(1);
    await raw.sync();
    const before = await logRows();
    raw.update(edit(raw, '一'));
    raw.update(edit(raw, '二'));
    let count = 0;
    let vector = new Map<number, number>();
    while (count < 3) {
      const durable = await raw.take(MESSAGE.durable);
      count = decoding.readVarUint(durable);
      vector = Y.decodeStateVector(decoding.readVarUint8Array(durable));
    }
    // One answer to the server's step 1, two edits.
    expect(count).toBe(3);
    expect(vector.get(raw.doc.clientID)).toBe(Y.decodeStateVector(Y.encodeStateVector(raw.doc)).get(raw.doc.clientID));
    expect(await logRows()).toBe(before + 2);
    raw.socket.close();
  });

  it('[SYN05] a document that is handed on closes for writing at once: late edits are refused by code and not stored', async () => {
    const raw = await openRaw(colleague, docId, [SUBPROTOCOL.extended]);
    await raw.take(MESSAGE.permission);
    await raw.sync();
    raw.update(edit(raw, '正文'));
    await waitFor(async () => (await logRows()) === 2);
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: body.hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
    const closed = await raw.take(MESSAGE.permission);
    expect([decoding.readVarUint(closed), decoding.readVarString(closed)]).toEqual([0, 'document.read-only']);
    raw.update(edit(raw, '迟到的字'));
    const refused = await raw.take(MESSAGE.refused);
    expect([decoding.readVarUint(refused), decoding.readVarString(refused)]).toEqual([3, 'document.read-only']);
    expect(await logRows()).toBe(2);

    // Somebody who comes with edits made offline hears the same for the whole of them.
    const late = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    const permission = await late.take(MESSAGE.permission);
    expect([decoding.readVarUint(permission), decoding.readVarString(permission)]).toEqual([0, 'document.read-only']);
    raw.socket.close();
    late.socket.close();
  });

  it('[SYN75] whoever writes on while the document opens is asked once for what is missing, and stays', async () => {
    const before = await openRaw(drafter, docId);
    await before.sync();
    const known = Y.encodeStateAsUpdate(before.doc);
    before.socket.close();
    for (const protocols of [[], [SUBPROTOCOL.extended]]) {
      const raw = await openRaw(drafter, docId, protocols);
      Y.applyUpdate(raw.doc, known);
      // Written without a line; then word by word, each of which builds on it.
      edit(raw, '断线时写的');
      const words = Array.from({ length: 100 }, (_, index) => `〔${protocols.length}·${index}〕`);
      for (const word of words) raw.update(edit(raw, word));
      await waitFor(async () => {
        const reader = await openRaw(drafter, docId);
        await reader.sync();
        const text = bodyOf(reader.doc).toString();
        reader.socket.close();
        return words.every((word) => text.includes(word));
      });
      expect(raw.socket.readyState).toBe(raw.socket.OPEN);
      raw.socket.close();
    }
  });

  it('[SYN06] an update that builds on something unknown is answered with resync, never stored pending', async () => {
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    await raw.take(MESSAGE.permission);
    await raw.sync();
    const lost = edit(raw, '丢失');
    const next = edit(raw, '后续');
    const before = await logRows();
    raw.update(next);
    await raw.take(MESSAGE.resync);
    // The raw client answers the server's step 1 with everything.
    await waitFor(async () => (await logRows()) > before);
    const { body } = await drafter.get<{ readonly content: unknown }>(`/api/documents/${docId}/content`);
    expect(JSON.stringify(body.content)).toContain('丢失后续');
    expect(lost.byteLength).toBeGreaterThan(0);
    raw.socket.close();
  });

  it('[SYN07] presence carries the name from the session, one person a socket, and goes with it', async () => {
    const mine = await drafter.open(docId);
    const theirs = await colleague.open(docId);
    mine.provider.awareness.setLocalStateField('user', { name: '李书记', color: '#fff' });
    mine.provider.awareness.setLocalStateField('cursor', { anchor: 1 });
    const state = await waitFor(() => theirs.provider.awareness.getStates().get(mine.doc.clientID)?.['cursor'] !== undefined && theirs.provider.awareness.getStates().get(mine.doc.clientID)) as { readonly [field: string]: unknown };
    expect(state['user']).toMatchObject({ name: office.account(TOWN, 'drafter').name, personId: drafter.session.person.personId });
    expect((state['user'] as { readonly color: string }).color).toMatch(/^#[0-9A-F]{6}$/);

    const forger = await openRaw(colleague, docId);
    const forged = new awarenessProtocol.Awareness(new Y.Doc());
    forged.states.set(mine.doc.clientID, { user: { name: '冒名' } });
    forged.meta.set(mine.doc.clientID, { clock: 2 ** 30, lastUpdated: 0 });
    const frame = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(forged, [mine.doc.clientID]));
    });
    forger.send(frame);
    forger.send(frame);
    await forger.sync();
    expect(theirs.provider.awareness.getStates().get(mine.doc.clientID)?.['user']).toMatchObject({ name: office.account(TOWN, 'drafter').name });
    forged.destroy();
    mine.provider.disconnect();
    await waitFor(() => !theirs.provider.awareness.getStates().has(mine.doc.clientID));
    forger.socket.close();
    mine.close();
    theirs.close();
  });

  it('[SYN08] a silent line carries something in every round, so that a stock client keeps it', async () => {
    const raw = await openRaw(drafter, docId);
    await raw.take(MESSAGE.awareness);
    await raw.take(MESSAGE.awareness);
    raw.socket.close();
  });

  it('[SYN09] signing out and the end of the session close the open sockets', async () => {
    const guest = await office.as(TOWN, 'drafter');
    const raw = await openRaw(guest, docId);
    await raw.sync();
    expect((await guest.delete('/api/session')).status).toBe(200);
    expect(await raw.closed).toBe(4401);
    expect((await guest.get('/api/session')).status).toBe(401);
  });

  it('[SYN12] a long log is compacted behind a verified snapshot and reads the same', async () => {
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    await raw.take(MESSAGE.permission);
    await raw.sync();
    for (let index = 0; index < 600; index += 1) raw.update(edit(raw, String(index % 10)));
    await waitFor(async () => (await logRows()) > 600);
    const before = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
    raw.socket.close();
    await waitFor(async () => (await logRows()) === 0);
    expect((await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash).toBe(before);
    const mine = await drafter.open(docId);
    expect(mine.hash()).toBe(before);
    mine.type('之后');
    await waitFor(async () => (await logRows()) === 1);
    mine.close();
  });

  it('[SYN13] the feed socket hints at a new cursor', async () => {
    const socket = new WebSocket(`${office.url.replace('http', 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${colleague.token}`]);
    const cursors: number[] = [];
    socket.on('message', (data: Buffer) => { cursors.push((JSON.parse(data.toString()) as { readonly cursor: number }).cursor); });
    await waitFor(() => cursors.length === 1);
    const created = await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' });
    await drafter.act({ kind: 'invite', docId: created.body.docId, personIds: [colleague.session.person.personId] });
    await waitFor(() => cursors.length === 2);
    expect((await colleague.feed(cursors[0])).documents.map(({ state }) => state.docId)).toEqual([created.body.docId]);
    socket.close();
  });

  it('[SYN14] y-websocket with the same client id takes its presence back after a cut', async () => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`${office.url.replace('http', 'ws')}/collab`, docId, doc, {
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket, protocols: [`${SUBPROTOCOL.bearerPrefix}${drafter.token}`], disableBc: true,
    });
    const theirs = await colleague.open(docId);
    provider.awareness.setLocalStateField('cursor', { anchor: 0 });
    await waitFor(() => theirs.provider.awareness.getStates().has(doc.clientID));
    provider.disconnect();
    await waitFor(() => !theirs.provider.awareness.getStates().has(doc.clientID));
    provider.connect();
    await waitFor(() => theirs.provider.awareness.getStates().has(doc.clientID));
    provider.destroy();
    theirs.close();
  });
});
