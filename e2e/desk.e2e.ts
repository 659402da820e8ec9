/** The to-do centre with 5,000 documents in a real window: by eye, by keyboard, and an act for many of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK_VIEWS } from '#shared/policy/desk.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { findCast, signInOverHttp } from './kit/cast.ts';
import { launchClient, shot, signIn, unlockIfAsked, type Client } from './kit/client.ts';
import { fillDesk } from './kit/full-desk.ts';
import { look as lookAt } from './kit/look.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-screens');
const MANY = 5_000;
/** More than any window shows, far fewer than there are. */
const DRAWN_MAX = 80;

let server: TestServer;
let client: Client;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-desk-'));
  server = await startTestServer({ scale: 'county' });
  const { drafter } = await findCast(server.url, server.accounts);
  const { person } = await signInOverHttp(server.url, drafter);
  const post = person.memberships[0];
  if (post === undefined) throw new Error('a drafter without a post');
  const profileDir = join(dir, 'profile');
  const first = await launchClient({ profileDir });
  await signIn(first.page, server.url, drafter);
  await first.close();
  fillDesk(profileDir, { personId: person.personId, name: person.name, organId: post.organId, organName: post.organName }, MANY);
  client = await launchClient({ profileDir });
  await unlockIfAsked(client.page, drafter.password);
});

afterAll(async () => {
  await client?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const look = (name: string): Promise<void> => lookAt(client, SHOTS, name);
const rows = () => client.page.getByTestId('desk-row');
const focused = (): Promise<string | null> => client.page.evaluate(() => document.activeElement?.getAttribute('data-index') ?? null);
const countOf = async (view: string): Promise<number> => Number(await client.page.getByTestId(`tab-${view}`).locator('.count').innerText());

describe('the to-do centre with 5,000 documents', () => {
  it('[SCR20] fits the window in every view, draws what is in sight, and axe finds nothing', async () => {
    for (const view of DESK_VIEWS) {
      await client.page.getByTestId(`tab-${view}`).click();
      await rows().first().or(client.page.locator('.desk-rows .state-view')).first().waitFor();
      if (view === 'todo' || view === 'overdue' || view === 'supervised') await look(`desk-${view}`);
      expect(await rows().count()).toBeLessThan(DRAWN_MAX);
    }
    expect(await countOf('todo') + await countOf('toRead') + await countOf('drafts') + await countOf('done')).toBe(MANY);
  });

  it('[SCR21] is walked, selected, filtered and left by the keyboard alone, and found as it was left', async () => {
    const { page } = client;
    await page.getByTestId('tab-done').click();
    await rows().first().click({ trial: true });
    await page.getByTestId('tab-done').press('Tab');
    await page.locator('.desk-rows').press('j');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'desk-row');
    await page.keyboard.press('Home');
    for (const [key, index] of [['j', '1'], ['ArrowDown', '2'], ['k', '1']] as const) {
      await page.keyboard.press(key);
      await page.waitForFunction((wanted) => document.activeElement?.getAttribute('data-index') === wanted, index);
    }
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByTestId('batch-bar').getByText('已选 3 件').waitFor();
    await shot(page, SHOTS, 'desk-selected');
    await page.keyboard.press('Escape');
    await page.getByTestId('batch-bar').waitFor({ state: 'detached' });
    await page.keyboard.press('End');
    const last = String(await countOf('done') - 1);
    await page.waitForFunction((wanted) => document.activeElement?.getAttribute('data-index') === wanted, last);
    await page.keyboard.press('/');
    await page.keyboard.insertText('饮水 第41号');
    await expect.poll(() => rows().count()).toBeLessThan(3);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'desk-row');
    const at = await focused();
    await page.keyboard.press('Enter');
    await page.getByTestId('document-page').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('workbench').waitFor();
    expect(await page.getByTestId('tab-done').getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => rows().count()).toBeLessThan(3);
    expect(at).toBe('0');
    await page.getByTestId('desk-filter-clear').click();
  });

  it('[SCR22] does one act for many, says how far it is, and keeps a view', async () => {
    const { page } = client;
    await page.getByTestId('tab-toRead').click();
    await rows().nth(4).waitFor();
    const before = await countOf('toRead');
    await page.getByTestId('desk-select').first().check();
    await page.getByTestId('desk-select').nth(4).click({ modifiers: ['Shift'] });
    await page.getByTestId('batch-read').click();
    await page.getByTestId('act-confirm').waitFor();
    await shot(page, SHOTS, 'desk-batch-dialog');
    await page.getByTestId('act-confirm').click();
    await page.getByTestId('batch-result').waitFor();
    await shot(page, SHOTS, 'desk-batch-result');
    expect(await page.getByTestId('batch-result').innerText()).toContain('5 件已办理');
    await page.keyboard.press('Escape');
    await expect.poll(() => countOf('toRead')).toBeLessThanOrEqual(before);
    await page.getByTestId('desk-filter-words').fill('卫生室');
    await page.getByTestId('desk-views').click();
    await page.getByTestId('desk-view-keep').click();
    await page.getByTestId('desk-view-name').fill('卫生室改造');
    await page.getByTestId('desk-view-save').click();
    await page.getByTestId('desk-view-save').waitFor({ state: 'detached' });
    await page.getByTestId('desk-filter-clear').click();
    await page.getByTestId('tab-todo').click();
    await page.getByTestId('desk-views').click();
    await page.getByTestId('desk-view').filter({ hasText: '卫生室改造' }).waitFor();
    await shot(page, SHOTS, 'desk-views');
    await page.getByTestId('desk-view').filter({ hasText: '卫生室改造' }).click();
    await expect.poll(() => page.getByTestId('desk-filter-words').inputValue()).toBe('卫生室');
    expect(await page.getByTestId('tab-toRead').getAttribute('aria-selected')).toBe('true');
  });
});
