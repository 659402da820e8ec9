import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpId, type DocId } from '#shared/base/ids.ts';
import type { Board, ExchangeAnswer, Preview } from '#shared/exchange/board.ts';
import { resolve } from '#shared/exchange/distribution.ts';
import { verifyPackage } from '#shared/exchange/package.ts';
import type { Unit } from '#shared/org/model.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { KEY_FILE, readServerKey } from '#server/crypto/key-file.ts';
import { crypto } from '#server/crypto/sm2.ts';
import type { PackageAnswer } from '#server/exchange/package.ts';
import { draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { random } from '#tests/kit/mass-send.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';
let server: InProcessServer;
let office: Office;
let neighbour: ServerClient;
let docId: DocId;
let town: Unit;
let villages = 0;

/** The town's report goes to the county, its direct superior, and to all its villages: 分送范围 set by the drafter, sent at 核发. */
beforeAll(async () => {
  server = await startInProcessServer();
  office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
  neighbour = await server.as('教育局', 'registrar');
  docId = await draftReport(office, '关于饮水安全的报告') as DocId;
  const { state } = (await office.drafter.get<DocumentView>(`/api/documents/${docId}`)).body;
  const view = server.server.directory.orgView();
  town = view.unit(state.organId) as Unit;
  const distribution = [{ kind: 'group', rule: { kind: 'villages', below: town.id } }] as const;
  expect(await office.drafter.act({ kind: 'address', docId, stepNo: 0, distribution, phrase: '各村（居）民委员会' })).toMatchObject({ status: 'accepted' });
  await issueReport(office, docId);
  villages = resolve(distribution, view, town.id).recipients.length;
});

afterAll(() => server.close());

const boardOf = (who: ServerClient, query = '') => who.get<Board>(`/api/exchange/${docId}/board${query}`);
const act = (who: ServerClient, more: object) => who.post<ExchangeAnswer>(`/api/exchange/${docId}`, { opId: createOpId(random), kind: 'urge', organIds: 'unsigned', reason: '', ...more });

describe('the exchange over http', () => {
  it('[EXC37] the board is the readers’, acts the sender’s 收发员’s; to anybody else there is no document', async () => {
    const seen = await boardOf(office.registrar);
    expect([seen.status, seen.body.mayAct, seen.body.total.total, seen.body.total.awaiting]).toEqual([200, true, villages + 1, villages + 1]);
    expect(seen.body.levels.map(({ level, counts }) => [level, counts.total])).toEqual([[3, 1], [5, villages]]);
    expect((await boardOf(office.drafter)).body.mayAct).toBe(false);
    expect((await boardOf(office.registrar, '?level=5&limit=2&offset=1')).body.rows.length).toBe(2);
    for (const bad of ['?level=9', '?state=late', '?limit=9999', '?sort=speed']) expect((await boardOf(office.registrar, bad)).status, bad).toBe(400);
    expect((await boardOf(neighbour)).status).toBe(404);
    expect((await neighbour.get(`/api/exchange/${'f'.repeat(32)}/board`)).status).toBe(404);
    expect((await act(office.drafter, {})).status).toBe(403);
    expect((await act(neighbour, {})).status).toBe(404);
    expect((await act(office.registrar, { organIds: [] })).status).toBe(400);
  });

  it('[EXC37] an act that is sent twice has one effect; what is sent again reaches the receiver’s feed', async () => {
    const opId = createOpId(random);
    const first = await act(office.registrar, { opId });
    expect([first.status, first.body.done]).toEqual([200, villages + 1]);
    expect((await act(office.registrar, { opId })).body).toEqual(first.body);
    expect((await boardOf(office.registrar)).body.rows[0]).toMatchObject({ urgedCount: 1, level: 3 });
    const county = server.server.directory.orgView().parentOrgan(town.id) as Unit;
    const receiver = await server.as(county.fullName, 'registrar');
    expect((await act(office.registrar, { kind: 'recall', organIds: [county.id] })).body.done).toBe(1);
    expect((await act(office.registrar, { kind: 'resend', organIds: [county.id] })).body.done).toBe(1);
    const feed = await receiver.get<{ readonly documents: readonly DocumentView[]; readonly gone: readonly string[] }>('/api/feed');
    // [EXC43] The copy that was taken back is gone; the one that was sent again is there.
    expect(feed.body.documents.filter(({ state }) => state.title.includes('饮水安全') && state.direction === 'incoming').map(({ state }) => state.stage)).toEqual(['awaitingReceipt']);
    expect(feed.body.gone.length).toBe(1);
  });

  it('[EXC37] the package and the keys are handed out for checking, to sender and receiver', async () => {
    const whole = await office.drafter.get<PackageAnswer>(`/api/exchange/${docId}/package`);
    const key = await office.drafter.get<{ readonly publicKey: string }>(`/api/exchange/keys/${town.id}`);
    const parts = whole.body.parts.map(({ name, mediaType, base64 }) => ({ name, mediaType, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }));
    expect(verifyPackage(whole.body.manifest, whole.body.signature, parts, key.body.publicKey, crypto)).toEqual([]);
    const receiver = await server.as((server.server.directory.orgView().parentOrgan(town.id) as Unit).fullName, 'registrar');
    // The county's first copy was taken back in between; the one that came again stands for it.
    const feed = await receiver.get<{ readonly documents: readonly DocumentView[] }>('/api/feed');
    const copy = feed.body.documents.find(({ state }) => state.title.includes('饮水安全') && state.direction === 'incoming');
    expect((await receiver.get<PackageAnswer>(`/api/exchange/${copy?.state.docId}/package`)).body.manifest).toEqual(whole.body.manifest);
    expect((await neighbour.get(`/api/exchange/${docId}/package`)).status).toBe(404);
    expect((await neighbour.get(`/api/exchange/keys/${'x'.repeat(8)}`)).status).toBe(404);
  });

  it('[EXC37] a distribution is resolved as of today before anything is sent', async () => {
    const asked = await office.drafter.post<Preview>('/api/exchange/preview', { senderId: town.id, distribution: [{ kind: 'group', rule: { kind: 'villages', below: town.id } }, { kind: 'organ', organId: 'nobody01' }] });
    expect([asked.status, asked.body.count, asked.body.leftOut, asked.body.levels]).toEqual([200, villages, 1, [{ level: 5, count: villages }]]);
    expect(asked.body.units[0]).toMatchObject({ pathLabel: expect.stringContaining('楚米镇') });
    expect((await office.drafter.post('/api/exchange/preview', { senderId: town.id, distribution: [] })).status).toBe(400);
  });

  it('[EXC36] the key file is its owner’s only, and stays what it is', () => {
    const path = join(server.dataDir, KEY_FILE);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{32}\n$/);
    expect(readServerKey(server.dataDir, random)).toEqual(readServerKey(server.dataDir, random));
  });
});
