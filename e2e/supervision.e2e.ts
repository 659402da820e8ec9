/** 督办 as a leader and the 主办 see it: the board, a 督办 that is broken down, and a part that holds the whole open until it is struck off. */
import { describe, expect, it } from 'vitest';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { assignSupervision, step } from '#tests/kit/supervision-story.ts';
import { signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const DAY_MS = 86_400_000;

let whole = '';
let part = '';

const scene = setScene('supervision', async ({ server, cast }) => {
  const [drafter, leader, lead] = await Promise.all([cast.drafter, cast.leader, cast.colleague].map((account) => signInOverHttp(server.url, account)));
  if (drafter === undefined || leader === undefined || lead === undefined) throw new Error('nobody');
  const office = { drafter, leader, lead };
  const late = await assignSupervision(office, '农村饮水安全工程扫尾', null, Date.now() - DAY_MS);
  await step(lead, late, 'receive');
  await step(lead, late, 'report', { opinion: '管网改造完成八成，剩余 2 公里受雨季影响，正在组织抢工。' });
  whole = await assignSupervision(office, '森林防火责任落实', null, Date.now() + 40 * DAY_MS);
  await assignSupervision(office, '汛期地质灾害隐患排查整改', null, Date.now() + DAY_MS);
  await step(lead, whole, 'receive');
  part = await assignSupervision(office, '防火物资配备', whole, Date.now() + 2 * DAY_MS);
  await step(lead, part, 'receive');
  await step(lead, part, 'report', { opinion: '已采购风力灭火机 4 台，其余本周到货。' });
});

const row = (docId: string) => scene.client.page.locator(`[data-testid="supervision-row"][data-doc-id="${docId}"]`);

describe('督办 in a real window', () => {
  it('[SCR23] a leader finds the board in the rail: the light of a whole is that of its worst open part', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.leader);
    await page.keyboard.press('Control+6');
    await row(whole).waitFor();
    expect(await row(whole).locator('[data-light]').first().getAttribute('data-light')).toBe('yellow');
    expect(await page.getByTestId('supervision-row').count()).toBe(3);
    await page.getByTestId('supervision-sort-light').click();
    expect(await page.getByTestId('supervision-row').first().locator('[data-light]').first().getAttribute('data-light')).toBe('red');
    await scene.look('supervision-board');
    await page.getByTestId('supervision-scope').getByText('已销号、已终止').click();
    await page.locator('.supervision .state-view').waitFor();
    await scene.look('supervision-empty');
    await page.getByTestId('supervision-scope').getByText('在办').click();
    await page.getByTestId('supervision-row').first().waitFor();
  });

  it('[SCR23] it is walked by the keyboard, and a whole shows its parts with their 反馈', async () => {
    const { page } = scene.client;
    await page.getByTestId('supervision-row').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="document-page"][data-doc-id="${whole}"]`).waitFor();
    await page.locator(`[data-testid="part"][data-doc-id="${part}"]`).getByText('已采购风力灭火机 4 台').waitFor();
    await scene.look('supervision-parts');
    await signOut(page);
  });

  it('[SCR23] the 主办 cannot report it done while a part is open, is told why, and may break it down', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.colleague);
    expect(await page.getByTestId('nav-supervision').count()).toBe(0);
    await page.locator(`[data-testid="desk-row"][data-doc-id="${whole}"]`).click();
    await page.getByTestId('part').waitFor();
    expect(await page.getByTestId('act-complete').isDisabled()).toBe(true);
    expect(await page.getByTestId('act-complete').getAttribute('aria-description')).toContain('子项');
    await page.getByTestId('split').click();
    await page.getByTestId('split-subject').fill('巡护队伍组建');
    await scene.look('supervision-split');
    await page.getByTestId('split-confirm').click();
    await page.locator('[data-testid="document-page"][data-stage="drafting"]').waitFor();
    await page.getByTestId('open-whole').waitFor();
  });

  it('[SUP03] stays readable when the server is gone, as of its time, and cannot be saved as a table', async () => {
    const { page } = scene.client;
    await page.getByTestId('nav-workbench').click();
    await signOut(page);
    await signIn(page, scene.server.url, scene.cast.leader);
    await page.getByTestId('nav-supervision').click();
    await row(whole).waitFor();
    await page.getByTestId('nav-workbench').click();
    await scene.server.kill9();
    await page.waitForFunction(() => document.querySelector('[data-testid="sync-badge"]')?.textContent?.includes('离线') === true);
    await page.getByTestId('nav-supervision').click();
    await row(whole).waitFor();
    await page.locator('.supervision .strip.warn').waitFor();
    expect(await page.getByTestId('supervision-export').isDisabled()).toBe(true);
    await scene.look('supervision-offline');
    await scene.server.restart();
  });
});
