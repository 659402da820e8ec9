/**
 * An input method at work while others write: real compositions through the debugger protocol in the real window, a colleague on a socket of their own. Whatever
 * happens meanwhile, the words that are chosen stand there once and whole, on both sides, and no letter of what was typed to choose them ever leaves this window.
 */
import type { CDPSession } from 'playwright';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Office } from '#shared/ipc/office.ts';
import { bodyOf, MARK, NODE } from '#shared/doc/shape.ts';
import { signIn as signInOverHttp, type OpenDocument, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

declare global {
  interface Window { readonly office?: Office }
}

const TITLE = '关于输入法有关事项的请示';
const LINES = ['第一段，经研究拟修缮村道三公里。', '第二段，需资金二十万元。', '第三段，请予审批。'];

let colleague: ServerClient;
let docId: string;
const scene = setScene('composition', async ({ server, cast }) => {
  const drafter = await signInOverHttp(server.url, cast.drafter);
  colleague = await signInOverHttp(server.url, cast.colleague);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: TITLE })).body.docId;
  expect(await drafter.act({ kind: 'invite', docId, personIds: [cast.colleague.personId] })).toMatchObject({ status: 'accepted' });
});

let other: OpenDocument;
let ime: CDPSession;
/** What the colleague saw of letters: there must never be any. */
const leaked: string[] = [];

const paragraphs = (): readonly Y.XmlElement[] => bodyOf(other.doc).toArray().filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph);
const textIn = (node: Y.XmlElement): string => node.toArray().map((part) => (part instanceof Y.XmlText ? (part.toDelta() as { readonly insert: string }[]).map(({ insert }) => insert).join('') : '')).join('');
const linesThere = (): readonly string[] => paragraphs().map(textIn);
/** Without the names at other people’s carets. */
const linesHere = (): Promise<readonly string[]> => scene.client.page.getByTestId('editor').locator('p').evaluateAll((all) => all.map((each) => {
  const copy = each.cloneNode(true) as HTMLElement;
  for (const caret of copy.querySelectorAll('.remote-caret')) caret.remove();
  return copy.textContent ?? '';
}));
const wordsOf = (at: number): Y.XmlText => {
  const text = paragraphs()[at]?.get(0);
  if (!(text instanceof Y.XmlText)) throw new Error(`no text in paragraph ${at}`);
  return text;
};
const remote = (at: number, edit: (text: Y.XmlText) => void): void => edit(wordsOf(at));

/** The text as it was at first, on both sides, with no 修订 on. */
async function startAgain(): Promise<void> {
  other.doc.transact(() => {
    const body = bodyOf(other.doc);
    for (let at = body.length - 1; at >= 0; at -= 1) if ((body.get(at) as Y.XmlElement).nodeName === NODE.paragraph) body.delete(at, 1);
    const signature = body.toArray().findIndex((node) => (node as Y.XmlElement).nodeName === NODE.signature);
    body.insert(signature, LINES.map((line) => {
      const paragraph = new Y.XmlElement(NODE.paragraph);
      paragraph.insert(0, [new Y.XmlText(line)]);
      return paragraph;
    }));
  });
  await waitFor(async () => (await linesHere()).join('\n') === LINES.join('\n'), { what: 'the text to begin with' });
}

/** The caret behind these words of a paragraph. */
async function caretBehind(words: string): Promise<void> {
  await scene.client.page.evaluate((wanted) => {
    const editor = document.querySelector<HTMLElement>('[data-testid="editor"] [contenteditable="true"]');
    const walker = document.createTreeWalker(editor as Node, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      editor?.focus();
      getSelection()?.collapse(node, at + wanted.length);
      return;
    }
    throw new Error(`no ${wanted}`);
  }, words);
  await scene.client.page.waitForFunction((wanted) => (getSelection()?.anchorNode?.textContent ?? '').slice(0, getSelection()?.anchorOffset).endsWith(wanted), words);
}
const spell = async (letters: string): Promise<void> => { await ime.send('Input.imeSetComposition', { text: letters, selectionStart: letters.length, selectionEnd: letters.length }); };
const choose = async (words: string): Promise<void> => { await ime.send('Input.insertText', { text: words }); };
/** This machine has it, and so the window was told before it is asked anything else. */
const hasCome = (words: string): Promise<boolean> => waitFor(() => scene.client.page.evaluate(async (query) => {
  const answer = await window.office?.call('document.search', { query, limit: 1 }) as { readonly ok: boolean; readonly value: { readonly hits: readonly unknown[] } } | undefined;
  return answer?.ok === true && answer.value.hits.length > 0;
}, words), { what: `${words} on this machine` });

/** The same words on both sides, and these. */
async function agreed(lines: readonly string[]): Promise<void> {
  await waitFor(() => linesThere().join('\n') === lines.join('\n'), { what: `the colleague to have ${lines.join(' / ')}; they have ${linesThere().join(' / ')}` });
  await waitFor(async () => (await linesHere()).join('\n') === lines.join('\n'), { what: `the window to show ${lines.join(' / ')}` });
}

beforeAll(async () => {
  const { page } = scene.client;
  await signIn(page, scene.server.url, scene.cast.drafter);
  await page.getByText(TITLE).first().click();
  await page.getByTestId('editor').locator('p').first().waitFor();
  ime = await page.context().newCDPSession(page);
  other = await colleague.open(docId);
  other.doc.on('update', () => { for (const line of linesThere()) if (/[a-z]/u.test(line)) leaked.push(line); });
});
afterEach(() => { expect(leaked, 'letters that reached the colleague').toEqual([]); });

describe('an input method at work', () => {
  it('[COE01] a colleague writes before and behind it in the same paragraph: the words stand where they were meant, once', async () => {
    await startAgain();
    await caretBehind('拟');
    await spell('j');
    await spell('jin');
    remote(0, (text) => { text.insert(0, '（甲）'); });
    await hasCome('（甲）');
    await spell('jinkuai');
    remote(0, (text) => { text.insert(text.length, '（乙）'); });
    await hasCome('（乙）');
    await choose('尽快');
    await agreed(['（甲）第一段，经研究拟尽快修缮村道三公里。（乙）', LINES[1] ?? '', LINES[2] ?? '']);
  });

  it('[COE01] a colleague writes in the very same place: both words stand whole', async () => {
    await startAgain();
    await caretBehind('拟');
    await spell('li');
    await spell('liji');
    remote(0, (text) => { text.insert('第一段，经研究拟'.length, '先行'); });
    await hasCome('先行');
    await choose('立即');
    await waitFor(() => (linesThere()[0] ?? '').includes('立即'), { what: 'the words at the colleague' });
    expect(['第一段，经研究拟立即先行修缮村道三公里。', '第一段，经研究拟先行立即修缮村道三公里。']).toContain(linesThere()[0]);
    await agreed(linesThere());
  });

  it('[COE02] the paragraph is taken away meanwhile: nothing breaks, no letter is left, both sides have the same, and one writes on', async () => {
    await startAgain();
    await caretBehind('第二段');
    await spell('qi');
    await spell('qizhong');
    other.doc.transact(() => { bodyOf(other.doc).delete(bodyOf(other.doc).toArray().indexOf(paragraphs()[1] as Y.XmlElement), 1); });
    remote(0, (text) => { text.insert(0, '（戊）'); });
    await hasCome('（戊）');
    expect((await linesHere()).join('\n'), 'not while a word is being chosen in it').toContain('需资金');
    await choose('其中');
    await waitFor(async () => !(await linesHere()).join('\n').includes('需资金'), { what: 'the paragraph to be gone' });
    await scene.client.page.getByTestId('editor').locator('p').last().click();
    await scene.client.page.keyboard.press('Control+End');
    await choose('照常书写。');
    await waitFor(() => linesThere().join('').includes('照常书写。'), { what: 'what was written afterwards' });
    expect(linesThere().join('')).not.toMatch(/[a-z]|需资金/u);
    await agreed(linesThere());
  });

  it('[COE03] undo takes back the words that were chosen and nothing of what the colleague wrote meanwhile', async () => {
    await startAgain();
    await caretBehind('村道');
    await spell('zhu');
    remote(0, (text) => { text.insert(0, '（丙）'); });
    await hasCome('（丙）');
    await choose('主路');
    await agreed(['（丙）第一段，经研究拟修缮村道主路三公里。', LINES[1] ?? '', LINES[2] ?? '']);
    await scene.client.page.keyboard.press('Control+z');
    await agreed(['（丙）第一段，经研究拟修缮村道三公里。', LINES[1] ?? '', LINES[2] ?? '']);
    await scene.client.page.keyboard.press('Control+y');
    await agreed(['（丙）第一段，经研究拟修缮村道主路三公里。', LINES[1] ?? '', LINES[2] ?? '']);
  });

  it('[COE01] where somebody’s caret is, changes beside it many times: the words stand whole', async () => {
    await startAgain();
    await caretBehind('拟');
    await spell('d');
    for (let at = 0; at < 12; at += 1) {
      const place = Y.createRelativePositionFromTypeIndex(wordsOf(0), at);
      other.provider.awareness.setLocalStateField('cursor', { anchor: Y.relativePositionToJSON(place), head: Y.relativePositionToJSON(place) });
      await spell('dong'.slice(0, 1 + (at % 4)));
    }
    await choose('动工');
    await scene.client.page.getByTestId('editor').locator('.remote-caret').waitFor();
    await agreed(['第一段，经研究拟动工修缮村道三公里。', LINES[1] ?? '', LINES[2] ?? '']);
    other.provider.awareness.setLocalStateField('cursor', null);
  });

  it('[COE04] letters of two halves are never cut: a rare word beside a rare word that a colleague puts in', async () => {
    await startAgain();
    await caretBehind('三公里');
    await spell('wu');
    remote(0, (text) => { text.insert('第一段，经研究拟修缮村道三公里'.length, '𬱖𬱖'); });
    await hasCome('𬱖𬱖');
    await choose('㵲𠮷');
    await waitFor(() => (linesThere()[0] ?? '').includes('㵲𠮷'), { what: 'the words at the colleague' });
    expect(linesThere()[0]).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/u);
    expect(linesThere()[0]).toMatch(/三公里(?:㵲𠮷𬱖𬱖|𬱖𬱖㵲𠮷)。/u);
    await agreed(linesThere());
  });

  it('[COE05] with 修订 on, while a colleague writes in the same paragraph: the words are one 修订, whole, and theirs are not in it', async () => {
    await startAgain();
    await scene.client.page.keyboard.press('Control+Shift+E');
    await scene.client.page.locator('[data-testid="track"][aria-pressed="true"]').waitFor();
    await caretBehind('拟');
    await spell('z');
    await spell('zhongdian');
    remote(0, (text) => { text.insert(0, '（丁）'); });
    await hasCome('（丁）');
    await choose('重点');
    await agreed(['（丁）第一段，经研究拟重点修缮村道三公里。', LINES[1] ?? '', LINES[2] ?? '']);
    const marked = wordsOf(0).toDelta() as readonly { readonly insert: string; readonly attributes?: Readonly<Record<string, unknown>> }[];
    const isInserted = ({ attributes = {} }: (typeof marked)[number]): boolean => Object.keys(attributes).some((key) => key.startsWith(MARK.insertion));
    expect(marked.filter(isInserted).map(({ insert }) => insert)).toEqual(['重点']);
    await scene.client.page.keyboard.press('Control+Shift+E');
  });
});
