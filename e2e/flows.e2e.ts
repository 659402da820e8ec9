/** 办理流程, 改派 and 委托 in a real window: a 单位管理员 sets a flow, everybody sees it drawn, a desk is handed over and its to-dos are shown as 代. */
import { describe, expect, it } from 'vitest';
import { randomId, signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import type { DemoAccount } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openFromDesk, signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const DAY = 86_400_000;

let drafter: ServerClient;
let admin: DemoAccount;

const scene = setScene('flows', async ({ server, cast }) => {
  drafter = await signInOverHttp(server.url, cast.drafter);
  const found = server.accounts.find((account) => account.unitId === cast.drafter.unitId && account.roles.includes('unitAdmin'));
  if (found === undefined) throw new Error('no unitAdmin');
  admin = found;
});

/** A 请示 that waits for the leader's signature. */
async function awaitingSignature(title: string): Promise<string> {
  const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title })).body;
  const open = await drafter.open(docId);
  open.type('经研究，拟修缮村道。');
  const hash = await waitFor(async () => {
    const { body } = await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    return body.hash === open.hash() ? body.hash : null;
  });
  open.close();
  expect(await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
  return docId;
}

describe('flows in a real window', () => {
  it('[SCR08] are seen drawn and tried out by everybody, and set by the 单位管理员 alone', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByTestId('nav-flows').click();
    await page.getByTestId('flow-steps').waitFor();
    expect(await page.getByTestId('flow-save').count()).toBe(0);
    expect(await page.getByTestId('flow-tab-stuck').count()).toBe(0);
    await scene.look('flows-read-only');
    await signOut(page);

    await signIn(page, scene.server.url, admin);
    await page.getByTestId('nav-flows').click();
    await page.getByTestId('flow-how-officeReview').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '人工办理' }).last().click();
    await page.locator('[data-testid="flow-days-signing"] input, input[data-testid="flow-days-signing"]').first().fill('4');
    await page.locator('[data-testid="dry-steps"] [data-stage="officeReview"]').waitFor();
    expect(await page.locator('[data-testid="flow-drawing"] .skipped[data-stage="officeReview"]').count()).toBe(0);
    await scene.look('flows-changed');
    await page.getByTestId('flow-how-officeReview').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '不设' }).last().click();
    await page.locator('[data-testid="dry-steps"] [data-stage="officeReview"]').waitFor({ state: 'detached' });
    await page.getByTestId('flow-save').click();
    await page.getByTestId('flow-version').filter({ hasText: '第 1 次修改' }).waitFor();
    const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于购置设备的请示' })).body;
    expect((await drafter.view(docId)).state.plan.days).toEqual({ signing: 4 });
    for (const flow of ['receipt', 'memo', 'circulation', 'supervision']) {
      await page.getByTestId(`flow-tab-${flow}`).click();
      await page.getByTestId('flow-drawing').waitFor();
      await scene.look(`flows-${flow}`);
    }
  });

  it('[SCR08] show a unit’s administrator who holds what, without its title, and give it to another', async () => {
    const { page } = scene.client;
    const title = '关于修缮村道有关事项的请示';
    const docId = await awaitingSignature(title);
    await page.getByTestId('flow-tab-stuck').click();
    await page.locator(`[data-testid="stuck-row"][data-doc-id="${docId}"]`).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(title);
    await scene.look('flows-stuck');
    await page.locator(`[data-testid="stuck-row"][data-doc-id="${docId}"]`).getByTestId('stuck-move').click();
    await page.getByRole('combobox').last().fill(scene.cast.colleague.name);
    await page.getByRole('option').first().waitFor();
    await scene.look('flows-stuck-dialog');
    await page.keyboard.press('Escape');
    await page.getByTestId('stuck-confirm').waitFor({ state: 'detached' });
    await signOut(page);
  });

  it('[SCR08] hand a desk over: the to-dos of the other are marked 代, the document shows its flow drawn, and the end takes them away', async () => {
    const { page } = scene.client;
    const leader = await signInOverHttp(scene.server.url, scene.cast.leader);
    await signIn(page, scene.server.url, scene.cast.registrar);
    const give = await leader.post<{ readonly id: string }>('/api/delegations', { id: randomId(), organId: leader.session.person.memberships[0]?.organId, delegateId: scene.cast.registrar.personId, from: Date.now() - 1_000, until: Date.now() + 7 * DAY });
    expect(give.status).toBe(201);
    const docId = await awaitingSignature('关于农村饮水安全的请示');
    await page.getByTestId('stands-for').first().waitFor();
    await scene.look('delegation-desk');
    await openFromDesk(page, 'todo', docId);
    await page.getByTestId('history-way').getByText('按流程').click();
    await page.getByTestId('flow-drawing').waitFor();
    await scene.look('flow-map');
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('delegation-received').waitFor();
    await page.getByTestId('delegations').scrollIntoViewIfNeeded();
    await scene.look('delegation-settings');
    await page.getByTestId('delegation-give').click();
    await page.getByTestId('delegation-confirm').waitFor();
    await scene.look('delegation-dialog');
    await page.keyboard.press('Escape');
    await page.getByTestId('delegation-confirm').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+1');
    await page.getByTestId('stands-for').first().waitFor();
    await leader.delete(`/api/delegations/${give.body.id}`);
    await page.getByTestId('stands-for').first().waitFor({ state: 'detached' });
    expect(await page.locator(`[data-testid="desk-row"][data-doc-id="${docId}"]`).count()).toBe(0);
  });
});
