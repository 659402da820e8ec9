/**
 * The story of one 请示, without windows: the real server as a process, two replicas as they run in the utility process,
 * and a cable that can be cut. Nothing is simulated but the people.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOfficeClient, type Editor, type OfficeClient } from '#tests/kit/office-client.ts';
import { signIn } from '#tests/kit/server-client.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import { startTestServer, type DemoAccount, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import type { DeskTab } from '#shared/policy/desk.ts';
import { whatHappened } from '#tests/kit/story.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';

interface Cast {
  readonly drafter: DemoAccount;
  readonly colleague: DemoAccount;
  readonly leader: DemoAccount;
  readonly registrar: DemoAccount;
  readonly countyRegistrar: DemoAccount;
  readonly countyLeader: DemoAccount;
}

let server: TestServer;
let cable: TcpProxy;
let cast: Cast;
const clients: OfficeClient[] = [];

async function findCast(): Promise<Cast> {
  const organs = new Map<string, string>();
  const organOf = async (account: DemoAccount): Promise<string> => {
    const known = organs.get(account.login) ?? (await signIn(server.url, account)).session.person.memberships.find((post) => post.primary)?.organId ?? '';
    organs.set(account.login, known);
    return known;
  };
  const find = async (level: number, role: DemoAccount['roles'][number], organId: string | null, not?: string): Promise<DemoAccount> => {
    for (const account of server.accounts) {
      if (account.level !== level || !account.roles.includes(role) || account.login === not) continue;
      if (organId === null || await organOf(account) === organId) return account;
    }
    throw new Error(`no ${role} at level ${level}`);
  };
  const drafter = await find(4, 'drafter', null);
  const town = await organOf(drafter);
  const countyRegistrar = await find(3, 'registrar', null);
  return {
    drafter, colleague: await find(4, 'drafter', town, drafter.login), leader: await find(4, 'principalLeader', town),
    registrar: await find(4, 'registrar', town), countyRegistrar, countyLeader: await find(3, 'principalLeader', await organOf(countyRegistrar)),
  };
}

async function clientOf(account: DemoAccount, url: string): Promise<OfficeClient> {
  const client = await startOfficeClient();
  clients.push(client);
  await client.ask('session.signIn', { serverUrl: url, login: account.login, password: account.password });
  return client;
}

const onDesk = (client: OfficeClient, tab: DeskTab, docId: string): Promise<boolean> =>
  waitFor(async () => (await client.desk(tab)).some((item) => item.docId === docId), { what: `${docId} in ${tab}` });
const connection = async (client: OfficeClient): Promise<string> => (await client.ask('sync.get', {})).connection;
const synced = (client: OfficeClient): Promise<boolean> =>
  waitFor(async () => {
    const { pendingDocs, outbox, connection: state } = await client.ask('sync.get', {});
    return state === 'online' && pendingDocs === 0 && !outbox.some((item) => item.state === 'waiting' || item.state === 'sending');
  }, { timeoutMs: 20_000, what: 'everything sent' });

beforeAll(async () => {
  server = await startTestServer({ scale: 'county' });
  cable = await startTcpProxy(server.url);
  cast = await findCast();
}, 90_000);

afterAll(async () => {
  for (const client of clients) {
    await client.close();
    client.remove();
  }
  await cable?.close();
  await server?.stop();
});

describe('one 请示 travels from a township to its county', () => {
  it('[REP10] survives a pulled cable, a killed client and a killed server; every act takes effect once', async () => {
    // 1 · the drafter creates and types; a colleague is found by pinyin and invited
    const drafter = await clientOf(cast.drafter, cable.url);
    const { docId } = await drafter.ask('document.create', { templateId: 'request-1', subject: '修缮村道', ...PLAIN });
    const initials = (await drafter.ask('directory.search', { query: cast.colleague.name, limit: 5 })).hits;
    expect(initials.some((hit) => hit.kind === 'person' && hit.person.id === cast.colleague.personId)).toBe(true);
    let desk: Editor = await drafter.open(docId);
    desk.type('为改善村民出行条件，');
    await drafter.ask('document.act', { kind: 'invite', docId, personIds: [cast.colleague.personId] });

    // 2 · both type at once
    const colleague = await clientOf(cast.colleague, server.url);
    await onDesk(colleague, 'drafts', docId);
    const desk2 = await colleague.open(docId);
    await waitFor(() => desk2.text().includes('为改善村民出行条件'));
    desk2.awareness.setLocalStateField('cursor', { anchor: 1 });
    desk.awareness.setLocalStateField('cursor', { anchor: 2 });
    for (let index = 0; index < 20; index += 1) {
      desk.type('甲');
      desk2.type('乙', 1);
    }
    await waitFor(() => desk.text() === desk2.text() && desk.text().split('乙').length === 21 && desk.text().split('甲').length === 21);
    await waitFor(() => [...desk.awareness.getStates().values()].some((state) => (state as { user?: { name?: string } }).user?.name === cast.colleague.name), { what: 'the colleague caret with the real name' });
    await synced(drafter);
    await synced(colleague);
    expect(desk.status()).toMatchObject({ canWrite: true, sync: 'synced', isStorageOk: true });

    // 3 · the cable is pulled; the drafter goes on, is killed, starts again offline
    cable.cut();
    await waitFor(async () => await connection(drafter) === 'offline', { timeoutMs: 10_000, what: 'offline noticed' });
    desk.type('断网后写下的字。');
    await desk.flush();
    await waitFor(() => desk.status()?.sync === 'localOnly');
    drafter.drop();
    await drafter.start();
    expect(await connection(drafter)).not.toBe('online');
    desk = await drafter.open(docId);
    expect(desk.text()).toContain('断网后写下的字。');
    const hashSeen = await desk.flush();
    expect(hashSeen).toBe(desk.hash());
    await drafter.ask('document.act', { kind: 'submit', docId, contentHash: hashSeen, opinion: '', people: [], dueAt: null, reasons: {} });
    expect((await drafter.ask('sync.get', {})).outbox).toMatchObject([{ kind: 'submit', state: 'waiting' }]);
    await waitFor(() => desk.status()?.canWrite === false);
    desk2.type('同时同事也写了。', 1);
    await synced(colleague);

    // 4 · the cable is back: texts merge; the act names a text that nobody sees any more and must be confirmed again
    cable.join();
    await drafter.ask('sync.now', {});
    await waitFor(() => desk.text() === desk2.text() && desk.text().includes('断网后写下的字。') && desk.text().includes('同时同事也写了。'), { timeoutMs: 20_000, what: 'both texts equal' });
    const asked = await waitFor(async () => (await drafter.ask('sync.get', {})).outbox.find((item) => item.state === 'reconfirm'), { what: 'the act to be confirmed again' });
    expect(asked.error?.code).toBe('workflow.stale-content');
    await waitFor(() => desk.status()?.canWrite === true);
    await drafter.ask('document.act', { kind: 'submit', docId, contentHash: await desk.flush(), opinion: '', people: [], dueAt: null, reasons: {} });
    await synced(drafter);
    await waitFor(() => desk2.status()?.canWrite === false);

    // 5 · the server is killed between two steps
    const textSeen = desk.text();
    await server.kill9();
    await server.restart();
    const leader = await clientOf(cast.leader, server.url);
    await onDesk(leader, 'todo', docId);
    const signing = await leader.open(docId);
    expect(signing.text()).toBe(textSeen);
    await leader.ask('document.act', { kind: 'signOff', docId, contentHash: await signing.flush(), opinion: '同意' });
    await synced(leader);
    const numbered = await waitFor(async () => (await leader.ask('document.get', { docId })).view.state.number);
    expect(numbered).toMatch(/〔\d{4}〕1号$/u);

    const countyRegistrar = await clientOf(cast.countyRegistrar, server.url);
    const arrived = await waitFor(async () => (await countyRegistrar.desk('todo'))[0], { timeoutMs: 2_000 });
    await countyRegistrar.ask('document.act', { kind: 'receive', docId: arrived.docId });
    await synced(countyRegistrar);
    const countyLeader = await clientOf(cast.countyLeader, server.url);
    await onDesk(countyLeader, 'todo', arrived.docId);
    const received = await countyLeader.open(arrived.docId);
    expect(received.text()).toBe(textSeen);
    await countyLeader.ask('document.act', { kind: 'reply', docId: arrived.docId, contentHash: await received.flush(), decision: 'approve', text: '同意你镇修缮村道。' });
    await synced(countyLeader);

    const registrar = await clientOf(cast.registrar, server.url);
    const answer = await waitFor(async () => (await registrar.desk('todo'))[0]);
    await registrar.ask('document.act', { kind: 'receive', docId: answer.docId });
    await synced(registrar);
    await waitFor(async () => (await drafter.ask('document.get', { docId })).view.state.stage === 'closed', { timeoutMs: 20_000 });
    await onDesk(drafter, 'toRead', answer.docId);

    const { events } = (await drafter.ask('document.get', { docId })).view;
    expect(events.map(whatHappened).filter((what) => what !== 'read')).toEqual(['created', 'invited', 'submit', 'signOff', 'register', 'dispatch', 'answered', 'close']);
    for (const client of clients) expect(client.bugs).toEqual([]);
  }, 120_000);
});
