/** 批注 in a real window: on selected words, answered by another, followed through edits, settled and turned into a 修订. */
import { describe, expect, it } from 'vitest';
import { commentsOf } from '#shared/doc/shape.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let colleague: ServerClient;
let docId: string;

const TEXT = '经研究，拟修缮村道三公里，需资金二十万元。';
const scene = setScene('comment', async ({ server, cast }) => {
  const drafter = await signInOverHttp(server.url, cast.drafter);
  colleague = await signInOverHttp(server.url, cast.colleague);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于修缮村道有关事项的请示' })).body.docId;
  const open = await drafter.open(docId);
  open.type(TEXT);
  await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${docId}/content`)).body).includes(TEXT), { what: 'the text at the server' });
  open.close();
  expect(await drafter.act({ kind: 'invite', docId, personIds: [cast.colleague.personId] })).toMatchObject({ status: 'accepted' });
});

const paragraph = () => scene.client.page.getByTestId('editor').locator('p').filter({ hasText: '经研究' }).first();
async function selectWords(words: string): Promise<void> {
  const { page } = scene.client;
  await page.evaluate((wanted) => {
    const walker = document.createTreeWalker([...document.querySelectorAll('[data-testid="editor"] p')].find((block) => block.textContent?.includes('经研究')) as Element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      return;
    }
    throw new Error(`no ${wanted}`);
  }, words);
  await page.waitForFunction((wanted) => getSelection()?.toString() === wanted, words);
}

describe('批注 in a real window', () => {
  it('[SCR37] is written on selected words, for somebody who is named', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByText('关于修缮村道有关事项的请示').first().click();
    await paragraph().waitFor();
    await paragraph().click();
    await selectWords('二十万元');
    await page.keyboard.press('Control+Alt+M');
    await page.getByTestId('comment-text').fill('请注明资金来源。');
    await page.getByTestId('comment-mention').click();
    await page.getByRole('combobox').last().fill(scene.cast.colleague.name);
    await page.getByRole('option').filter({ hasText: scene.cast.colleague.name }).first().waitFor();
    await page.keyboard.press('Enter');
    await scene.look('comment-new');
    await page.getByTestId('comment-submit').click();
    await page.getByTestId('pane-comments').click();
    await page.getByTestId('comment').filter({ hasText: '请注明资金来源。' }).filter({ hasText: scene.cast.colleague.name }).waitFor();
    await paragraph().locator('.commented').filter({ hasText: '二十万元' }).waitFor();
  });

  it('[CMT04 SCR37] another answers, and what they write around it moves nothing', async () => {
    const { page } = scene.client;
    const open = await colleague.open(docId);
    const [thread] = await waitFor(() => { const keys = [...commentsOf(open.doc).keys()]; return keys.length > 0 ? keys : null; }, { what: 'the thread' });
    commentsOf(open.doc).set('c0ffee'.repeat(2), { kind: 'reply', by: scene.cast.colleague.personId, at: Date.now(), thread: thread ?? '', text: '由县级财政安排。', mentions: [] });
    open.type('近日，');
    await page.getByTestId('comment').filter({ hasText: '由县级财政安排。' }).waitFor();
    await waitFor(async () => (await page.getByTestId('editor').innerText()).includes('近日，'), { what: 'the colleague’s words' });
    open.close();
    expect(await page.getByTestId('editor').locator('.commented').innerText()).toBe('二十万元');
    await page.getByTestId('comment').locator('.quote').click();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('二十万元');
    await scene.look('comment-thread');
  });

  it('[CMT05 SCR37] other words are proposed as a 修订, which settles it', async () => {
    const { page } = scene.client;
    await page.getByTestId('comment-to-revision').click();
    await page.getByTestId('comment-words').fill('县级财政资金二十万元');
    await page.getByTestId('comment-propose').click();
    await paragraph().locator('ins').filter({ hasText: '县级财政资金二十万元' }).waitFor();
    await paragraph().locator('del').filter({ hasText: '二十万元' }).waitFor();
    await page.getByTestId('comments').getByText('已解决 1').click();
    await page.getByTestId('comment-reopen').waitFor();
    await scene.look('comment-settled');
    await page.getByTestId('comment-reopen').click();
    await page.getByTestId('comments').getByText('未解决 1').click();
    await page.getByTestId('comment').filter({ hasText: '请注明资金来源。' }).waitFor();
  });

  it('[CMT04 SCR37] where its words are gone it says so, and keeps what was quoted', async () => {
    const { page } = scene.client;
    await page.getByTestId('pane-revisions').click();
    await page.getByTestId('revisions-accept-all').click();
    await page.getByTestId('revisions').filter({ hasText: '没有修订' }).waitFor();
    await page.getByTestId('pane-comments').click();
    await page.getByTestId('comment').filter({ hasText: '原文已删除' }).filter({ hasText: '二十万元' }).waitFor();
    await scene.look('comment-gone');
  });

  it('[SCT03] a part is handed to a colleague: it says whose it is, takes no word of anybody else, and is given back', async () => {
    const { page } = scene.client;
    const editor = page.getByTestId('editor');
    await editor.locator('p').last().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Alt+1');
    await page.keyboard.insertText('一、资金安排');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('资金由县级财政统筹。');
    await page.getByTestId('pane-outline').click();
    await page.getByTestId('section-owner').first().click();
    await page.locator('.ant-select-item-option').filter({ hasText: scene.cast.colleague.name }).first().click();
    await editor.locator('.section-owner').filter({ hasText: `${scene.cast.colleague.name} 撰写` }).waitFor();
    await scene.look('section-locked');
    const before = await editor.innerText();
    await editor.locator('p').filter({ hasText: '县级财政统筹' }).click({ force: true });
    await page.keyboard.insertText('擅自添加');
    // Elsewhere it goes on; what the colleague writes there arrives.
    await editor.locator('p').first().click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('另附测算。');
    const open = await colleague.open(docId);
    open.type('（已核）');
    await waitFor(async () => (await editor.innerText()).includes('（已核）'), { what: 'the colleague’s words' });
    open.close();
    const after = await editor.innerText();
    expect([before.includes('县级财政统筹'), after.includes('擅自添加'), after.includes('另附测算。')]).toEqual([true, false, true]);
    await page.getByTestId('section-owner').first().click();
    await page.locator('.ant-select-item-option').filter({ hasText: '共同撰写' }).first().click();
    await waitFor(async () => await editor.locator('.section-owner').count() === 0, { what: 'the part to be given back' });
    await editor.locator('p').filter({ hasText: '县级财政统筹' }).click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('现在可以写。');
    await waitFor(async () => (await editor.innerText()).includes('现在可以写。'));
  });

  it('[UI143] a document is found by words of its text, which are shown, and opened from there', async () => {
    const { page } = scene.client;
    await page.getByTestId('nav-workbench').click();
    await page.keyboard.press('Control+k');
    await page.getByTestId('global-search').fill('统筹');
    const hit = page.locator('.search-hit').filter({ hasText: '关于修缮村道有关事项的请示' });
    await hit.locator('mark').filter({ hasText: '统筹' }).waitFor();
    expect(await hit.locator('.excerpt').innerText()).toContain('资金由县级财政统筹。');
    await scene.look('search-in-texts');
    await page.keyboard.press('Enter');
    await page.getByTestId('editor').locator('p').filter({ hasText: '县级财政统筹' }).waitFor();
  });
});
