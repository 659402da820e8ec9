/** 督办 at the server: its parts hold it open, and who watches over it sees both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SupervisionBoard, SupervisionParts } from '#shared/protocol/supervision.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, type ServerClient } from '#tests/kit/server-client.ts';
import { assignSupervision, createSupervision, step, type SupervisionOffice } from '#tests/kit/supervision-story.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 60_000;

describe.each(ADAPTERS)('督办 on $name', ({ make }) => {
  let installation: Installation | null;
  let server: InProcessServer;
  let office: SupervisionOffice;
  let outsider: ServerClient;
  let organId = '';
  let whole = '';
  let part = '';

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    server = await startInProcessServer(installation.settings);
    const [drafter, leader, lead, other] = await Promise.all([server.as(TOWN, 'drafter'), server.as(TOWN, 'principalLeader'), server.as(TOWN, 'registrar'), server.as('海校街道', 'drafter')]);
    office = { drafter, leader, lead };
    outsider = other;
    organId = leader.session.person.memberships[0]?.organId ?? '';
    whole = await assignSupervision(office, '森林防火责任落实', null);
  }, START_MS);
  afterAll(async () => {
    await server?.close();
    await installation?.drop();
  });

  const board = async (scope: 'open' | 'over' = 'open'): Promise<SupervisionBoard> => (await office.leader.get<SupervisionBoard>(`/api/supervision?organId=${organId}&scope=${scope}`)).body;

  it('[WF40 POL40] a part hangs only on a 督办 that its author may break down', async () => {
    needInstallation(installation);
    const refused = async (client: ServerClient, basis: string): Promise<unknown> => (await createSupervision(client, '某某事项', basis)).outcome;
    expect(await refused(office.drafter, randomId())).toMatchObject({ status: 'refused', error: { code: 'not-found', rule: 'POL04' } });
    expect(await refused(outsider, whole)).toMatchObject({ status: 'refused', error: { code: 'not-found', rule: 'POL04' } });
    part = await assignSupervision(office, '防火物资配备', whole);
    expect(await refused(office.drafter, part)).toMatchObject({ status: 'refused', error: { code: 'workflow.wrong-stage', rule: 'POL40' } });
  });

  it('[SUP02] its 反馈 is read in the whole, by whoever reads that', async () => {
    needInstallation(installation);
    expect(await step(office.lead, part, 'receive')).toMatchObject({ status: 'accepted' });
    expect(await step(office.lead, part, 'report', { opinion: '已采购风力灭火机 4 台。' })).toMatchObject({ status: 'accepted' });
    const { body } = await office.leader.get<SupervisionParts>(`/api/supervision/${whole}/parts`);
    expect(body.parts).toMatchObject([{ docId: part, stage: 'handling', number: expect.stringContaining('督'), reports: [{ text: '已采购风力灭火机 4 台。', name: office.lead.session.person.name }] }]);
    expect((await outsider.get(`/api/supervision/${whole}/parts`)).status).toBe(404);
    expect((await office.leader.get('/api/supervision/x/parts')).status).toBe(404);
  });

  it('[SUP01] who leads the organ sees what is under 督办 there, a part under its whole; nobody else does', async () => {
    needInstallation(installation);
    expect(await board()).toMatchObject({ more: false, rows: [{ docId: whole, mayOpen: true, reports: [], parts: [{ docId: part, reports: [{ text: '已采购风力灭火机 4 台。' }] }] }] });
    for (const client of [office.drafter, outsider]) expect(await client.get(`/api/supervision?organId=${organId}&scope=open`)).toMatchObject({ status: 403, body: { error: { rule: 'SUP01' } } });
    for (const bad of ['scope=all', 'scope=open&sort=x', '']) expect((await office.leader.get(`/api/supervision?organId=${organId}&${bad}`)).status).toBe(400);
  });

  it('[WF30] it is not reported done while a part is open, and struck off when all are', async () => {
    needInstallation(installation);
    expect(await step(office.lead, whole, 'receive')).toMatchObject({ status: 'accepted' });
    expect(await step(office.lead, whole, 'complete', { opinion: '已落实' })).toMatchObject({ status: 'refused', error: { code: 'workflow.parts-open', rule: 'WF30' } });
    for (const docId of [part, whole]) {
      expect(await step(office.lead, docId, 'complete', { opinion: '已落实' })).toMatchObject({ status: 'accepted' });
      expect(await step(office.drafter, docId, 'approve', { opinion: '', people: [] })).toMatchObject({ status: 'accepted' });
    }
    expect((await board()).rows).toEqual([]);
    expect((await board('over')).rows).toMatchObject([{ docId: whole, stage: 'closed', parts: [{ stage: 'closed' }] }]);
  });
});
