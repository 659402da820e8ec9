import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import type { Acted } from '#shared/workflow/model.ts';
import { sm3 } from '#server/sm3.ts';
import { readStored } from '#server/text/stored-text.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { request, type Act, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const CITY = '遵义市人民政府';
const PROVINCE = '贵州省人民政府';
const START_MS = 120_000;

/** What a stored text reads like, whoever holds it. */
function reads(parts: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const part of parts) Y.applyUpdate(doc, part);
  const canonical = canonicalContent(readContent(doc));
  doc.destroy();
  return canonical;
}

describe.each(ADAPTERS)('what was signed is what goes out, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let docId: string;
  let people: { readonly [who in 'drafter' | 'reviewer' | 'deputy' | 'leader' | 'registrar' | 'province']: ServerClient };
  /** Hash of the text at each hand-off, as whoever acted saw it. */
  const bound: string[] = [];

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer(installation.settings);
    const [drafter, reviewer, deputy, leader, registrar, province] = await Promise.all([
      office.as(CITY, 'drafter'), office.as(CITY, 'sectionHead'), office.as(CITY, 'deputyLeader'), office.as(CITY, 'principalLeader'), office.as(CITY, 'registrar'), office.as(PROVINCE, 'registrar'),
    ]);
    people = { drafter, reviewer, deputy, leader, registrar, province };
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const hashNow = async (who: ServerClient): Promise<string> => (await who.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
  const write = async (who: ServerClient, words: string): Promise<void> => {
    const open = await who.open(docId);
    open.type(words);
    await waitFor(async () => (await hashNow(who)) === open.hash(), { what: `${words} to be stored` });
    open.close();
  };
  const act = async (who: ServerClient, kind: Act['kind'], more: Record<string, unknown> = {}): Promise<DocumentView> => {
    const { state } = await who.view(docId);
    const contentHash = await hashNow(who);
    expect(await who.act({ kind, docId, stepNo: state.stepNo, contentHash, opinion: '', ...more }), kind).toMatchObject({ status: 'accepted' });
    bound.push(contentHash);
    return who.view(docId);
  };
  const refusedEdits = async (): Promise<number> => {
    const { body } = await request<string>(office.url, '/metrics');
    return [...body.matchAll(/^\w*refused_edits\w*\{[^}]*document\.read-only[^}]*\} (\d+)/gmu)].reduce((sum, [, count]) => sum + Number(count), 0);
  };

  it('[FRZ01] every hand-off of the whole way has its hash in an event and its text beside it', async () => {
    needInstallation(installation);
    const { drafter, reviewer, deputy, leader, registrar } = people;
    docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: `${CITY}关于加固河堤的请示` })).body.docId;
    await write(drafter, '河堤年久失修，');
    const asked = [{ personId: deputy.session.person.personId, share: 'sign' }];
    await act(drafter, 'submit', { people: asked, dueAt: null, reasons: {} });
    await write(reviewer, '拟加固三公里。');
    await act(reviewer, 'approve', { people: [] });
    expect((await act(deputy, 'disagree', { opinion: '资金来源不明' })).state.stage).toBe('consulting');
    await act(drafter, 'recountersign');
    expect((await act(deputy, 'approve', { people: [], opinion: '同意' })).state.stage).toBe('officeReview');
    await write(reviewer, '所需资金另行报送。');
    expect((await act(reviewer, 'approve', { people: [] })).state.stage).toBe('signing');
    const once = await act(leader, 'signOff', { opinion: '同意' });
    expect(once.state).toMatchObject({ stage: 'proofreading', signedOffBy: { name: expect.any(String) as string } });
    const opened = await act(registrar, 'return', { opinion: '里程有误', to: 'officeReview' });
    expect(opened.state).toMatchObject({ stage: 'officeReview', signedOffBy: null });
    await write(reviewer, '里程以勘测为准。');
    await act(reviewer, 'approve', { people: [] });
    await act(leader, 'signOff', { opinion: '同意' });
    await act(registrar, 'approve', { people: [] });
    await act(registrar, 'register');
    const { state, events } = await act(registrar, 'dispatch');
    expect(state.stage).toBe('issued');

    const acts = events.flatMap(({ body }) => (body.kind === 'acted' ? [body] : []));
    expect(acts.map(({ contentHash }) => contentHash)).toEqual(bound);
    expect(new Set(bound).size).toBe(4);
    const frozen = await office.server.storage.read((tx) => tx.selectFrom('frozen').selectAll().where('doc_id', '=', docId).execute());
    for (const hash of new Set(bound)) expect(frozen.map((row) => row.hash)).toContain(hash);
  }, START_MS);

  it('[FRZ02] the chain of texts holds from the first to the last: each hash is that of its text, and the last is the signed one', async () => {
    needInstallation(installation);
    const frozen = await office.server.storage.read((tx) => tx.selectFrom('frozen').selectAll().where('doc_id', '=', docId).execute());
    for (const { hash, content, bytes } of frozen) {
      expect(sm3(content)).toBe(hash);
      expect(reads([bytes])).toBe(content);
    }
    const acts = (await people.drafter.view(docId)).events.flatMap(({ body }) => (body.kind === 'acted' ? [body] : []));
    const signed = acts.findLast(({ act: each }) => each === 'signOff') as Acted;
    const after = acts.slice(acts.indexOf(signed));
    expect(after.map(({ act: each }) => each)).toEqual(['signOff', 'approve', 'register', 'dispatch']);
    for (const { contentHash } of after) expect(contentHash).toBe(signed.contentHash);
  });

  it('[CMP06] whoever may read it reads each version by its hash, and nothing by any other', async () => {
    needInstallation(installation);
    const version = (who: ServerClient, hash: string, of = docId) => who.get<{ readonly hash: string; readonly canonical: string }>(`/api/documents/${of}/versions/${hash}`);
    for (const hash of new Set(bound)) {
      const { status, body } = await version(people.leader, hash);
      expect({ status, hash: body.hash, sm3: sm3(body.canonical) }).toEqual({ status: 200, hash, sm3: hash });
    }
    const other = (await people.drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: `${CITY}关于别的事项的请示` })).body.docId;
    expect((await version(people.drafter, bound[0] ?? '', other)).status).toBe(404);
    expect((await version(people.province, bound[0] ?? '')).status).toBe(404);
    expect((await version(people.leader, 'f'.repeat(64))).status).toBe(404);
    expect((await version(people.leader, 'no-hash')).status).toBe(404);
  });

  it('[FRZ03] after 签发 nobody writes the text: not the drafter, not who corrected it, not who signed it, with a stock client either', async () => {
    needInstallation(installation);
    const signed = bound.at(-1);
    for (const who of [people.drafter, people.reviewer, people.leader, people.registrar]) {
      const before = await refusedEdits();
      const open = await who.open(docId);
      open.type('签发之后的字');
      await waitFor(async () => (await refusedEdits()) > before, { what: 'the edit to be refused' });
      open.close();
      expect(await hashNow(who)).toBe(signed);
    }
    const { parts } = await office.server.storage.read((tx) => readStored(tx, docId as DocId));
    expect(sm3(reads(parts))).toBe(signed);
  });

  it('[FRZ04] who receives it has the signed text, bit for bit', async () => {
    needInstallation(installation);
    const signed = bound.at(-1) ?? '';
    const [copy] = (await people.province.feed()).documents.filter(({ state }) => state.direction === 'incoming');
    expect(copy?.state).toMatchObject({ stage: 'awaitingReceipt', contentHash: signed });
    const copyId = copy?.state.docId as DocId;
    const { frozen, copied } = await office.server.storage.read(async (tx) => ({
      frozen: await tx.selectFrom('frozen').selectAll().where('doc_id', '=', docId).where('hash', '=', signed).executeTakeFirstOrThrow(),
      copied: (await readStored(tx, copyId)).parts,
    }));
    expect(copied).toHaveLength(1);
    expect(Buffer.compare(copied[0] ?? new Uint8Array(), frozen.bytes)).toBe(0);
    expect(reads(copied)).toBe(frozen.content);
    expect((await people.province.get<{ readonly hash: string }>(`/api/documents/${copyId}/content`)).body.hash).toBe(signed);
  });

  it('[FRZ05] the database refuses to change or take away an opinion', async () => {
    needInstallation(installation);
    const { storage } = office.server;
    await expect(storage.tx((tx) => tx.updateTable('event_log').set({ body: '{}' }).where('doc_id', '=', docId).execute())).rejects.toThrow('append-only');
    await expect(storage.tx((tx) => tx.deleteFrom('event_log').where('doc_id', '=', docId).execute())).rejects.toThrow('append-only');
  });
});
