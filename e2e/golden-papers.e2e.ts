/** Papers of every kind that GB/T 9704-2012 knows, printed by the real client and measured by its own 测量版式: nothing may be off, and every rule must have been used. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, metaOf, NODE, type MetaKey } from '#shared/doc/shape.ts';
import { AUDIT_RULES } from '#shared/gbt9704/audit/audit.ts';
import { issueReport } from '#tests/kit/archive-story.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openFromDesk, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

type Part = readonly [kind: 'text' | 'h1' | 'h2' | 'h3' | 'attachment', text: string] | readonly [kind: 'table', rows: readonly (readonly string[])[]];
interface Golden {
  readonly templateId?: string;
  readonly title: string;
  readonly parts: readonly Part[];
  readonly meta?: Partial<Record<MetaKey, string>>;
  readonly isIssued?: boolean;
}

const ORGAN = '桐梓县楚米镇人民政府';
const SENTENCE = '为深入贯彻落实党中央、国务院关于加强数字政府建设的决策部署，进一步提升全镇机关协同办公效率，现将有关情况报告如下。';
const text = (count: number): Part => ['text', SENTENCE.repeat(count)];
/** The text of 黔府发〔2023〕21号 behind its first lines. */
const seed = (): readonly Part[] => readFileSync(new URL('../tests/kit/seed-document.zh-CN.txt', import.meta.url), 'utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(6)
  .map((line): Part => (/^[一二三四五六七八九十]+、/u.test(line) && line.length < 40 ? ['h1', line] : /^（[一二三四五六七八九十]+）/u.test(line) && line.length < 40 ? ['h2', line] : ['text', line]));

const GOLDEN: Readonly<Record<string, Golden>> = {
  '发文 黔府发〔2023〕21号 全文': { templateId: 'notice-1', title: `${ORGAN}印发关于加强数字政府建设实施方案的通知`, parts: seed(), meta: { ccRecipients: '镇党委办公室，镇人大办公室', printOrganName: '楚米镇党政办公室', annotation: '此件公开发布' } },
  '报告 已签发': { title: `${ORGAN}关于数字政府建设进展情况的报告`, isIssued: true, parts: [['h1', '一、主要进展'], text(3), ['h2', '（一）村级接入'], text(2), ['h3', '1.网络'], text(9)], meta: { ccRecipients: '县大数据局', printOrganName: '楚米镇党政办公室', annotation: '联系人：李兰，电话：0851-26620001' } },
  '报告 三个签发人': { title: `${ORGAN}等三个机关关于河道治理的报告`, isIssued: true, parts: [text(4)], meta: { jointOrganNames: '桐梓县水务局\n桐梓县财政局', jointSigners: '王志远\n石磊', ccRecipients: '县委办公室' } },
  '联合行文': { templateId: 'notice-1', title: `${ORGAN}等三个机关关于汛期值班的通知`, parts: [text(6)], meta: { jointOrganNames: '桐梓县水务局\n桐梓县应急管理局' } },
  '信函': { templateId: 'letter-1', isIssued: true, title: `${ORGAN}关于商请支援防汛物资的函`, parts: [text(11)], meta: { format: 'letter', ccRecipients: '县应急管理局' } },
  '命令': { title: '关于表彰抗洪抢险先进个人的命令', parts: [text(5)], meta: { format: 'order' } },
  '纪要': { title: `${ORGAN}会议纪要`, parts: [text(12)], meta: { format: 'minutes', ccRecipients: '各村（居）', printOrganName: '楚米镇党政办公室' } },
  '署名在页边': { title: `${ORGAN}关于落实情况的报告`, isIssued: true, parts: [text(7), ['text', '一'.repeat(28 * 2 + 3)]], meta: { printOrganName: '楚米镇党政办公室' } },
  '长标题': { title: `${ORGAN}关于报送二〇二六年度巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况和二〇二七年度工作安排的报告`, parts: [text(5)] },
  '表格': { title: `${ORGAN}关于防汛物资储备的报告`, parts: [text(2), ['table', [['序号', '名称', '数量', '存放地点'], ...Array.from({ length: 40 }, (_, at) => [String(at + 1), '救生衣', `${at + 20} 件`, '镇应急物资库'])]], text(3)] },
  '两个附件': { title: `${ORGAN}关于报送清单的报告`, parts: [text(2), ['attachment', '防汛物资储备清单'], text(2), ['attachment', '应急队伍名册'], text(14)], meta: { ccRecipients: '县应急管理局' } },
  '生僻字': { title: `${ORGAN}关于㵲阳河、䶮山片区治理的报告`, parts: [['h1', '一、㵲阳河段'], ['text', '㵲阳河沿线㯊坝、𬱖塘等处，由阿卜杜·热合曼同志负责；䶮山片区由覃正岚同志负责。'.repeat(6)]] },
};

const ids = new Map<string, string>();

function element(name: string, words: string, attributes: Readonly<Record<string, unknown>> = {}): Y.XmlElement {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  if (words !== '') made.insert(0, [new Y.XmlText(words)]);
  return made;
}
function drawn([kind, content]: Part): Y.XmlElement {
  if (kind === 'table') {
    const table = new Y.XmlElement(NODE.table);
    table.insert(0, content.map((row, at) => {
      const line = new Y.XmlElement(NODE.tableRow);
      line.insert(0, row.map((words) => {
        const cell = new Y.XmlElement(at === 0 ? NODE.tableHeader : NODE.tableCell);
        cell.insert(0, [element(NODE.paragraph, words)]);
        return cell;
      }));
      return line;
    }));
    return table;
  }
  if (kind === 'attachment') return element(NODE.attachment, content);
  return kind === 'text' ? element(NODE.paragraph, content) : element(NODE.heading, content, { level: Number(kind.slice(1)) });
}

async function write(drafter: ServerClient, { templateId = 'report-1', title, parts, meta = {} }: Golden): Promise<string> {
  const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId, title })).body;
  const open = await drafter.open(docId);
  open.doc.transact(() => {
    const body = bodyOf(open.doc);
    const isOwn = (node: unknown): boolean => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph;
    for (let at = body.length - 1; at >= 0; at -= 1) if (isOwn(body.get(at))) body.delete(at, 1);
    const signature = body.toArray().findIndex((node) => node instanceof Y.XmlElement && node.nodeName === NODE.signature);
    const cut = parts.findIndex(([kind]) => kind === 'attachment');
    body.insert(body.length, cut === -1 ? [] : parts.slice(cut).map(drawn));
    body.insert(signature, parts.slice(0, cut === -1 ? parts.length : cut).map(drawn));
    for (const [key, value] of Object.entries(meta)) metaOf(open.doc).set(key, value);
  });
  const hash = open.hash();
  await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === hash, { what: 'the text to be stored' });
  open.close();
  return docId;
}

const scene = setScene('golden', async ({ server, cast }) => {
  const [drafter, mayor, registrar] = await Promise.all([cast.drafter, cast.leader, cast.registrar].map((player) => signInOverHttp(server.url, player))) as [ServerClient, ServerClient, ServerClient];
  for (const [name, golden] of Object.entries(GOLDEN)) {
    const docId = await write(drafter, golden);
    ids.set(name, docId);
    if (golden.isIssued === true) await issueReport({ drafter, mayor, registrar }, docId);
  }
});

const used = new Set<string>();
const LETTERS = 8;

/** What each page after the first begins with: on the sheets in the editor. */
const beginningsInEditor = (page: Page): Promise<readonly string[]> => page.evaluate((count) => {
  const sheets = [...document.querySelectorAll('.sheet .page')].slice(1).map((sheet) => sheet.getBoundingClientRect());
  const nodes: Text[] = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid="editor"] .official-text') as Element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) nodes.push(node as Text);
  const range = document.createRange();
  return sheets.flatMap(({ top, bottom }) => {
    for (const [at, node] of nodes.entries()) {
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
      if (!rects.some((rect) => rect.top >= top && rect.top < bottom)) continue;
      for (let offset = 0; offset < node.length; offset += 1) {
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        if (range.getBoundingClientRect().top < top) continue;
        const words = node.data.slice(offset) + nodes.slice(at + 1, at + 20).map(({ data }) => data).join('');
        return [words.replace(/\s/gu, '').slice(0, count)];
      }
    }
    return [];
  });
}, LETTERS);
/** The same of the pages that will be printed; what the sheet in the editor draws without letters is left out. */
const beginningsInPrint = (page: Page): Promise<readonly string[]> => page.evaluate((count) => [...document.querySelectorAll('.preview-pages .paper-page')].slice(1).flatMap((sheet) => {
  const text = [...sheet.querySelectorAll('.paper-area > :not(.paper-colophon)')].map((piece) => piece.textContent ?? '').join('').replace(/\s/gu, '').replace(/^附件\d*(?!：)/u, '');
  return text === '' ? [] : [text.slice(0, count)];
}), LETTERS);

describe('papers of every kind', () => {
  it.each(Object.entries(GOLDEN))('[MSR04] %s', async (name, golden) => {
    const { page } = scene.client;
    if (name === Object.keys(GOLDEN)[0]) await signIn(page, scene.server.url, scene.cast.drafter);
    await page.keyboard.press('Escape');
    await openFromDesk(page, golden.isIssued === true ? 'done' : 'drafts', ids.get(name));
    await page.getByTestId('editor').waitFor();
    await page.locator('.sheet .page').first().waitFor();
    if (name === '纪要') await scene.look('paper-minutes-editor');
    await page.getByTestId('open-preview').click();
    await page.getByTestId('page-count').filter({ hasText: /共 \d+ 页/u }).waitFor();
    if (name === '报告 三个签发人') await scene.look('paper-three-signers');
    // The sheets stand behind the preview; a face that arrives late moves their lines.
    await expect.poll(() => beginningsInEditor(page), { timeout: 10_000 }).toEqual(await beginningsInPrint(page));
    await page.getByTestId('measure').click();
    const audit = page.getByTestId('audit');
    await audit.waitFor();
    const off = await page.locator('[data-testid="audit-off"]').allInnerTexts();
    for (const rule of await page.locator('[data-rule]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-rule')))) used.add(rule ?? '');
    const missing = await audit.getAttribute('data-missing');
    expect([off, missing]).toEqual([[], '0']);
  });

  it('[MSR04] together use every rule', () => {
    expect(Object.keys(AUDIT_RULES).filter((rule) => !used.has(rule))).toEqual([]);
  });
});
