import { DatabaseSync } from 'node:sqlite';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { OrgCommand } from '#shared/org/change/command.ts';
import type { MemberRow, UnitRow, DirectoryChanges } from '#shared/org/schema.ts';
import type { ChangeAnswer, ChangePreview, ChangesPage } from '#shared/protocol/directory-changes.ts';
import { DIRECTORY_FILE } from '#server/directory/directory.ts';
import { verify } from '#server/ops/verify.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { randomId, signIn, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { WebSocket } from 'ws';
import { checkDirectoryChain } from './change-log.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;
const CUT_MS = 5_000;
type Refused = { readonly error?: { readonly code: string; readonly rule?: string; readonly field?: string; readonly data?: object } };
const names = { shortName: '新', fullName: '楚米镇新机构', code: null, docCode: null, uscc: null };

describe.each(ADAPTERS)('changes of the directory, on $name', ({ make, name }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let admin: ServerClient;
  let clerk: ServerClient;
  let town: string;
  let officeUnit: string;

  const open = async (): Promise<void> => { office = await startInProcessServer({ ...needInstallation(installation).settings, data: needInstallation(installation).dataDir }); };
  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    await open();
    [admin, clerk] = await Promise.all([office.as(TOWN, 'unitAdmin'), office.as(TOWN, 'drafter')]);
    town = admin.session.person.memberships[0]?.organId ?? '';
    officeUnit = clerk.session.person.memberships[0]?.unitId ?? '';
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const look = (command: OrgCommand, who = admin): Promise<Answer<ChangePreview & Refused>> => who.post('/api/directory/changes/preview', { command });
  const send = (command: OrgCommand, fingerprint: string, more: object = {}, who = admin): Promise<Answer<ChangeAnswer & Refused>> =>
    who.post('/api/directory/changes', { opId: randomId(), command, fingerprint, grounds: '', ...more });
  const change = async (command: OrgCommand, who = admin): Promise<ChangeAnswer> => {
    const seen = await look(command, who);
    const done = await send(command, seen.body.fingerprint, {}, who);
    if (done.status !== 201) throw new Error(JSON.stringify({ command, seen: seen.body.error, done: done.body.error }));
    return done.body;
  };
  const history = (about: string, who = admin): Promise<Answer<ChangesPage & Refused>> => who.get(`/api/directory/history?about=${about}`);
  const unit = async (id: string): Promise<UnitRow> => (await admin.get<{ readonly unit: UnitRow }>(`/api/directory/units/${id}`)).body.unit;
  const members = async (id: string): Promise<readonly MemberRow[]> => (await admin.get<{ readonly members: readonly MemberRow[] }>(`/api/directory/units/${id}`)).body.members;
  const section = async (name: string): Promise<string> => {
    await change({ kind: 'unit.create', parentId: officeUnit, unit: { kind: 'dept', isOrgan: false, name, ...names } });
    return (await admin.get<{ readonly units: readonly UnitRow[] }>(`/api/directory/units/${officeUnit}/children`)).body.units.find((each) => each.name === name)?.id ?? '';
  };

  it('[DIR01] is refused to whoever administers nothing, hidden from whoever administers elsewhere, and parsed strictly', async () => {
    needInstallation(installation);
    const rename: OrgCommand = { kind: 'unit.rename', unitId: officeUnit, name: '综合办公室', ...names };
    const elsewhere = await office.as('海校街道', 'unitAdmin');
    expect(await look(rename, clerk)).toMatchObject({ status: 403, body: { error: { rule: 'DIR01' } } });
    expect(await look(rename, elsewhere)).toMatchObject({ status: 404 });
    expect(await send(rename, '0'.repeat(64), {}, elsewhere)).toMatchObject({ status: 404 });
    expect(await history(officeUnit, clerk)).toMatchObject({ status: 403, body: { error: { rule: 'DIR05' } } });
    expect(await history(officeUnit, elsewhere)).toMatchObject({ status: 404 });
    expect((await history(officeUnit, await office.as('', 'auditAdmin'))).status).toBe(200);
    expect(await look({ ...rename, name: ' ' })).toMatchObject({ status: 400, body: { error: { field: 'command.name' } } });
    expect(await look({ ...rename, name: '综合\u202e办' })).toMatchObject({ status: 400 });
    expect(await look({ ...rename, more: 1 } as unknown as OrgCommand)).toMatchObject({ status: 400, body: { error: { code: 'request.unknown-field' } } });
    expect(await look({ kind: 'unit.dissolve', unitId: '../', successorId: null })).toMatchObject({ status: 400 });
  });

  it('[DIR06 DIR18] is made exactly as it was looked at, once under its op id; anything else is stale and nothing happens', async () => {
    needInstallation(installation);
    const id = await section('文书股');
    const rename: OrgCommand = { kind: 'unit.rename', unitId: id, name: '文电股', ...names };
    const seen = (await look(rename)).body;
    expect(seen).toMatchObject({ counts: { units: 1, people: 0, posts: 0 }, reach: { units: 0, people: 0 }, hindered: 0 });
    expect(seen.lines).toContainEqual({ about: 'unit', subject: '文书股', field: 'name', from: '文书股', to: '文电股' });
    expect((await unit(id)).name).toBe('文书股');
    await change({ kind: 'unit.rename', unitId: id, name: '机要股', ...names });
    expect(await send(rename, seen.fingerprint)).toMatchObject({ status: 409, body: { error: { code: 'directory.stale', rule: 'DIR06' } } });
    const again = (await look(rename)).body;
    const opId = randomId();
    const first = await send(rename, again.fingerprint, { opId, grounds: '县编办〔2026〕3号' });
    expect(first).toMatchObject({ status: 201, body: { record: { kind: 'unit.rename', grounds: '县编办〔2026〕3号' }, issued: null } });
    expect((await send(rename, again.fingerprint, { opId, grounds: '县编办〔2026〕3号' })).body).toEqual(first.body);
    expect(await send(rename, again.fingerprint, { opId })).toMatchObject({ status: 400, body: { error: { field: 'opId' } } });
    expect((await history(id)).body.records.map((record) => record.kind)).toEqual(['unit.rename', 'unit.rename', 'unit.create']);
    expect((await unit(id)).name).toBe('文电股');
    expect(await look(rename)).toMatchObject({ status: 422, body: { error: { code: 'directory.nothing' } } });
  });

  it('[DIR06] of many at once on the same unit one is made, the others are stale', async () => {
    needInstallation(installation);
    const id = await section('竞争股');
    const wishes = ['甲股', '乙股', '丙股', '丁股'].map((name): OrgCommand => ({ kind: 'unit.rename', unitId: id, name, ...names }));
    const seen = await Promise.all(wishes.map((wish) => look(wish)));
    const answers = await Promise.all(wishes.map((wish, index) => send(wish, seen[index]?.body.fingerprint ?? '')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
  });

  it('[DIR12] is taken back once, by the record, and the record says so', async () => {
    needInstallation(installation);
    const id = await section('信访股');
    const { record } = await change({ kind: 'unit.rename', unitId: id, name: '来访股', ...names });
    await change({ kind: 'undo', seq: record.seq });
    expect((await unit(id)).name).toBe('信访股');
    const [undo, undone] = (await history(id)).body.records;
    expect(undo).toMatchObject({ kind: 'undo', undoes: record.seq, isUndoable: false });
    expect(undone).toMatchObject({ seq: record.seq, undoneBy: undo?.seq, isUndoable: false });
    expect(await look({ kind: 'undo', seq: record.seq })).toMatchObject({ status: 409, body: { error: { code: 'directory.not-undoable' } } });
    expect(await look({ kind: 'undo', seq: 999_999 })).toMatchObject({ status: 404 });
  });

  it('[DIR19] the political order holds at once, for whoever is asked next', async () => {
    needInstallation(installation);
    const reader = async (): Promise<readonly string[]> => office.server.directory.orgView().holders(town, 'drafter').map((holder) => holder.personId);
    const before = await reader();
    const posts = await members(officeUnit);
    await change({ kind: 'post.reorder', unitId: officeUnit, order: posts.map(({ membership }) => membership.id).toReversed() });
    const here = new Set<string>(posts.map(({ person }) => person.id));
    expect((await reader()).filter((id) => here.has(id))).toEqual(before.filter((id) => here.has(id)).toReversed());
  });

  it('[DIR10] nobody who holds work leaves, and no organ ends that has some under way; how much is said', async () => {
    needInstallation(installation);
    await clerk.post('/api/documents', { templateId: 'notice-1', title: '关于春耕备耕的通知' });
    const leave: OrgCommand = { kind: 'person.leave', personId: clerk.session.person.personId, why: 'retired' };
    const seen = (await look(leave)).body;
    expect(seen.hindered).toBeGreaterThan(0);
    expect(await send(leave, seen.fingerprint)).toMatchObject({ status: 409, body: { error: { code: 'directory.hindered', rule: 'DIR10', data: { documents: seen.hindered } } } });
    const county = await office.as('桐梓县人民政府', 'unitAdmin');
    const merge: OrgCommand = { kind: 'unit.merge', unitId: town, intoId: office.account('海校街道', 'unitAdmin').unitId };
    expect((await look(merge, county)).body.hindered).toBeGreaterThan(0);
    expect(await look(merge)).toMatchObject({ status: 404 });
  });

  it('[DIR13] an account is opened with a first password that is said once; signing in works, a new one ends what was open', async () => {
    needInstallation(installation);
    const join: OrgCommand = { kind: 'person.join', unitId: officeUnit, name: '韦兴', phone: '15412345678', title: '科员', roles: ['drafter'], login: 'cmz.weixing' };
    const { fingerprint } = (await look(join)).body;
    const opId = randomId();
    const { body } = await send(join, fingerprint, { opId });
    const issued = body.issued ?? { login: '', password: '' };
    expect(issued.login).toBe('cmz.weixing');
    expect((await send(join, fingerprint, { opId })).body).toEqual({ record: body.record, issued: null });
    const wei = await signIn(office.url, issued);
    const { personId } = wei.session.person;
    expect(wei.session.person.memberships).toMatchObject([{ unitId: officeUnit, roles: ['drafter'], primary: true }]);
    expect(await send({ ...join, name: '韦旺' } as OrgCommand, (await look({ ...join, name: '韦旺' } as OrgCommand)).body.fingerprint)).toMatchObject({ status: 409, body: { error: { code: 'directory.login-taken' } } });

    const renewed = (await change({ kind: 'account.issue', personId, login: null })).issued ?? issued;
    expect(renewed.password).not.toBe(issued.password);
    expect((await wei.get('/api/feed')).status).toBe(401);
    await expect(signIn(office.url, issued)).rejects.toThrow('auth.wrong-password');
    await signIn(office.url, renewed);
    const stored = JSON.stringify(await needInstallation(installation).query('select record, diff from directory_change'));
    for (const secret of [issued.password, renewed.password]) {
      expect(stored).not.toContain(secret);
      expect(office.log()).not.toContain(secret);
    }
    expect(JSON.stringify((await history(personId)).body)).not.toContain('15412345678');
  });

  it('[DIR13] whoever leaves is cut within five seconds, is refused with the reason, and comes back with another post', async () => {
    needInstallation(installation);
    const join: OrgCommand = { kind: 'person.join', unitId: officeUnit, name: '蒙丽', phone: '15412345679', title: '科员', roles: ['drafter'], login: 'cmz.mengli' };
    const issued = (await change(join)).issued ?? { login: '', password: '' };
    const meng = await signIn(office.url, issued);
    const { personId } = meng.session.person;
    const { docId } = (await meng.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title: '关于离岗的通知' })).body;
    const writing = await openRaw(meng, docId, [SUBPROTOCOL.extended]);
    const seen = (await look({ kind: 'person.leave', personId, why: 'resigned' })).body;
    expect(seen.hindered).toBe(1);
    const sides = `organId=${town}&fromId=${personId}&toId=${clerk.session.person.personId}`;
    const list = (await admin.get<{ readonly fingerprint: string }>(`/api/handovers/preview?${sides}`)).body;
    expect((await admin.post('/api/handovers', { opId: randomId(), organId: town, fromId: personId, toId: clerk.session.person.personId, fingerprint: list.fingerprint, reason: '离职' })).status).toBe(201);
    const started = performance.now();
    await change({ kind: 'person.leave', personId, why: 'resigned' });
    expect([4403, 4404]).toContain(await writing.closed);
    expect(performance.now() - started).toBeLessThan(CUT_MS);
    expect(await meng.get('/api/feed')).toMatchObject({ status: 403, body: { error: { code: 'auth.disabled' } } });
    await expect(signIn(office.url, issued)).rejects.toThrow('auth.disabled');
    await change({ kind: 'person.return', personId, unitId: officeUnit, title: '副主任科员', roles: ['drafter'] });
    expect((await meng.get('/api/feed')).status).toBe(401);
    expect((await signIn(office.url, issued)).session.person.memberships).toMatchObject([{ title: '副主任科员' }]);
  });

  it('[DIR21 DIR12] a table is looked at, imported whole, and taken back; with a wrong row, of another person or past its bound nothing is', async () => {
    needInstallation(installation);
    const importId = randomId();
    const row = (at: number, more: object): object => ({ row: at, unit: '', name: `导入${at}`, phone: `1541111${String(at).padStart(4, '0')}`, title: '科员', roles: '拟稿人', primary: '', ...more });
    const hand = (part: number, rows: readonly object[], who = admin): Promise<Answer<{ readonly rows: number } & Refused>> => who.post('/api/directory/imports', { importId, part, rows });
    const command: OrgCommand = { kind: 'import', importId, unitId: officeUnit };
    expect(await hand(0, [row(2, {})], clerk)).toMatchObject({ status: 403 });
    expect(await look(command)).toMatchObject({ status: 404 });
    expect((await hand(0, [row(2, { phone: '1' })])).body).toEqual({ rows: 1 });
    expect((await hand(1, Array.from({ length: 200 }, (_, index) => row(index + 3, { unit: `导入科${index % 5}` })))).body).toEqual({ rows: 201 });
    // Another administrator does not see them, nor adds to them.
    const elsewhere = await office.as('海校街道', 'unitAdmin');
    expect(await hand(2, [row(9, {})], elsewhere)).toMatchObject({ status: 400 });
    const wrong = (await look(command)).body;
    expect(wrong.imported).toMatchObject({ problemCount: 1, problems: [{ row: 2, problem: 'phone', value: '1' }], added: 200, units: 5 });
    expect(await send(command, wrong.fingerprint)).toMatchObject({ status: 422, body: { error: { code: 'directory.import-wrong', data: { row: 2 } } } });
    // The same part again takes its own place.
    expect((await hand(0, [row(2, {})])).body).toEqual({ rows: 201 });
    const { record } = await change(command);
    expect(record).toMatchObject({ kind: 'import', counts: { units: 5, people: 201, posts: 201 } });
    expect((await members(officeUnit)).some(({ person }) => person.name === '导入2')).toBe(true);
    expect((await look(command)).body.imported).toMatchObject({ added: 0, same: 201 });
    expect(await send(command, (await look(command)).body.fingerprint)).toMatchObject({ status: 422, body: { error: { code: 'directory.nothing' } } });
    await change({ kind: 'undo', seq: record.seq });
    expect((await members(officeUnit)).some(({ person }) => person.name.startsWith('导入'))).toBe(false);
    expect((await history(officeUnit)).body.records.slice(0, 2)).toMatchObject([{ kind: 'undo' }, { kind: 'import', undoneBy: record.seq + 1 }]);
    for (let part = 2; part < 51; part += 1) await hand(part, Array.from({ length: 2_000 }, (_, index) => row(index + 2, { name: '' })));
    expect(await hand(51, Array.from({ length: 2_000 }, (_, index) => row(index + 2, {})))).toMatchObject({ status: 413, body: { error: { rule: 'DIR22' } } });
  });

  it('[DIR15] whose copy may hold it is told over the open line, others are not, and the change feed has it', async () => {
    needInstallation(installation);
    const elsewhere = await office.as('遵义市人民政府', 'drafter');
    const listen = async (who: ServerClient): Promise<string[]> => {
      const frames: string[] = [];
      const socket = new WebSocket(`${office.url.replace(/^http/, 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${who.token}`]);
      socket.on('message', (data: Buffer) => frames.push(data.toString('utf8')));
      await waitFor(() => frames.length > 0, { what: 'the first hint' });
      return frames;
    };
    const [told, untold] = [await listen(clerk), await listen(elsewhere)];
    const { seq } = (await clerk.get<DirectoryChanges>('/api/directory/changes?after=9007199254740991')).body;
    const id = await section('应急股');
    await waitFor(() => told.some((frame) => frame.includes('"directory":true')), { what: 'the hint' });
    const page = (await clerk.get<DirectoryChanges>(`/api/directory/changes?after=${seq}`)).body;
    expect(page.units.map((each) => each.id)).toContain(id);
    expect(untold.some((frame) => frame.includes('directory'))).toBe(false);
  });

  it('[DIR24 DIR25] 沿革 is read by everybody, names superiors as they were called then, and says what held on a day', async () => {
    needInstallation(installation);
    type Periods = { readonly periods: readonly { readonly from: number | null; readonly to: number | null; readonly name: string; readonly parentName: string; readonly status: string }[] };
    const past = async (id: string, query = ''): Promise<Answer<Periods & Refused>> => clerk.get(`/api/directory/units/${id}/past${query}`);
    const id = await section('老档案股');
    office.passMs(60_000);
    await change({ kind: 'unit.rename', unitId: id, name: '文档股', ...names });
    office.passMs(60_000);
    const county = await office.as('桐梓县人民政府', 'unitAdmin');
    const now = await unit(officeUnit);
    const { record } = await change({ kind: 'unit.rename', unitId: officeUnit, name: '综合办', shortName: now.shortName, fullName: now.fullName, code: now.code, docCode: now.docCode, uscc: now.uscc }, county);
    await change({ kind: 'unit.move', unitId: id, parentId: town });
    const read = (await past(id)).body.periods;
    expect(read.map(({ name, parentName }) => [name, parentName])).toEqual([['文档股', (await unit(town)).name], ['文档股', now.name], ['老档案股', now.name]]);
    expect(read.map(({ from, to }) => [from === null, to === null])).toEqual([[false, true], [false, false], [false, false]]);
    expect([read[0]?.from, read[1]?.from]).toEqual([read[1]?.to, read[2]?.to]);
    expect((await past(id, `?asOf=${read[2]?.from}`)).body.periods).toEqual([read[2]]);
    expect((await past(id, '?asOf=1')).body.periods).toEqual([]);
    expect(JSON.stringify(read)).not.toContain(admin.session.person.personId);
    expect((await past('nowhere1')).status).toBe(404);
    expect((await past(id, '?asOf=x')).status).toBe(400);
    const hits = (await clerk.get<{ readonly hits: readonly object[] }>(`/api/directory/search?q=${encodeURIComponent('老档案')}`)).body.hits;
    expect(hits).toEqual([expect.objectContaining({ id, name: '文档股', formerName: '老档案股' })]);
    await change({ kind: 'undo', seq: record.seq }, county);
    expect((await unit(officeUnit)).formerNames).toEqual(now.formerNames);
  });

  it('[DIR16] documents keep the names of their day', async () => {
    needInstallation(installation);
    const { docId } = (await clerk.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title: '关于更名的通知' })).body;
    const before = JSON.stringify(await clerk.view(docId));
    const county = await office.as('桐梓县人民政府', 'unitAdmin');
    const now = await unit(town);
    const { record } = await change({ kind: 'unit.rename', unitId: town, name: '楚米新镇', shortName: '新镇', fullName: '桐梓县楚米新镇人民政府', code: now.code, docCode: now.docCode, uscc: now.uscc }, county);
    expect(JSON.stringify(await clerk.view(docId))).toBe(before);
    expect(before).toContain(now.fullName);
    await change({ kind: 'undo', seq: record.seq }, county);
  });

  // One file has one node.
  if (name === 'postgres') it('[DIR14] another node on the same database follows within seconds, and neither makes a change over what it has not seen', async () => {
    const at = needInstallation(installation);
    const otherDir = mkdtempSync(join(tmpdir(), 'gzt-node-'));
    copyFileSync(join(at.dataDir, 'demo-accounts.json'), join(otherDir, 'demo-accounts.json'));
    const other = await startInProcessServer({ ...at.settings, data: otherDir });
    try {
      const there = await other.as(TOWN, 'unitAdmin');
      const id = await section('联络股');
      await waitFor(() => other.server.directory.orgView().unit(id)?.name === '联络股', { what: 'the other node to follow' });
      const rename: OrgCommand = { kind: 'unit.rename', unitId: id, name: '联系股', ...names };
      const seen = (await look(rename, there)).body;
      await change({ kind: 'unit.rename', unitId: id, name: '对外股', ...names });
      // At once, before it has heard of it by itself.
      expect(await send(rename, seen.fingerprint, {}, there)).toMatchObject({ status: 409, body: { error: { code: 'directory.stale' } } });
      expect((await change(rename, there)).record.lines).toContainEqual(expect.objectContaining({ from: '对外股', to: '联系股' }));
    } finally {
      await other.close();
      rmSync(otherDir, { recursive: true, force: true });
    }
  });

  it('[DIR14 DIR17] the log is a chain and the truth: a directory.db that was left behind follows it at the start', async () => {
    const at = needInstallation(installation);
    const id = await section('保密股');
    await change({ kind: 'unit.rename', unitId: id, name: '保卫股', ...names });
    const head = await office.server.directory.applied();
    expect(await office.server.storage.read((tx) => checkDirectoryChain(tx, sm3))).toEqual({ changes: head, brokenAt: null });
    await office.close();
    // As after a kill between the two databases: the row stands in the log, directory.db has not heard of it.
    const file = new DatabaseSync(join(at.dataDir, DIRECTORY_FILE));
    file.exec(`UPDATE unit SET name = '保密股' WHERE id = '${id}'; UPDATE directory_state SET value = ${head - 1} WHERE key = 'change'`);
    file.close();
    await open();
    admin = await office.as(TOWN, 'unitAdmin');
    expect((await unit(id)).name).toBe('保卫股');
    expect(await office.server.directory.applied()).toBe(head);
    await office.close();
    // As after a restore: rows are copied before directory.db, which may know more.
    const ahead = new DatabaseSync(join(at.dataDir, DIRECTORY_FILE));
    ahead.exec(`UPDATE directory_state SET value = ${head + 7} WHERE key = 'change'`);
    ahead.close();
    await open();
    expect(await office.server.directory.applied()).toBe(head);
    admin = await office.as(TOWN, 'unitAdmin');
    await change({ kind: 'unit.rename', unitId: id, name: '保密股', ...names });
    expect((await unit(id)).name).toBe('保密股');
    await office.close();
    const findings = await verify(at.place, () => {});
    expect(findings.list().filter(({ check }) => check === 'directory')).toEqual([]);
    await at.disarm();
    await at.query("update directory_change set diff = '{}' where seq = ?", [head]);
    expect((await verify(at.place, () => {})).list()).toContainEqual(expect.objectContaining({ check: 'directory', row: `directory_change ${head}` }));
    await open();
  });
});
