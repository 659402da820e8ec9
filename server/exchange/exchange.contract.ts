import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createDocId, createOpId, type DocId } from '#shared/base/ids.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import type { ExchangeAct } from '#shared/exchange/board.ts';
import { verifyPackage, type Part } from '#shared/exchange/package.ts';
import { shownState } from '#shared/exchange/delivery.ts';
import { chased } from '#shared/exchange/deliver.ts';
import { verifyReceipt } from '#shared/exchange/receipt.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { appendEvents, readState } from '#server/documents/documents.ts';
import { readFrozen } from '#server/documents/frozen.ts';
import { planGeneration, startGeneration } from '#server/documents/generation.ts';
import { verify } from '#server/ops/verify.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { actOf, content, DUE_MS, openOn, random, SENDER, sendDeps, SENT_AT, SENT_DOC, sendToVillages, SERVER_KEY, villageId, villagesOf } from '#tests/kit/mass-send.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import { createTexts } from '#server/text/texts.ts';
import { acknowledge } from './acknowledge.ts';
import { actOnDeliveries } from './acts.ts';
import { readBoard } from './board.ts';
import { readPackage } from './package.ts';
import { deliveryOf, envelopeOf, type EnvelopeRow } from './rows.ts';
import { acted } from '#tests/kit/story.ts';

const SENDER_FILE = new URL('../../tests/kit/mass-send.ts', import.meta.url).pathname;
const TABLES = ['event_log', 'document', 'feed', 'snapshot', 'shared_text', 'envelope', 'delivery', 'unit_key', 'exchange_act'] as const;
const LONG_MS = 120_000;
const GIVEN = { crypto, keys: createUnitKeys(crypto, SERVER_KEY, random) };

describe.each(ADAPTERS)('on $name', ({ name, make }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const end of ends.splice(0).toReversed()) await end(); });

  async function place(): Promise<{ readonly home: Installation; readonly storage: Storage }> {
    const home = needInstallation(await make());
    ends.push(home.drop);
    const storage = await openOn(home.dataDir, name, home.settings.postgresUrl);
    ends.push(() => storage.close());
    return { home, storage };
  }
  const rowsOf = (storage: Storage): Promise<readonly number[]> => storage.read(async (tx) => {
    const counted: number[] = [];
    for (const table of TABLES) counted.push(Number((await tx.selectFrom(table).select((e) => e.fn.countAll<number>().as('rows')).executeTakeFirst())?.rows));
    return counted;
  });
  /** What a command leaves besides: the document that was sent, and its outcome. */
  async function sent(villages: number): Promise<{ readonly home: Installation; readonly storage: Storage; readonly envelope: EnvelopeRow; readonly copies: readonly DocId[] }> {
    const { home, storage } = await place();
    const { changes } = await storage.tx(async (tx) => {
      const done = await sendToVillages(tx, villagesOf(villages));
      const opId = (await tx.selectFrom('event_log').select('op_id').executeTakeFirstOrThrow()).op_id;
      const first = done.changes[0];
      await tx.insertInto('outcome').values({
        op_id: opId, doc_id: first?.docId ?? '', person_id: 'countyrg1', command_hash: '', outcome: JSON.stringify({ opId, docId: first?.docId, status: 'accepted', seq: first?.lastSeq }), at: SENT_AT,
      }).execute();
      return done;
    });
    const envelope = await storage.read((tx) => envelopeOf(tx, SENT_DOC));
    if (envelope === undefined) throw new Error('no envelope');
    return { home, storage, envelope, copies: changes.map(({ docId }) => docId) };
  }
  const verified = async ({ home }: { readonly home: Installation }): Promise<readonly unknown[]> => (await verify(home.place, () => {})).list();
  const sign = (tx: Tx, copyId: DocId, decision: 'received' | 'refused' = 'received', reason = '', at = SENT_AT + 10) =>
    acknowledge(tx, GIVEN, { copyId, decision, reason, at, person: { personId: 'villager1', name: '龙凤' } });
  const act = (storage: Storage, envelope: EnvelopeRow, villages: number, request: Omit<ExchangeAct, 'opId' | 'reason'> & { readonly opId?: ExchangeAct['opId'] }, at = SENT_AT + 20) => {
    const asked: ExchangeAct = { opId: createOpId(random), reason: '请抓紧', ...request };
    return storage.tx((tx) => actOnDeliveries(tx, sendDeps(villagesOf(villages)), envelope, asked, actOf(at, asked.opId)));
  };
  const statesOf = (storage: Storage) => storage.read((tx) => tx.selectFrom('delivery').selectAll().orderBy('place').orderBy('id').execute());

  it('[EXC30] everybody has a copy of their own that reads as the text that was sent, and the text is there once', async () => {
    const { home, storage, copies } = await sent(650);
    expect(await rowsOf(storage)).toEqual([650, 650, 1_300, 650, 1, 1, 650, 1, 0]);
    expect(new Set(copies).size).toBe(650);
    const texts = createTexts();
    ends.push(() => texts.close());
    for (const copyId of [copies[0], copies[649]] as DocId[]) {
      const { parts } = await readText(storage, copyId);
      expect(parts.length).toBe(1);
      expect((await texts.content(copyId, parts)).facts.hash).toBe(content.facts.hash);
      const { state, frozen } = await storage.read(async (tx) => ({ state: await readState(tx, copyId), frozen: await readFrozen(tx, copyId, content.facts.hash) }));
      expect(state).toMatchObject({ docId: copyId, direction: 'incoming', stage: 'awaitingReceipt', title: '关于饮水安全的通知', origin: { organId: SENDER.organId } });
      expect(frozen?.canonical).toBe(content.canonical);
    }
    expect((await statesOf(storage)).map((row) => row.organ_id)).toEqual(Array.from({ length: 650 }, (_, at) => villageId(at)));
    expect(await verified({ home })).toEqual([]);
  }, LONG_MS);

  it('[EXC31] a send to 2,000 units that throws half-way leaves nothing', async () => {
    const { home, storage } = await place();
    let asked = 0;
    const audienceOf = (): readonly string[] => {
      asked += 1;
      if (asked === 1_234) throw new Error('half-way');
      return ['someone1'];
    };
    await expect(storage.tx((tx) => sendToVillages(tx, villagesOf(2_000), { audienceOf }))).rejects.toThrow('half-way');
    expect(await rowsOf(storage)).toEqual(TABLES.map(() => 0));
    expect(await verified({ home })).toEqual([]);
    // And the next one is whole.
    await storage.tx((tx) => sendToVillages(tx, villagesOf(2_000)));
    expect((await rowsOf(storage))[0]).toBe(2_000);
  }, LONG_MS);

  it('[EXC31] a server that is killed in the middle of a send to 2,000 units leaves nothing', async () => {
    const { home, storage } = await place();
    await storage.close();
    ends.pop();
    const child = spawn(process.execPath, [SENDER_FILE, home.dataDir, name, home.settings.postgresUrl ?? '', '2000'], { stdio: 'ignore' });
    expect(await new Promise((resolve) => { child.once('exit', (_code, signal) => resolve(signal)); })).toBe('SIGKILL');
    const again = await openOn(home.dataDir, name, home.settings.postgresUrl);
    ends.push(() => again.close());
    expect(await rowsOf(again)).toEqual(TABLES.map(() => 0));
    await again.tx((tx) => sendToVillages(tx, villagesOf(20)));
    expect((await rowsOf(again))[0]).toBe(20);
  }, LONG_MS);

  it('[EXC32] the package that is handed out verifies with public keys alone; a receiver sees its own receipt', async () => {
    const { storage, envelope, copies } = await sent(3);
    const [first, second] = copies as [DocId, DocId, DocId];
    await storage.tx(async (tx) => { await sign(tx, first); await sign(tx, second, 'refused', '主送有误'); });
    const whole = await storage.read((tx) => readPackage(tx, envelope, null, 0));
    const parts: readonly Part[] = whole.parts.map(({ name: part, mediaType, base64 }) => ({ name: part, mediaType, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }));
    const key = await storage.read((tx) => GIVEN.keys.publicKeyOf(tx, SENDER.organId));
    expect(verifyPackage(whole.manifest, whole.signature, parts, key ?? '', crypto)).toEqual([]);
    expect(verifyPackage({ ...whole.manifest, number: '桐府发〔2026〕2号' }, whole.signature, parts, key ?? '', crypto)).toEqual([{ kind: 'signature' }]);
    expect(whole.receipts.map(({ receipt }) => [receipt.organId, receipt.decision, receipt.reason])).toEqual([[villageId(0), 'received', ''], [villageId(1), 'refused', '主送有误']]);
    for (const receipt of whole.receipts) {
      const { organId, deliveryId } = receipt.receipt;
      const organKey = await storage.read((tx) => GIVEN.keys.publicKeyOf(tx, organId));
      expect(verifyReceipt(receipt, { envelopeId: envelope.id as DocId, deliveryId, organId, packageDigest: envelope.digest }, organKey ?? '', crypto)).toEqual([]);
    }
    expect((await storage.read((tx) => readPackage(tx, envelope, second, 0))).receipts.map(({ receipt }) => receipt.organId)).toEqual([villageId(1)]);
  }, LONG_MS);

  it('[EXC33] 签收 and 退回 once, with a reason; not after 撤回; a copy without an envelope needs no receipt', async () => {
    const { home, storage, envelope, copies } = await sent(4);
    const [first, second, third] = copies as [DocId, DocId, DocId];
    expect(await storage.tx((tx) => sign(tx, first))).toMatchObject({ ok: true, value: { receipt: { decision: 'received', organId: villageId(0), personName: '龙凤', at: SENT_AT + 10 } } });
    expect(await storage.tx((tx) => sign(tx, first))).toMatchObject({ ok: false, error: { code: 'workflow.wrong-stage', rule: 'EXC20' } });
    expect(await storage.tx((tx) => sign(tx, second, 'refused', ' '))).toMatchObject({ ok: false, error: { code: 'workflow.missing-reason' } });
    expect(await act(storage, envelope, 4, { kind: 'recall', organIds: [villageId(2)] })).toMatchObject({ ok: true, value: { answer: { done: 1 } } });
    expect(await storage.tx((tx) => sign(tx, third))).toMatchObject({ ok: false, error: { code: 'workflow.wrong-stage' } });
    expect(await storage.tx((tx) => sign(tx, createDocId(random)))).toEqual({ ok: true, value: null });
    expect((await statesOf(storage)).map(({ state }) => state)).toEqual(['received', 'awaiting', 'recalled', 'awaiting']);
    expect(await verified({ home })).toEqual([]);
  }, LONG_MS);

  it('[EXC34] acts have one effect for each op id and name whom they did not reach; 补发 is a new copy with as much time', async () => {
    const { home, storage, envelope, copies } = await sent(6);
    await storage.tx(async (tx) => { await sign(tx, copies[0] as DocId); await sign(tx, copies[1] as DocId, 'refused', '重复'); });
    const opId = createOpId(random);
    const urged = await act(storage, envelope, 6, { kind: 'urge', organIds: 'unsigned', opId });
    expect(urged).toMatchObject({ ok: true, value: { answer: { done: 4, notDone: 0 } } });
    // [EXC43] The four who have not signed hear of it, once.
    expect(urged.ok && urged.value.changes.map(({ after }) => after.stage)).toEqual(Array.from({ length: 4 }, () => 'awaitingReceipt'));
    expect(await act(storage, envelope, 6, { kind: 'urge', organIds: 'unsigned', opId })).toEqual(urged.ok ? { ok: true, value: { answer: urged.value.answer, changes: [] } } : urged);
    expect(await act(storage, envelope, 6, { kind: 'recall', organIds: 'unsigned', opId })).toMatchObject({ ok: false, error: { code: 'request.invalid', rule: 'SRV05' } });
    expect((await statesOf(storage)).map((row) => row.urged_count)).toEqual([0, 0, 1, 1, 1, 1]);

    expect(await act(storage, envelope, 6, { kind: 'recall', organIds: [villageId(0), villageId(5), 'nobody01'] })).toMatchObject({
      ok: true, value: { answer: { done: 1, notDone: 2, why: [{ organId: 'nobody01', refusal: 'not-sent' }, { organId: villageId(0), refusal: 'signed-for' }] } },
    });
    const late = SENT_AT + 10 * DUE_MS;
    const again = await act(storage, envelope, 6, { kind: 'resend', organIds: [villageId(1), villageId(2), villageId(5)] }, late);
    expect(again).toMatchObject({ ok: true, value: { answer: { done: 2, notDone: 1, why: [{ refusal: 'still-awaiting' }] } } });
    const rows = await statesOf(storage);
    expect(rows.length).toBe(8);
    const replaced = rows.filter((row) => row.replaced_by !== null);
    expect(replaced.map((row) => row.organ_id)).toEqual([villageId(1), villageId(5)]);
    for (const old of replaced) {
      const next = rows.find(({ id }) => id === old.replaced_by);
      expect(next).toMatchObject({ replaces: old.id, organ_id: old.organ_id, state: 'awaiting', at: late, due_at: late + DUE_MS });
      expect(await storage.read((tx) => readState(tx, next?.id as DocId))).toMatchObject({ organId: old.organ_id, stage: 'awaitingReceipt' });
    }
    expect(await act(storage, envelope, 6, { kind: 'resend', organIds: [villageId(1)] })).toMatchObject({ ok: true, value: { answer: { done: 0, why: [{ refusal: 'still-awaiting' }] } } });
    expect(await verified({ home })).toEqual([]);
  }, LONG_MS);

  it('[EXC61] what reaches thousands of copies at once leaves the same rows as if each had been told by itself, and nothing of it when the act fails', async () => {
    const { home, storage, envelope, copies } = await sent(1_100);
    const before = await rowsOf(storage);
    await expect(storage.tx(async (tx) => {
      await actOnDeliveries(tx, sendDeps(villagesOf(1_100)), envelope, { opId: createOpId(random), kind: 'urge', organIds: 'unsigned', reason: '' }, actOf(SENT_AT + 1));
      throw new Error('half-way');
    })).rejects.toThrow('half-way');
    expect(await rowsOf(storage)).toEqual(before);
    await storage.tx(async (tx) => { await sign(tx, copies[7] as DocId); });
    const done = await act(storage, envelope, 1_100, { kind: 'urge', organIds: 'unsigned' });
    expect(await verified({ home })).toEqual([]);
    expect(done.ok && [done.value.answer.done, done.value.changes.length]).toEqual([1_099, 1_099]);
    const alone = copies[3] as DocId;
    const told = await storage.read(async (tx) => ({
      state: await readState(tx, alone), events: await tx.selectFrom('event_log').select(['seq', 'doc_seq', 'body']).where('doc_id', '=', alone).orderBy('doc_seq').execute(),
      feed: await tx.selectFrom('feed').select('seq').where('doc_id', '=', alone).execute(), signed: await tx.selectFrom('event_log').select('doc_seq').where('doc_id', '=', copies[7] ?? '').execute(),
    }));
    expect(told.events.map(({ doc_seq: seq, body }) => [seq, (JSON.parse(body) as { readonly act?: string }).act])).toEqual([[1, undefined], [2, 'urge']]);
    const last = Number(told.events.at(-1)?.seq);
    expect(new Set(told.feed.map(({ seq }) => Number(seq)))).toEqual(new Set([last]));
    // Who has signed is not chased.
    expect(told.signed.some(({ doc_seq: seq }) => seq > 2)).toBe(false);
    // The state is that which its events make: the same as one copy told alone.
    const [single] = await storage.tx(async (tx) => {
      const body = chased(told.state as NonNullable<typeof told.state>, 'urge', '请抓紧');
      return appendEvents(tx, crypto.sm3, body === null ? [] : [{ docId: alone, body }], actOf(SENT_AT + 120_000));
    });
    expect(single?.after).toMatchObject({ ...told.state, updatedAt: SENT_AT + 120_000, trail: expect.anything() as unknown });
  }, LONG_MS);

  it('[EXC35] the board counts what each delivery’s own rule says, filters, and pages in political order', async () => {
    const { storage, envelope, copies } = await sent(230);
    await storage.tx(async (tx) => { for (const copyId of copies.slice(0, 3)) await sign(tx, copyId, 'received', '', SENT_AT + DUE_MS + 5); await sign(tx, copies[3] as DocId, 'refused', '有误'); });
    await act(storage, envelope, 230, { kind: 'recall', organIds: [villageId(4)] });
    await act(storage, envelope, 230, { kind: 'resend', organIds: [villageId(4)] }, SENT_AT + DUE_MS);
    const org = createOrgView(villagesOf(230), [], []);
    const look = (now: number, filter = {}, offset = 0, limit = 50) => storage.read((tx) => readBoard(tx, envelope, { filter, offset, limit, now, mayAct: true }, org));
    for (const now of [SENT_AT, SENT_AT + DUE_MS, SENT_AT + DUE_MS + 1, SENT_AT + 3 * DUE_MS]) {
      const board = await look(now);
      const present = (await statesOf(storage)).filter((row) => row.replaced_by === null);
      const states = present.map((row) => shownState(deliveryOf(row).state, row.due_at === null ? null : Number(row.due_at), now));
      for (const state of ['awaiting', 'overdue', 'received', 'refused', 'recalled'] as const) {
        const wanted = states.filter((each) => each === state).length;
        expect([board.total[state], (await look(now, { state })).found], `${state} at ${now}`).toEqual([wanted, wanted]);
      }
      expect(board.total.total).toBe(230);
    }
    const now = SENT_AT + DUE_MS + 1;
    expect((await look(now)).total).toEqual({ total: 230, awaiting: 1, overdue: 225, received: 3, refused: 1, recalled: 0 });
    const second = await look(now, { level: 5, parentId: 'town0001' }, 50, 20);
    expect([second.found, second.rows.map((row) => row.organName)]).toEqual([100, Array.from({ length: 20 }, (_, at) => `第${150 + at}村`)]);
    expect(second.parents.map(({ parentName, counts }) => [parentName, counts.total])).toEqual([['第0镇', 100], ['第1镇', 100], ['第2镇', 30]]);
    expect((await look(now, { name: '第22' })).rows.map((row) => row.organName)).toEqual(['第22村', ...Array.from({ length: 10 }, (_, at) => `第22${at}村`)]);
    expect((await look(now, { name: '%' })).found).toBe(0);
    expect((await look(now, { state: 'awaiting' })).rows).toMatchObject([{ organId: villageId(4), isResent: true, pathLabel: '第0镇' }]);
  }, LONG_MS);

  it('[EXC36] a private key lies sealed; another key file is told apart, a changed row is not opened', async () => {
    const { storage } = await sent(2);
    const row = await storage.read((tx) => tx.selectFrom('unit_key').selectAll().executeTakeFirstOrThrow());
    const key = await storage.tx((tx) => GIVEN.keys.keyOf(tx, SENDER.organId, 1));
    expect(crypto.sm2.verify('m', crypto.sm2.sign('m', key), row.public_key)).toBe(true);
    expect(row.sealed).not.toContain(key.privateKey);
    const stranger = createUnitKeys(crypto, new Uint8Array(16).fill(8), random);
    await expect(storage.tx((tx) => stranger.keyOf(tx, SENDER.organId, 1))).rejects.toThrow('another key file');
    await storage.tx((tx) => tx.updateTable('unit_key').set({ sealed: row.sealed.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }).execute());
    await expect(storage.tx((tx) => GIVEN.keys.keyOf(tx, SENDER.organId, 1))).rejects.toThrow();
  }, LONG_MS);

  it('[EXC38] a copy that is put away has a text of its own from then on; the others stay as they were', async () => {
    const { home, storage, copies } = await sent(3);
    const [first, second] = copies as [DocId, DocId];
    const texts = createTexts();
    ends.push(() => texts.close());
    const next = await planGeneration(storage, texts, first);
    await storage.tx(async (tx) => {
      await sign(tx, first);
      const act = actOf(SENT_AT + 30);
      await appendEvents(tx, crypto.sm3, [{ docId: first, body: acted('receive', 'awaitingReceipt', 'filed') }, { docId: first, body: acted('archive', 'filed', 'archived', { contentHash: content.facts.hash }) }], act);
      await startGeneration(tx, next, { docId: first, contentHash: content.facts.hash, personId: 'countyrg1', at: SENT_AT + 30 });
      const last = await tx.selectFrom('event_log').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow();
      await tx.insertInto('outcome').values({ op_id: act.opId, doc_id: first, person_id: 'countyrg1', command_hash: '', outcome: JSON.stringify({ opId: act.opId, docId: first, status: 'accepted', seq: Number(last.seq) }), at: SENT_AT }).execute();
    });
    for (const copyId of [first, second]) {
      const { parts } = await readText(storage, copyId);
      const doc = new Y.Doc();
      for (const bytes of parts) Y.applyUpdate(doc, bytes);
      expect(contentFacts(doc, crypto.sm3).hash).toBe(content.facts.hash);
    }
    const mine = await storage.read((tx) => tx.selectFrom('snapshot').select('doc_id').orderBy('doc_id').execute());
    expect(mine.map((row) => row.doc_id)).toEqual(copies.slice(1).toSorted());
    expect(await verified({ home })).toEqual([]);
  }, LONG_MS);

  it('[EXC39] what was changed afterwards is named', async () => {
    const { home, storage, envelope, copies } = await sent(3);
    await storage.tx((tx) => sign(tx, copies[0] as DocId));
    const damages: readonly (readonly [what: RegExp, run: (tx: Tx) => Promise<unknown>])[] = [
      [/package: signature/, (tx) => tx.updateTable('envelope').set({ manifest: envelope.manifest.replace('饮水', '饮酒') }).execute()],
      [/content does not have its hash/, (tx) => tx.updateTable('shared_text').set({ content: '{}' }).execute()],
      [/receipt: signature/, (tx) => tx.updateTable('delivery').set((e) => ({ receipt: e.fn<string>('replace', ['receipt', e.val('龙凤'), e.val('别人')]) })).where('id', '=', copies[0] ?? '').execute()],
      [/is refused, its receipt says otherwise/, (tx) => tx.updateTable('delivery').set({ state: 'refused' }).where('id', '=', copies[0] ?? '').execute()],
      [/went to elsewhere/, (tx) => tx.updateTable('delivery').set({ organ_id: 'elsewhere' }).where('id', '=', copies[1] ?? '').execute()],
      [/belongs to no envelope/, (tx) => tx.updateTable('delivery').set({ envelope_id: 'gone' }).where('id', '=', copies[2] ?? '').execute()],
    ];
    for (const [what, run] of damages) {
      await storage.tx(run);
      const found = (await verify(home.place, () => {})).list().filter(({ check }) => check === 'exchange').map((one) => one.what);
      expect(found.some((each) => what.test(each)), `${what} in ${found.join('; ')}`).toBe(true);
    }
  }, LONG_MS);
});
