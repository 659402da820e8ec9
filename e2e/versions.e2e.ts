/** 版本对比 in a real window: what became of a text between two hand-offs, and since. */
import { describe, expect, it } from 'vitest';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openFromDesk, signIn, typeInParagraph } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let docId = '';

async function write(who: ServerClient, words: string): Promise<string> {
  const open = await who.open(docId);
  open.type(words);
  const stored = async (): Promise<string> => (await who.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
  await waitFor(async () => (await stored()) === open.hash(), { what: `${words} to be stored` });
  const hash = open.hash();
  open.close();
  return hash;
}

const scene = setScene('versions', async ({ server, cast }) => {
  const [drafter, leader] = [await signInOverHttp(server.url, cast.drafter), await signInOverHttp(server.url, cast.leader)];
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于改造农村饮水管网的请示' })).body.docId;
  const first = await write(drafter, '我镇农村饮水管网老化，拟改造三公里，需资金四十万元。');
  const people = { opinion: '', people: [], dueAt: null, reasons: {} };
  await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: first, ...people });
  await leader.act({ kind: 'return', docId, stepNo: 1, contentHash: first, opinion: '里程请核实', to: 'drafting' });
  const second = await write(drafter, '经实地勘测核实，');
  await drafter.act({ kind: 'submit', docId, stepNo: 2, contentHash: second, ...people });
  await leader.act({ kind: 'return', docId, stepNo: 3, contentHash: second, opinion: '请补充管护责任', to: 'drafting' });
});

describe('versions of a text', () => {
  it('[CMP08] the present text is compared with the last version that was handed on', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await openFromDesk(page, 'todo', docId);
    await page.getByTestId('editor').waitFor();
    await page.getByTestId('open-versions').click();
    await page.getByTestId('versions-same').waitFor();
    await scene.look('versions-same');
    await page.keyboard.press('Escape');
    await typeInParagraph(page, 0, '建成后由村委会负责管护。');
    await page.getByTestId('open-versions').click();
    await page.locator('.versions ins').filter({ hasText: '建成后由村委会负责管护。' }).first().waitFor();
    await scene.look('versions-inline');
  });

  it('[CMP08] any two versions are compared, side by side and from change to change', async () => {
    const { page } = scene.client;
    await page.getByTestId('version-before').click();
    await page.locator('.ant-select-item-option').filter({ hasText: 'H1' }).first().click();
    await page.getByTestId('versions-counts').filter({ hasText: '改动 1 处' }).waitFor();
    await page.locator('.versions ins').filter({ hasText: '经实地勘测核实，' }).first().waitFor();
    await page.locator('.versions .ant-segmented-item').nth(1).click();
    await page.keyboard.press('F8');
    expect(await page.locator('.versions-line.here p').count()).toBe(2);
    await scene.look('versions-beside');
  });

  it('[CMP09] an earlier version is put back, and undone', async () => {
    const { page } = scene.client;
    await page.getByTestId('version-restore').click();
    await scene.look('versions-restore');
    await page.locator('.ant-modal').last().locator('.ant-btn-primary').click();
    const editor = page.getByTestId('editor');
    await waitFor(async () => !(await editor.innerText()).includes('经实地勘测核实'), { what: 'the first version' });
    expect(await editor.innerText()).toContain('拟改造三公里');
    await editor.locator('p').first().click();
    await page.keyboard.press('Control+z');
    await waitFor(async () => (await editor.innerText()).includes('经实地勘测核实') && (await editor.innerText()).includes('建成后由村委会负责管护。'), { what: 'the text as it was' });
    await page.getByTestId('open-versions').click();
    await page.getByTestId('version-before').click();
    await page.locator('.ant-select-item-option').filter({ hasText: 'H1' }).first().click();
    await page.getByTestId('versions-counts').waitFor();
  });

  it('[CMP10] what was written while drafting is there by who wrote it and when', async () => {
    const { page } = scene.client;
    await page.getByTestId('version-before').click();
    const periods = page.locator('.ant-select-item-option').filter({ hasText: `${scene.cast.drafter.name} 修改` });
    await periods.first().click();
    await page.getByTestId('versions-counts').or(page.getByTestId('versions-same')).first().waitFor();
    await scene.look('versions-history');
    await page.getByTestId('version-before').click();
    await page.locator('.ant-select-item-option').filter({ hasText: 'H1' }).first().click();
    await page.getByTestId('versions-counts').waitFor();
  });

  it('[CMP07] without the server what was read is there', async () => {
    const { page } = scene.client;
    await scene.server.stop();
    await page.getByTestId('version-after').click();
    await page.locator('.ant-select-item-option').filter({ hasText: 'H2' }).last().click();
    await page.getByTestId('versions-same').waitFor();
    await scene.look('versions-offline');
  });
});
