import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { ChangesPage } from '#shared/protocol/directory-changes.ts';
import { verify } from '#server/ops/verify.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { ops } from '#tests/kit/ops-command.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { OPERATIONS_MAX } from './patch.ts';
import { ERROR, GROUP, LIST, PATCH_OP, POST, UNIT, USER } from './schemas-urn.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;
const CUT_MS = 5_000;
interface Body {
  readonly id: string; readonly schemas: readonly string[]; readonly totalResults: number; readonly Resources: readonly Body[]; readonly userName: string; readonly displayName: string; readonly title: string; readonly active: boolean;
  readonly externalId?: string; readonly scimType?: string; readonly status?: string; readonly detail?: string; readonly phoneNumbers: readonly { readonly value: string }[]; readonly members: readonly { readonly value: string }[];
  readonly groups: readonly { readonly value: string }[]; readonly meta: { readonly location: string; readonly version: string }; readonly [urn: string]: unknown;
}
interface Got { readonly status: number; readonly body: Body; readonly text: string; readonly headers: Headers }
interface Provider {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Got>;
  readonly id: string;
}

describe.each(ADAPTERS)('SCIM, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let provider: Provider;
  let admin: ServerClient;
  let town: string;
  let section: string;
  let elsewhere: { readonly person: string; readonly unit: string };
  let phones = 15_420_000_000;

  const using = (token: string, id: string): Provider => ({
    id,
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(`${office.url}/scim/v2${path}`, {
        method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }), ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Body };
    },
  });
  const command = (...args: readonly string[]) => ops('scim', ...needInstallation(installation).args, ...args);
  const join = async (name: string, unit: string): Promise<Provider> => {
    const { out, err } = await command('--name', name, '--unit', unit);
    if (out === '') throw new Error(err);
    const { id, token } = JSON.parse(out) as { readonly id: string; readonly token: string };
    return using(token, id);
  };
  const user = (more: object = {}): object => ({ schemas: [USER], userName: `u${phones}`, displayName: '韦兴', title: '科员', phoneNumbers: [{ type: 'mobile', value: String(++phones) }], ...more });
  const made = async (more: object = {}): Promise<Body> => {
    const { status, body } = await provider.ask('POST', '/Users', user(more));
    expect(body.detail ?? status).toBe(201);
    return body;
  };
  const patch = (url: string, operations: readonly object[], headers?: Record<string, string>): Promise<Got> => provider.ask('PATCH', url, { schemas: [PATCH_OP], Operations: operations }, headers);
  const unitOf = (body: Body): string => (body[POST] as { readonly unit: { readonly value: string } }).unit.value;
  const history = async (about: string): Promise<ChangesPage['records']> => (await admin.get<ChangesPage>(`/api/directory/history?about=${about}`)).body.records;
  const newGroup = async (displayName: string, more: object = {}): Promise<Body> => {
    const { status, body } = await provider.ask('POST', '/Groups', { schemas: [GROUP, UNIT], displayName, ...more });
    expect(body.detail ?? status).toBe(201);
    return body;
  };

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    const at = needInstallation(installation);
    office = await startInProcessServer({ ...at.settings, data: at.dataDir });
    admin = await office.as(TOWN, 'unitAdmin');
    town = admin.session.person.memberships[0]?.organId ?? '';
    section = (await office.as(TOWN, 'drafter')).session.person.memberships[0]?.unitId ?? '';
    provider = await join('统一身份认证', town);
    const other = await office.as('海校街道', 'drafter');
    elsewhere = { person: other.session.person.personId, unit: other.session.person.memberships[0]?.unitId ?? '' };
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  it('[SCM04] a token is made for one organ, said once, kept as its hash, refused in SCIM form when it is wrong, and ends with the next request when it is revoked', async () => {
    needInstallation(installation);
    const { out } = await command('--name', '旧身份源', '--unit', town);
    const { id, token } = JSON.parse(out) as { readonly id: string; readonly token: string };
    const old = using(token, id);
    expect((await old.ask('GET', '/Users?count=1')).status).toBe(200);
    const rows = JSON.stringify(await needInstallation(installation).query('select * from scim_client'));
    expect(rows).not.toContain(token);
    expect((await command()).out).not.toContain(token);
    expect((await command()).out).toContain('旧身份源');
    expect((await command('--revoke', id)).code).toBe(0);
    const refused = await old.ask('GET', '/Users?count=1');
    expect(refused).toMatchObject({ status: 401, body: { schemas: [ERROR], status: '401' } });
    expect([refused.headers.get('www-authenticate'), refused.headers.get('content-type')]).toEqual(['Bearer', 'application/scim+json; charset=utf-8']);
    for (const wrong of [admin.token, 'x', `gztscim-${'a'.repeat(43)}`]) expect((await using(wrong, '').ask('GET', '/Users')).text).toBe(refused.text);
    expect((await command('--revoke', id)).code).toBe(1);
    for (const unit of ['nowhere', section]) expect((await command('--name', '无', '--unit', unit)).code).toBe(1);
    // A provisioning token opens nothing else.
    expect((await fetch(`${office.url}/api/feed`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it('[SCM06] says what it can do, lists in pages, finds by filters, shows what is asked for', async () => {
    needInstallation(installation);
    expect((await provider.ask('GET', '/ServiceProviderConfig')).body).toMatchObject({ patch: { supported: true }, filter: { supported: true }, etag: { supported: true }, sort: { supported: false } });
    expect((await provider.ask('GET', '/ResourceTypes')).body.Resources.map((each) => each['endpoint'])).toEqual(['/Users', '/Groups']);
    expect((await provider.ask('GET', '/Schemas')).body.Resources.map(({ id }) => id)).toEqual([USER, POST, GROUP, UNIT]);
    expect((await provider.ask('GET', `/Schemas/${UNIT}`)).body.id).toBe(UNIT);
    const all = (await provider.ask('GET', '/Users?count=200')).body;
    expect(all).toMatchObject({ schemas: [LIST] });
    expect(all.totalResults).toBeGreaterThan(50);
    const paged: string[] = [];
    for (let start = 1; start <= all.totalResults; start += 7) paged.push(...(await provider.ask('GET', `/Users?startIndex=${start}&count=7`)).body.Resources.map(({ id }) => id));
    expect([paged.length, new Set(paged).size]).toEqual([all.totalResults, all.totalResults]);
    expect((await provider.ask('GET', '/Users?count=0')).body).toMatchObject({ totalResults: all.totalResults, Resources: [] });
    expect((await provider.ask('GET', '/Users?startIndex=-5&count=-3')).body).toMatchObject({ startIndex: 1, Resources: [] });

    const { login } = office.account(TOWN, 'drafter');
    const drafter = (await provider.ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "${login.toUpperCase()}"`)}`)).body;
    expect(drafter).toMatchObject({ totalResults: 1, Resources: [{ userName: login, active: true, [POST]: { unit: { value: section } } }] });
    expect(drafter.Resources[0]?.phoneNumbers[0]?.value).toMatch(/^1\d{10}$/);
    const find = async (filter: string, what = 'Users'): Promise<readonly string[]> => (await provider.ask('GET', `/${what}?count=200&filter=${encodeURIComponent(filter)}`)).body.Resources.map(({ id }) => id).toSorted();
    const title = all.Resources[0]?.title ?? '';
    expect(await find(`title eq "${title}" and active eq true`)).toEqual((await find('title pr')).filter((id) => [...all.Resources].some((each) => each.id === id && each.title === title)));
    expect(await find(`groups[value eq "${section}"]`)).toEqual(await find(`${POST}:unit.value eq "${section}"`));
    expect(await find('displayName eq "党政综合办公室"', 'Groups')).toEqual([section]);
    expect(await find(`members eq "${drafter.Resources[0]?.id}"`, 'Groups')).toEqual([section]);
    expect(await find(`${UNIT}:kind eq "village"`, 'Groups')).toHaveLength((await provider.ask('GET', '/Groups?count=200')).body.Resources.filter((each) => (each[UNIT] as { kind: string }).kind === 'village').length);
    expect((await provider.ask('GET', '/Users?filter=userName+eq')).body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
    expect((await provider.ask('GET', `/Users?filter=${'('.repeat(500)}`)).body).toMatchObject({ scimType: 'invalidFilter' });
    expect((await provider.ask('GET', '/Users?count=x')).body).toMatchObject({ scimType: 'invalidValue' });
    expect(Object.keys((await provider.ask('GET', '/Users?count=1&attributes=userName')).body.Resources[0] ?? {}).toSorted()).toEqual(['id', 'meta', 'schemas', 'userName']);
    expect((await provider.ask('GET', `/Groups/${section}?excludedAttributes=members`)).body.members).toBeUndefined();
    const { meta } = (await provider.ask('GET', `/Groups/${section}`)).body;
    expect(meta.location).toBe(`${office.url}/scim/v2/Groups/${section}`);
  });

  it('[SCM05] what lies outside the subtree is answered as what does not exist, by status, body and size, whatever is asked', async () => {
    needInstallation(installation);
    const nobody = 'f'.repeat(32);
    const pairs: readonly (readonly [string, string])[] = [[`/Users/${elsewhere.person}`, `/Users/${nobody}`], [`/Groups/${elsewhere.unit}`, `/Groups/${nobody}`]];
    const wishes: readonly (readonly [string, unknown])[] = [['GET', undefined], ['DELETE', undefined], ['PUT', { ...user(), schemas: [USER, GROUP] }], ['PATCH', { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'displayName', value: '韦' }] }]];
    for (const [theirs, none] of pairs) {
      for (const [method, body] of wishes) {
        const [hidden, missing] = [await provider.ask(method, theirs, body), await provider.ask(method, none, body)];
        expect([hidden.status, hidden.text], `${method} ${theirs}`).toEqual([404, missing.text]);
        expect(hidden.headers.get('content-length')).toBe(missing.headers.get('content-length'));
      }
    }
    for (const [hidden, missing] of [[elsewhere.unit, nobody], [elsewhere.person, nobody]] as const) {
      for (const wish of [
        (id: string) => provider.ask('POST', '/Users', user({ schemas: [USER, POST], userName: 'same.name', phoneNumbers: [{ value: '15411112222' }], [POST]: { unit: { value: id } } })), (id: string) => provider.ask('POST', '/Groups', { schemas: [GROUP], displayName: '新股', [UNIT]: { parent: { value: id } } }),
        (id: string) => patch(`/Groups/${section}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]), (id: string) => provider.ask('GET', `/Groups?filter=${encodeURIComponent(`members eq "${id}"`)}`),
        (id: string) => provider.ask('GET', `/Users?filter=${encodeURIComponent(`id eq "${id}"`)}`),
      ]) expect((await wish(hidden)).text).toBe((await wish(missing)).text);
    }
    const login = office.account('海校街道', 'drafter').login;
    expect((await provider.ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "${login}"`)}`)).body.totalResults).toBe(0);
    expect((await provider.ask('GET', `/Users?filter=${encodeURIComponent('not (userName eq "x")')}&count=200`)).text).not.toContain(elsewhere.person);
    expect((await provider.ask('GET', '/elsewhere')).body).toMatchObject({ status: '404', schemas: [ERROR] });
    // The superior of its own unit is outside as well.
    expect((await provider.ask('GET', `/Groups/${town}`)).body[UNIT]).not.toHaveProperty('parent');
  });

  it('[SCM08] somebody joins, is renamed, promoted and moved; every write is one entry of the record, under the name of the provider', async () => {
    needInstallation(installation);
    const wei = await made({ externalId: 'hr-1', name: { familyName: '韦', givenName: '兴' }, phoneNumbers: [{ value: '+86 154-3000 0001', type: 'mobile' }] });
    expect(wei).toMatchObject({ externalId: 'hr-1', displayName: '韦兴', active: true, groups: [{ value: town }], [POST]: { unit: { value: town } }, phoneNumbers: [{ value: '15430000001' }] });
    expect((await provider.ask('GET', `/Users?filter=${encodeURIComponent('externalId eq "hr-1"')}`)).body.Resources.map(({ id }) => id)).toEqual([wei.id]);
    const other = await join('另一身份源', town);
    expect((await other.ask('GET', `/Users/${wei.id}`)).body.externalId).toBeUndefined();
    const before = (await history(wei.id)).length;
    const moved = await patch(`/Users/${wei.id}`, [{ op: 'Replace', value: { displayName: '韦旺', title: '主任科员' } }, { op: 'replace', path: `${POST}:unit`, value: { value: section } }, { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '15430000002' }]);
    expect(moved.body).toMatchObject({ displayName: '韦旺', title: '主任科员', phoneNumbers: [{ value: '15430000002' }], [POST]: { unit: { value: section } } });
    const [record, ...older] = await history(wei.id);
    expect([older.length, record?.kind, record?.by]).toEqual([before, 'provision', { personId: provider.id, name: '统一身份认证' }]);
    const put = await provider.ask('PUT', `/Users/${wei.id}`, { ...moved.body, title: '四级调研员', externalId: 'hr-2', groups: [], meta: {} });
    expect(put.body).toMatchObject({ title: '四级调研员', externalId: 'hr-2' });
    expect((await history(wei.id))[0]?.kind).toBe('post.edit');
    // The same again is no news, and no entry.
    const again = await history(wei.id);
    expect((await provider.ask('PUT', `/Users/${wei.id}`, put.body)).body).toEqual(put.body);
    expect(await history(wei.id)).toEqual(again);
    const refused: readonly (readonly [number, string, Promise<Got>])[] = [
      [409, 'uniqueness', provider.ask('POST', '/Users', user({ userName: wei.userName }))], [400, 'mutability', patch(`/Users/${wei.id}`, [{ op: 'replace', path: 'userName', value: 'other.name' }])],
      [400, 'mutability', patch(`/Users/${wei.id}`, [{ op: 'replace', path: 'id', value: 'x' }])], [400, 'mutability', patch(`/Users/${wei.id}`, [{ op: 'remove', path: 'groups' }])], [400, 'invalidValue', provider.ask('POST', '/Users', user({ userName: 'a@b' }))],
      [400, 'invalidValue', provider.ask('POST', '/Users', user({ phoneNumbers: [] }))], [400, 'invalidValue', provider.ask('POST', '/Users', user({ displayName: '韦\u202e兴' }))], [400, 'invalidValue', patch(`/Users/${wei.id}`, [{ op: 'replace', path: 'active', value: 'maybe' }])],
      [400, 'invalidPath', patch(`/Users/${wei.id}`, [{ op: 'replace', path: 'a..b', value: 1 }])], [400, 'noTarget', patch(`/Users/${wei.id}`, [{ op: 'remove' }])], [400, 'invalidSyntax', provider.ask('POST', '/Users', '{')], [400, 'invalidSyntax', provider.ask('POST', '/Users', '[]')],
      [400, 'invalidSyntax', provider.ask('PATCH', `/Users/${wei.id}`, { Operations: [{ op: 'remove', path: 'title' }] })], [400, 'tooMany', patch(`/Users/${wei.id}`, Array.from({ length: OPERATIONS_MAX + 1 }, () => ({ op: 'remove', path: 'title' })))],
    ];
    for (const [status, scimType, asked] of refused) expect((await asked).body, scimType).toMatchObject({ status: String(status), scimType });
    expect(await history(wei.id)).toEqual(again);
  });

  it('[SCM08 DIR13] whoever is deactivated is cut within five seconds and refused with the reason, comes back as the same person, and after DELETE is not there until they join anew', async () => {
    needInstallation(installation);
    const meng = await made({ displayName: '蒙丽', [POST]: { unit: { value: section } } });
    const issue = { kind: 'account.issue', personId: meng.id, login: null } as const;
    const seen = (await admin.post<{ readonly fingerprint: string }>('/api/directory/changes/preview', { command: issue })).body;
    const issued = (await admin.post<{ readonly issued: { readonly login: string; readonly password: string } }>('/api/directory/changes', { opId: 'd'.repeat(32), command: issue, fingerprint: seen.fingerprint, grounds: '' })).body.issued;
    expect(issued.login).toBe(meng.userName);
    const signedIn = await signIn(office.url, issued);
    const { docId } = (await (await office.as(TOWN, 'drafter')).post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title: '关于在岗的通知' })).body;
    expect((await signedIn.get(`/api/documents/${docId}`)).status).toBe(404);
    const socket = new WebSocket(`${office.url.replace(/^http/, 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${signedIn.token}`]);
    const closed = new Promise<number>((resolve) => { socket.addEventListener('close', ({ code }) => resolve(code)); });
    await new Promise((resolve) => { socket.addEventListener('message', resolve, { once: true }); });
    const started = performance.now();
    expect((await patch(`/Users/${meng.id}`, [{ op: 'replace', path: 'active', value: 'False' }])).body).toMatchObject({ active: false, groups: [] });
    expect(await closed).toBe(4403);
    expect(performance.now() - started).toBeLessThan(CUT_MS);
    expect(await signedIn.get('/api/feed')).toMatchObject({ status: 403, body: { error: { code: 'auth.disabled' } } });
    expect((await history(meng.id))[0]).toMatchObject({ kind: 'person.leave' });
    expect((await patch(`/Users/${meng.id}`, [{ op: 'replace', path: 'title', value: '主任' }])).body.scimType).toBe('mutability');
    expect((await patch(`/Users/${meng.id}`, [{ op: 'replace', path: 'active', value: true }])).body).toMatchObject({ id: meng.id, active: true, [POST]: { unit: { value: section } } });
    expect((await signIn(office.url, issued)).session.person.memberships).toMatchObject([{ roles: [] }]);
    const { totalResults } = (await provider.ask('GET', '/Users?count=0')).body;
    expect((await provider.ask('DELETE', `/Users/${meng.id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE'] as const) expect((await provider.ask(method, `/Users/${meng.id}`)).status).toBe(404);
    expect((await provider.ask('GET', '/Users?count=0')).body.totalResults).toBe(totalResults - 1);
    const back = await made({ userName: meng.userName, displayName: '蒙丽丽', externalId: 'hr-9' });
    expect(back).toMatchObject({ id: meng.id, displayName: '蒙丽丽', externalId: 'hr-9', active: true, [POST]: { unit: { value: town } } });
  });

  it('[SCM07 DIR10] gives no right, takes none of a peer, and is refused whole where work is held or rights stand against it', async () => {
    needInstallation(installation);
    const drafter = await office.as(TOWN, 'drafter');
    const id = drafter.session.person.personId;
    const socket = await openRaw(drafter, (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title: '关于春耕的通知' })).body.docId, [SUBPROTOCOL.extended]);
    const before = (await provider.ask('GET', `/Users/${id}`)).body;
    const refused = await patch(`/Users/${id}`, [{ op: 'replace', path: 'displayName', value: '改名' }, { op: 'replace', path: 'active', value: false }]);
    expect(refused.body).toMatchObject({ status: '409' });
    expect(refused.body.detail).toContain('在办');
    expect((await provider.ask('DELETE', `/Users/${id}`)).status).toBe(409);
    expect((await provider.ask('GET', `/Users/${id}`)).body).toEqual(before);
    socket.socket.close();
    // Within its organ a right stays with who holds it.
    expect((await patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: '二级科员' }])).status).toBe(200);
    expect((await office.as(TOWN, 'drafter')).session.person.memberships[0]?.roles).toContain('drafter');
    for (const path of ['title', 'displayName']) expect((await patch(`/Users/${admin.session.person.personId}`, [{ op: 'replace', path, value: '改名' }])).status, path).toBe(path === 'title' ? 200 : 403);
    expect((await provider.ask('DELETE', `/Users/${admin.session.person.personId}`)).status).toBe(403);
    // Its own organ's name and place are its superior's business.
    expect((await patch(`/Groups/${town}`, [{ op: 'replace', path: 'displayName', value: '改名镇' }])).status).toBe(403);
    expect((await provider.ask('DELETE', `/Groups/${town}`)).status).toBeGreaterThanOrEqual(403);
  });

  it('[SCM09] units are set up, renamed, moved, put in order and dissolved; members are posts, and newcomers wait at the root', async () => {
    needInstallation(installation);
    const [wen, shu] = [await newGroup('文书股', { externalId: 'dep-1', [UNIT]: { parent: { value: section } } }), await newGroup('数据股', { [UNIT]: { parent: section, creditCode: '12520322FAKE00028H' } })];
    expect(wen).toMatchObject({ externalId: 'dep-1', members: [], [UNIT]: { parent: { value: section }, kind: 'dept', isOrgan: false, shortName: '文书股' } });
    expect(shu[UNIT]).toMatchObject({ creditCode: '12520322FAKE00028H' });
    expect((await provider.ask('POST', '/Groups', { schemas: [GROUP], displayName: '文书股', [UNIT]: { parent: section } })).body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const orderOf = async (id: string): Promise<unknown> => ((await provider.ask('GET', `/Groups/${id}`)).body[UNIT] as { readonly order: number }).order;
    const first = await orderOf(wen.id);
    expect((await patch(`/Groups/${shu.id}`, [{ op: 'replace', path: `${UNIT}:order`, value: first }])).status).toBe(200);
    expect([await orderOf(shu.id), await orderOf(wen.id)]).toEqual([first, Number(first) + 1]);
    // A sender that does not know the extension takes nothing away.
    const renamed = await provider.ask('PUT', `/Groups/${shu.id}`, { schemas: [GROUP], displayName: '大数据股', members: [] });
    expect(renamed.body).toMatchObject({ displayName: '大数据股', [UNIT]: { shortName: '大数据股', creditCode: '12520322FAKE00028H', parent: { value: section }, order: first } });
    const moved = await patch(`/Groups/${shu.id}`, [{ op: 'replace', path: `${UNIT}:parent.value`, value: town }, { op: 'replace', path: 'displayName', value: '数据办' }, { op: 'remove', path: `${UNIT}:creditCode` }]);
    expect(moved.body).toMatchObject({ displayName: '数据办', [UNIT]: { parent: { value: town } } });
    expect(moved.body[UNIT]).not.toHaveProperty('creditCode');
    expect((await history(shu.id))[0]?.kind).toBe('provision');
    for (const [path, value] of [['kind', 'division'], ['isOrgan', true]] as const) expect((await patch(`/Groups/${shu.id}`, [{ op: 'replace', path: `${UNIT}:${path}`, value }])).body.scimType).toBe('mutability');
    expect((await patch(`/Groups/${section}`, [{ op: 'replace', path: `${UNIT}:parent`, value: { value: wen.id } }])).body).toMatchObject({ status: '400', scimType: 'invalidValue' });

    const [a, b] = [await made({ displayName: '岑一' }), await made({ displayName: '岑二' })];
    const both = await patch(`/Groups/${wen.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] }]);
    expect(both.body.members.map((each) => each.value)).toEqual([a.id, b.id]);
    expect((await history(wen.id))[0]).toMatchObject({ kind: 'provision', counts: { posts: 2 } });
    const one = (await provider.ask('GET', `/Users/${a.id}`)).body;
    expect([unitOf(one), one.groups.map((each) => each.value), one.title]).toEqual([wen.id, [wen.id], '科员']);
    // One more unit is one more post; out of the first the second becomes the main one.
    await patch(`/Groups/${shu.id}`, [{ op: 'add', path: 'members', value: [{ value: a.id }] }]);
    expect((await provider.ask('GET', `/Users/${a.id}`)).body.groups.map((each) => each.value)).toEqual([wen.id, shu.id]);
    await patch(`/Groups/${wen.id}`, [{ op: 'remove', path: `members[value eq "${a.id}"]` }]);
    expect((await provider.ask('GET', `/Users/${a.id}`)).body).toMatchObject({ title: '科员', groups: [{ value: shu.id }], [POST]: { unit: { value: shu.id } } });
    expect((await provider.ask('DELETE', `/Groups/${shu.id}`)).body).toMatchObject({ status: '409' });
    await patch(`/Groups/${shu.id}`, [{ op: 'replace', path: 'members', value: [] }]);
    expect(unitOf((await provider.ask('GET', `/Users/${a.id}`)).body)).toBe(town);
    expect((await patch(`/Groups/${town}`, [{ op: 'remove', path: `members[value eq "${a.id}"]` }])).body.scimType).toBe('mutability');
    expect((await provider.ask('DELETE', `/Groups/${shu.id}`)).status).toBe(204);
    expect((await provider.ask('GET', `/Groups/${shu.id}`)).status).toBe(404);
    const withPeople = await newGroup('新设股', { members: [{ value: a.id }], [UNIT]: { parent: town } });
    expect(withPeople.members.map((each) => each.value)).toEqual([a.id]);
    expect((await provider.ask('POST', '/Groups', { schemas: [GROUP], displayName: '空股', members: [{ value: section, type: 'Group' }] })).body.scimType).toBe('invalidValue');
  });

  it('[SCM10] a version holds until something changes: then 412, and of many writers over one version one is heard', async () => {
    needInstallation(installation);
    const wei = await made({ displayName: '韦版' });
    const got = await provider.ask('GET', `/Users/${wei.id}`);
    const etag = got.headers.get('etag') ?? '';
    expect([got.body.meta.version, got.status]).toEqual([etag, 200]);
    expect((await provider.ask('GET', `/Users/${wei.id}`, undefined, { 'if-none-match': `"x", ${etag}` })).status).toBe(304);
    const rename = (name: string): Promise<Got> => patch(`/Users/${wei.id}`, [{ op: 'replace', path: 'displayName', value: name }], { 'if-match': etag });
    const answers = await Promise.all(['甲', '乙', '丙', '丁', '戊'].map((name) => rename(`韦${name}`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412]);
    const heard = answers.find(({ status }) => status === 200)?.body;
    expect((await provider.ask('GET', `/Users/${wei.id}`)).body).toEqual(heard);
    expect((await provider.ask('DELETE', `/Users/${wei.id}`, undefined, { 'if-match': etag })).body).toMatchObject({ status: '412' });
    expect((await provider.ask('DELETE', `/Users/${wei.id}`, undefined, { 'if-match': '*' })).status).toBe(204);
    // Without a version the last one wins, and none is lost between.
    const shu = await newGroup('并发股');
    const people = await Promise.all(Array.from({ length: 6 }, (_, at) => made({ displayName: `并发${at}` })));
    const added = await Promise.all(people.map(({ id }) => patch(`/Groups/${shu.id}`, [{ op: 'add', path: 'members', value: [{ value: id }] }])));
    const inIt = (await provider.ask('GET', `/Groups/${shu.id}`)).body.members.map((each) => each.value).toSorted();
    expect(inIt).toEqual(people.filter((_, at) => added[at]?.status === 200).map(({ id }) => id).toSorted());
    expect(inIt.length).toBeGreaterThan(0);
  });

  it('[SCM07 DIR17] what was written over SCIM stands in the chain that `verify` looks at', async () => {
    const at = needInstallation(installation);
    await office.close();
    expect((await verify(at.place, () => {})).list().filter(({ check }) => check === 'directory')).toEqual([]);
    office = await startInProcessServer({ ...at.settings, data: at.dataDir });
  }, START_MS);
});
