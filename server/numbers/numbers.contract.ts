import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreak } from '#shared/audit/chain.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import type { DocId, PersonId } from '#shared/base/ids.ts';
import { sayNumber, seriesOf, type SeriesKey } from '#shared/numbers/series.ts';
import type { RegisterChanged, RegisterPage } from '#shared/protocol/registers.ts';
import { DATABASE_FILE, openStorage } from '#server/app.ts';
import { settingsSchema } from '#server/config.ts';
import { verify } from '#server/ops/verify.ts';
import { sm3 } from '#server/sm3.ts';
import { sqlitePlace } from '#server/storage/sqlite/sqlite-place.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { id } from '#tests/kit/story.ts';
import { randomId, signIn, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { startTestServer } from '#tests/kit/test-server.ts';
import { nextInSeries, take } from './series.ts';

const TOWN = '楚米镇人民政府';
const COUNTY = '桐梓县人民政府';
const DISPATCH = '/api/registers/dispatch';
const START_MS = 120_000;
const AT_ONCE = 200;

describe.each(ADAPTERS)('numbers on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let drafter: ServerClient;
  let mayor: ServerClient;
  let registrar: ServerClient;
  let county: ServerClient;
  let organId = '';
  let key: SeriesKey;
  /** Handed on, waiting for 签发. */
  let waiting: { readonly docId: string; readonly hash: string }[];

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer(installation.settings);
    [drafter, mayor, registrar, county] = await Promise.all([office.as(TOWN, 'drafter'), office.as(TOWN, 'principalLeader'), office.as(TOWN, 'registrar'), office.as(COUNTY, 'registrar')]);
    organId = registrar.session.person.memberships[0]?.organId ?? '';
    key = keyAt(Date.now());
    waiting = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => handOn(`关于第${index}件事的请示`)));
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const keyAt = (at: number): SeriesKey => {
    const organ = office.server.directory.orgView().unit(organId);
    if (organ === undefined) throw new Error('no organ');
    return seriesOf('dispatch', organ, at);
  };
  async function handOn(title: string): Promise<{ readonly docId: string; readonly hash: string }> {
    const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title })).body;
    const { hash } = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
    expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
    return { docId, hash };
  }
  const signOff = ({ docId, hash }: { readonly docId: string; readonly hash: string }, by = mayor) => by.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hash, opinion: '' });
  const change = <T = RegisterChanged>(kind: string, more: object, who = registrar): Promise<Answer<T>> => who.post<T>(DISPATCH, { kind, opId: randomId(), organId, reason: '会议通过后使用', ...more });
  const page = async (query = '', who = registrar, kind = 'dispatch', organ = organId): Promise<RegisterPage> =>
    (await who.get<RegisterPage>(`/api/registers/${kind}?organId=${organ}&year=${key.year}${query}`)).body;
  const wholeRegister = async (query = ''): Promise<RegisterPage['rows']> => {
    const rows = [];
    for (let after = ''; ;) {
      const { rows: more, cursor } = await page(`${query}${after}`);
      rows.push(...more);
      if (cursor === null) return rows;
      after = `&after=${encodeURIComponent(cursor)}`;
    }
  };
  const tx = <T>(run: Parameters<InProcessServer['server']['storage']['tx']>[0]): Promise<T> => office.server.storage.tx(run) as Promise<T>;

  it('[NUM06] two hundred requests at once each get a number of their own, without a hole', async () => {
    needInstallation(installation);
    // Each twice, as a client would whose answer was lost, and registrars reserve in between.
    const reserved = Array.from({ length: 20 }, () => change('reserve', { count: 2 }));
    const acts = waiting.flatMap((one) => [signOff(one), signOff(one)]);
    const [answers] = await Promise.all([Promise.all(reserved), Promise.all(acts)]);
    const numbers = await Promise.all(waiting.map(async ({ docId }) => (await drafter.view(docId)).state.number ?? ''));
    const taken = numbers.map((number) => Number(/〕(\d+)号$/u.exec(number)?.[1]));
    const kept = answers.flatMap(({ body }) => [body.first, body.last]);
    expect([...taken, ...kept].toSorted((a, b) => a - b)).toEqual(Array.from({ length: AT_ONCE + 40 }, (_, index) => index + 1));
    expect(numbers[0]).toBe(sayNumber(key, taken[0] ?? 0));
  }, START_MS);

  it('[NUM08] the register shows every number once, newest first, over pages, and 断号 alone when asked', async () => {
    needInstallation(installation);
    const rows = await wholeRegister();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: AT_ONCE + 40 }, (_, index) => AT_ONCE + 40 - index));
    const used = rows.find(({ state }) => state === 'used');
    const view = await drafter.view(used?.docId ?? '');
    expect(used).toMatchObject({ number: view.state.number, title: view.state.title, docType: 'request', otherOrgan: COUNTY, theirNumber: '', reason: '', by: mayor.session.person.name, mayOpen: true });
    const gaps = await wholeRegister('&only=gaps');
    expect(gaps).toHaveLength(40);
    expect(gaps[0]).toMatchObject({ state: 'reserved', docId: null, title: '', reason: '会议通过后使用', by: registrar.session.person.name, mayOpen: false });
    expect((await page()).counts).toEqual({ used: AT_ONCE, reserved: 40, void: 0 });
    const { at } = gaps[0] ?? { at: 0 };
    expect((await page(`&from=${at + 1_000_000}`)).rows).toEqual([]);
    expect((await page(`&to=${at - 1_000_000}`)).rows).toEqual([]);
    expect((await page(`&from=${at}&to=${at}`)).rows.map(({ at: of }) => of)).toContain(at);
  });

  it('[NUM03] numbers are reserved, voided and given back with a reason, and not without', async () => {
    needInstallation(installation);
    const { body } = await change('reserve', { count: 3, reason: ' 预留给联合行文 ' });
    expect(body).toMatchObject({ code: key.code, year: key.year, last: body.first + 2 });
    const of = { code: key.code, year: key.year, seq: body.first + 1 };
    expect(await change('void', { ...of, reason: '不再行文' })).toMatchObject({ status: 200, body: { first: of.seq, last: of.seq } });
    expect((await page()).rows.find(({ seq }) => seq === of.seq)).toMatchObject({ state: 'void', reason: '不再行文' });
    expect(await change('void', of)).toMatchObject({ status: 409, body: { error: { code: 'number.not-available', rule: 'NUM04' } } });
    expect(await change('release', { ...of, reason: '仍按原定行文' })).toMatchObject({ status: 200 });
    expect((await page()).rows.find(({ seq }) => seq === of.seq)).toMatchObject({ state: 'reserved', reason: '仍按原定行文' });
    expect(await change('release', { ...of, seq: 1 })).toMatchObject({ status: 409 });
    expect(await change('void', { ...of, seq: 99_999 })).toMatchObject({ status: 409 });
    for (const bad of [{ count: 0 }, { count: 21 }, { count: 1.5 }, { count: 1, reason: ' ' }, { count: 1, reason: '长'.repeat(201) }, { count: 1, more: 1 }]) expect(await change('reserve', bad)).toMatchObject({ status: 400 });
    for (const bad of [{ ...of, code: '=cmd' }, { ...of, year: 1 }, { ...of, seq: 0 }]) expect(await change('void', bad)).toMatchObject({ status: 400 });
  });

  it('[NUM02] the next number is the one behind the register, whatever is free in it; a reserved one is taken by choice alone', async () => {
    needInstallation(installation);
    const { body: kept } = await change('reserve', { count: 2 });
    const next = await handOn('关于预留之后的请示');
    await signOff(next);
    expect((await drafter.view(next.docId)).state.number).toBe(sayNumber(key, kept.last + 1));
    const by = registrar.session.person.personId as PersonId;
    expect(await tx((db) => take(db, key, kept.last + 3, id(1), by, 1))).toMatchObject({ ok: false, error: { rule: 'NUM02' } });
    expect(await tx((db) => take(db, key, kept.last + 1, id(1), by, 1))).toMatchObject({ ok: false, error: { rule: 'NUM04' } });
    const chosen = tx(async (db) => {
      expect(await take(db, key, kept.first, id(1), by, 1)).toEqual({ ok: true, value: 'used' });
      expect(await nextInSeries(db, key)).toBe(kept.last + 2);
      throw new Error('seen');
    });
    await expect(chosen).rejects.toThrow('seen');
  });

  it('[NUM05] a document has one number of each kind', async () => {
    needInstallation(installation);
    const by = registrar.session.person.personId as PersonId;
    const twice = tx(async (db) => {
      await take(db, key, await nextInSeries(db, key), id(2), by, 1);
      await take(db, key, await nextInSeries(db, key), id(2), by, 1);
    });
    await expect(twice).rejects.toThrow(/unique|UNIQUE/u);
  });

  it('[NUM06] an act that fails half-way takes no number', async () => {
    needInstallation(installation);
    const due = await tx<number>((db) => nextInSeries(db, key));
    const by = registrar.session.person.personId as PersonId;
    for (let round = 0; round < 3; round += 1) {
      await expect(tx(async (db) => {
        expect(await take(db, key, due, id(3) as DocId, by, 1)).toMatchObject({ ok: true });
        throw new Error('half-way');
      })).rejects.toThrow('half-way');
    }
    const next = await handOn('关于失败之后的请示');
    await signOff(next);
    expect((await drafter.view(next.docId)).state.number).toBe(sayNumber(key, due));
  });

  it('[NUM06] 签收 gives a 收文号 of the organ that received', async () => {
    needInstallation(installation);
    const arrived = (await county.feed()).documents.filter(({ state }) => state.stage === 'awaitingReceipt').slice(0, 30);
    await Promise.all(arrived.map(({ state }) => county.act({ kind: 'receive', docId: state.docId, stepNo: 0 })));
    const countyId = county.session.person.memberships[0]?.organId ?? '';
    const { rows } = await page('', county, 'receipt', countyId);
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => `收〔${key.year}〕${30 - index}号`));
    expect(new Set(rows.map(({ docId }) => docId))).toEqual(new Set(arrived.map(({ state }) => state.docId)));
    expect(rows[0]).toMatchObject({ otherOrgan: expect.stringContaining(TOWN), docType: 'request', by: county.session.person.name, theirNumber: expect.stringMatching(/〕\d+号$/u) });
  });

  it('[NUM07] an act on the register has one effect and one answer, and is chained with who, when and why', async () => {
    needInstallation(installation);
    const body = { kind: 'reserve', opId: randomId(), organId, count: 2, reason: '应急' };
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => registrar.post<RegisterChanged>(DISPATCH, body)));
    expect(first?.status).toBe(200);
    expect(second?.body).toEqual(first?.body);
    expect(third?.body).toEqual(first?.body);
    for (const other of [{ ...body, count: 3 }, { ...body, reason: '别的' }]) expect(await registrar.post(DISPATCH, other)).toMatchObject({ status: 400, body: { error: { code: 'request.invalid', field: 'opId' } } });
    const acts = await tx<readonly Readonly<Record<string, unknown>>[]>((db) => db.selectFrom('number_act').selectAll().orderBy('seq').execute());
    expect(JSON.parse(String(acts.at(-1)?.['actor']))).toMatchObject({ personId: registrar.session.person.personId, name: registrar.session.person.name });
    const links = acts.map(({ previous_hash: previous, hash, ...row }) => ({ row: { ...row, seq: Number(row['seq']), at: Number(row['at']) } as unknown as Json, link: { previous: String(previous), hash: String(hash) } }));
    expect(findBreak(sm3, links)).toBe(-1);
    await expect(tx((db) => db.updateTable('number_act').set({ reason: '' }).execute())).rejects.toThrow('append-only');
    await expect(tx((db) => db.deleteFrom('number_act').execute())).rejects.toThrow('append-only');
  });

  it('[REG01, REG02] who may not read a register or keep it is refused with the rule', async () => {
    needInstallation(installation);
    for (const kind of ['dispatch', 'receipt']) {
      for (const who of [drafter, county]) expect(await who.get(`/api/registers/${kind}?organId=${organId}&year=${key.year}`)).toMatchObject({ status: 403, body: { error: { rule: 'REG01' } } });
    }
    for (const who of [drafter, mayor, county]) expect(await change('reserve', { count: 1 }, who)).toMatchObject({ status: 403, body: { error: { rule: 'REG02' } } });
    expect((await mayor.get(`/api/registers/dispatch?organId=${organId}&year=${key.year}`)).status).toBe(200);
    expect((await mayor.get('/api/registers/other?organId=x&year=2026')).status).toBe(404);
    for (const bad of ['&after=1~=', '&after=x', '&only=all', '&from=-1', '&evil=1']) expect(await registrar.get(`/api/registers/dispatch?organId=${organId}&year=${key.year}${bad}`)).toMatchObject({ status: 400 });
  });

  it('[OPS04] verify finds nothing in all this', async () => {
    const there = needInstallation(installation);
    const place = there.name === 'sqlite' ? sqlitePlace(join(office.dataDir, DATABASE_FILE)) : there.place;
    expect((await verify(place, () => {})).list()).toEqual([]);
  }, START_MS);

  it('[NUM01] at midnight of the new year in China a series begins with 1', async () => {
    needInstallation(installation);
    const [last, first] = [await handOn('关于年末的请示'), await handOn('关于年初的请示')];
    const due = await tx<number>((db) => nextInSeries(db, key));
    const toMidnight = Date.parse(`${key.year + 1}-01-01T00:00:00.000+08:00`) - Date.now();
    office.passMs(toMidnight - 60_000);
    const before = await office.as(TOWN, 'principalLeader');
    await signOff(last, before);
    office.passMs(60_000);
    await signOff(first, before);
    const year = key.year + 1;
    expect((await before.view(last.docId)).state.number).toBe(sayNumber(key, due));
    expect((await before.view(first.docId)).state.number).toBe(sayNumber({ ...key, year }, 1));
    // The register of the old year can still be corrected in the new one.
    const keeper = await office.as(TOWN, 'registrar');
    const old = (await wholeRegisterOf(keeper)).find(({ state }) => state === 'reserved');
    expect(await change('void', { code: key.code, year: key.year, seq: old?.seq ?? 0, reason: '年终清理' }, keeper)).toMatchObject({ status: 200 });
    expect((await change('reserve', { count: 1 }, keeper)).body).toMatchObject({ year, first: 2 });
  });
  const wholeRegisterOf = async (who: ServerClient): Promise<RegisterPage['rows']> => (await page('&only=gaps', who)).rows;
});

describe.each(ADAPTERS)('a server that is killed on $name', ({ make }) => {
  const closing: (() => Promise<void>)[] = [];
  afterAll(async () => { for (const close of closing) await close(); });

  it('[NUM06] leaves no hole and no double behind, whatever was under way', async () => {
    const installation = needInstallation(await make());
    const server = await startTestServer({ env: installation.env, startTimeoutMs: START_MS });
    closing.push(async () => {
      await server.stop();
      await installation.drop();
    });
    const [drafter, mayor] = [await signIn(server.url, server.account(TOWN, 'drafter')), await signIn(server.url, server.account(TOWN, 'principalLeader'))];
    const acts = await Promise.all(Array.from({ length: 40 }, async (_, index) => {
      const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: `关于第${index}次断电的请示` })).body;
      const { hash } = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body;
      await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} });
      return { kind: 'signOff', opId: randomId(), docId, stepNo: 1, contentHash: hash, opinion: '' } as const;
    }));
    let answers = 0;
    let kill = Promise.resolve();
    await Promise.all(acts.map((act) => mayor.act(act).then(() => {
      answers += 1;
      if (answers === 8) kill = server.kill9();
    }, () => null)));
    await kill;
    expect(answers).toBeLessThan(40);
    await server.restart();
    const outcomes = [];
    for (const act of acts) outcomes.push(await mayor.act(act));
    expect(outcomes.map(({ status }) => status)).toEqual(acts.map(() => 'accepted'));
    const numbers = await Promise.all(acts.map(async ({ docId }) => Number(/〕(\d+)号$/u.exec((await drafter.view(docId)).state.number ?? '')?.[1])));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(acts.map((_, index) => index + 1));
  }, START_MS);
});

describe.each(ADAPTERS)('what an older server counted on $name', ({ make }) => {
  it('[NUM09] becomes the register: every issued document keeps its number, and the next one follows', async () => {
    const installation = needInstallation(await make());
    const event = (seq: number, kind: string, number: string): readonly (string | number)[] =>
      [seq, id(seq), 1, `o${seq}`, '{"name":"李承庆","personId":"p00001"}', 1_000 + seq, JSON.stringify({ contentHash: '', kind, number }), '', ''];
    const mark = (values: readonly (string | number)[]): string => values.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(', ');
    mkdirSync(installation.dataDir, { recursive: true });
    await installation.place.fill({ schema: 7, nameAside: (name) => name }, async (db) => {
      const run = (text: string): Promise<unknown> => sql.raw(text).execute(db);
      const rows = [event(1, 'issued', '楚米府呈〔2025〕1号'), event(2, 'issued', '楚米府呈〔2026〕1号'), event(3, 'answered', '桐府发〔2026〕7号'), event(4, 'issued', '楚米府呈〔2026〕2号')];
      for (const row of rows) {
        await run(`insert into event_log (seq, doc_id, doc_seq, op_id, actor, at, body, previous_hash, hash) values (${mark(row)})`);
        await run(`insert into document (doc_id, organ_id, stage, state, updated_at) values ('${String(row[1])}', 'town01', 'issued', '{}', 1)`);
      }
      await run("insert into number_series (organ_id, doc_code, year, last) values ('town01', '楚米府呈', 2026, 2)");
    });
    const storage = await openStorage({ settings: settingsSchema.parse({ data: installation.dataDir, ...installation.settings }), random: { bytes: (length) => new Uint8Array(length).fill(7) } });
    const found = await storage.read((db) => db.selectFrom('number_entry').selectAll().orderBy('year').orderBy('seq').execute());
    expect(found.map((row) => [row.organ_id, row.kind, row.code, row.year, row.seq, row.state, row.doc_id, row.person_id, Number(row.at)])).toEqual([
      ['town01', 'dispatch', '楚米府呈', 2025, 1, 'used', id(1), 'p00001', 1_001], ['town01', 'dispatch', '楚米府呈', 2026, 1, 'used', id(2), 'p00001', 1_002],
      ['town01', 'dispatch', '楚米府呈', 2026, 2, 'used', id(4), 'p00001', 1_004],
    ]);
    const next = await storage.read((db) => nextInSeries(db, { organId: 'town01' as never, kind: 'dispatch', code: '楚米府呈', year: 2026 }));
    expect(next).toBe(3);
    await storage.close();
    await installation.drop();
  });
});
