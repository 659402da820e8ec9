import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { DelegationList, DelegationRow } from '#shared/protocol/delegations.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { randomId, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { checkDelegationChain, readOf } from './delegation-acts.ts';

const TOWN = '楚米镇人民政府';
const DAY = 86_400_000;
const HOUR = 3_600_000;
const EFFECT_MS_MAX = 5_000;
type Refused = { readonly error?: { readonly code: string; readonly rule?: string } };

let office: InProcessServer;
let drafter: ServerClient;
let leader: ServerClient;
let deputy: ServerClient;
let organId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  leader = await office.as(TOWN, 'principalLeader');
  deputy = await office.as(TOWN, 'registrar');
  organId = leader.session.person.memberships[0]?.organId ?? '';
});
afterAll(() => office.close());

const idOf = (client: ServerClient): string => client.session.person.personId;
const give = (from: ServerClient, wish: object = {}): Promise<Answer<DelegationRow & Refused>> =>
  from.post('/api/delegations', { id: randomId(), organId, delegateId: idOf(deputy), from: Date.now() - 1_000, until: Date.now() + DAY, ...wish });
const list = async (client: ServerClient): Promise<DelegationList> => (await client.get<DelegationList>('/api/delegations')).body;
const revoke = (client: ServerClient, id: string): Promise<Answer> => client.delete(`/api/delegations/${id}`);

/** A 请示 that waits for the leader's signature. */
async function awaitingSignature(): Promise<{ readonly docId: string; readonly hash: string }> {
  const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于修缮村道的请示' })).body;
  const open = await drafter.open(docId);
  open.type('经研究，拟修缮村道。');
  const { hash } = await waitFor(async () => {
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    return body.hash === open.hash() ? body : null;
  }, { what: 'the text at the server' });
  open.close();
  expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
  return { docId, hash };
}

describe('委托', () => {
  it('[DEL01 DEL02 DEL03] is refused to whoever has no desk there, to the wrong person and without sensible dates', async () => {
    expect(await give(await office.as('', 'systemAdmin'))).toMatchObject({ status: 403, body: { error: { rule: 'DEL01' } } });
    expect(await give(await office.as('海校街道', 'principalLeader'))).toMatchObject({ status: 403, body: { error: { rule: 'DEL01' } } });
    expect(await give(leader, { delegateId: idOf(leader) })).toMatchObject({ status: 422, body: { error: { code: 'delegation.wrong-person' } } });
    expect(await give(leader, { delegateId: office.account('海校街道', 'drafter').personId })).toMatchObject({ status: 422, body: { error: { code: 'delegation.wrong-person' } } });
    expect(await give(leader, { until: Date.now() + 200 * DAY })).toMatchObject({ status: 422, body: { error: { code: 'delegation.wrong-dates' } } });
    expect(await give(leader, { principalId: idOf(leader) })).toMatchObject({ status: 400, body: { error: { code: 'request.unknown-field' } } });
    expect(await give(leader, { until: undefined })).toMatchObject({ status: 400 });
    expect(await list(leader)).toEqual({ given: [], received: [] });
  });

  it('[DEL06] given twice under one id is given once; giving and taking back are kept in a chain that refuses change', async () => {
    const wish = { id: randomId(), from: Date.now() + DAY, until: Date.now() + 2 * DAY };
    expect(await give(leader, wish)).toMatchObject({ status: 201, body: { id: wish.id, principalName: leader.session.person.name, delegateName: deputy.session.person.name, revokedAt: null } });
    expect(await give(leader, wish)).toMatchObject({ status: 201 });
    expect(await give(leader, { ...wish, until: wish.until + 1 })).toMatchObject({ status: 400, body: { error: { rule: 'DEL06' } } });
    expect((await list(leader)).given).toHaveLength(1);
    expect((await list(deputy)).received).toHaveLength(1);
    for (const other of [deputy, drafter]) expect((await revoke(other, wish.id)).status).toBe(404);
    expect((await revoke(leader, wish.id)).status).toBe(200);
    expect((await revoke(leader, wish.id)).status).toBe(200);
    expect((await list(leader)).given).toMatchObject([{ id: wish.id, revokedAt: expect.any(Number) }]);
    const { storage } = office.server;
    expect(await storage.read((tx) => checkDelegationChain(tx, sm3))).toEqual({ changes: 2, brokenAt: null });
    expect(await storage.read((tx) => readOf(tx, idOf(deputy)))).toHaveLength(1);
    await expect(storage.tx((tx) => tx.updateTable('delegation_act').set({ until_at: 9 }).execute())).rejects.toThrow('append-only');
    await expect(storage.tx((tx) => tx.deleteFrom('delegation_act').execute())).rejects.toThrow('append-only');
  });

  it('[DEL07] begins and ends at http, feed and open sockets within five seconds; what was done is stamped with both', async () => {
    const { docId, hash } = await awaitingSignature();
    expect((await deputy.get(`/api/documents/${docId}`)).status).toBe(404);
    const feed = new WebSocket(`${office.url.replace('http', 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${deputy.token}`]);
    let hints = 0;
    feed.on('message', () => { hints += 1; });
    await waitFor(() => hints > 0, { what: 'the first hint' });

    const { body: given } = await give(leader);
    expect((await deputy.get(`/api/documents/${docId}`)).status).toBe(200);
    await waitFor(() => hints > 1, { what: 'the hint that a desk was handed over', timeoutMs: EFFECT_MS_MAX });
    const page = await deputy.feed();
    expect(page.standsFor).toMatchObject([{ personId: idOf(leader), organId, until: given.until }]);
    expect(page.documents.map(({ state }) => state.docId)).toContain(docId);
    // What is news to the leader is news to whoever keeps their desk.
    const second = await awaitingSignature();
    expect((await deputy.feed(page.cursor)).documents.map(({ state }) => state.docId)).toContain(second.docId);

    expect(await deputy.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hash, opinion: '同意' })).toMatchObject({ status: 'accepted' });
    const signed = (await leader.view(docId)).events.find(({ body }) => body.kind === 'acted' && body.act === 'signOff');
    expect(signed?.actor).toMatchObject({ personId: idOf(deputy), for: { personId: idOf(leader), name: leader.session.person.name } });

    const reading = await openRaw(deputy, second.docId, [SUBPROTOCOL.extended]);
    await reading.take(MESSAGE.permission);
    await reading.sync();
    const endedAt = performance.now();
    await revoke(leader, given.id);
    expect(await deputy.act({ kind: 'signOff', docId: second.docId, stepNo: 1, contentHash: second.hash, opinion: '' })).toMatchObject({ status: 'refused', error: { code: 'not-found' } });
    expect(await reading.closed).toBe(4404);
    expect(performance.now() - endedAt).toBeLessThan(EFFECT_MS_MAX);
    expect((await deputy.feed()).standsFor).toEqual([]);
    expect((await deputy.feed()).documents.map(({ state }) => state.docId)).not.toContain(second.docId);
    feed.close();
  });

  it('[DEL04 DEL07] begins and ends by the clock, without anybody doing anything', async () => {
    const { docId } = await awaitingSignature();
    const from = Date.now() + HOUR;
    await give(leader, { from, until: from + HOUR });
    expect((await deputy.get(`/api/documents/${docId}`)).status).toBe(404);
    office.passMs(HOUR + 60_000);
    expect((await deputy.get(`/api/documents/${docId}`)).status).toBe(200);
    const reading = await openRaw(deputy, docId, [SUBPROTOCOL.extended]);
    await reading.take(MESSAGE.permission);
    await reading.sync();
    office.passMs(HOUR);
    const endedAt = performance.now();
    expect(await reading.closed).toBe(4404);
    expect(performance.now() - endedAt).toBeLessThan(EFFECT_MS_MAX);
  });
});
