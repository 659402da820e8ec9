/** 督办 as a leader and the 主办 see it: the board, a 督办 that is broken down, and a part that holds the whole open until it is struck off. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { assignSupervision, step, type SupervisionOffice } from '#tests/kit/supervision-story.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { findCast, type Cast } from './kit/cast.ts';
import { launchClient, signIn, signOut, type Client } from './kit/client.ts';
import { look as lookAt } from './kit/look.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-screens');
const DAY_MS = 86_400_000;

let server: TestServer;
let cast: Cast;
let client: Client;
let office: SupervisionOffice;
let dir: string;
let whole = '';
let part = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-supervision-'));
  server = await startTestServer({ scale: 'county' });
  cast = await findCast(server.url, server.accounts);
  const [drafter, leader, lead] = await Promise.all([cast.drafter, cast.leader, cast.colleague].map((account) => signInOverHttp(server.url, account)));
  if (drafter === undefined || leader === undefined || lead === undefined) throw new Error('nobody');
  office = { drafter, leader, lead };
  const late = await assignSupervision(office, '农村饮水安全工程扫尾', null, Date.now() - DAY_MS);
  await step(lead, late, 'receive');
  await step(lead, late, 'report', { opinion: '管网改造完成八成，剩余 2 公里受雨季影响，正在组织抢工。' });
  whole = await assignSupervision(office, '森林防火责任落实', null, Date.now() + 40 * DAY_MS);
  await assignSupervision(office, '汛期地质灾害隐患排查整改', null, Date.now() + DAY_MS);
  await step(lead, whole, 'receive');
  part = await assignSupervision(office, '防火物资配备', whole, Date.now() + 2 * DAY_MS);
  await step(lead, part, 'receive');
  await step(lead, part, 'report', { opinion: '已采购风力灭火机 4 台，其余本周到货。' });
  client = await launchClient({ profileDir: join(dir, 'profile') });
});

afterAll(async () => {
  await client?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const look = (name: string): Promise<void> => lookAt(client, SHOTS, name);
const row = (docId: string) => client.page.locator(`[data-testid="supervision-row"][data-doc-id="${docId}"]`);

describe('督办 in a real window', () => {
  it('[SCR23] a leader finds the board in the rail: the light of a whole is that of its worst open part', async () => {
    const { page } = client;
    await signIn(page, server.url, cast.leader);
    await page.keyboard.press('Control+6');
    await row(whole).waitFor();
    expect(await row(whole).locator('[data-light]').first().getAttribute('data-light')).toBe('yellow');
    expect(await page.getByTestId('supervision-row').count()).toBe(3);
    await page.getByTestId('supervision-sort-light').click();
    expect(await page.getByTestId('supervision-row').first().locator('[data-light]').first().getAttribute('data-light')).toBe('red');
    await look('supervision-board');
  });

  it('[SCR23] it is walked by the keyboard, and a whole shows its parts with their 反馈', async () => {
    const { page } = client;
    await page.getByTestId('supervision-row').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="document-page"][data-doc-id="${whole}"]`).waitFor();
    await page.locator(`[data-testid="part"][data-doc-id="${part}"]`).getByText('已采购风力灭火机 4 台').waitFor();
    await look('supervision-parts');
    await signOut(page);
  });

  it('[SCR23] the 主办 cannot report it done while a part is open, is told why, and may break it down', async () => {
    const { page } = client;
    await signIn(page, server.url, cast.colleague);
    expect(await page.getByTestId('nav-supervision').count()).toBe(0);
    await page.locator(`[data-testid="desk-row"][data-doc-id="${whole}"]`).click();
    await page.getByTestId('part').waitFor();
    expect(await page.getByTestId('act-complete').isDisabled()).toBe(true);
    await page.getByTestId('split').click();
    await page.getByTestId('split-subject').fill('巡护队伍组建');
    await look('supervision-split');
    await page.getByTestId('split-confirm').click();
    await page.locator('[data-testid="document-page"][data-stage="drafting"]').waitFor();
    await page.getByTestId('open-whole').waitFor();
  });
});
