import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '#shared/protocol/http.ts';
import type { RegisterChanged, RegisterPage } from '#shared/protocol/registers.ts';
import { chinaYear } from '#shared/workflow/number.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, type Act, type ServerClient } from '#tests/kit/server-client.ts';

const CITY = '遵义市人民政府';
const START_MS = 120_000;

describe.each(ADAPTERS)('a reserved number is chosen at 登记, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let people: { readonly [who in 'drafter' | 'reviewer' | 'leader' | 'registrar']: ServerClient };
  let organId = '';
  let reserved: readonly string[] = [];

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer(installation.settings);
    const [drafter, reviewer, leader, registrar] = await Promise.all([office.as(CITY, 'drafter'), office.as(CITY, 'sectionHead'), office.as(CITY, 'principalLeader'), office.as(CITY, 'registrar')]);
    people = { drafter, reviewer, leader, registrar };
    organId = registrar.session.person.memberships[0]?.organId ?? '';
    const { body } = await registrar.post<RegisterChanged>('/api/registers/dispatch', { kind: 'reserve', opId: randomId(), organId, count: 3, reason: '会议通过后使用' });
    expect([body.first, body.last]).toEqual([1, 3]);
    reserved = [1, 2, 3].map((seq) => `${body.code}〔${body.year}〕${seq}号`);
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const hashOf = async (docId: string): Promise<string> => (await people.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
  const act = async (who: ServerClient, docId: string, kind: Act['kind'], more: Record<string, unknown> = {}): Promise<Outcome> =>
    who.act({ kind, docId, stepNo: (await who.view(docId)).state.stepNo, contentHash: await hashOf(docId), opinion: '', ...more });
  async function toRegister(title: string): Promise<string> {
    const { drafter, reviewer, leader, registrar } = people;
    const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: `${CITY}关于${title}的请示` })).body;
    await act(drafter, docId, 'submit', { people: [], dueAt: null, reasons: {} });
    await act(reviewer, docId, 'approve', { people: [] });
    await act(reviewer, docId, 'approve', { people: [] });
    await act(leader, docId, 'signOff');
    await act(registrar, docId, 'approve', { people: [] });
    expect((await registrar.view(docId)).state.stage).toBe('registering');
    return docId;
  }
  const numberOf = async (docId: string): Promise<string | null> => (await people.drafter.view(docId)).state.number;
  const register = (docId: string, number: string | null): Promise<Outcome> => act(people.registrar, docId, 'register', { reserved: number });

  it('[NUM30] the document has it, the register says so, and the next document takes the next number', async () => {
    needInstallation(installation);
    const [chosen, next] = [await toRegister('一事'), await toRegister('二事')];
    expect(await register(chosen, reserved[1] ?? '')).toMatchObject({ status: 'accepted' });
    expect(await register(next, null)).toMatchObject({ status: 'accepted' });
    expect(await numberOf(chosen)).toBe(reserved[1]);
    expect(await numberOf(next)).toMatch(/〕4号$/u);
    const { body } = await people.registrar.get<RegisterPage>(`/api/registers/dispatch?organId=${organId}&year=${chinaYear(Date.now())}`);
    expect(body.rows.map(({ seq, state, docId }) => [seq, state, docId])).toEqual([[4, 'used', next], [3, 'reserved', null], [2, 'used', chosen], [1, 'reserved', null]]);
  }, START_MS);

  it('[NUM30] of two who choose it at once one has it and the other is told, with everything as it was', async () => {
    needInstallation(installation);
    const docs = [await toRegister('三事'), await toRegister('四事')];
    const outcomes = await Promise.all(docs.map((docId) => register(docId, reserved[0] ?? '')));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['accepted', 'refused']);
    const loser = docs[outcomes.findIndex(({ status }) => status === 'refused')] ?? '';
    expect(outcomes.find(({ status }) => status === 'refused')).toMatchObject({ error: { code: 'number.not-available', rule: 'NUM30' } });
    expect((await people.registrar.view(loser)).state).toMatchObject({ stage: 'registering', number: null });
    expect(await register(loser, null)).toMatchObject({ status: 'accepted' });
    expect(await numberOf(loser)).toMatch(/〕5号$/u);
  }, START_MS);

  it('[NUM30] a number that is not reserved, of another year, of another 代字 or no number at all is refused', async () => {
    needInstallation(installation);
    const docId = await toRegister('五事');
    const wrong = [reserved[1] ?? '', (reserved[2] ?? '').replace(/〔\d{4}〕/u, '〔2019〕'), (reserved[2] ?? '').replace(/^./u, '黔'), (reserved[2] ?? '').replace('3号', '99号'), (reserved[2] ?? '').replace('〕3', '〕03'), '三号'];
    for (const number of wrong) expect(await register(docId, number), number).toMatchObject({ status: 'refused', error: { rule: 'NUM30' } });
    expect(await register(docId, reserved[2] ?? '')).toMatchObject({ status: 'accepted' });
    expect(await numberOf(docId)).toBe(reserved[2]);
  }, START_MS);
});
