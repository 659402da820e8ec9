/** 移交 in a real window: one's own work to a colleague, and somebody's by the 单位管理员 who reads none of it. */
import { describe, expect, it } from 'vitest';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import type { DemoAccount } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let drafter: ServerClient;
let admin: DemoAccount;
let registrar: DemoAccount;
const docIds: string[] = [];
const TITLES = ['关于做好秋冬季森林防火工作的通知', '关于开展农村饮水安全排查的通知', '关于报送村级台账的通知'];

const scene = setScene('handover', async ({ server, cast }) => {
  drafter = await signInOverHttp(server.url, cast.drafter);
  const inTown = (role: 'unitAdmin' | 'registrar'): DemoAccount => {
    const found = server.accounts.find((account) => account.unitId === cast.drafter.unitId && account.roles.includes(role));
    if (found === undefined) throw new Error(`no ${role}`);
    return found;
  };
  admin = inTown('unitAdmin');
  registrar = inTown('registrar');
  for (const title of TITLES) docIds.push((await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title })).body.docId);
});

describe('移交 in a real window', () => {
  it('[SCR31] one sees what would move, hands it over, and it lies on the other’s desk', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('handover-start').click();
    await scene.look('handover-empty');
    await page.getByTestId('handover-to').getByRole('combobox').fill(registrar.name);
    await page.getByRole('option').filter({ hasText: registrar.name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="handover-row"][data-doc-id="${docIds[0]}"]`).waitFor();
    expect(await page.getByTestId('handover-list').innerText()).toContain(TITLES[1]);
    await page.getByPlaceholder('例如：岗位调整').fill('岗位调整');
    await scene.look('handover-list');
    // Something comes meanwhile: the list is shown anew, and nothing has happened.
    const late = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title: '关于更新值班表的通知' })).body.docId;
    await page.getByTestId('handover-confirm').click();
    await page.getByRole('alert').filter({ hasText: '清单刚刚有变化' }).waitFor();
    await page.locator(`[data-testid="handover-row"][data-doc-id="${late}"]`).waitFor();
    expect((await drafter.view(docIds[0] ?? '')).state).toMatchObject({ drafter: { personId: scene.cast.drafter.personId } });
    await scene.look('handover-changed');
    await page.getByTestId('handover-confirm').click();
    await page.getByTestId('handover-record').filter({ hasText: registrar.name }).waitFor();
    await page.getByTestId('handover-show').click();
    await page.getByTestId('handovers').scrollIntoViewIfNeeded();
    await scene.look('handover-record');
    await page.getByTestId('nav-workbench').click();
    await waitFor(async () => !(await page.locator('main').innerText()).includes(TITLES[0] ?? ''), { what: 'the desk without what was handed over' });
    await signOut(page);

    await signIn(page, scene.server.url, registrar);
    await page.getByTestId('nav-workbench').click();
    await page.getByTestId('tab-drafts').click();
    await page.getByText(TITLES[0] ?? '').first().waitFor();
    await scene.look('handover-received');
    await signOut(page);
  });

  it('[SCR31] the 单位管理员 hands over for somebody, and sees no title', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, admin);
    await page.getByTestId('nav-flows').click();
    await page.getByTestId('flow-tab-handover').click();
    await page.getByTestId('handover-record').waitFor();
    await page.getByTestId('handover-start').click();
    await page.getByTestId('handover-from').getByRole('combobox').fill(registrar.name);
    await page.getByRole('option').filter({ hasText: registrar.name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('handover-to').getByRole('combobox').fill(scene.cast.drafter.name);
    await page.getByRole('option').filter({ hasText: scene.cast.drafter.name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="handover-row"][data-doc-id="${docIds[0]}"]`).waitFor();
    const shown = await page.locator('body').innerText();
    for (const title of TITLES) expect(shown).not.toContain(title);
    await scene.look('handover-admin');
    await page.getByTestId('handover-confirm').click();
    await waitFor(async () => (await page.getByTestId('handover-record').count()) === 2, { what: 'the second record' });
    await scene.look('handover-records');
    expect((await drafter.view(docIds[0] ?? '')).state).toMatchObject({ drafter: { personId: scene.cast.drafter.personId } });
  });
});
