import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import { signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
const EFFECT_MS_MAX = 5_000;

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
});
afterAll(() => office.close());
beforeEach(async () => {
  colleague = await office.as(TOWN, 'sectionHead');
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于修缮村道的请示' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});

const open = async (person: ServerClient): Promise<RawCollab> => {
  const raw = await openRaw(person, docId, [SUBPROTOCOL.extended]);
  await raw.take(MESSAGE.permission);
  await raw.sync();
  return raw;
};
/** Open once its first hint has come; answers the code with which it is closed. */
const openFeed = async (person: ServerClient): Promise<{ readonly closed: Promise<number> }> => {
  const socket = new WebSocket(`${office.url.replace('http', 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${person.token}`]);
  const closed = new Promise<number>((resolve) => { socket.once('close', resolve); });
  await new Promise((resolve) => { socket.once('message', resolve); });
  return { closed };
};
const within = async <T>(what: Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  const value = await what;
  expect(performance.now() - startedAt).toBeLessThan(EFFECT_MS_MAX);
  return value;
};
const setDisabled = (personId: string, isDisabled: boolean): Promise<unknown> =>
  office.server.storage.tx((tx) => tx.updateTable('account').set({ is_disabled: isDisabled ? 1 : 0 }).where('person_id', '=', personId).execute());

describe('live authorisation', () => {
  it('[AUTH10] a disabled account is cut from its open sockets, and does not come back', async () => {
    const { personId } = colleague.session.person;
    const [raw, feed] = [await open(colleague), await openFeed(colleague)];
    await setDisabled(personId, true);
    expect(await within(Promise.all([raw.closed, feed.closed]))).toEqual([4403, 4403]);
    expect((await colleague.get('/api/session')).status).toBe(403);
    await setDisabled(personId, false);
  });

  it('[AUTH10] a session that another process ended is cut here too', async () => {
    const [raw, feed] = [await open(colleague), await openFeed(colleague)];
    const rows = await office.server.storage.read((tx) => tx.selectFrom('session').select('token_hash').where('person_id', '=', colleague.session.person.personId).execute());
    await office.server.storage.tx(async (tx) => {
      for (const { token_hash } of rows) {
        await tx.deleteFrom('session').where('token_hash', '=', token_hash).execute();
        await tx.insertInto('session_end').values({ token_hash, at: 1 }).execute();
      }
    });
    expect(await within(Promise.all([raw.closed, feed.closed]))).toEqual([4401, 4401]);
  });

  it('[AUTH10] a leader who is moved to another organ no longer reads what is open in front of them', async () => {
    const leaderAccount = office.account(TOWN, 'principalLeader');
    const leader = await signIn(office.url, leaderAccount);
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    const writer = await open(drafter);
    writer.update(edit(writer, '经研究，拟修缮村道。'));
    const hash = await waitFor(async () => {
      const now = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
      return now === body.hash ? null : now;
    });
    expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
    // What was on its way when it was handed on is answered, not swallowed, and the line stays.
    writer.update(edit(writer, '迟到'));
    const refused = await writer.take(MESSAGE.refused);
    decoding.readVarUint(refused);
    expect(decoding.readVarString(refused)).toBe('document.read-only');
    expect(writer.socket.readyState).toBe(writer.socket.OPEN);

    const reading = await open(leader);
    const posts = await office.server.directory.membershipsOf(leaderAccount.personId);
    const moved = posts.map((post) => ({ ...post, roles: ['drafter'] as const }));
    await office.server.directory.apply({ gone: [], units: [], people: [], memberships: moved });
    expect(await within(reading.closed)).toBe(4404);
    writer.socket.close();
  });

  it('[AUTH10] whoever loses their only post loses what they read by it, and keeps what is their own', async () => {
    const account = office.account('海校街道', 'principalLeader');
    const author = await office.as('海校街道', 'drafter');
    docId = (await author.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于离任的请示' })).body.docId;
    const { hash } = (await author.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
    expect(await author.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
    const [reading, own] = [await open(await signIn(office.url, account)), await open(author)];
    const posts = await office.server.directory.membershipsOf(account.personId);
    await office.server.directory.apply({ gone: posts.map(({ id }) => ({ kind: 'membership', id })), units: [], people: [], memberships: [] });
    expect(await within(reading.closed)).toBe(4404);
    expect(own.socket.readyState).toBe(own.socket.OPEN);
    own.socket.close();
  });
});
