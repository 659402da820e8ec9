/**
 * The story that everything else deepens: one 请示 travels from a township to its county and its 批复 comes back,
 * with two people in one text, a pulled cable, a killed client and a killed server on the way.
 * Real Electron, separate profiles, one server process. The steps build on each other and run in order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentView } from '#shared/protocol/http.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast, signInOverHttp, type Cast, type Player } from './kit/cast.ts';
import {
  compose, editorText, launchClient, openFromDesk, shot, signIn, signOut, typeInParagraph, unlockIfAsked, type Client,
} from './kit/client.ts';
import { storedContent } from './kit/profile.ts';
import { whatHappened } from '#tests/kit/story.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-story-shots');
const SUBJECT = '申请解决楚米片区安全饮水工程建设资金';

let server: TestServer;
let cable: TcpProxy;
let cast: Cast;
let dir: string;
let one: Client; // the drafter's machine, behind the cable
let two: Client; // the colleague's
let county: Client;
let docId: string;

const profile = (name: string): string => join(dir, name);

async function viewOf(player: Player, id: string): Promise<DocumentView> {
  const { token } = await signInOverHttp(server.url, player);
  const answer = await fetch(`${server.url}/api/documents/${id}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return await answer.json() as DocumentView;
}

async function serverHash(player: Player, id: string): Promise<string> {
  const { token } = await signInOverHttp(server.url, player);
  const answer = await fetch(`${server.url}/api/documents/${id}/content`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { readonly hash: string }).hash;
}

const hashHere = async (client: Client): Promise<string | null> =>
  await client.page.evaluate(async (id) => {
    const office = (window as unknown as { office: { call(name: string, input: unknown): Promise<{ ok: boolean; value: { contentHash: string | null } }> } }).office;
    const answer = await office.call('document.get', { docId: id });
    return answer.value.contentHash;
  }, docId);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-story-'));
  server = await startTestServer({ scale: 'county' });
  cable = await startTcpProxy(server.url);
  cast = await findCast(server.url, server.accounts);
}, 120_000);

afterAll(async () => {
  for (const client of [one, two, county]) await client?.close().catch(() => undefined);
  await cable?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A red step leaves a picture of every window: most failures are explained by looking. */
afterEach(async (context) => {
  if (context.task.result?.state !== 'fail') return;
  for (const [name, client] of Object.entries({ one, two, county })) {
    await client?.page.screenshot({ path: join(SHOTS, `failed-${context.task.name.slice(1, 6)}-${name}.png`) }).catch(() => undefined);
  }
});

describe('一个请示从乡镇到县，批复再回来', () => {
  it('[STY01] the drafter signs in, finds a colleague by pinyin initials, creates a 请示 from the template and types Chinese', async () => {
    one = await launchClient({ profileDir: profile('one') });
    await signIn(one.page, cable.url, cast.drafter);
    await shot(one.page, SHOTS, '01-workbench');

    await one.page.keyboard.press('Control+2');
    const search = one.page.getByTestId('directory-search');
    await search.fill(await initialsOf(cast.colleague.name));
    const hit = one.page.getByTestId('directory-hit').filter({ hasText: cast.colleague.name }).first();
    await hit.waitFor();
    await shot(one.page, SHOTS, '02-directory');

    await one.page.keyboard.press('Control+1');
    await one.page.getByTestId('new-document').click();
    await one.page.getByTestId('template-request').click();
    await one.page.getByTestId('new-subject').fill(SUBJECT);
    await one.page.getByTestId('new-submit').click();
    await one.page.getByTestId('editor').waitFor();
    docId = await one.page.getByTestId('document-page').getAttribute('data-doc-id') ?? '';
    expect(docId).toMatch(/^[0-9a-f]{32}$/);

    await one.page.getByTestId('editor').locator('p').first().click();
    await compose(one.page, ['wo', "wo'zhen"], '我镇');
    await typeInParagraph(one.page, 0, '现有农村人口较多，部分村组饮水管网老化，急需改造。');
    expect(await editorText(one.page)).toContain('我镇现有农村人口较多');
    expect(await editorText(one.page)).not.toContain("wo'zhen");
    await shot(one.page, SHOTS, '03-draft');
  });

  it('[STY02] two people type at once, each sees the other under the real name, and both texts end equal, on disk and on the server', async () => {
    await one.page.getByTestId('act-invite').click();
    const picker = one.page.getByRole('dialog');
    await picker.getByRole('textbox').or(picker.getByRole('combobox')).or(picker.getByRole('searchbox')).first().fill(cast.colleague.name);
    await picker.getByTestId('directory-hit').filter({ hasText: cast.colleague.name }).first().click();
    await picker.getByTestId('act-confirm').click();

    two = await launchClient({ profileDir: profile('two') });
    await signIn(two.page, server.url, cast.colleague);
    await openFromDesk(two.page, 'drafts', docId);
    await waitFor(async () => (await editorText(two.page)).includes('我镇现有农村人口较多'));

    await two.page.getByTestId('editor').locator('p').nth(1).click();
    await one.page.getByTestId('editor').locator('p').first().click();
    await Promise.all([
      typeSlowly(one, 0, '经测算，需资金一百二十万元。'),
      typeSlowly(two, 1, '（联系人：党政综合办公室）'),
    ]);
    await waitFor(async () => (await one.page.getByTestId('remote-caret').allInnerTexts()).some((text) => text.includes(cast.colleague.name)));
    await waitFor(async () => (await two.page.getByTestId('remote-caret').allInnerTexts()).some((text) => text.includes(cast.drafter.name)));
    await shot(one.page, SHOTS, '04-together');

    await waitFor(async () => {
      const hashes = [await hashHere(one), await hashHere(two), await serverHash(cast.drafter, docId)];
      return hashes[0] !== null && hashes.every((hash) => hash === hashes[0]);
    });
    expect(await editorText(one.page)).toContain('经测算，需资金一百二十万元。');
    expect(await editorText(one.page)).toContain('（联系人：党政综合办公室）');
    expect((await storedContent(profile('one'), docId)).hash).toBe(await serverHash(cast.drafter, docId));
    expect((await storedContent(profile('two'), docId)).hash).toBe(await serverHash(cast.drafter, docId));
  });

  it('[STY03] with the cable pulled the drafter types on, the client is killed and started again offline: the text is there, and 送审 waits in the outbox', async () => {
    cable.cut();
    await one.page.locator('[data-testid="sync-badge"][data-state="offline"]').waitFor({ timeout: 15_000 });
    await typeInParagraph(one.page, 0, '断网期间补充：请县级统筹安排。');
    await waitFor(async () => /已存本机|待上传/u.test(await one.page.getByTestId('save-state').innerText()));
    await waitFor(async () => (await storedContent(profile('one'), docId)).text.includes('断网期间补充'));
    await one.kill9();

    one = await launchClient({ profileDir: profile('one') });
    await unlockIfAsked(one.page, cast.drafter.password);
    await openFromDesk(one.page, 'drafts', docId);
    await waitFor(async () => (await editorText(one.page)).includes('断网期间补充：请县级统筹安排。'));
    await shot(one.page, SHOTS, '05-offline');

    await one.page.getByTestId('act-submit').click();
    await one.page.getByTestId('act-confirm').click();
    await one.page.locator('[data-testid="sync-badge"][data-acts="1"]').waitFor();
    await one.page.getByTestId('sync-badge').click();
    await one.page.getByTestId('sync-panel').waitFor();
    expect(await one.page.getByTestId('outbox-item').count()).toBe(1);
    await shot(one.page, SHOTS, '06-outbox');
    await one.page.keyboard.press('Escape');

    await typeInParagraph(two.page, 1, '另附工程预算表。');
    await waitFor(async () => (await two.page.getByTestId('save-state').innerText()).includes('已同步'));
  });

  it('[STY04] back online everything merges; a 送审 made before the colleague’s words asks its author again and then takes effect once', async () => {
    cable.join();
    await one.page.locator('[data-testid="sync-badge"][data-state="attention"], [data-testid="reconfirm-banner"]').first().waitFor({ timeout: 30_000 });
    await waitFor(async () => (await editorText(one.page)).includes('另附工程预算表。'));
    await waitFor(async () => (await editorText(two.page)).includes('断网期间补充：请县级统筹安排。'));
    expect((await viewOf(cast.drafter, docId)).state.stage).toBe('drafting');
    await shot(one.page, SHOTS, '07-reconfirm');

    await one.page.getByTestId('reconfirm-again').click();
    await one.page.getByTestId('act-confirm').click();
    await waitFor(async () => (await viewOf(cast.drafter, docId)).state.stage === 'signing');
    const { events, state } = await viewOf(cast.drafter, docId);
    const submissions = events.filter((event) => whatHappened(event) === 'submit');
    expect(submissions).toHaveLength(1);
    expect(state.contentHash).toBe(await serverHash(cast.drafter, docId));
    await waitFor(async () => (await two.page.getByTestId('editor').locator('[contenteditable]').or(two.page.locator('[data-testid="editor"][contenteditable]')).first().getAttribute('contenteditable')) === 'false');
  });

  it('[STY05] a server killed with SIGKILL between two steps loses nothing that a client saw as saved', async () => {
    const before = await viewOf(cast.drafter, docId);
    const hash = await serverHash(cast.drafter, docId);
    await server.kill9();
    await one.page.locator('[data-testid="sync-badge"][data-state="offline"]').waitFor({ timeout: 15_000 });
    await server.restart();
    await one.page.locator('[data-testid="sync-badge"]:not([data-state="offline"])').waitFor({ timeout: 40_000 });
    expect((await viewOf(cast.drafter, docId)).events).toEqual(before.events);
    expect(await serverHash(cast.drafter, docId)).toBe(hash);
  });

  it('[STY06] the leader signs it off, and the county’s 收发员 sees it in 待签收 within two seconds', async () => {
    county = await launchClient({ profileDir: profile('county') });
    await signIn(county.page, server.url, cast.countyRegistrar);
    await county.page.getByTestId('tab-todo').click();

    await signOut(two.page);
    await signIn(two.page, server.url, cast.leader);
    await openFromDesk(two.page, 'todo', docId);
    await waitFor(async () => (await editorText(two.page)).includes('另附工程预算表。'));
    await shot(two.page, SHOTS, '08-signing');
    await two.page.getByTestId('act-signOff').click();
    await two.page.getByTestId('act-confirm').click();

    await waitFor(async () => (await viewOf(cast.drafter, docId)).state.stage === 'issued', { intervalMs: 20 });
    const issuedAt = Date.now();
    await county.page.getByTestId('desk-row').filter({ hasText: SUBJECT }).first().waitFor({ timeout: 10_000 });
    expect(Date.now() - issuedAt).toBeLessThan(2_000);
    await shot(county.page, SHOTS, '09-county-todo');
  });

  it('[STY07] the county signs for it, the leader’s 批复 goes back, the township signs for that, and the 请示 is closed', async () => {
    await county.page.getByTestId('desk-row').filter({ hasText: SUBJECT }).first().click();
    await county.page.getByTestId('document-page').waitFor();
    await waitFor(async () => (await editorText(county.page)).includes('另附工程预算表。'));
    await county.page.getByTestId('act-receive').click();
    await confirmIfAsked(county);
    await waitFor(async () => (await county.page.getByTestId('timeline').innerText()).includes('签收'));

    await signOut(county.page);
    await signIn(county.page, server.url, cast.countyLeader);
    await county.page.getByTestId('tab-todo').click();
    await county.page.getByTestId('desk-row').filter({ hasText: SUBJECT }).first().click();
    await county.page.getByTestId('document-page').waitFor();
    await county.page.getByTestId('act-reply').click();
    await county.page.getByTestId('reply-text').waitFor();
    await shot(county.page, SHOTS, '10-reply');
    await county.page.getByTestId('act-confirm').click();
    await waitFor(async () => {
      const { state } = await viewOf(cast.drafter, docId);
      return state.direction === 'outgoing' && state.answer !== null;
    });

    await signOut(two.page);
    await signIn(two.page, server.url, cast.registrar);
    await two.page.getByTestId('tab-todo').click();
    await two.page.getByTestId('desk-row').filter({ hasText: '批复' }).first().click();
    await two.page.getByTestId('document-page').waitFor();
    await two.page.getByTestId('act-receive').click();
    await confirmIfAsked(two);
    await waitFor(async () => (await viewOf(cast.drafter, docId)).state.stage === 'closed');
  });

  it('[STY08] every step stands in the document’s 历程 with who, when and content hash', async () => {
    const { events } = await viewOf(cast.drafter, docId);
    expect(events.map(whatHappened)).toEqual(['created', 'invited', 'submit', 'signOff', 'register', 'dispatch', 'answered', 'close']);
    for (const event of events) {
      expect(event.actor.name).not.toBe('');
      expect(event.at).toBeGreaterThan(0);
    }
    const hashes = events.flatMap((event) => ('contentHash' in event.body && event.body.contentHash !== null ? [event.body.contentHash] : []));
    expect(new Set(hashes).size).toBe(1);

    await openFromDesk(one.page, 'done', docId);
    await one.page.getByTestId('timeline').waitFor();
    await waitFor(async () => (await one.page.getByTestId('timeline-item').count()) === events.length);
    const timeline = await one.page.getByTestId('timeline').innerText();
    for (const player of [cast.drafter, cast.leader, cast.countyLeader]) expect(timeline).toContain(player.name);
    expect(timeline).toContain((hashes[0] ?? '').slice(0, 8));
    await shot(one.page, SHOTS, '11-history');
    await openFromDesk(one.page, 'toRead');
    await shot(one.page, SHOTS, '12-answer');
  });
});

async function typeSlowly(client: Client, paragraph: number, text: string): Promise<void> {
  await client.page.getByTestId('editor').locator('p').nth(paragraph).click();
  await client.page.keyboard.press('End');
  for (const character of text) await client.page.keyboard.insertText(character);
}

async function confirmIfAsked(client: Client): Promise<void> {
  const confirm = client.page.getByTestId('act-confirm');
  if (await confirm.count() > 0) await confirm.click();
}

async function initialsOf(name: string): Promise<string> {
  const { pinyin } = await import('pinyin-pro');
  return pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', mode: 'surname' }).join('');
}
