import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCT, PROTOCOL_HEADER, PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { errorBody, healthResponse } from '#shared/protocol/http.ts';
import { DirectoryChanges } from '#shared/org/schema.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { json, randomId, request, type ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';

let office: InProcessServer;
let drafter: ServerClient;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
});
afterAll(() => office.close());

interface Refused { readonly error: { readonly code: string; readonly message: string; readonly field?: string; readonly data?: { readonly minutes: number } } }
const post = (path: string, init: RequestInit): Promise<{ readonly status: number; readonly body: Refused }> => request<Refused>(office.url, path, init);
const signed = (init: RequestInit): RequestInit => ({ ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${drafter.token}` } });
const raw = (body: string, type = 'application/json'): RequestInit => signed({ method: 'POST', headers: { 'content-type': type }, body });

describe('bad input at the public face', () => {
  it('[SRV04] each gets its code, a Chinese sentence and no effect', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const cases: readonly (readonly [string, RequestInit, number, string])[] = [
      ['/api/documents', raw('{"templateId":'), 400, 'request.not-json'],
      ['/api/documents', raw('templateId=request-1', 'application/x-www-form-urlencoded'), 400, 'request.not-json'],
      ['/api/documents', raw(''), 400, 'request.not-json'],
      ['/api/documents', raw('[]'), 400, 'request.invalid'],
      ['/api/documents', raw('{"templateId":"request-1","colour":"red"}'), 400, 'request.unknown-field'],
      ['/api/documents', raw('{"templateId":"request-1","__proto__":{"a":1}}'), 400, 'request.unknown-field'],
      ['/api/documents', raw('{"templateId":"no-such"}'), 422, 'document.template-unknown'],
      ['/api/commands', raw(deep), 400, 'request.invalid'],
      ['/api/commands', raw('{"commands":[]}'), 400, 'request.invalid'],
      ['/api/commands', raw(JSON.stringify({ commands: [{ kind: 'submit', opId: 'x' }] })), 400, 'request.invalid'],
      ['/api/commands', raw(JSON.stringify({ commands: 'x'.repeat(10_000_000) })), 413, 'request.too-large'],
      ['/api/session', json({ login: 'nobody', password: 'x', extra: 1 }), 400, 'request.unknown-field'],
      ['/api/session', json({ login: 'a\u0000b', password: 'x' }), 400, 'request.invalid'],
      ['/api/nothing', raw('{}'), 404, 'not-found'],
      ['/api/documents/..%2f..%2fetc/content', { headers: {} }, 404, 'not-found'],
      [`/api/documents/${randomId()}`, { headers: {} }, 401, 'auth.required'],
      [`/api/documents/${randomId()}`, signed({}), 404, 'not-found'],
      ['/api/documents/ABC', signed({}), 404, 'not-found'],
      ['/api/feed?after=-1', signed({}), 400, 'request.invalid'],
      ['/api/feed?before=1', signed({}), 400, 'request.unknown-field'],
      ['/api/session', signed({ headers: { [PROTOCOL_HEADER]: '0' } }), 426, 'protocol.too-old'],
      ['/api/session', signed({ headers: { [PROTOCOL_HEADER]: 'one' } }), 400, 'request.invalid'],
    ];
    for (const [path, init, status, code] of cases) {
      const answer = await post(path, init);
      expect([path, answer.status, answer.body.error?.code]).toEqual([path, status, code]);
      expect(errorBody.safeParse(answer.body).success).toBe(true);
      expect(answer.body.error.message).toMatch(/\p{Script=Han}/u);
    }
    expect((await drafter.feed()).documents).toEqual([]);
  });

  it('[SRV05] a refused command answers with its reason; others in the same request go on', async () => {
    const docId = randomId();
    const good = { kind: 'read', opId: randomId(), docId, claimedAt: 1 };
    const { body } = await drafter.post<{ readonly outcomes: readonly { readonly status: string; readonly error: { readonly code: string } }[] }>('/api/commands', { commands: [good, { ...good, opId: randomId() }] });
    expect(body.outcomes.map(({ status, error }) => [status, error.code])).toEqual([['refused', 'not-found'], ['refused', 'not-found']]);
  });

  it('[SRV07] every answer names the wire version; health says what this is', async () => {
    const health = await request(office.url, '/healthz');
    expect(health.headers.get(PROTOCOL_HEADER)).toBe(String(PROTOCOL_VERSION));
    expect(healthResponse.parse(health.body)).toMatchObject({ product: PRODUCT, status: 'ok', protocol: PROTOCOL_VERSION });
    expect((await request(office.url, '/readyz')).status).toBe(200);
    expect((await request(office.url, '/nothing')).headers.get(PROTOCOL_HEADER)).toBe(String(PROTOCOL_VERSION));
    expect(String((await request(office.url, '/metrics')).body)).toContain('gzt_requests_total');
  });

  it('[SRV11] OpenAPI describes every route with the schemas that parse it', async () => {
    const { body } = await request<{ readonly paths: Record<string, Record<string, { readonly requestBody?: unknown }>> }>(office.url, '/api/openapi.json');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/session', '/api/documents', '/api/documents/{docId}', '/api/commands', '/api/feed', '/api/directory/search', '/healthz']));
    const createBody = JSON.stringify(body.paths['/api/documents']?.['post']?.requestBody);
    expect(createBody).toContain('"templateId"');
    expect(createBody).toContain('"additionalProperties":false');
  });

  it('[SRV12] the directory answers search, tree, people and the changes of one scope', async () => {
    const { account } = office;
    const found = await drafter.get<{ readonly hits: readonly { readonly id: string; readonly name: string }[] }>(`/api/directory/search?q=${encodeURIComponent(account(TOWN, 'registrar').name)}`);
    expect(found.body.hits.map(({ id }) => id)).toContain(account(TOWN, 'registrar').personId);
    const roots = await drafter.get<{ readonly units: readonly { readonly id: string; readonly name: string }[] }>('/api/directory/units');
    expect(roots.body.units.map(({ name }) => name)).toEqual(['贵州省']);
    const children = await drafter.get<{ readonly units: readonly unknown[] }>(`/api/directory/units/${roots.body.units[0]?.id}/children`);
    expect(children.body.units.length).toBeGreaterThan(0);
    const unit = await drafter.get<{ readonly pathLabel: string; readonly members: readonly unknown[] }>(`/api/directory/units/${account(TOWN, 'drafter').unitId}`);
    expect(unit.body.pathLabel).toContain('桐梓县');
    const person = await drafter.get<{ readonly person: { readonly name: string }; readonly posts: readonly unknown[] }>(`/api/directory/people/${account('桐梓县人民政府', 'registrar').personId}`);
    expect(person.body.person.name).toBe(account('桐梓县人民政府', 'registrar').name);
    expect(person.body.posts.length).toBeGreaterThan(0);
    const changes = await drafter.get('/api/directory/changes?after=0');
    expect(DirectoryChanges.parse(changes.body).people.length).toBeGreaterThan(0);
    expect((await request(office.url, '/api/directory/units')).status).toBe(401);
    expect((await drafter.get('/api/directory/people/pnosuchperson')).status).toBe(404);
  });

  it('[SRV13] several requests with the same create are one document', async () => {
    const docId = randomId();
    const opId = randomId();
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await drafter.post('/api/documents', { docId, opId, templateId: 'request-1', title: '关于同一件事的请示' })).status));
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    expect((await drafter.view(docId)).events).toHaveLength(1);
  });
});

describe('signing in', () => {
  const attempt = (login: string, password: string) => post('/api/session', json({ login, password }));

  it('[AUTH01] a token opens the session and only its hash is stored', async () => {
    const stored = await office.server.storage.read((tx) => tx.selectFrom('session').selectAll().execute());
    expect(JSON.stringify(stored)).not.toContain(drafter.token);
    expect((await drafter.get('/api/session')).status).toBe(200);
    expect((await request(office.url, '/api/session', { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
    expect((await request(office.url, `/api/session?token=${drafter.token}`)).status).toBe(401);
  });

  it('[AUTH02] a wrong password and an unknown login look alike', async () => {
    const { login } = office.account(TOWN, 'sealKeeper');
    const wrong = await attempt(login, 'wrong');
    const unknown = await attempt('nobody.here', 'wrong');
    expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'auth.wrong-password' } } });
    expect(unknown.body).toEqual(wrong.body);
  });

  it('[AUTH03] five failures lock a login for fifteen minutes, known or not', async () => {
    const { login, password } = office.account(TOWN, 'deputyLeader');
    for (const name of [login, 'nobody.there']) {
      for (let failures = 1; failures < 5; failures += 1) expect((await attempt(name, 'wrong')).body.error.code).toBe('auth.wrong-password');
      const fifth = await attempt(name, 'wrong');
      expect(fifth).toMatchObject({ status: 429, body: { error: { code: 'auth.locked', data: { minutes: 15 } } } });
      expect(fifth.body.error.message).toContain('15 分钟');
    }
    expect((await attempt(login, password)).body.error.code).toBe('auth.locked');
    office.passMs(15 * 60_000 + 1);
    expect((await attempt(login, password)).status).toBe(200);
  });

  it('[AUTH04] a disabled account neither signs in nor goes on', async () => {
    const { login, password, personId } = office.account(TOWN, 'sealKeeper');
    const before = await request<{ readonly token: string }>(office.url, '/api/session', json({ login, password }));
    await office.server.storage.tx((tx) => tx.updateTable('account').set({ is_disabled: 1 }).where('person_id', '=', personId).execute());
    expect((await attempt(login, password)).body.error.code).toBe('auth.disabled');
    expect((await request(office.url, '/api/session', { headers: { authorization: `Bearer ${before.body.token}` } })).status).toBe(403);
  });

  it('[AUTH05] a session ends after its hours', async () => {
    office.passMs(12 * 3_600_000);
    expect(await drafter.get('/api/session')).toMatchObject({ status: 401, body: { error: { code: 'auth.expired' } } });
  });

  it('[SRV08] one address cannot ask for ever without a session', async () => {
    const small = await startInProcessServer({ anonymousPerMinute: 10 });
    try {
      const codes = [];
      for (let tries = 0; tries < 12; tries += 1) codes.push((await request<Refused>(small.url, '/api/session')).body.error.code);
      expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'auth.required'));
      expect(codes.at(-1)).toBe('request.too-many');
    } finally {
      await small.close();
    }
  });
});
