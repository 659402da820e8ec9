/** What a text has beside its words: a table, an 附件, a page break, 版面要素. */
import { describe, expect, it } from 'vitest';
import { signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const scene = setScene('elements');

/** As an input method writes. */
async function compose(text: string): Promise<void> {
  const { page } = scene.client;
  const debuggerSession = await page.context().newCDPSession(page);
  for (const letters of ['g', 'gu', 'gui']) await debuggerSession.send('Input.imeSetComposition', { text: letters, selectionStart: letters.length, selectionEnd: letters.length });
  await debuggerSession.send('Input.insertText', { text });
  await debuggerSession.detach();
}

describe('the elements of a document', () => {
  it('[SCR34] a table, a page break and an 附件 are put in and written in', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByTestId('new-document').click();
    await page.getByTestId('template-request').click();
    await page.getByTestId('new-subject').fill('申请解决农村饮水安全工程建设资金');
    await page.getByTestId('new-submit').click();
    const editor = page.getByTestId('editor');
    await editor.locator('p').first().click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.getByTestId('insert-table').click();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByTestId('table-bar').waitFor();
    expect(await editor.locator('table tr').count()).toBe(3);
    for (const words of ['村名', '所需资金（万元）', '楚米村', '42.5']) {
      await compose(words);
      await page.keyboard.press('Tab');
    }
    expect(await editor.locator('table tr').nth(1).innerText()).toMatch(/楚米村\s+42\.5/u);
    await scene.look('elements-table');
    await page.getByRole('button', { name: '在文末加一个附件' }).click();
    await compose('农村饮水安全工程建设资金测算表');
    await page.keyboard.press('Enter');
    await compose('各村需求如下。');
    await editor.locator('.attachment-note').filter({ hasText: '附件：农村饮水安全工程建设资金测算表' }).waitFor();
    await scene.look('elements-attachment');
  });

  it('[SCR34] 抄送, 附注 and 印发机关 are written beside the text and stand on the paper', async () => {
    const { page } = scene.client;
    await page.getByTestId('pane-elements').click();
    await page.getByTestId('element-ccRecipients').click();
    await compose('县水务局，县财政局');
    await page.getByTestId('element-annotation').fill('联系人：李兰');
    await page.getByTestId('element-printOrganName').fill('党政办公室');
    await page.getByTestId('element-ccRecipients').click();
    await page.getByTestId('colophon').filter({ hasText: '抄送：县水务局，县财政局。' }).waitFor();
    await page.getByTestId('colophon').scrollIntoViewIfNeeded();
    await page.locator('.annotation').filter({ hasText: '（联系人：李兰）' }).waitFor();
    await scene.look('elements-panel');
  });

  it('[SCR34] a word is found and replaced everywhere, and one undo takes it back', async () => {
    const { page } = scene.client;
    const editor = page.getByTestId('editor');
    await page.keyboard.press('Control+f');
    await page.getByTestId('find-query').click();
    await compose('资金');
    await page.getByTestId('find-count').filter({ hasText: '1 / 3' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('find-count').filter({ hasText: '2 / 3' }).waitFor();
    await page.getByTestId('find-words').fill('经费');
    await scene.look('elements-find');
    await page.getByTestId('replace-all').click();
    await page.locator('.ant-modal-confirm').filter({ hasText: '全部 3 处“资金”替换为“经费”' }).locator('.ant-btn-primary').click();
    await page.getByTestId('find-count').filter({ hasText: '没有找到' }).waitFor();
    expect(await editor.locator('.attachment-title').innerText()).toBe('农村饮水安全工程建设经费测算表');
    await page.getByTestId('find-query').press('Escape');
    await page.keyboard.press('Control+z');
    await editor.locator('.attachment-title').filter({ hasText: '建设资金测算表' }).waitFor();
  });

  it('[UI100 UI101] a phrase and a citation are put in at the caret', async () => {
    const { page } = scene.client;
    const editor = page.getByTestId('editor');
    await editor.locator('p').last().click();
    await page.keyboard.press('End');
    await page.getByTestId('phrases').click();
    await scene.look('elements-phrases');
    await page.locator('.ant-dropdown-menu-item').filter({ hasText: '妥否，请批示。' }).click();
    await editor.locator('p').last().filter({ hasText: '妥否，请批示。' }).waitFor();
    await page.getByTestId('phrases').click();
    await page.locator('.ant-dropdown-menu-item').filter({ hasText: '引用公文' }).click();
    await page.getByTestId('cite-title').fill('关于印发《办法》的通知');
    await page.getByTestId('cite-number').fill('黔府发[2023]21号');
    await page.getByTestId('cite-preview').filter({ hasText: '《关于印发〈办法〉的通知》（黔府发〔2023〕21号）' }).waitFor();
    await scene.look('elements-cite');
    await page.getByTestId('cite-put').click();
    await editor.locator('p').last().filter({ hasText: '（黔府发〔2023〕21号）' }).waitFor();
  });

  it('[UI140] keys pressed while the machine is busy act where the caret is by then, one after the other', async () => {
    const { page } = scene.client;
    const editor = page.getByTestId('editor');
    await editor.locator('p').last().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('第0段');
    for (let round = 1; round <= 5; round += 1) {
      await editor.locator('p').last().filter({ hasText: `第${round - 1}段` }).click();
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Home');
      const stall = page.evaluate(() => { const until = performance.now() + 200; while (performance.now() < until); });
      await Promise.all([stall, page.keyboard.press('End'), page.keyboard.press('Enter')]);
      await page.keyboard.insertText(`第${round}段`);
      await editor.locator('p').last().filter({ hasText: new RegExp(`^第${round}段$`) }).waitFor();
    }
  });

  it('[SEC20] a text with a 密级 mark is not pasted, and the page says why', async () => {
    const { app, page } = scene.client;
    const editor = page.getByTestId('editor');
    await app.evaluate(({ clipboard }) => { clipboard.writeText('机密★10年\n某某事项'); });
    await editor.locator('p').last().click();
    await page.keyboard.press('Control+v');
    await page.locator('.ant-message').filter({ hasText: '密级标志“机密★' }).waitFor();
    expect(await editor.innerText()).not.toContain('某某事项');
    await scene.look('elements-paste-marked');
    await app.evaluate(({ clipboard }) => { clipboard.clear(); });
  });

  it('[SEC21] what a mark holds back is erased at its author’s word, and the rest is still there', async () => {
    const { page } = scene.client;
    const editor = page.getByTestId('editor');
    await page.locator('[data-testid="save-state"][data-state="synced"]').waitFor();
    await editor.locator('p').last().click();
    await compose('机密★不该写在这里');
    await page.getByTestId('erase-held').waitFor();
    await scene.look('elements-marked');
    await page.getByTestId('erase-held').click();
    await scene.look('elements-erase-ask');
    await page.locator('.ant-modal .ant-btn-dangerous').click();
    await page.locator('.ant-message').filter({ hasText: '本机不留痕迹' }).waitFor();
    await page.getByTestId('erase-held').waitFor({ state: 'detached' });
    await editor.locator('table').waitFor();
    expect(await editor.innerText()).not.toContain('不该写在这里');
    await scene.look('elements-erased');
  });

  it('[SCR34] it is all there when the document is opened again', async () => {
    const { page } = scene.client;
    await page.getByTestId('nav-workbench').click();
    await page.getByTestId('tab-drafts').click();
    await page.getByTestId('desk-row').first().click();
    const editor = page.getByTestId('editor');
    await editor.locator('table').waitFor();
    expect(await editor.locator('table tr').nth(1).innerText()).toMatch(/楚米村\s+42\.5/u);
    expect(await editor.locator('.attachment-title').innerText()).toBe('农村饮水安全工程建设资金测算表');
    await page.getByTestId('colophon').filter({ hasText: '党政办公室' }).waitFor();
  });
});
