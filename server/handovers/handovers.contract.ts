import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DelegationList } from '#shared/protocol/delegations.ts';
import type { HandoverList, HandoverPreview, HandoverRecord } from '#shared/protocol/handovers.ts';
import { sm3 } from '#server/sm3.ts';
import { verify } from '#server/ops/verify.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { randomId, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { checkHandoverChain } from './handover-acts.ts';

const TOWN = '楚米镇人民政府';
const DAY = 86_400_000;
const START_MS = 120_000;
type Refused = { readonly error?: { readonly code: string; readonly rule?: string; readonly field?: string } };

describe.each(ADAPTERS)('移交, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let drafter: ServerClient;
  let registrar: ServerClient;
  let leader: ServerClient;
  let admin: ServerClient;
  let organId: string;

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer({ ...installation.settings, data: installation.dataDir });
    [drafter, registrar, leader, admin] = await Promise.all([office.as(TOWN, 'drafter'), office.as(TOWN, 'registrar'), office.as(TOWN, 'principalLeader'), office.as(TOWN, 'unitAdmin')]);
    organId = drafter.session.person.memberships[0]?.organId ?? '';
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const idOf = (client: ServerClient): string => client.session.person.personId;
  const sides = (from = drafter, to = registrar): { organId: string; fromId: string; toId: string } => ({ organId, fromId: idOf(from), toId: idOf(to) });
  const look = (who: ServerClient, wish: ReturnType<typeof sides> = sides()): Promise<Answer<HandoverPreview & Refused>> =>
    who.get(`/api/handovers/preview?organId=${wish.organId}&fromId=${wish.fromId}&toId=${wish.toId}`);
  const handOver = (who: ServerClient, fingerprint: string, wish: object = {}): Promise<Answer<HandoverRecord & Refused>> =>
    who.post('/api/handovers', { opId: randomId(), ...sides(), fingerprint, reason: '轮岗', ...wish });
  const draft = async (title: string): Promise<string> => (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title })).body.docId;
  const list = async (who: ServerClient): Promise<readonly HandoverRecord[]> => (await who.get<HandoverList>(`/api/handovers?organId=${organId}`)).body.records;

  it('[HND01 HND02] is refused to whoever’s it is not, and to whoever cannot take over', async () => {
    needInstallation(installation);
    for (const who of [leader, registrar, await office.as('海校街道', 'unitAdmin'), await office.as('', 'systemAdmin')]) expect(await look(who)).toMatchObject({ status: 403, body: { error: { rule: 'HND01' } } });
    expect(await look(drafter, { ...sides(), toId: idOf(drafter) })).toMatchObject({ status: 422, body: { error: { code: 'handover.wrong-person' } } });
    expect(await look(drafter, { ...sides(), toId: office.account('海校街道', 'drafter').personId })).toMatchObject({ status: 422 });
    expect(await handOver(drafter, '0'.repeat(64), { more: 1 })).toMatchObject({ status: 400, body: { error: { code: 'request.unknown-field' } } });
    expect(await handOver(drafter, 'x')).toMatchObject({ status: 400 });
    expect((await drafter.get('/api/handovers?organId=../')).status).toBe(400);
  });

  it('[HND01 HND03] the person sees titles, the administrator does not; both see the same list', async () => {
    needInstallation(installation);
    const docId = await draft('关于秋季护林防火的通知');
    const own = (await look(drafter)).body;
    const theirs = (await look(admin)).body;
    expect(own.rows.find((row) => row.docId === docId)).toMatchObject({ title: '关于秋季护林防火的通知', stage: 'drafting', parts: ['drafting'], hindrance: null });
    expect(theirs.rows.every((row) => row.title === null)).toBe(true);
    expect(JSON.stringify(theirs)).not.toContain('护林防火');
    expect(theirs.fingerprint).toBe(own.fingerprint);
  });

  it('[HND08] what the receiver may not take stays and is said to', async () => {
    needInstallation(installation);
    const { body } = await look(drafter, sides(drafter, leader));
    expect(body.rows.map((row) => row.hindrance)).toEqual(body.rows.map(() => 'mayNotDraft'));
  });

  it('[HND05 HND06 HND07] all of it moves in one act, with its record; 委托 end; open lines follow', async () => {
    needInstallation(installation);
    const docIds = [await draft('关于冬季供水的通知'), await draft('关于村道养护的通知')];
    const given = randomId();
    expect((await drafter.post('/api/delegations', { id: given, organId, delegateId: idOf(leader), from: Date.now(), until: Date.now() + DAY })).status).toBe(201);
    const writing = await openRaw(drafter, docIds[0] ?? '', [SUBPROTOCOL.extended]);
    await writing.take(MESSAGE.permission);
    await writing.sync();

    const seen = (await look(drafter)).body;
    expect(seen.delegations).toBe(1);
    await draft('关于清明祭扫的通知');
    expect(await handOver(drafter, seen.fingerprint)).toMatchObject({ status: 409, body: { error: { code: 'handover.stale', rule: 'HND05' } } });
    for (const docId of docIds) expect((await drafter.view(docId)).state).toMatchObject({ drafter: { personId: idOf(drafter) } });

    const { body: now } = await look(drafter);
    const opId = randomId();
    const done = await handOver(drafter, now.fingerprint, { opId });
    expect(done).toMatchObject({ status: 201, body: { reason: '轮岗', delegations: 1, by: { personId: idOf(drafter) }, from: { personId: idOf(drafter) }, to: { personId: idOf(registrar) }, stayed: [] } });
    expect(done.body.moved.map((row) => row.docId)).toEqual(expect.arrayContaining(docIds));
    // A lost answer is asked for again: it happened once.
    expect((await handOver(drafter, now.fingerprint, { opId })).body).toEqual(done.body);
    expect(await handOver(drafter, now.fingerprint, { opId, reason: '另一个' })).toMatchObject({ status: 400, body: { error: { rule: 'HND05' } } });
    for (const docId of docIds) {
      const { state, events } = await registrar.view(docId);
      expect(state).toMatchObject({ drafter: { personId: idOf(registrar), name: registrar.session.person.name }, stage: 'drafting' });
      expect(events.filter(({ body }) => body.kind === 'handedOver')).toMatchObject([{ opId, actor: { personId: idOf(drafter) } }]);
    }
    expect(await writing.closed).toBe(4404);
    expect((await drafter.feed()).documents.map(({ state }) => state.docId)).not.toContain(docIds[0]);
    expect((await registrar.feed()).documents.map(({ state }) => state.docId)).toEqual(expect.arrayContaining(docIds));
    expect((await drafter.get<DelegationList>('/api/delegations')).body.given).toMatchObject([{ id: given, revokedAt: expect.any(Number) }]);
    expect((await leader.feed()).standsFor).toEqual([]);
    expect((await look(drafter)).body.rows).toEqual([]);
  });

  it('[HND07] the 移交单 is the organ’s for its administrator and their own for those in it, and cannot be changed', async () => {
    needInstallation(installation);
    expect(await list(admin)).toHaveLength(1);
    expect(await list(drafter)).toEqual(await list(admin));
    expect(await list(registrar)).toHaveLength(1);
    expect(await list(leader)).toEqual([]);
    expect((await (await office.as('海校街道', 'drafter')).get(`/api/handovers?organId=${organId}`)).status).toBe(403);
    const { storage } = office.server;
    expect(await storage.read((tx) => checkHandoverChain(tx, sm3))).toEqual({ changes: 1, brokenAt: null });
    await expect(storage.tx((tx) => tx.updateTable('handover').set({ at: 9 }).execute())).rejects.toThrow('append-only');
    await expect(storage.tx((tx) => tx.deleteFrom('handover').execute())).rejects.toThrow('append-only');
  });

  it('[HND05] of two acts over one list one happens; an act that was on its way is asked about again', async () => {
    needInstallation(installation);
    const { body: seen } = await look(registrar, sides(registrar, drafter));
    expect(seen.rows.length).toBeGreaterThan(2);
    const back = (): Promise<Answer<HandoverRecord & Refused>> => handOver(registrar, seen.fingerprint, sides(registrar, drafter));
    const both = await Promise.all([back(), back()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await list(admin)).toHaveLength(2);
    const { rows } = (await look(drafter)).body;
    expect(rows.map((row) => row.docId).toSorted()).toEqual(seen.rows.map((row) => row.docId).toSorted());
    for (const { docId } of rows) expect((await drafter.view(docId)).events.filter(({ body }) => body.kind === 'handedOver').length).toBeLessThanOrEqual(2);
  });

  it('[HND01 HND03] the administrator hands over for somebody without reading; what `verify` knows agrees', async () => {
    needInstallation(installation);
    const { body: seen } = await look(admin);
    expect(await handOver(admin, seen.fingerprint)).toMatchObject({ status: 201, body: { by: { personId: idOf(admin) } } });
    const [docId = ''] = seen.rows.map((row) => row.docId);
    expect((await admin.get(`/api/documents/${docId}`)).status).toBe(404);
    const findings = await waitFor(async () => {
      const found = await verify(installation?.place as NonNullable<Installation>['place'], () => {});
      return found.list().length === 0 ? found : null;
    }, { what: 'storage that agrees with itself' });
    expect(findings.table()).toMatch(/handover +3 +0/u);
  });
});
