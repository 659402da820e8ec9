/**
 * Ids of another scope over the wire: every place that takes an id is asked with one that exists and lies beyond the asker, and with one that does not exist.
 * The two answers are the same: status, body, size. What the asker sent themselves is put in one form first, or it would differ by being sent.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKED_ACTS, command as commandSchema } from '#shared/workflow/command.ts';
import { INVALIDATIONS, REPLY_DECISIONS } from '#shared/workflow/model.ts';
import type { OrgCommand } from '#shared/org/change/command.ts';
import { CONTACT_FORMS } from '#shared/protocol/contacts.ts';
import { EXCHANGE_ACTS } from '#shared/exchange/board.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, signIn, type ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 240_000;
const ASKERS = 42;
const HASH = 'a'.repeat(64);

interface Told { readonly status: number; readonly text: string; readonly size: string | null }

/** Whatever an act may name beside its envelope; each schema says which of it. */
const FIELDS: Readonly<Record<string, unknown>> = {
  contentHash: HASH, opinion: '同意', people: [], dueAt: 1, reasons: {}, distribution: null, phrase: '', to: 'drafting', reserved: null, decision: REPLY_DECISIONS[0], text: '同意', from: null, how: INVALIDATIONS[0], personIds: ['nobody01'],
};

function actsOn(docId: string): readonly { readonly kind: string }[] {
  return ['read', 'invite', ...ASKED_ACTS].flatMap((kind) => {
    const schema = commandSchema.options.find((each) => each.shape.kind.value === kind);
    if (schema === undefined) return [];
    const made: Record<string, unknown> = { opId: randomId(), docId, claimedAt: 1, kind, stepNo: 0 };
    for (const key of Object.keys(schema.shape)) if (!(key in made) && key in FIELDS) made[key] = FIELDS[key];
    // From when it no longer holds, and not from whom it is taken.
    if (kind === 'invalidate') made['from'] = 1;
    return [Object.fromEntries(Object.entries(made).filter(([key]) => key in schema.shape)) as { readonly kind: string }];
  });
}

/** What is asked does not depend on the database: the whole matrix on one, a slice on the other. */
const isWhole = (adapter: string): boolean => adapter === 'sqlite';

describe.each(ADAPTERS)('ids of another scope, on $name', ({ name, make }) => {
  const most = isWhole(name) ? ASKERS : 8;
  let installation: Installation | null;
  let office: InProcessServer;
  let askers: readonly ServerClient[];
  let docId: string;
  let cells = 0;

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer({ ...needInstallation(installation).settings, data: needInstallation(installation).dataDir, anonymousPerMinute: 100_000 });
    const drafter = await office.as(TOWN, 'drafter');
    docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于防汛物资的请示' })).body.docId;
    // Its superiors by level, its neighbours, its own colleagues: nobody but who drafts it may know of it. Its organ's administrator moves work without reading, and is asked elsewhere.
    const others = office.accounts.filter((account) => account.login !== drafter.session.person.login && !(account.unit.includes('楚米镇') && account.roles.includes('unitAdmin')));
    const step = Math.max(1, Math.floor(others.length / most));
    askers = await Promise.all(others.filter((_, index) => index % step === 0).slice(0, most).map((account) => signIn(office.url, account)));
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  async function ask(who: ServerClient, method: string, path: string, body: unknown, own: readonly string[]): Promise<Told> {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(who.url + path, {
      method, headers: { authorization: `Bearer ${who.token}`, ...(body === undefined ? {} : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }) }, ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const raw = await response.text();
    return { status: response.status, text: own.reduce((text, each) => text.replaceAll(each, '·'.repeat(each.length)), raw), size: response.headers.get('content-length') };
  }
  async function same(who: ServerClient, what: string, theirs: string, none: string, wish: (id: string) => readonly [string, string, unknown]): Promise<Told> {
    cells += 1;
    const told: Told[] = [];
    for (const id of [theirs, none]) {
      const [method, path, body] = wish(id);
      const opIds = JSON.stringify(body ?? null).match(/"opId":"[0-9a-f]{32}"/gu) ?? [];
      told.push(await ask(who, method, path, body, [id, ...opIds.map((each) => each.slice(8, -1))]));
    }
    const [hidden, missing] = told as [Told, Told];
    expect(hidden, `${what} by ${who.session.person.login}`).toEqual(missing);
    return hidden;
  }

  it('[DIR30 POL04] a document that somebody may not read is, for every route and every act, a document that is not there', async () => {
    needInstallation(installation);
    expect(askers.length).toBe(most);
    const none = 'f'.repeat(32);
    const routes: readonly ((id: string) => readonly [string, string, unknown])[] = [
      ...['', '/content', '/history', '/history/1', '/authors', '/chain', `/versions/${HASH}`, `/blobs/${HASH}`, `/blobs/${HASH}/parts/0`].map((end) => (id: string) => ['GET', `/api/documents/${id}${end}`, undefined] as const),
      (id) => ['POST', `/api/documents/${id}/blobs/${HASH}`, { name: '附件.txt', bytes: 4 }], (id) => ['PUT', `/api/documents/${id}/blobs/${HASH}/parts/0`, new Uint8Array([1, 2, 3, 4])],
      ...['board', 'package'].map((end) => (id: string) => ['GET', `/api/exchange/${id}/${end}`, undefined] as const), (id) => ['GET', `/api/supervision/${id}/parts`, undefined],
      ...EXCHANGE_ACTS.map((kind) => (id: string) => ['POST', `/api/exchange/${id}`, { opId: randomId(), kind, organIds: 'unsigned', reason: '催办' }] as const),
    ];
    const acts = actsOn(docId).map(({ kind }) => kind);
    expect(acts.length).toBe(ASKED_ACTS.length + 2);
    for (const act of actsOn(docId)) expect(commandSchema.safeParse(act).success, act.kind).toBe(true);
    for (const who of askers) {
      for (const [index, route] of routes.entries()) {
        const told = await same(who, route(docId).slice(0, 2).join(' '), docId, none, route);
        if (index === 0) expect(told.status).toBe(404);
      }
      const [hidden, missing] = [actsOn(docId), actsOn(none)];
      for (const [index, kind] of acts.entries()) {
        const told = await same(who, kind, docId, none, (id) => ['POST', '/api/commands', { commands: [id === docId ? hidden[index] : missing[index]] }]);
        expect(told.status, kind).toBe(200);
        expect(told.text, kind).toContain('not-found');
      }
    }
  }, START_MS);

  it('[DIR30 DIR01] a unit, a person or a post that somebody does not administer is, for every command, one that is not there', async () => {
    needInstallation(installation);
    const neighbour = await office.as('海校街道', 'drafter');
    const [post] = neighbour.session.person.memberships;
    const [unitId, personId, postId] = [post?.unitId ?? '', neighbour.session.person.personId, post?.id ?? ''];
    const names = { name: '新名', shortName: '新', fullName: '新名', code: null, docCode: null, uscc: null };
    const unit = { kind: 'dept' as const, isOrgan: false, ...names };
    const admins = [await office.as(TOWN, 'unitAdmin'), ...await Promise.all(office.accounts.filter((account) => account.roles.includes('unitAdmin') && !account.unit.includes('海校') && !account.unit.includes('桐梓县人民政府') && !account.unit.includes('遵义市人民政府') && !account.unit.includes('贵州省人民政府')).slice(0, isWhole(name) ? 20 : 7).map((account) => signIn(office.url, account)))];
    const clean = admins.filter((who) => who.session.person.memberships.every((each) => !office.server.directory.orgView().isWithin(unitId, each.organId)));
    expect(clean.length).toBeGreaterThan(5);
    for (const who of clean) {
      const own = who.session.person.memberships[0];
      const ofUnits: readonly ((id: string) => OrgCommand)[] = [
        (id) => ({ kind: 'unit.rename', unitId: id, ...names }), (id) => ({ kind: 'unit.create', parentId: id, unit }), (id) => ({ kind: 'unit.move', unitId: id, parentId: own?.organId ?? '' }), (id) => ({ kind: 'unit.move', unitId: own?.unitId ?? '', parentId: id }),
        (id) => ({ kind: 'unit.reorder', unitId: id, order: ['aaaaaa', 'bbbbbb'] }), (id) => ({ kind: 'unit.merge', unitId: id, intoId: own?.organId ?? '' }), (id) => ({ kind: 'unit.merge', unitId: own?.unitId ?? '', intoId: id }), (id) => ({ kind: 'unit.split', unitId: id, unit, postIds: [], childIds: [] }),
        (id) => ({ kind: 'unit.dissolve', unitId: id, successorId: null }), (id) => ({ kind: 'unit.dissolve', unitId: own?.unitId ?? '', successorId: id }), (id) => ({ kind: 'person.join', unitId: id, name: '韦兴', phone: '15412345678', title: '科员', roles: [], login: null }),
        (id) => ({ kind: 'post.reorder', unitId: id, order: ['aaaaaa', 'bbbbbb'] }), (id) => ({ kind: 'post.add', personId: who.session.person.personId, unitId: id, title: '成员', roles: [], form: 'seconded' }), (id) => ({ kind: 'import', importId: 'a'.repeat(32), unitId: id }),
      ];
      const ofPeople: readonly ((id: string) => OrgCommand)[] = [
        (id) => ({ kind: 'person.edit', personId: id, name: '韦兴', phone: '15412345678' }), (id) => ({ kind: 'person.leave', personId: id, why: 'other' }), (id) => ({ kind: 'person.return', personId: id, unitId: own?.unitId ?? '', title: '科员', roles: [] }), (id) => ({ kind: 'account.issue', personId: id, login: null }),
      ];
      const ofPosts: readonly ((id: string) => OrgCommand)[] = [
        (id) => ({ kind: 'post.edit', postId: id, title: '主任', roles: [], primary: true }), (id) => ({ kind: 'post.move', postId: id, unitId: own?.unitId ?? '', title: '科员', roles: [] }), (id) => ({ kind: 'post.end', postId: id }),
      ];
      for (const [theirs, commands] of [[unitId, ofUnits], [personId, ofPeople], [postId, ofPosts]] as const) {
        const none = `nowhere0000${'0'.repeat(Math.max(0, theirs.length - 11))}`.slice(0, theirs.length);
        for (const wish of commands) {
          for (const path of ['/preview', '']) {
            const told = await same(who, `${wish(theirs).kind}${path}`, theirs, none, (id) => ['POST', `/api/directory/changes${path}`, path === '' ? { opId: randomId(), command: wish(id), fingerprint: HASH, grounds: '' } : { command: wish(id) }]);
            expect(told.status, `${wish(theirs).kind}${path}`).toBe(404);
          }
        }
      }
      for (const [theirs, path] of [[unitId, '/api/directory/administration/unit?unitId='], [personId, '/api/directory/administration/person?personId='], [unitId, '/api/directory/history?about='], [personId, '/api/directory/history?about='], [unitId, '/api/directory/contacts?about=']] as const) {
        await same(who, path, theirs, `nowhere0000${'0'.repeat(Math.max(0, theirs.length - 11))}`.slice(0, theirs.length), (id) => ['GET', `${path}${id}`, undefined]);
      }
      // Names of units are everybody's; taking their list away is refused for every form alike.
      for (const form of CONTACT_FORMS) expect((await who.post('/api/directory/contacts', { opId: randomId(), unitId, form })).status).toBe(403);
    }
  }, START_MS);

  it('[DIR30] that were two thousand questions and more, and a slice of them on the other database', () => {
    needInstallation(installation);
    process.stdout.write(`cells over the wire: ${cells}\n`);
    expect(cells).toBeGreaterThanOrEqual(isWhole(name) ? 2_000 : 400);
  });
});
