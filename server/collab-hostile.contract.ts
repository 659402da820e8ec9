import * as encoding from 'lib0/encoding';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sql } from 'kysely';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL, SYNC } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { seeded } from '#tests/kit/ports.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';

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
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于协同的请示' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});

const logRows = async (): Promise<number> =>
  (await office.server.storage.read((tx) => tx.selectFrom('update_log').select('seq').where('doc_id', '=', docId as never).execute())).length;

describe('the collaboration socket under attack and without a disk', () => {
  it('[SYN10] hostile frames are kept in quarantine, cost their sender the line, and leave no trace in the document', async () => {
    const before = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
    const sync = (payload: Uint8Array): Uint8Array => encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.sync);
      encoding.writeVarUint(encoder, SYNC.update);
      encoding.writeVarUint8Array(encoder, payload);
    });
    const foreign = new Y.Doc();
    foreign.getMap('hidden').set('a', 1);
    const reserved = new Y.Doc();
    reserved.clientID = 1;
    bodyOf(reserved).insert(0, [new Y.XmlElement('paragraph'), ...Array.from({ length: 40 }, () => new Y.XmlElement('paragraph'))]);
    const frames: readonly Uint8Array[] = [
      Uint8Array.of(0), Uint8Array.of(0, 9), Uint8Array.of(77), Uint8Array.of(0, 2, 255, 255, 255), sync(Uint8Array.of(1, 2, 3, 4, 5, 6)),
      sync(new Uint8Array(2_000).fill(255)), sync(Y.encodeStateAsUpdate(foreign)), sync(Y.encodeStateAsUpdate(reserved)), sync(Y.encodeStateAsUpdateV2(foreign)),
      Uint8Array.of(1, 3, 255, 255, 255), new Uint8Array(1_000_000).fill(1),
    ];
    for (const frame of frames) {
      const raw = await openRaw(drafter, docId);
      raw.send(frame);
      expect([1003, 1007, 1008, 4409]).toContain(await raw.closed);
    }
    const tooLong = await openRaw(drafter, docId);
    tooLong.send(new Uint8Array(3_000_000));
    expect(await tooLong.closed).toBe(1009);
    const text = await openRaw(drafter, docId);
    text.socket.send('hello');
    expect(await text.closed).toBe(1003);
    expect((await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash).toBe(before);
    const kept = await office.server.storage.read((tx) => tx.selectFrom('quarantine').selectAll().where('doc_id', '=', docId as never).execute());
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.every((row) => row.person_id === drafter.session.person.personId)).toBe(true);
    expect((await (await drafter.open(docId)).text()).length).toBeGreaterThan(0);
  });

  it('[SYN11] a full disk refuses edits and commands with its code, loses nothing, and recovers by itself', async () => {
    const mine = await drafter.open(docId);
    const theirs = await colleague.open(docId);
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    await raw.take(MESSAGE.permission);
    mine.type('满盘之前');
    await waitFor(() => theirs.text().includes('满盘之前'));
    const { storage } = office.server;
    await storage.tx((tx) => sql`pragma max_page_count = 1`.execute(tx));
    mine.type('满'.repeat(20_000));
    await waitFor(() => storage.health().kind === 'read-only');
    expect(storage.health()).toEqual({ kind: 'read-only', code: 'storage.full' });
    expect(theirs.text()).not.toContain('满满满');
    const permission = await raw.take(MESSAGE.permission);
    expect([decoding.readVarUint(permission), decoding.readVarString(permission)]).toEqual([0, 'storage.full']);
    const health = await fetch(`${office.url}/healthz`);
    expect(await health.json()).toMatchObject({ status: 'read-only' });
    const refused = await drafter.post<{ readonly error: { readonly code: string; readonly message: string } }>('/api/documents', { templateId: 'request-1', title: '满'.repeat(200) });
    expect([201, 507]).toContain(refused.status);
    mine.type('满盘之后');

    await storage.tx((tx) => sql`pragma max_page_count = 1073741823`.execute(tx)).catch(() => null);
    await waitFor(() => storage.health().kind === 'ok');
    await waitFor(() => theirs.text() === mine.text() && theirs.text().includes('满盘之后'));
    const content = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    expect(content.body.hash).toBe(mine.hash());
    raw.socket.close();
    mine.close();
    theirs.close();
  });

  it('[SYN19] thousands of mutated frames leave a document that every client still reads alike', async () => {
    const seed = Number(process.env['GZT_SEED'] ?? 20_261_123);
    const dice = seeded(seed);
    const legitimate: Uint8Array[] = [];
    const author = await openRaw(drafter, docId);
    await author.sync();
    for (let index = 0; index < 20; index += 1) {
      const update = edit(author, `第${index}句。`);
      author.update(update);
      legitimate.push(encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.sync);
        syncProtocol.writeUpdate(encoder, update);
      }));
    }
    await waitFor(async () => (await logRows()) >= 21);
    let raw: RawCollab = await openRaw(drafter, docId);
    let handled = 0;
    for (let count = 0; count < 1_500; count += 1) {
      const frame = Uint8Array.from(dice.pick(legitimate));
      for (let flips = 1 + dice.below(4); flips > 0; flips -= 1) frame[dice.below(frame.length)] = dice.below(256);
      if (raw.socket.readyState !== WebSocket.OPEN) raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
      raw.send(dice.chance(10) ? frame.subarray(0, dice.below(frame.length)) : frame);
      handled += 1;
      // Whatever became of it, step 1 behind it is answered, unless the line was closed.
      const answered = new Promise((resolve) => { raw.socket.once('message', resolve); });
      raw.sendSync((encoder) => syncProtocol.writeSyncStep1(encoder, raw.doc));
      await Promise.race([raw.closed, answered]);
    }
    expect(handled).toBe(1_500);
    raw.socket.terminate();
    author.socket.terminate();
    const one = await drafter.open(docId);
    const two = await colleague.open(docId);
    one.type('还能写');
    await waitFor(() => two.text() === one.text() && two.text().includes('还能写'), { what: `convergence after seed ${seed}` });
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    expect([seed, body.hash]).toEqual([seed, one.hash()]);
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
    one.close();
    two.close();
  });

  it('[SYN20] a reader that does not read is cut off and slows nobody else', async () => {
    // With pings far apart, so that it is the queue that ends the line.
    const slow = await startInProcessServer({}, { pingIntervalMs: 600_000 });
    const author = await slow.as(TOWN, 'drafter');
    const own = (await author.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
    const stalled = await openRaw(author, own);
    await stalled.sync();
    const cut = new Promise((resolve) => { stalled.socket.once('close', resolve); });
    stalled.socket.pause();
    const mine = await author.open(own);
    const theirs = await author.open(own);
    let received = 0;
    theirs.doc.on('update', () => { received += 1; });
    for (let part = 1; part <= 16; part += 1) {
      mine.type('长'.repeat(300_000));
      await waitFor(() => received === part);
    }
    // What it asks for itself waits in the same queue; a document alone may not grow that large.
    for (let asked = 0; asked < 4; asked += 1) stalled.sendSync((encoder) => syncProtocol.writeSyncStep1(encoder, new Y.Doc()));
    await waitFor(async () => (await (await fetch(`${slow.url}/metrics`)).text()).includes('gzt_connections{kind="collab"} 2'), { what: 'the stalled line to be cut' });
    stalled.socket.resume();
    await cut;
    mine.close();
    theirs.close();
    await slow.close();
  });
});
