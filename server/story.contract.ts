import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreak } from '#shared/audit/chain.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import type { DocId } from '#shared/base/ids.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { eventOf } from '#server/documents/documents.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { randomId, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { whatHappened } from '#tests/kit/story.ts';

const TOWN = '楚米镇人民政府';
const COUNTY = '桐梓县人民政府';
const TITLE = '桐梓县楚米镇人民政府关于修缮村道的请示';

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let mayor: ServerClient;
let registrar: ServerClient;
let head: ServerClient;
let townRegistrar: ServerClient;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  colleague = await office.as(TOWN, 'sectionHead');
  mayor = await office.as(TOWN, 'principalLeader');
  townRegistrar = await office.as(TOWN, 'registrar');
  registrar = await office.as(COUNTY, 'registrar');
  head = await office.as(COUNTY, 'principalLeader');
});
afterAll(() => office.close());

const newest = async (person: ServerClient, kind: 'incoming' | 'outgoing'): Promise<DocumentView> => {
  const views = (await person.feed()).documents.filter(({ state }) => state.direction === kind);
  const last = views.toSorted((a, b) => a.state.createdAt - b.state.createdAt).at(-1);
  if (last === undefined) throw new Error(`no ${kind} document`);
  return last;
};

describe('one 请示 from a township to its county and back', () => {
  it('[SRV01] goes through every step, each stamped with who, when and hash', async () => {
    const created = await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: TITLE });
    expect(created.status).toBe(201);
    const { docId } = created.body;
    expect((await colleague.get(`/api/documents/${docId}`)).status).toBe(404);
    expect((await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] })).status).toBe('accepted');

    const mine = await drafter.open(docId);
    const theirs = await colleague.open(docId);
    mine.type('村道多处塌方，');
    theirs.type('急需修缮。');
    await waitFor(() => mine.text() === theirs.text() && mine.text().includes('塌方') && mine.text().includes('修缮。'));

    const seen = mine.hash();
    theirs.type('另附预算。');
    await waitFor(() => mine.text().includes('预算'));
    const stale = await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: seen, opinion: '', people: [], dueAt: null, reasons: {} });
    expect(stale).toMatchObject({ status: 'reconfirm', error: { code: 'workflow.stale-content' } });
    expect((await drafter.view(docId)).state.stage).toBe('drafting');

    const current = await drafter.get<{ readonly hash: string; readonly isFrozen: boolean }>(`/api/documents/${docId}/content`);
    expect(current.body).toMatchObject({ hash: mine.hash(), isFrozen: false });
    expect((await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: mine.hash(), opinion: '', people: [], dueAt: null, reasons: {} })).status).toBe('accepted');
    const late = mine.text();
    theirs.type('送审之后的字');
    await waitFor(async () => (await drafter.get<{ readonly isFrozen: boolean }>(`/api/documents/${docId}/content`)).body.isFrozen);
    expect(mine.text()).toBe(late);

    const signing = await mayor.view(docId);
    expect(signing.state).toMatchObject({ stage: 'signing', stepNo: 1, contentHash: mine.hash() });
    expect((await mayor.act({ kind: 'signOff', docId, stepNo: 1, contentHash: mine.hash(), opinion: '同意' })).status).toBe('accepted');
    const issued = (await drafter.view(docId)).state;
    expect(issued.stage).toBe('issued');
    expect(issued.number).toMatch(/^\p{Script=Han}+〔\d{4}〕1号$/u);

    const incoming = await newest(registrar, 'incoming');
    expect(incoming.state).toMatchObject({ stage: 'awaitingReceipt', title: TITLE, contentHash: mine.hash(), number: issued.number });
    expect((await registrar.get<{ readonly hash: string }>(`/api/documents/${incoming.state.docId}/content`)).body.hash).toBe(mine.hash());
    expect((await head.feed()).documents).toHaveLength(0);
    expect((await registrar.act({ kind: 'receive', docId: incoming.state.docId, stepNo: 0 })).status).toBe('accepted');
    const replied = await head.act({ kind: 'reply', docId: incoming.state.docId, stepNo: 2, contentHash: mine.hash(), decision: 'approve', text: '同意。\n请抓紧实施。' });
    expect(replied.status).toBe('accepted');

    const answer = await newest(head, 'outgoing');
    expect(answer.state).toMatchObject({ stage: 'issued', docType: 'reply', title: '桐梓县人民政府关于修缮村道的批复', inReplyTo: docId });
    expect(answer.events.map(whatHappened)).toEqual(['created', 'signOff', 'register', 'dispatch']);
    expect((await drafter.view(docId)).state).toMatchObject({ answer: { decision: 'approve', docId: answer.state.docId } });
    const copy = await newest(townRegistrar, 'incoming');
    expect(copy.state).toMatchObject({ stage: 'awaitingReceipt', docType: 'reply', number: answer.state.number, origin: { docId: answer.state.docId, answers: { docId } } });
    expect((await townRegistrar.act({ kind: 'receive', docId: copy.state.docId, stepNo: 0 })).status).toBe('accepted');
    expect((await newest(drafter, 'incoming')).state.stage).toBe('filed');

    const { state, events } = await drafter.view(docId);
    expect(state.stage).toBe('closed');
    expect(events.map(whatHappened)).toEqual(['created', 'invited', 'submit', 'signOff', 'register', 'dispatch', 'answered', 'close']);
    expect(events.map(({ docSeq }) => docSeq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const event of events) {
      expect(event.actor.name).not.toBe('');
      expect(event.actor.unitName).not.toBe('');
      expect(event.at).toBeGreaterThan(1_700_000_000_000);
      if (event.body.kind === 'acted' && event.body.contentHash !== null) expect(event.body.contentHash).toBe(mine.hash());
    }
    mine.close();
    theirs.close();
  });

  it('[SRV10] the audit chain covers every event and breaks at the row that was changed', async () => {
    const rows = await office.server.storage.read((tx) => tx.selectFrom('event_log').selectAll().orderBy('seq').execute());
    const links = rows.map((row) => ({ row: eventOf(row) as unknown as Json, link: { previous: row.previous_hash, hash: row.hash } }));
    expect(links.length).toBeGreaterThan(10);
    expect(findBreak(sm3, links)).toBe(-1);
    const third = links[3];
    if (third === undefined) throw new Error('too short');
    expect(findBreak(sm3, links.with(3, { ...third, row: { ...(third.row as object), at: 1 } }))).toBe(3);
    expect(findBreak(sm3, links.toSpliced(5, 1))).toBe(5);
    await expect(office.server.storage.tx((tx) => tx.updateTable('event_log').set({ at: 1 }).execute())).rejects.toThrow('append-only');
    await expect(office.server.storage.tx((tx) => tx.deleteFrom('event_log').execute())).rejects.toThrow('append-only');
  });

  it('[SRV02] an op id has one effect and one answer, and belongs to whoever sent it', async () => {
    const opId = randomId();
    const docId = randomId() as DocId;
    const command = {
      kind: 'create', opId, docId, claimedAt: 5, templateId: 'request-1', organId: drafter.session.person.memberships[0]?.organId, organName: '某镇',
      mainRecipientId: registrar.session.person.memberships[0]?.organId, mainRecipientName: '某县', title: '关于测试的请示', urgency: 'normal', basis: null,
    } as const;
    const first = await drafter.act(command);
    expect(first).toMatchObject({ status: 'accepted' });
    const [again, twice] = await Promise.all([drafter.act(command), drafter.act(command)]);
    expect(again).toEqual(first);
    expect(twice).toEqual(first);
    expect((await drafter.view(docId)).events).toHaveLength(1);
    expect(await drafter.act({ ...command, title: '另一个题目' })).toMatchObject({ status: 'refused', error: { code: 'request.invalid', field: 'opId' } });
    expect(await mayor.act(command)).toMatchObject({ status: 'refused', error: { code: 'request.invalid' } });
    expect(await drafter.act({ ...command, opId: randomId() })).toMatchObject({ status: 'refused', error: { code: 'workflow.exists' } });
  });

  it('[SRV03] the feed tells each person what changed and what is gone, by cursor, without gaps', async () => {
    const before = (await drafter.feed()).cursor;
    const { body } = await drafter.post<{ readonly docId: DocId }>('/api/documents', { templateId: 'report-1' });
    const page = await drafter.feed(before);
    expect(page.documents.map(({ state }) => state.docId)).toEqual([body.docId]);
    expect((await drafter.feed(page.cursor)).documents).toEqual([]);
    expect((await mayor.feed(before)).documents).toEqual([]);
  });

  it('[SRV06] numbers are gapless and unique under fifty concurrent 签发', async () => {
    const docIds = await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      const { body } = await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: `关于第${index}件事的请示` });
      const content = await drafter.get<{ readonly hash: string }>(`/api/documents/${body.docId}/content`);
      expect((await drafter.act({ kind: 'submit', docId: body.docId, stepNo: 0, contentHash: content.body.hash, opinion: '', people: [], dueAt: null, reasons: {} })).status).toBe('accepted');
      return { docId: body.docId, hash: content.body.hash };
    }));
    const before = await office.server.storage.read((tx) => tx.selectFrom('number_entry').select('seq as last').where('kind', '=', 'dispatch')
      .where('organ_id', '=', mayor.session.person.memberships[0]?.organId ?? '').orderBy('seq', 'desc').limit(1).executeTakeFirst());
    await Promise.all(docIds.flatMap(({ docId, hash }) => [1, 2].map(() => mayor.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hash, opinion: '' }))));
    const numbers = await Promise.all(docIds.map(async ({ docId }) => Number(/〕(\d+)号/.exec((await drafter.view(docId)).state.number ?? '')?.[1])));
    const first = (before?.last ?? 0) + 1;
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => first + index));
  });

  it('[SRV09] logs hold neither tokens, passwords, titles nor text', () => {
    const log = office.log();
    expect(log.length).toBeGreaterThan(1_000);
    for (const secret of [drafter.token, office.account(TOWN, 'drafter').password, TITLE, '村道', '塌方']) expect(log).not.toContain(secret);
  });
});
