/** 请示–批复 at the server: a village asks, township and county pass it up, the prefecture answers, and each answers the one below. On both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chain } from '#shared/protocol/chain.ts';
import { levelInHand, levelState } from '#shared/exchange/chain.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { ask, assign, copyOf, follow, followAndIssue, issue, organOf, stepOn, take, write, type ChainOffice } from '#tests/kit/chain-story.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';

const START_MS = 60_000;

describe.each(ADAPTERS)('请示–批复 on $name', ({ make }) => {
  let installation: Installation | null;
  let server: InProcessServer;
  let village: ChainOffice;
  let town: ChainOffice;
  let county: ChainOffice;
  let city: ChainOffice;
  let outsider: ServerClient;
  let asked = '';
  let atTown = '';
  let atCounty = '';
  let atCity = '';
  let fromTown = '';
  let fromCounty = '';

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    server = await startInProcessServer(installation.settings);
    const office = async (unit: string): Promise<ChainOffice> => {
      const [drafter, leader, registrar] = await Promise.all([server.as(unit, 'drafter'), server.as(unit, 'principalLeader'), server.as(unit, 'registrar')]);
      const roles = ['sectionHead', 'reviewer', 'sealKeeper'] as const;
      const more = Object.fromEntries(await Promise.all(roles.flatMap((role) => (server.accounts.some((each) => each.unit.includes(unit) && each.roles.includes(role)) ? [server.as(unit, role).then((client) => [role, client] as const)] : []))));
      return { drafter, leader, registrar, more };
    };
    [town, county, city] = await Promise.all([office('桐梓县楚米镇人民政府'), office('桐梓县人民政府'), office('遵义市人民政府')]);
    const account = server.accounts.find(({ level, roles }) => level === 5 && roles.includes('villageOfficer'));
    const head = server.accounts.find(({ level, unitId, roles }) => level === 5 && unitId === account?.unitId && roles.includes('principalLeader')) ?? account;
    if (account === undefined || head === undefined) throw new Error('no village');
    const [cadre, leader] = await Promise.all([account, head].map((each) => server.as(each.unit, each === account ? 'villageOfficer' : 'principalLeader')));
    village = { drafter: cadre as ServerClient, leader: leader as ServerClient, registrar: cadre as ServerClient, more: {} };
    outsider = await server.as('海校街道', 'drafter');
    asked = await ask(village, town, '修缮村道');
  }, START_MS);
  afterAll(async () => {
    await server?.close();
    await installation?.drop();
  });

  const chain = async (client: ServerClient, docId: string): Promise<Chain> => (await client.get<Chain>(`/api/documents/${docId}/chain`)).body;
  const story = ({ levels }: Chain): readonly string[] => levels.map((_level, index) => `${levelState(levels, index)}${index === levelInHand(levels) ? '*' : ''}`);

  it('[CHN08 WF52] goes up from the village, each level in its own name and never past one', async () => {
    needInstallation(installation);
    expect(story(await chain(village.drafter, asked))).toEqual(['asked', 'awaitingReceipt*']);
    atTown = await take(town, asked);
    await assign(town, atTown);
    const past = await follow(town.drafter, 'escalate', atTown, organOf(city));
    expect(past.outcome).toMatchObject({ status: 'refused', error: { rule: 'WF52' } });
    fromTown = await followAndIssue(town, 'escalate', atTown, county);
    atCounty = await take(county, fromTown);
    await assign(county, atCounty);
    fromCounty = await followAndIssue(county, 'escalate', atCounty, city);
    atCity = await take(city, fromCounty);
    expect(story(await chain(village.drafter, asked))).toEqual(['asked', 'referred', 'referred', 'inHand*']);
    expect((await town.drafter.view(fromTown)).state).toMatchObject({ docType: 'request', basis: { docId: atTown, relation: 'escalation' }, mainRecipientName: organOf(county).organName });
  });

  it('[CHN05 CHN06] each sees organs, dates, numbers and states of all, and opens its own papers alone', async () => {
    needInstallation(installation);
    const seen = await chain(village.drafter, asked);
    expect(seen.levels.map(({ organName }) => organName)).toEqual([village, town, county, city].map((each) => organOf(each).organName));
    expect(seen.levels.map(({ asked: own }) => own?.number ?? null)).toEqual([expect.stringContaining('号'), expect.stringContaining('号'), expect.stringContaining('号'), null]);
    expect(seen.levels.map(({ asked: own }) => own?.docId ?? null)).toEqual([asked, null, null, null]);
    expect(seen.levels.flatMap(({ came }) => (came === null ? [] : [came.docId, came.state]))).toEqual([null, 'received', null, 'received', null, 'received']);
    expect(JSON.stringify(seen)).not.toContain('修缮');
    for (const [client, docId] of [[county.drafter, atCounty], [city.registrar, atCity], [town.drafter, fromTown]] as const) expect(story(await chain(client, docId))).toEqual(story(seen));
    const ofCounty = (await chain(county.drafter, atCounty)).levels[2];
    expect(ofCounty).toMatchObject({ came: { docId: atCounty }, asked: { docId: fromCounty } });
    expect((await outsider.get(`/api/documents/${asked}/chain`)).status).toBe(404);
    expect((await village.drafter.get(`/api/documents/${atTown}/chain`)).status).toBe(404);
    expect((await village.drafter.get('/api/documents/x/chain')).status).toBe(404);
  });

  it('[WF50 WF53 WF57 POL41] an answer waits for the superior’s, and is drafted once, by whoever may', async () => {
    needInstallation(installation);
    const answer = (client: ServerClient, basisId: string, to: ChainOffice, more: object = {}) => follow(client, 'answer', basisId, organOf(to), more);
    expect((await answer(county.drafter, atCounty, town)).outcome).toMatchObject({ status: 'refused', error: { code: 'workflow.awaits-superior', rule: 'WF53' } });
    const { state } = await county.leader.view(atCounty);
    expect(await county.leader.act({ kind: 'reply', docId: atCounty, stepNo: state.stepNo, contentHash: state.contentHash, decision: 'approve', text: '同意。' })).toMatchObject({ status: 'refused' });
    expect((await answer(outsider, atCounty, town, { organId: outsider.session.person.memberships[0]?.organId })).outcome).toMatchObject({ status: 'refused', error: { code: 'not-found' } });
    expect((await answer(city.registrar, atCity, county)).outcome).toMatchObject({ status: 'refused', error: { code: 'workflow.wrong-stage', rule: 'POL41' } });
    await assign(city, atCity);
    expect((await answer(city.registrar, atCity, town)).outcome).toMatchObject({ status: 'refused', error: { rule: 'WF50', field: 'mainRecipientId' } });
    const draft = await answer(city.drafter, atCity, county);
    expect(draft.outcome).toMatchObject({ status: 'accepted' });
    expect((await answer(city.drafter, atCity, county)).outcome).toMatchObject({ status: 'refused', error: { code: 'workflow.already-drafted', rule: 'WF50' } });
    // What another organ drafts is nobody's business; in its own house it is known.
    expect((await chain(village.drafter, asked)).levels[3]?.answered).toBeNull();
    expect((await chain(city.registrar, atCity)).levels[3]?.answered).toMatchObject({ at: null });
    expect((await chain(city.registrar, atCity)).derived).toMatchObject([{ docId: draft.docId, relation: 'reply', isSent: false }]);
    const text = JSON.stringify((await city.drafter.get(`/api/documents/${draft.docId}/content`)).body);
    expect(text).toContain('你县《');
    expect(text).toContain('收悉。经研究，现批复如下：');
    expect(await stepOn(city.drafter, draft.docId, 'submit', { opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'refused', error: { rule: 'WF57' } });
    await write(city.drafter, draft.docId, '原则同意。');
    await issue(city, draft.docId);
    expect(story(await chain(village.drafter, asked))).toEqual(['asked', 'referred', 'answerCame*', 'answered']);
  });

  it('[EXC50 CHN08] pairs 请示 and 批复 both ways, and comes back down until all are closed', async () => {
    needInstallation(installation);
    const answered = (await county.drafter.view(fromCounty)).state;
    expect(answered).toMatchObject({ stage: 'issued', answer: { decision: null } });
    expect((await city.registrar.view(atCity)).state).toMatchObject({ stage: 'replied' });
    await take(county, (answered.direction === 'outgoing' ? answered.answer?.docId : undefined) ?? '');
    expect((await county.drafter.view(fromCounty)).state.stage).toBe('closed');
    const countyReply = await followAndIssue(county, 'answer', atCounty, town);
    await take(town, countyReply);
    const townReply = await followAndIssue(town, 'answer', atTown, village);
    expect((await town.drafter.view(townReply)).state).toMatchObject({ inReplyTo: asked, basis: { docId: atTown, relation: 'reply' } });
    expect((await village.drafter.view(asked)).state).toMatchObject({ stage: 'issued', answer: { docId: townReply } });
    expect(story(await chain(village.drafter, asked))).toEqual(['answerCame*', 'answered', 'answered', 'answered']);
    await take(village, townReply);
    const end = await chain(village.drafter, asked);
    expect(story(end)).toEqual(['closed', 'answered', 'answered', 'answered']);
    expect(levelInHand(end.levels)).toBeNull();
    expect((await village.drafter.view(asked)).state.stage).toBe('closed');
    expect((await town.registrar.view(atTown)).state.stage).toBe('replied');
    expect(end.levels[0]?.back).toMatchObject({ docId: await copyOf(village.registrar, townReply), state: 'received' });
    expect(await chain(village.drafter, await copyOf(village.registrar, townReply))).toMatchObject({ levels: end.levels });
  });

  it('[WF55 EXC51 CHN04] what was sent back is put right by a 补正 that begins with its text and takes its place', async () => {
    needInstallation(installation);
    const first = await ask(town, county, '修缮桥梁');
    const copy = await copyOf(county.registrar, first);
    expect((await follow(town.drafter, 'correct', first, organOf(county))).outcome).toMatchObject({ status: 'refused', error: { rule: 'POL43' } });
    expect(await stepOn(county.registrar, copy, 'refuse', { opinion: '缺联系人和电话' })).toMatchObject({ status: 'accepted' });
    expect(story(await chain(town.drafter, first))).toEqual(['sentBack*', 'refused']);
    const text = async (docId: string): Promise<unknown> => (await town.drafter.get<{ readonly content: unknown }>(`/api/documents/${docId}/content`)).body.content;
    const put = await follow(town.drafter, 'correct', first, organOf(county));
    expect(put.outcome).toMatchObject({ status: 'accepted' });
    expect(await text(put.docId)).toEqual(await text(first));
    expect((await follow(town.drafter, 'correct', first, organOf(county))).outcome).toMatchObject({ status: 'refused', error: { code: 'workflow.already-drafted', rule: 'WF55' } });
    await issue(town, put.docId);
    expect((await town.drafter.view(first)).state.stage).toBe('closed');
    const seen = await chain(town.drafter, put.docId);
    expect(story(seen)).toEqual(['asked', 'awaitingReceipt*']);
    expect(seen.levels[0]?.asked).toMatchObject({ docId: put.docId, earlier: [{ at: expect.any(Number), backAt: expect.any(Number) }] });
    expect(await chain(town.drafter, first)).toMatchObject({ levels: seen.levels });
    const again = await take(county, put.docId);
    await assign(county, again);
    expect(await stepOn(county.drafter, again, 'complete', { opinion: '电话答复' })).toMatchObject({ status: 'accepted' });
    // What was put aside can still be answered in writing.
    const reply = await followAndIssue(county, 'answer', again, town);
    expect((await county.registrar.view(again)).state.stage).toBe('replied');
    expect((await town.drafter.view(put.docId)).state).toMatchObject({ answer: { docId: reply } });
  });

  it('[WF54] a leader’s own 批复 comes before a draft that waits: the draft goes no further', async () => {
    needInstallation(installation);
    const copy = await take(county, await ask(town, county, '增设公交站点'));
    const waiting = await follow(county.registrar, 'answer', copy, organOf(town));
    expect(waiting.outcome).toMatchObject({ status: 'accepted' });
    const { state } = await county.leader.view(copy);
    expect(await county.leader.act({ kind: 'reply', docId: copy, stepNo: state.stepNo, contentHash: state.contentHash, decision: 'reject', text: '暂不增设。' })).toMatchObject({ status: 'accepted' });
    expect(await stepOn(county.registrar, waiting.docId, 'submit', { opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'refused', error: { code: 'workflow.already-answered', rule: 'WF54' } });
    expect((await chain(town.drafter, state.direction === 'incoming' ? state.origin.docId : '')).levels[1]?.answered).toMatchObject({ decision: 'reject', docId: null });
  });

  it('[CHN09] what asked nobody has no chain', async () => {
    needInstallation(installation);
    const created = await town.drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'report-1' });
    expect(await chain(town.drafter, created.body.docId)).toMatchObject({ levels: [], derived: [] });
    const draft = await town.drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' });
    expect(await chain(town.drafter, draft.body.docId)).toMatchObject({ levels: [] });
  });
});
