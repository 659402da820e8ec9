/** 目录管理 in a real window: what changes is seen before it is made, another window follows, and it can be taken back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import type { DemoAccount } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { readXlsx } from '#renderer/features/directory/import/read-xlsx.ts';
import { measurePdf } from '#renderer/pdf/measure-pdf.ts';
import type { ContactsPage } from '#shared/protocol/contacts.ts';
import { saveTo, signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let admin: DemoAccount;
let over: ServerClient;

const scene = setScene('directory-admin', async ({ server, cast }) => {
  const found = server.accounts.find((account) => account.unitId === cast.drafter.unitId && account.roles.includes('unitAdmin'));
  if (found === undefined) throw new Error('no unitAdmin');
  admin = found;
  over = await signInOverHttp(server.url, admin);
});

const choose = async (page: Page, key: string): Promise<void> => {
  await page.getByTestId('manage').click();
  await page.getByTestId(`manage-${key}`).click();
};
const confirm = async (page: Page): Promise<void> => {
  await page.getByTestId('change-preview').waitFor();
  await page.getByTestId('change-confirm').click();
};
/** 党政综合办公室 of the own township, whose card the page opens with. */
const openOffice = async (page: Page): Promise<void> => {
  await page.getByTestId('nav-workbench').click();
  await page.getByTestId('nav-directory').click();
  await page.locator('.below').getByText('党政综合办公室').click();
  await page.getByRole('heading', { level: 1, name: '党政综合办公室' }).waitFor();
};

describe('目录管理 in a real window', () => {
  it('[SCR38] a section is made and renamed after a preview, and what may not be done is greyed and says why', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, admin);
    await page.getByTestId('nav-directory').click();
    await page.getByTestId('manage').click();
    await page.getByTestId('manage-unit.rename').waitFor();
    expect(await page.getByTestId('manage-unit.rename').innerText()).toContain('由上级单位管理员办理');
    await scene.look('directory-admin-menu');
    await page.keyboard.press('Escape');
    await page.getByTestId('manage-unit.rename').waitFor({ state: 'hidden' });
    await page.getByTestId('nav-directory').and(page.locator('[aria-current="page"]')).waitFor();
    await openOffice(page);
    await choose(page, 'unit.create');
    await page.getByTestId('field-name').fill('文书股');
    await page.getByTestId('change-line').first().waitFor();
    await scene.look('directory-admin-create');
    await confirm(page);
    await page.locator('.below').getByText('文书股').click();
    await page.getByRole('heading', { level: 1, name: '文书股' }).waitFor();
    await choose(page, 'unit.rename');
    await page.getByTestId('field-name').fill('文电股');
    await page.getByTestId('field-fullName').fill('');
    await page.getByTestId('field-shortName').fill('');
    await page.getByTestId('change-line').filter({ hasText: '文电股' }).first().waitFor();
    await confirm(page);
    await page.getByRole('heading', { level: 1, name: '文电股' }).waitFor();
    // What it was called stays found, and stands in its past.
    await page.getByTestId('directory-search').fill('文书股');
    await page.getByTestId('directory-hit').filter({ hasText: '文电股（原文书股）' }).waitFor();
    await page.getByTestId('directory-search').fill('');
    await page.getByTestId('unit-past-open').click();
    await page.getByTestId('unit-past').getByText('文书股', { exact: true }).waitFor();
    await scene.look('directory-unit-past');
    await page.keyboard.press('Escape');
    // Taken back from the record.
    await choose(page, 'history');
    await page.getByTestId('history-undo').first().click();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: '文书股' }).waitFor();
  });

  it('[DIR23] 统一社会信用代码 is typed as it stands on the certificate, told where it is wrong, shown on the card and found', async () => {
    const { page } = scene.client;
    await openOffice(page);
    await choose(page, 'unit.rename');
    await page.getByTestId('field-uscc').fill('12520322FAKE00028A');
    await page.getByTestId('uscc-problem').waitFor();
    await scene.look('directory-admin-uscc');
    await page.getByTestId('field-uscc').fill('12520322 fake 00028h');
    await page.getByTestId('uscc-problem').waitFor({ state: 'hidden' });
    await confirm(page);
    await page.getByTestId('unit-uscc').filter({ hasText: '12520322FAKE00028H' }).waitFor();
    await scene.look('directory-unit-uscc');
  });

  it('[DIR27 DIR28] a contact list is saved as a table and on paper, and the record says who took it', async () => {
    const { app, page } = scene.client;
    await page.getByTestId('nav-workbench').click();
    await page.getByTestId('nav-directory').click();
    const [table, paper] = [join(scene.dir, '通讯录.xlsx'), join(scene.dir, '通讯录.pdf')];
    const take = async (form: string, path: string): Promise<void> => {
      await saveTo(app, path);
      await page.getByTestId('contacts-open').click();
      await page.getByTestId(`contacts-${form}`).waitFor();
      if (form === 'xlsx') await scene.look('directory-contacts');
      await page.getByTestId(`contacts-${form}`).click();
      await page.getByTestId(`contacts-${form}`).waitFor({ state: 'hidden' });
    };
    await take('xlsx', table);
    const rows = readXlsx(readFileSync(table), 10_000);
    expect(rows[0]?.cells).toEqual(['单位', '姓名', '职务', '电话']);
    expect(rows.length).toBeGreaterThan(20);
    await take('paper', paper);
    const { pages } = await measurePdf(readFileSync(paper));
    expect(pages.length).toBeGreaterThan(2);
    for (const each of pages) expect(each.words.map((word) => word.text).join('').replaceAll(/\s/gu, '')).toContain(`${over.session.person.name}桐梓县楚米镇人民政府`);
    const { records } = (await over.get<ContactsPage>(`/api/directory/contacts?about=${over.session.person.memberships[0]?.organId}`)).body;
    expect(records.slice(0, 2).map(({ form, people }) => [form, people])).toEqual([['paper', rows.length - 1], ['xlsx', rows.length - 1]]);
    await choose(page, 'exports');
    const told = page.getByTestId('export-record');
    await told.nth(1).waitFor();
    expect((await told.first().innerText()).replaceAll(/\s+/gu, ' ')).toContain(`${over.session.person.name} `);
    expect(await told.first().innerText()).toContain('打印版 PDF');
    await scene.look('directory-exports');
    await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).last().click();
  });

  it('[SCR38] somebody joins with an account whose password is shown once, and signs in with it', async () => {
    const { page } = scene.client;
    await openOffice(page);
    await choose(page, 'person.join');
    await page.getByTestId('field-name').fill('韦兴');
    await page.getByTestId('field-phone').fill('15412345678');
    await page.getByTestId('field-title').fill('科员');
    await page.getByTestId('field-login').fill('cmz.weixing');
    await page.getByTestId('change-line').first().waitFor();
    await scene.look('directory-admin-join');
    await confirm(page);
    const password = await page.getByTestId('issued').locator('code').nth(1).innerText();
    await scene.look('directory-admin-issued');
    await page.getByTestId('issued-close').click();
    await page.locator('.people-table').getByText('韦兴').waitFor();
    const wei = await signInOverHttp(scene.server.url, { login: 'cmz.weixing', password });
    expect(wei.session.person.name).toBe('韦兴');
  });

  it('[SCR38] what another administrator changes is seen without a restart; the record says who, and what', async () => {
    const { page } = scene.client;
    const organId = over.session.person.memberships[0]?.organId ?? '';
    const { units } = (await over.get<{ readonly units: readonly { readonly id: string; readonly name: string }[] }>(`/api/directory/units/${organId}/children`)).body;
    const unitId = units.find(({ name }) => name === '党政综合办公室')?.id ?? '';
    const posts = (await over.get<{ readonly members: readonly { readonly membership: { readonly id: string }; readonly person: { readonly name: string } }[] }>(`/api/directory/units/${unitId}`)).body.members;
    const wei = posts.find(({ person }) => person.name === '韦兴');
    const command = { kind: 'post.edit', postId: wei?.membership.id, title: '副主任科员', roles: ['drafter'], primary: true };
    const { fingerprint } = (await over.post<{ readonly fingerprint: string }>('/api/directory/changes/preview', { command })).body;
    expect((await over.post('/api/directory/changes', { opId: 'a'.repeat(32), command, fingerprint, grounds: '镇党委会议' })).status).toBe(201);
    await page.locator('.people-table').getByText('副主任科员').waitFor();
    await page.locator('.people-table').getByText('韦兴').click();
    await page.getByTestId('person-card').waitFor();
    await choose(page, 'history');
    await page.getByTestId('change-record').filter({ hasText: '镇党委会议' }).waitFor();
    await scene.look('directory-admin-history');
    await page.getByTestId('history-undo').first().click();
    await waitFor(async () => (await page.getByTestId('change-record').first().innerText()).includes('撤销变更'), { what: 'the record of the undo' });
    await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).last().click();
  });

  it('[SCR38] leaving is refused while work hangs on somebody, and done when none does', async () => {
    const { page } = scene.client;
    await choose(page, 'person.leave');
    await page.getByTestId('change-line').filter({ hasText: '已离任' }).waitFor();
    await scene.look('directory-admin-leave');
    await confirm(page);
    await page.getByTestId('person-card').getByText('已离任').waitFor();
    await openOffice(page);
    await choose(page, 'post.reorder');
    await page.getByTestId('order-list').locator('li').nth(1).press('Alt+ArrowUp');
    await page.getByTestId('change-line').first().waitFor();
    await scene.look('directory-admin-order');
    await confirm(page);
    await page.getByTestId('order-list').waitFor({ state: 'hidden' });
  });

  it('[SCR38] a table is imported: what is wrong is told by its row, what it brings is seen before, and it is taken back', async () => {
    const { page } = scene.client;
    await openOffice(page);
    await choose(page, 'import');
    await scene.look('directory-import-start');
    const csv = (lines: readonly string[]): Buffer => Buffer.from(`\uFEFF单位,姓名,手机号码,职务,权限,主岗\r\n${lines.join('\r\n')}\r\n`);
    const hand = (name: string, buffer: Buffer): Promise<void> => page.getByTestId('directory-import-file').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await hand('人员.csv', csv(['信息股,蒙丽,15411112222,科员,拟稿人,是', '信息股,陆平,1541111,科员,,', ',罗勇,15411113333,科员,镇长,']));
    await page.getByTestId('import-facts').waitFor();
    await scene.look('directory-import-columns');
    await page.getByTestId('import-check').click();
    await page.getByTestId('import-problems').getByText('第 3 行').waitFor();
    await scene.look('directory-import-problems');
    await hand('公式.csv', csv(['信息股,=1+1,15411112222,科员,,']));
    await page.getByTestId('import-failed').getByText('第 2 行含有公式').waitFor();
    await hand('人员.csv', csv(['信息股,蒙丽,15411112222,科员,拟稿人,是', '信息股,陆平,15411114444,科员,,', ',罗勇,15411113333,科员,,']));
    await page.getByTestId('import-check').click();
    await page.getByTestId('import-added').getByText('新增 3 人').waitFor();
    await scene.look('directory-import-preview');
    await page.getByTestId('import-confirm').click();
    await page.locator('.card .people-table').getByText('罗勇').waitFor();
    await page.locator('.below').getByText('信息股').waitFor();
    await page.getByTestId('change-undo').last().click();
    await page.locator('.card .people-table').getByText('罗勇').waitFor({ state: 'detached' });
    await signOut(page);
  });
});
