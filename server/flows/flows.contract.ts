import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowSetting, FlowsResponse, StuckResponse } from '#shared/protocol/flows.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { request, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { checkFlowChain, openFlowSettings } from './settings.ts';

const TOWN = '楚米镇人民政府';
type Refused = { readonly error?: { readonly code: string; readonly rule?: string } };

let office: InProcessServer;
let drafter: ServerClient;
let admin: ServerClient;
let organId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  admin = await office.as(TOWN, 'unitAdmin');
  organId = drafter.session.person.memberships[0]?.organId ?? '';
});
afterAll(() => office.close());

const read = async (client: ServerClient): Promise<FlowsResponse> => (await client.get<FlowsResponse>(`/api/flows?organId=${organId}`)).body;
const settingOf = async (flow: Plan['flow']): Promise<FlowSetting> => {
  const found = (await read(drafter)).flows?.find((each) => each.flow === flow);
  if (found === undefined) throw new Error(`no ${flow}`);
  return found;
};
const put = (client: ServerClient, flow: string, body: unknown): Promise<Answer<FlowSetting & Refused>> =>
  request(office.url, `/api/flows/${flow}`, { method: 'PUT', headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` }, body: JSON.stringify(body) });
const born = async (templateId: string): Promise<{ readonly docId: string; readonly plan: Plan }> => {
  const { body } = await drafter.post<{ readonly docId: string }>('/api/documents', { templateId });
  return { docId: body.docId, plan: (await drafter.view(body.docId)).state.plan };
};
const handOn = async (docId: string): Promise<void> => {
  const open = await drafter.open(docId);
  open.type('经研究，拟修缮村道。');
  const hash = await waitFor(async () => {
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    return body.hash === open.hash() ? body.hash : null;
  }, { what: 'the text at the server' });
  open.close();
  expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
};

describe('流程设置', () => {
  it('[PLN01] is the province’s until the unit sets another; whoever names its tag is not sent it again; nobody else sees it', async () => {
    const first = await read(drafter);
    expect(first.flows?.map(({ flow, version, by }) => [flow, version, by])).toEqual(['dispatch', 'receipt', 'memo', 'circulation', 'supervision'].map((flow) => [flow, 0, null]));
    expect((await drafter.get<FlowsResponse>(`/api/flows?organId=${organId}&known=${first.tag}`)).body).toEqual({ ...first, flows: null });
    expect((await (await office.as('海校街道', 'drafter')).get(`/api/flows?organId=${organId}`)).status).toBe(403);
    expect((await (await office.as('', 'systemAdmin')).get(`/api/flows?organId=${organId}`)).status).toBe(403);
    expect((await request(office.url, `/api/flows?organId=${organId}`)).status).toBe(401);
  });

  it('[PLN02] is set by the 单位管理员 and refused to everybody else', async () => {
    const { plan } = await settingOf('dispatch');
    for (const client of [drafter, await office.as(TOWN, 'principalLeader'), await office.as('海校街道', 'unitAdmin'), await office.as('', 'systemAdmin')]) {
      expect(await put(client, 'dispatch', { organId, basedOn: 0, plan })).toMatchObject({ status: 403, body: { error: { code: 'policy.denied', rule: 'PLN02' } } });
    }
  });

  it('[PLN04] stays within the table: what it does not know is refused', async () => {
    const { plan } = await settingOf('dispatch');
    expect(await put(admin, 'dispatch', { organId, basedOn: 0, plan: { ...plan, skip: ['signing'] } })).toMatchObject({ status: 422, body: { error: { code: 'workflow.outside-template' } } });
    expect(await put(admin, 'dispatch', { organId, basedOn: 0, plan: { ...plan, version: 7 } })).toMatchObject({ status: 422 });
    expect(await put(admin, 'dispatch', { organId, basedOn: 0, plan: { ...plan, people: { signing: [drafter.session.person.personId] } } })).toMatchObject({ status: 422, body: { error: { code: 'flow.wrong-people' } } });
    expect(await put(admin, 'memo', { organId, basedOn: 0, plan })).toMatchObject({ status: 400 });
    expect(await put(admin, 'dispatch', { organId, basedOn: 0, plan: { ...plan, colour: 'red' } })).toMatchObject({ status: 400, body: { error: { code: 'request.unknown-field' } } });
    expect(await put(admin, 'nonsense', { organId, basedOn: 0, plan })).toMatchObject({ status: 404 });
  });

  it('[PLN05] counts for documents that are born afterwards; one that runs stays on its plan', async () => {
    const running = await born('request-1');
    const before = await settingOf('dispatch');
    const wished: Plan = { ...before.plan, skip: before.plan.skip.filter((stage) => stage !== 'officeReview'), days: { officeReview: 4 } };
    expect(await put(admin, 'dispatch', { organId, basedOn: before.version, plan: wished })).toMatchObject({ status: 200, body: { version: before.version + 1, plan: wished, by: { name: admin.session.person.name } } });
    expect((await born('request-1')).plan).toEqual(wished);
    expect((await drafter.view(running.docId)).state.plan).toEqual(running.plan);
    await handOn(running.docId);
    expect((await drafter.view(running.docId)).state.stage).toBe('signing');
  });

  it('[PLN03] is set by whoever has seen the present one, and every change is kept in a chain that refuses change', async () => {
    const { storage } = office.server;
    const { plan, version } = await settingOf('memo');
    expect(await put(admin, 'memo', { organId, basedOn: version, plan: { ...plan, days: { deciding: 9 } } })).toMatchObject({ status: 200 });
    expect(await put(admin, 'memo', { organId, basedOn: version, plan })).toMatchObject({ status: 409, body: { error: { code: 'flow.stale', rule: 'PLN03' } } });
    const chain = () => storage.read((tx) => checkFlowChain(tx, sm3));
    expect(await chain()).toMatchObject({ brokenAt: null });
    await expect(storage.tx((tx) => tx.updateTable('flow_setting').set({ name: 'x' }).execute())).rejects.toThrow('append-only');
    await expect(storage.tx((tx) => tx.deleteFrom('flow_setting').execute())).rejects.toThrow('append-only');
    // Another node hears of it in its next round.
    const other = await openFlowSettings(storage, { now: () => 1 }, sm3, office.server.directory.orgView);
    expect(other.planFor(organId, 'memo').days).toEqual({ deciding: 9 });
    expect(await put(admin, 'memo', { organId, basedOn: version + 1, plan })).toMatchObject({ status: 200 });
    await other.refresh();
    expect(other.planFor(organId, 'memo').days).toEqual({});
    await storage.tx(async (tx) => {
      await sql`drop trigger flow_setting_no_update`.execute(tx);
      await tx.updateTable('flow_setting').set({ name: 'x' }).where('seq', '=', 2).execute();
    });
    expect(await chain()).toMatchObject({ brokenAt: 2 });
  });
});

describe('改派', () => {
  it('[POL17] shows the administrator what lies with whom, never a title or a text, and gives it to another', async () => {
    const { docId } = await born('report-1');
    const secret = (await drafter.view(docId)).state.title;
    await handOn(docId);
    const stuck = (): Promise<Answer<StuckResponse>> => admin.get<StuckResponse>(`/api/admin/stuck?organId=${organId}`);
    const { body, status } = await stuck();
    expect(status).toBe(200);
    const row = body.rows.find((each) => each.docId === docId);
    expect(row).toEqual({ docId, stepNo: 1, flow: 'dispatch', docType: 'report', stage: 'officeReview', since: expect.any(Number), dueAt: expect.any(Number), holders: [expect.objectContaining({ isNamed: false })] });
    expect(body.rows.every((each, index) => index === 0 || (body.rows[index - 1]?.since ?? 0) <= each.since)).toBe(true);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(JSON.stringify(body)).not.toContain('修缮');
    for (const path of [`/api/documents/${docId}`, `/api/documents/${docId}/content`]) expect((await admin.get(path)).status).toBe(404);
    for (const client of [drafter, await office.as('海校街道', 'unitAdmin')]) expect((await client.get(`/api/admin/stuck?organId=${organId}`)).status).toBe(403);

    const to = office.account(TOWN, 'deputyLeader').personId;
    const outcome = await admin.act({ kind: 'reassign', docId, stepNo: 1, opinion: '', people: [{ personId: to, share: 'sign' }], from: null });
    expect(outcome).toMatchObject({ status: 'accepted' });
    expect(JSON.stringify(outcome)).not.toContain(secret);
    expect((await stuck()).body.rows.find((each) => each.docId === docId)?.holders).toEqual([expect.objectContaining({ personId: to, isNamed: true })]);
    expect((await admin.feed()).documents).toEqual([]);
    expect((await admin.get(`/api/documents/${docId}`)).status).toBe(404);
  });
});
