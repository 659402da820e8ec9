/** The registers as a 收发员 sees them: fit at the sizes that people have, kept by hand, saved as a table, readable offline. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { draftReport, issueReport } from '#tests/kit/archive-story.ts';
import { randomId, signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { saveTo, signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const MATTERS = ['修缮村道', '春耕生产情况', '农村饮水安全工程进展', '森林防火值班安排', '乡村建设项目库调整', '汛期地质灾害隐患排查', '农村人居环境整治', '高标准农田建设'] as const;
const DOCUMENTS = 40;

/** As the township's registrar, over http. */
let change: (body: object) => Promise<{ readonly body: { readonly code: string; readonly year: number; readonly first: number } }>;

const scene = setScene('registers', async ({ server, cast }) => {
  const [drafter, mayor, registrar, county] = await Promise.all([cast.drafter, cast.leader, cast.registrar, cast.countyRegistrar].map((account) => signInOverHttp(server.url, account)));
  if (drafter === undefined || mayor === undefined || registrar === undefined || county === undefined) throw new Error('nobody');
  const office = { drafter, mayor, registrar };
  const organId = registrar.session.person.memberships[0]?.organId;
  change = (body) => registrar.post('/api/registers/dispatch', { opId: randomId(), organId, ...body });
  for (let index = 0; index < DOCUMENTS; index += 1) {
    const matter = MATTERS[index % MATTERS.length] ?? '';
    await issueReport(office, await draftReport(office, `${cast.registrar.unit}关于${matter}（第${index + 1}期）的报告`));
    if (index === 30) await change({ kind: 'reserve', count: 2, reason: '县人民政府专题会议确定的联合行文，待会议纪要印发后使用' });
    if (index === 35) {
      const { body: { code, year, first } } = await change({ kind: 'reserve', count: 1, reason: '拟发工作通报' });
      await change({ kind: 'void', code, year, seq: first, reason: '经研究不再行文' });
    }
  }
  for (const { state } of (await county.feed()).documents) if (state.stage === 'awaitingReceipt') await county.act({ kind: 'receive', docId: state.docId, stepNo: 0 });
});

const row = (index: number) => scene.client.page.locator(`[data-testid="register-row"][data-index="${index}"]`);

describe('the registers in a real window', () => {
  it('[SCR07] have a place in the rail of a 收发员 and none in that of a drafter', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    expect(await page.getByTestId('nav-registers').count()).toBe(0);
    await signOut(page);
    await signIn(page, scene.server.url, scene.cast.registrar);
    await page.keyboard.press('Control+4');
    await row(0).waitFor();
    await page.getByTestId('register-counts').waitFor();
    await scene.look('register-dispatch');
  });

  it('[SCR07] are walked by the keyboard, and a document opens from its row', async () => {
    const { page } = scene.client;
    await row(0).focus();
    await page.keyboard.press('End');
    await row(DOCUMENTS + 2).waitFor();
    await page.waitForFunction((last) => document.activeElement?.getAttribute('data-index') === String(last), DOCUMENTS + 2);
    await page.keyboard.press('Enter');
    await page.getByTestId('document-page').waitFor();
    await page.keyboard.press('Escape');
    await row(0).waitFor();
  });

  it('[SCR07] reserve and void with a reason, and show 断号 alone', async () => {
    const { page } = scene.client;
    await page.getByTestId('register-reserve').click();
    await page.getByTestId('register-count').fill('3');
    await page.getByTestId('register-reason').fill('防汛工作紧急行文');
    await scene.look('register-reserve-dialog');
    await page.keyboard.press('Enter');
    await page.getByTestId('register-void').nth(2).waitFor();
    await page.getByTestId('register-void').first().click();
    await page.getByTestId('register-reason').fill('汛情解除');
    await page.getByTestId('act-confirm').click();
    await page.getByTestId('register-release').first().waitFor();
    await page.getByTestId('register-gaps').click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="register-row"]').length === 6);
    await scene.look('register-gaps');
    await page.getByTestId('register-gaps').click();
  });

  it('[SCR07] are saved as a table where the person says', async () => {
    const { app, page } = scene.client;
    const path = join(scene.dir, '登记簿.csv');
      await saveTo(app, path);
    await page.waitForFunction((all) => document.querySelector('[role="table"]')?.getAttribute('aria-rowcount') === String(all), DOCUMENTS + 7);
    await page.getByTestId('register-export').click();
    await page.getByText('已保存。').waitFor();
    const lines = readFileSync(path, 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF发文字号,/u);
    expect(lines).toHaveLength(DOCUMENTS + 6 + 2);
    expect(lines.find((line) => line.includes('汛情解除'))).toContain('作废');
  });

  it('[SCR07] hold hundreds of numbers, of which only those in sight are drawn', async () => {
    const { page } = scene.client;
    for (let round = 0; round < 11; round += 1) await change({ kind: 'reserve', count: 20, reason: '年度计划内的规范性文件' });
    const total = DOCUMENTS + 6 + 220;
    await page.getByTestId('nav-workbench').click();
    await page.getByTestId('nav-registers').click();
    await row(0).focus();
    await page.keyboard.press('End');
    await page.waitForFunction((px) => (document.querySelector('.register-rows')?.scrollHeight ?? 0) >= px, total * 44);
    await page.keyboard.press('End');
    await page.waitForFunction((last) => document.activeElement?.getAttribute('data-index') === String(last), total - 1);
    expect(await row(total - 1).innerText()).toContain('〕1号');
    expect(await page.getByTestId('register-row').count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '0');
  });

  it('[SCR07] of what came in show each with its sender, and stay readable when the server is gone', async () => {
    const { page } = scene.client;
    await signOut(page);
    await signIn(page, scene.server.url, scene.cast.countyRegistrar);
    await page.getByTestId('nav-registers').click();
    await page.getByTestId('register-counts').waitFor();
    await scene.look('register-empty');
    await page.getByTestId('register-tab-receipt').click();
    await row(0).waitFor();
    await scene.look('register-receipt');
    await scene.server.kill9();
    await page.getByTestId('nav-workbench').click();
    await page.waitForFunction(() => document.querySelector('[data-testid="sync-badge"]')?.textContent?.includes('离线') === true);
    await page.getByTestId('nav-registers').click();
    await page.getByTestId('register-tab-receipt').click();
    await row(0).waitFor();
    await scene.look('register-offline');
    await scene.server.restart();
  });
});
