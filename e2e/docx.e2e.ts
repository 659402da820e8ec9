/** Word files in a real window: looked at before a draft is made, refused with a reason, and a document saved as one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { writeDocx } from '#renderer/features/docx/write-docx.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { saveTo, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const scene = setScene('docx');
const dir = mkdtempSync(join(tmpdir(), 'gzt-docx-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const TITLE = '桐梓县楚米镇人民政府关于做好冬季校园安全工作的通知';
const line = (text: string, type = 'paragraph', attrs = {}) => ({ type, attrs, runs: [{ text, marks: [] }] });
const cell = (text: string) => ({ type: 'tableCell', attrs: { colspan: 1, rowspan: 1 }, runs: [], blocks: [line(text)] });
const written = () => writeDocx({
  title: TITLE, names: {}, isClean: true, pictures: {},
  content: { meta: {}, blocks: [
    line(TITLE, 'docTitle'), { type: 'recipients', attrs: {}, runs: [] }, line('为做好冬季校园安全工作，现通知如下。'), line('一、高度重视', 'heading', { level: 1 }), line('各校要落实主体责任，加强检查。'),
    { type: 'table', attrs: {}, runs: [], blocks: [{ type: 'tableRow', attrs: {}, runs: [], blocks: [cell('学校'), cell('责任人')] }, { type: 'tableRow', attrs: {}, runs: [], blocks: [cell('楚米小学'), cell('李兰')] }] },
    { type: 'signature', attrs: {}, runs: [] }, line('检查表', 'attachment'), line('各校填写。'),
  ] },
  facts: { format: 'general', mark: { names: ['桐梓县楚米镇人民政府'], behind: '文件' }, number: '楚米府发〔2026〕3号', signers: [], recipients: '各村（居），镇属各部门：', attachments: ['附件：检查表'], organs: ['桐梓县楚米镇人民政府'], date: '2026年11月20日', annotation: '', colophon: { sentTo: ['抄送：县教育局。'], printed: { organ: '桐梓县楚米镇人民政府', date: '2026年11月20日印发' } } },
});

describe('Word files in a real window', () => {
  it('[SCR36] a file is looked at before a draft is made of it, and stands in the draft as it was read', async () => {
    const { page } = scene.client;
    const path = join(dir, '冬季校园安全.docx');
    writeFileSync(path, await written());
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByTestId('new-document').click();
    await scene.look('docx-new');
    await page.getByTestId('import-file').setInputFiles(path);
    await page.getByTestId('import-preview').waitFor();
    expect(await page.getByTestId('import-title').innerText()).toBe(TITLE);
    expect(await page.getByTestId('import-preview').innerText()).toContain('各村（居），镇属各部门');
    await scene.look('docx-import');
    await page.getByTestId('import-create').click();
    const editor = page.getByTestId('editor');
    await editor.locator('table').waitFor();
    expect((await editor.locator('.doc-title').innerText()).replaceAll('\n', '')).toBe(TITLE);
    expect(await editor.locator('.level-1').innerText()).toBe('一、高度重视');
    expect(await editor.locator('table tr').nth(1).innerText()).toMatch(/楚米小学\s+李兰/u);
    expect(await editor.locator('.attachment-title').innerText()).toBe('检查表');
    await page.getByTestId('colophon').filter({ hasText: '抄送：县教育局。' }).waitFor();
    await page.locator('[data-testid="save-state"][data-state="synced"]').waitFor();
    await scene.look('docx-imported');
  });

  it('[DCX01 SCR36] the document is saved as a Word file where the person says', async () => {
    const { app, page } = scene.client;
    const path = join(dir, 'saved.docx');
    await saveTo(app, path);
    await page.getByTestId('export-word').click();
    await page.locator('.ant-message').filter({ hasText: '已导出 Word 文件' }).waitFor();
    const main = strFromU8(unzipSync(readFileSync(path))['word/document.xml'] ?? new Uint8Array());
    for (const words of ['一、高度重视', '楚米小学', '检查表', '抄送：县教育局。']) expect(main).toContain(words);
  });

  it('[DCX03 DCX07 SCR36] a broken file, an old one and one with a mark of secrecy are refused with a reason, and nothing is created', async () => {
    const { page } = scene.client;
    await page.getByTestId('nav-workbench').click();
    const before = await page.getByTestId('desk-row').count();
    for (const [name, bytes, testId, words] of [
      ['坏的.docx', Uint8Array.of(0x50, 0x4b, 3, 4, 5), 'import-failed', '已损坏'], ['旧的.docx', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), 'import-failed', '另存为 .docx'],
      ['密件.txt', new TextEncoder().encode('机密★10年\n关于某事的通知'), 'import-marked', '机密★10年'],
    ] as const) {
      writeFileSync(join(dir, name), bytes);
      await page.getByTestId('new-document').click();
      await page.getByTestId('import-file').setInputFiles(join(dir, name));
      await page.getByTestId(testId).filter({ hasText: words }).waitFor();
      expect(await page.getByTestId('import-create').count()).toBe(0);
      if (testId === 'import-marked') await scene.look('docx-marked');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await waitFor(async () => (await page.locator('.ant-modal:visible').count()) === 0, { what: 'the dialogs to close' });
    }
    expect(await page.getByTestId('desk-row').count()).toBe(before);
  });
});
