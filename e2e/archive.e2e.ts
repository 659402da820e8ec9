/**
 * 归档 in real windows: a 报告 is drafted by two, one of them loses the line and writes on; it is issued and put away by the 收发员,
 * while the drafter has it open. The steps build on each other and run in order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signIn as signInByProgram, type ServerClient } from '#tests/kit/server-client.ts';
import { startTcpProxy, type TcpProxy } from '#tests/kit/tcp-proxy.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast, type Cast } from './kit/cast.ts';
import { editorText, goToWorkbench, launchClient, openFromDesk, shot, signIn, signOut, typeInParagraph, unlockIfAsked, type Client } from './kit/client.ts';
import { look } from './kit/look.ts';
import { storedContent, storedGeneration } from './kit/profile.ts';
import { whatHappened } from '#tests/kit/story.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-archive-shots');
const SUBJECT = '安全饮水工程建设进展情况';
const KEPT = '全镇饮水管网改造已完成八成。';
const UNSENT = '断线时补写的一句。';
const SLOW = { timeoutMs: 30_000 };

let server: TestServer;
let colleagueCable: TcpProxy;
let registrarCable: TcpProxy;
let cast: Cast;
let observer: ServerClient;
let dir: string;
let drafter: Client;
let colleague: Client;
let registrar: Client;
let docId: string;
let hash: string;

const profile = (name: string): string => join(dir, name);
const timesIn = (text: string, part: string): number => text.split(part).length - 1;
const stageOf = (client: Client): Promise<string | null> => client.page.getByTestId('document-page').getAttribute('data-stage');
const isEditable = async (client: Client): Promise<boolean> => await client.page.getByTestId('editor').getAttribute('data-editable') === 'true';
const saveState = (client: Client): Promise<string> => client.page.getByTestId('save-state').innerText();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-archive-'));
  server = await startTestServer({ scale: 'county' });
  [colleagueCable, registrarCable] = [await startTcpProxy(server.url), await startTcpProxy(server.url)];
  cast = await findCast(server.url, server.accounts);
  observer = await signInByProgram(server.url, cast.drafter);
}, 120_000);

afterAll(async () => {
  for (const client of [drafter, colleague, registrar]) await client?.close().catch(() => undefined);
  for (const cable of [colleagueCable, registrarCable]) await cable?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A red step leaves a picture of every window: most failures are explained by looking. */
afterEach(async (context) => {
  if (context.task.result?.state !== 'fail') return;
  for (const [name, client] of Object.entries({ drafter, colleague, registrar })) {
    if (client !== undefined) await shot(client.page, SHOTS, `failed-${context.task.name.slice(1, 6)}-${name}`).catch(() => undefined);
  }
});

async function draftTogether(): Promise<void> {
  drafter = await launchClient({ profileDir: profile('drafter') });
  await signIn(drafter.page, server.url, cast.drafter);
  await drafter.page.getByTestId('new-document').click();
  await drafter.page.getByTestId('template-report').click();
  await drafter.page.getByTestId('new-subject').fill(SUBJECT);
  await drafter.page.getByTestId('new-submit').click();
  await drafter.page.getByTestId('editor').waitFor();
  docId = await drafter.page.getByTestId('document-page').getAttribute('data-doc-id') ?? '';
  await typeInParagraph(drafter.page, 0, KEPT);
  await waitFor(async () => (await saveState(drafter)).includes('已同步'), SLOW);
  await observer.act({ kind: 'invite', docId, personIds: [cast.colleague.personId], claimedAt: Date.now() });

  colleague = await launchClient({ profileDir: profile('colleague') });
  await signIn(colleague.page, colleagueCable.url, cast.colleague);
  await openFromDesk(colleague.page, 'drafts', docId);
  await waitFor(async () => (await editorText(colleague.page)).includes(KEPT), SLOW);
}

async function act(client: Client, name: string): Promise<void> {
  await client.page.getByTestId(`act-${name}`).click();
  await client.page.getByTestId('act-confirm').click();
}

/** On the machine that the 收发员 will use afterwards. */
async function issue(): Promise<void> {
  await act(drafter, 'submit');
  registrar = await launchClient({ profileDir: profile('registrar') });
  await signIn(registrar.page, registrarCable.url, cast.leader);
  await openFromDesk(registrar.page, 'todo', docId);
  await waitFor(async () => (await editorText(registrar.page)).includes(KEPT), SLOW);
  await act(registrar, 'signOff');
  await waitFor(async () => await stageOf(drafter) === 'issued', SLOW);
  const { state } = await observer.view(docId);
  hash = state.contentHash ?? '';
  await signOut(registrar.page);
}

describe('一份报告办完归档', () => {
  it('[FIL01] 归档 is offered to the 收发员 once nobody waits for anything, greyed with its reason while offline, and asks before it acts', async () => {
    await draftTogether();
    colleagueCable.cut();
    await colleague.page.locator('[data-testid="sync-badge"][data-state="offline"]').waitFor({ timeout: 15_000 });
    await typeInParagraph(colleague.page, 0, UNSENT);
    await waitFor(async () => (await storedContent(profile('colleague'), docId)).text.includes(UNSENT), SLOW);
    await issue();
    expect(await drafter.page.getByTestId('act-archive').count()).toBe(0);

    await signIn(registrar.page, registrarCable.url, cast.registrar);
    await openFromDesk(registrar.page, 'done', docId);
    await waitFor(async () => (await editorText(registrar.page)).includes(KEPT), SLOW);
    const button = registrar.page.getByTestId('act-archive');
    registrarCable.cut();
    await waitFor(() => button.isDisabled(), SLOW);
    await look(registrar, SHOTS, 'archive-offline');
    registrarCable.join();
    await waitFor(() => button.isEnabled(), SLOW);
    await look(registrar, SHOTS, 'archive-before');
    await button.click();
    await registrar.page.getByTestId('act-confirm').waitFor();
    await look(registrar, SHOTS, 'archive-dialog');
    expect((await observer.view(docId)).state.stage).toBe('issued');
  });

  it('[FIL02] whoever has it open when it is archived goes over to the new text by themselves: once, unchangeable, with 已归档 in the step bar and 归档 in the 历程', async () => {
    expect(storedGeneration(profile('drafter'), docId)).toBe(1);
    await registrar.page.getByTestId('act-confirm').click();
    for (const [name, client] of Object.entries({ registrar, drafter })) {
      await waitFor(async () => await stageOf(client) === 'archived', { ...SLOW, what: `the ${name} to see the new stage` });
      await waitFor(() => storedGeneration(profile(name), docId) === 2, { ...SLOW, what: `the ${name} to hold the new text` });
      await waitFor(async () => timesIn(await editorText(client.page), KEPT) === 1, SLOW);
      expect((await storedContent(profile(name), docId)).hash, name).toBe(hash);
      // The title stands in lines on the screen.
      expect(timesIn((await client.page.getByTestId('editor').innerText()).replace(/\n/gu, ''), SUBJECT)).toBe(1);
      const steps = client.page.locator('.step-bar li');
      expect((await steps.allInnerTexts()).map((text) => text.trim().split('\n').at(-1))).toEqual(['起草', '签发', '已发', '已归档']);
      expect(await steps.last().getAttribute('aria-current')).toBe('step');
      const newest = client.page.getByTestId('timeline-item').first();
      expect(await newest.getAttribute('data-kind')).toBe('archive');
      for (const part of ['归档', cast.registrar.name, hash.slice(0, 8)]) expect(await newest.innerText()).toContain(part);
      expect(await isEditable(client)).toBe(false);
      await client.page.getByTestId('editor').locator('p').first().click();
      await client.page.keyboard.insertText('不应写入');
      expect(await editorText(client.page)).not.toContain('不应写入');
      expect(await client.page.locator('.action-bar').count()).toBe(0);
      await look(client, SHOTS, `archived-${name}`);
    }
    await goToWorkbench(registrar.page);
    await registrar.page.getByTestId('tab-done').click();
    await registrar.page.locator(`[data-testid="desk-row"][data-doc-id="${docId}"]`).filter({ hasText: '已归档' }).waitFor();
    await look(registrar, SHOTS, 'archived-desk');
  });

  it('[UI31] a text that cannot be written is scrolled by the keyboard', async () => {
    const desk = drafter.page.getByRole('region', { name: '公文正文' });
    const scrolled = (): Promise<number> => desk.evaluate((element) => element.scrollTop);
    // Not by the Home key: a key that comes while the page still glides is swallowed by that.
    await desk.evaluate((element) => { element.scrollTop = 0; });
    await desk.focus();
    await drafter.page.keyboard.press('End');
    await waitFor(async () => await scrolled() > 0);
  });

  it('[FIL03] what was written offline while it was archived is kept beside as 待处理 and said; the archived text comes whole, once', async () => {
    expect(await editorText(colleague.page)).toContain(UNSENT);
    colleagueCable.join();
    await waitFor(async () => await stageOf(colleague) === 'archived', SLOW);
    await waitFor(() => storedGeneration(profile('colleague'), docId) === 2, SLOW);
    await waitFor(async () => timesIn(await editorText(colleague.page), KEPT) === 1 && !(await editorText(colleague.page)).includes(UNSENT), SLOW);
    await waitFor(async () => (await saveState(colleague)).includes('待处理'), SLOW);
    expect((await storedContent(profile('colleague'), docId)).hash).toBe(hash);
    expect(await isEditable(colleague)).toBe(false);
    await look(colleague, SHOTS, 'branch-document');
    await colleague.page.getByTestId('sync-badge').click();
    const branch = colleague.page.getByTestId('branch-item');
    await branch.waitFor();
    expect(await branch.count()).toBe(1);
    expect(timesIn(await branch.innerText(), UNSENT)).toBe(1);
    await look(colleague, SHOTS, 'branch-panel');
    await colleague.page.keyboard.press('Escape');
  });

  it('[FIL04] an archived document and what was kept beside it are there after a kill, without a network', async () => {
    colleagueCable.cut();
    await colleague.kill9();
    colleague = await launchClient({ profileDir: profile('colleague') });
    await unlockIfAsked(colleague.page, cast.colleague.password);
    await openFromDesk(colleague.page, 'done', docId);
    await waitFor(async () => timesIn(await editorText(colleague.page), KEPT) === 1, SLOW);
    expect(await stageOf(colleague)).toBe('archived');
    await colleague.page.getByTestId('sync-badge').click();
    expect(await colleague.page.getByTestId('branch-item').innerText()).toContain(UNSENT);
  });

  it('[FIL05] the organ that received it puts its own copy away, and the sender’s is not touched', async () => {
    await signOut(registrar.page);
    await signIn(registrar.page, registrarCable.url, cast.countyRegistrar);
    await registrar.page.getByTestId('tab-todo').click();
    await registrar.page.getByTestId('desk-row').filter({ hasText: SUBJECT }).first().click();
    await registrar.page.getByTestId('document-page').waitFor();
    const copyId = await registrar.page.getByTestId('document-page').getAttribute('data-doc-id') ?? '';
    await waitFor(async () => timesIn(await editorText(registrar.page), KEPT) === 1, SLOW);
    expect(await registrar.page.getByTestId('act-archive').count()).toBe(0);
    await act(registrar, 'receive');
    await waitFor(async () => await stageOf(registrar) === 'filed', SLOW);
    await act(registrar, 'archive');
    await waitFor(async () => await stageOf(registrar) === 'archived', SLOW);
    await waitFor(() => storedGeneration(profile('registrar'), copyId) === 2, SLOW);
    await waitFor(async () => timesIn(await editorText(registrar.page), KEPT) === 1, SLOW);
    expect((await storedContent(profile('registrar'), copyId)).hash).toBe(hash);
    await look(registrar, SHOTS, 'archived-copy');
    expect((await observer.view(docId)).events.filter((event) => whatHappened(event) === 'archive')).toHaveLength(1);
  });
});
