/** 修订 in a real window: written with an input method, read as 清样 and 原文, settled, and in the way of a signature until they are. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, MARK, NODE, revisionsOf } from '#shared/doc/shape.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

const TEXT = '经研究，拟修缮村道三公里，需资金二十万元。';
const scene = setScene('revision', async ({ server, cast }) => {
  drafter = await signInOverHttp(server.url, cast.drafter);
  colleague = await signInOverHttp(server.url, cast.colleague);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于修缮村道有关事项的请示' })).body.docId;
  const open = await drafter.open(docId);
  open.type(TEXT);
  await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${docId}/content`)).body).includes(TEXT), { what: 'the text at the server' });
  open.close();
  expect(await drafter.act({ kind: 'invite', docId, personIds: [cast.colleague.personId] })).toMatchObject({ status: 'accepted' });
});

/** As an input method writes, letter by letter. */
async function compose(words: string): Promise<void> {
  const debuggerSession = await scene.client.page.context().newCDPSession(scene.client.page);
  for (const letters of ['g', 'gu', 'gui']) await debuggerSession.send('Input.imeSetComposition', { text: letters, selectionStart: letters.length, selectionEnd: letters.length });
  await debuggerSession.send('Input.insertText', { text: words });
  await debuggerSession.detach();
}

const paragraph = () => scene.client.page.getByTestId('editor').locator('p').filter({ hasText: '经研究' }).first();
async function selectWords(words: string): Promise<void> {
  await scene.client.page.evaluate((wanted) => {
    const walker = document.createTreeWalker([...document.querySelectorAll('[data-testid="editor"] p')].find((block) => block.textContent?.includes('经研究')) as Element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const selection = getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
      (node.parentElement?.closest('[contenteditable="true"]') as HTMLElement | null)?.focus();
      return;
    }
    throw new Error(`no ${wanted}`);
  }, words);
  await scene.client.page.waitForFunction((wanted) => getSelection()?.toString() === wanted, words);
}

describe('修订 in a real window', () => {
  it('[SCR35] words are put in, taken out and replaced with an input method, and stand in the list with whose they are', async () => {
    const { page: window } = scene.client;
    await signIn(window, scene.server.url, scene.cast.drafter);
    await window.getByText('关于修缮村道有关事项的请示').first().click();
    await paragraph().waitFor();
    await paragraph().click();
    await window.keyboard.press('Control+Shift+E');
    await window.locator('[data-testid="track"][aria-pressed="true"]').waitFor();
    await selectWords('修缮');
    await compose('硬化');
    await paragraph().locator('del').filter({ hasText: '修缮' }).waitFor();
    await paragraph().locator('ins').filter({ hasText: '硬化' }).waitFor();
    expect(await paragraph().innerText()).toBe('经研究，拟修缮硬化村道三公里，需资金二十万元。');
    await window.getByTestId('pane-revisions').click();
    await window.locator('[data-testid="revision"][data-kind="replaced"]').filter({ hasText: scene.cast.drafter.name }).waitFor();
    await selectWords('二十万元');
    await window.keyboard.press('Backspace');
    await window.keyboard.press('Enter');
    await compose('所需资金由县级统筹。');
    await window.locator('[data-testid="revision"]').nth(1).waitFor();
    await scene.look('revision-marked');
  });

  it('[REV06 REV10 SCR35] another’s revisions are theirs by the server’s word, and a record in a false name is turned away', async () => {
    const { page: window } = scene.client;
    const open = await colleague.open(docId);
    await waitFor(() => open.text().includes('硬化'), { what: 'the drafter’s revisions' });
    const id = 'c0ffee'.repeat(2);
    open.doc.transact(() => {
      revisionsOf(open.doc).set(id, { by: scene.cast.colleague.personId, at: Date.now() });
      const block = bodyOf(open.doc).toArray().find((each) => each instanceof Y.XmlElement && each.nodeName === NODE.paragraph && each.toString().includes('经研究')) as Y.XmlElement;
      const words = block.get(0) as Y.XmlText;
      words.insert(0, '近日，', { [MARK.insertion]: { id } });
    });
    await window.locator('[data-testid="revision"]').filter({ hasText: '近日，' }).filter({ hasText: scene.cast.colleague.name }).waitFor();
    // Their own words under the drafter's record: the mark passes, the ledger tells.
    const [drafters = ''] = [...revisionsOf(open.doc).entries()].filter(([, record]) => record.by === scene.cast.drafter.personId).map(([key]) => key);
    open.doc.transact(() => {
      const block = bodyOf(open.doc).toArray().find((each) => each instanceof Y.XmlElement && each.nodeName === NODE.paragraph && each.toString().includes('妥否')) as Y.XmlElement;
      (block.get(0) as Y.XmlText).insert(0, '冒名所写。', { [MARK.insertion]: { id: drafters } });
    });
    await window.getByTestId('other-hand').filter({ hasText: scene.cast.colleague.name }).waitFor();
    revisionsOf(open.doc).set('badbad'.repeat(2), { by: scene.cast.drafter.personId, at: Date.now() });
    await waitFor(async () => (await (await fetch(`${scene.server.url}/metrics`)).text()).includes('foreign-author'), { what: 'the false record to be turned away' });
    open.close();
    await scene.look('revision-two');
  });

  it('[SCR35] 清样 and 原文 are read without changing a word; F8 goes from one to the next', async () => {
    const { page: window } = scene.client;
    await window.getByTestId('revision-views').getByText('清样').click();
    await window.getByTestId('text-clean').filter({ hasText: '近日，经研究，拟硬化村道三公里，需资金' }).waitFor();
    await scene.look('revision-clean');
    await window.getByTestId('revision-views').getByText('原文').click();
    await window.getByTestId('text-original').filter({ hasText: TEXT }).waitFor();
    await window.getByTestId('revision-views').getByText('修订', { exact: true }).click();
    await paragraph().waitFor();
    await paragraph().click({ position: { x: 2, y: 4 } });
    await window.keyboard.press('F8');
    const first = await window.evaluate(() => getSelection()?.toString());
    await window.keyboard.press('F8');
    expect(await window.evaluate(() => getSelection()?.toString())).not.toBe(first);
  });

  it('[WF60 SCR35] with open revisions it is not handed on to be signed; accepted and rejected, it is', async () => {
    const { page: window } = scene.client;
    const { state } = await drafter.view(docId);
    const hashNow = async (): Promise<string> => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
    const submit = async () => drafter.act({ kind: 'submit', docId, stepNo: state.stepNo, contentHash: await hashNow(), opinion: '', people: [], dueAt: null, reasons: {} });
    expect(await submit()).toMatchObject({ status: 'refused', error: { code: 'workflow.revisions-open', rule: 'WF60' } });
    await window.locator('[data-testid="revision"]').filter({ hasText: '近日，' }).getByTestId('revision-reject').click();
    await waitFor(async () => !(await paragraph().innerText()).includes('近日'), { what: 'the rejected words to go' });
    await window.getByTestId('revisions-accept-all').click();
    await window.getByTestId('revisions').filter({ hasText: '没有修订' }).waitFor();
    expect(await paragraph().innerText()).toMatch(/^经研究，拟硬化村道三公里，需资金/u);
    await scene.look('revision-settled');
    await paragraph().click();
    await window.keyboard.press('Control+z');
    await window.locator('[data-testid="revision"]').first().waitFor();
    await window.getByTestId('revisions-accept-all').click();
    await window.getByTestId('revisions').filter({ hasText: '没有修订' }).waitFor();
    await window.locator('[data-testid="save-state"][data-state="synced"]').waitFor();
    expect(await submit()).toMatchObject({ status: 'accepted' });
  });
});
