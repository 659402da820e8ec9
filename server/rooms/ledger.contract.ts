import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { commentsOf, metaOf, revisionsOf } from '#shared/doc/shape.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  colleague = await office.as(TOWN, 'sectionHead');
});
afterAll(() => office.close());
beforeEach(async () => {
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});

const open = async (person: ServerClient): Promise<RawCollab> => {
  const raw = await openRaw(person, docId, [SUBPROTOCOL.extended]);
  await raw.take(MESSAGE.permission);
  await raw.sync();
  return raw;
};
const authors = async (): Promise<readonly { readonly client: number; readonly personId: string; readonly name: string }[]> =>
  (await drafter.get<{ readonly authors: readonly { readonly client: number; readonly personId: string; readonly name: string }[] }>(`/api/documents/${docId}/authors`)).body.authors;
const refusal = async (raw: RawCollab): Promise<string> => {
  const decoder = await raw.take(MESSAGE.refused);
  decoding.readVarUint(decoder);
  return decoding.readVarString(decoder);
};

describe('the ledger', () => {
  it('[SYN41] a client id belongs to whoever first brought it: another’s new structs under it are rejected and kept', async () => {
    const mine = await open(drafter);
    mine.update(edit(mine, '我写的'));
    await waitFor(async () => (await authors()).length === 1);
    const theirs = await open(colleague);
    // The copy of the victim's text, continued under the victim's own id.
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(mine.doc));
    forged.clientID = mine.doc.clientID;
    const before = Y.encodeStateVector(forged);
    metaOf(forged).set('contactName', '冒名');
    theirs.update(Y.encodeStateAsUpdate(forged, before));
    expect(await refusal(theirs)).toBe('document.rejected-edit');
    const kept = await waitFor(async () => {
      const rows = await office.server.storage.read((tx) => tx.selectFrom('quarantine').selectAll().where('doc_id', '=', docId).execute());
      return rows.length > 0 ? rows : null;
    });
    expect(kept.map(({ person_id, reason }) => [person_id, reason])).toEqual([[colleague.session.person.personId, 'foreign-client']]);
    // What is known already may be said again by anybody, and both go on writing.
    theirs.update(Y.encodeStateAsUpdate(mine.doc));
    theirs.update(edit(theirs, '同事写的'));
    mine.update(edit(mine, '再写'));
    await waitFor(async () => (await authors()).length === 2);
    expect((await authors()).map(({ client, personId, name }) => [client, personId, name])).toEqual([
      [mine.doc.clientID, drafter.session.person.personId, drafter.session.person.name],
      [theirs.doc.clientID, colleague.session.person.personId, colleague.session.person.name],
    ]);
    for (const raw of [mine, theirs]) raw.socket.close();
  });

  it('[REV06] a 修订 is recorded by whose it is: a record that names another is rejected and kept, and known ones may be said again', async () => {
    const mine = await open(drafter);
    const record = (raw: RawCollab, id: string, by: ServerClient): Uint8Array => {
      const before = Y.encodeStateVector(raw.doc);
      revisionsOf(raw.doc).set(id, { by: by.session.person.personId, at: 1 });
      return Y.encodeStateAsUpdate(raw.doc, before);
    };
    mine.update(record(mine, 'a1'.repeat(6), drafter));
    await waitFor(async () => (await authors()).length === 1);
    const theirs = await open(colleague);
    expect(revisionsOf(theirs.doc).get('a1'.repeat(6))).toEqual({ by: drafter.session.person.personId, at: 1 });
    theirs.update(Y.encodeStateAsUpdate(theirs.doc));
    theirs.update(record(theirs, 'b2'.repeat(6), colleague));
    await waitFor(async () => (await authors()).length === 2);
    theirs.update(record(theirs, 'c3'.repeat(6), drafter));
    expect(await refusal(theirs)).toBe('document.rejected-edit');
    const kept = await waitFor(async () => {
      const rows = await office.server.storage.read((tx) => tx.selectFrom('quarantine').selectAll().where('doc_id', '=', docId).execute());
      return rows.length > 0 ? rows : null;
    });
    expect(kept.map(({ person_id, reason }) => [person_id, reason])).toEqual([[colleague.session.person.personId, 'foreign-author']]);
    for (const raw of [mine, theirs]) raw.socket.close();
  });

  it('[CMT01] a 批注 is said by whoever says it: one in another’s name, and a second word in the place of a first, are rejected', async () => {
    const mine = await open(drafter);
    const said = (raw: RawCollab, id: string, by: ServerClient, text: string): Uint8Array => {
      const before = Y.encodeStateVector(raw.doc);
      commentsOf(raw.doc).set(id, { kind: 'thread', by: by.session.person.personId, at: 1, text, mentions: [], quote: '村道', from: '00', to: '00' });
      return Y.encodeStateAsUpdate(raw.doc, before);
    };
    mine.update(said(mine, 'a1'.repeat(6), drafter, '请核实'));
    await waitFor(async () => (await authors()).length === 1);
    for (const forged of [(raw: RawCollab) => said(raw, 'b2'.repeat(6), drafter, '冒名'), (raw: RawCollab) => said(raw, 'a1'.repeat(6), colleague, '改口')]) {
      const theirs = await open(colleague);
      theirs.update(forged(theirs));
      expect(await refusal(theirs)).toBe('document.rejected-edit');
      theirs.socket.close();
    }
    mine.socket.close();
  });

  it('[SYN41] the ledger outlives the room, the log and a server’s memory', async () => {
    const mine = await open(drafter);
    mine.update(edit(mine, '我写的'));
    await waitFor(async () => (await authors()).length === 1);
    const state = Y.encodeStateAsUpdate(mine.doc);
    const id = mine.doc.clientID;
    mine.socket.close();
    await mine.closed;
    const theirs = await open(colleague);
    const forged = new Y.Doc();
    Y.applyUpdate(forged, state);
    forged.clientID = id;
    const before = Y.encodeStateVector(forged);
    metaOf(forged).set('contactName', '冒名');
    theirs.update(Y.encodeStateAsUpdate(forged, before));
    expect(await refusal(theirs)).toBe('document.rejected-edit');
    theirs.socket.close();
  });

  it('[SYN42] authors are told to readers of the document and to nobody else', async () => {
    const stranger = await office.as('海校街道', 'drafter');
    expect((await stranger.get(`/api/documents/${docId}/authors`)).status).toBe(404);
    expect(await authors()).toEqual([]);
  });

  it('[SYN41] an id under which somebody is present cannot be taken from under them', async () => {
    const mine = await drafter.open(docId);
    mine.provider.awareness.setLocalStateField('cursor', { anchor: 0 });
    const theirs = await colleague.open(docId);
    await waitFor(() => theirs.provider.awareness.getStates().has(mine.doc.clientID));
    const thief = await open(colleague);
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(thief.doc));
    forged.clientID = mine.doc.clientID;
    const before = Y.encodeStateVector(forged);
    metaOf(forged).set('contactName', '冒名');
    thief.update(Y.encodeStateAsUpdate(forged, before));
    expect(await refusal(thief)).toBe('document.rejected-edit');
    mine.type('还是我的');
    await waitFor(() => theirs.text().includes('还是我的'));
    thief.socket.close();
    mine.close();
    theirs.close();
  });
});
