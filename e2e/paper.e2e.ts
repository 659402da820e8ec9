/** The paper measured: documents of the standard printed to PDF by the real client, and every number of GB/T 9704-2012 taken from the file. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, metaOf, NODE } from '#shared/doc/shape.ts';
import { CHARACTER_MM, LINE_MM, PAGE } from '#shared/gbt9704/layout/measures.ts';
import { measurePdf } from '#renderer/pdf/measure-pdf.ts';
import type { MeasuredPdf, Word } from '#shared/gbt9704/audit/measured.ts';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { compose, openFromDesk, saveTo, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const TOLERANCE_MM = 0.5;
const SENTENCE = '为深入贯彻落实党中央国务院关于加强数字政府建设的决策部署进一步提升全省机关协同办公效率现就有关事项通知如下';
const LONG = SENTENCE.repeat(14);

let docId = '';

const scene = setScene('paper', async ({ server, cast }) => {
  const drafter = await signInOverHttp(server.url, cast.drafter);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示' })).body.docId;
  const open = await drafter.open(docId);
  open.doc.transact(() => {
    const body = bodyOf(open.doc);
    const node = (name: string, text: string, level?: number): Y.XmlElement => {
      const element = new Y.XmlElement(name);
      if (level !== undefined) element.setAttribute('level', level as unknown as string);
      element.insert(0, [new Y.XmlText(text)]);
      return element;
    };
    body.insert(2, [node(NODE.heading, '一、总体要求', 1), node(NODE.heading, '（一）基本原则', 2), node(NODE.paragraph, LONG), node(NODE.paragraph, LONG)]);
    body.insert(body.length, [node(NODE.attachment, '防汛物资储备清单'), node(NODE.paragraph, '冲锋舟两艘，救生衣二百件。㵲阳河沿线优先配备。')]);
    metaOf(open.doc).set('ccRecipients', '县水务局，县应急管理局');
    metaOf(open.doc).set('printOrganName', '楚米镇党政办公室');
    metaOf(open.doc).set('annotation', '联系人：李兰');
  });
  const hash = open.hash();
  await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === hash, { what: 'the text to be stored' });
  open.close();
});

let prints = 0;

async function printed(): Promise<MeasuredPdf> {
  const { app, page } = scene.client;
  prints += 1;
  const path = join(scene.dir, `请示${prints}.pdf`);
  await saveTo(app, path);
  await page.getByTestId('save-pdf').click();
  await waitFor(() => existsSync(path), { what: 'the PDF to be saved' });
  await page.getByText('PDF 已保存。').last().waitFor();
  return measurePdf(readFileSync(path));
}

let pdf: MeasuredPdf;
/** What the editor says the second page begins with. */
let begins = '';
const near = (mm: number) => (value: number): boolean => Math.abs(value - mm) <= TOLERANCE_MM;
/** Words that stand on one line, from left to right. */
const linesOf = (words: readonly Word[]): readonly (readonly Word[])[] => {
  const lines = new Map<number, Word[]>();
  for (const word of words) {
    const key = [...lines.keys()].find((baseline) => Math.abs(baseline - word.baseline) < 2) ?? word.baseline;
    lines.set(key, [...(lines.get(key) ?? []), word]);
  }
  return [...lines.entries()].sort(([a], [b]) => a - b).map(([, line]) => line.toSorted((a, b) => a.left - b.left));
};
const textOf = (line: readonly Word[]): string => line.map(({ text }) => text).join('');

describe('the printed page', () => {
  it('[PDF01 PDF02] is previewed page by page and saved as a tagged A4 PDF whose text can be taken out', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await openFromDesk(page, 'drafts', docId);
    await page.getByTestId('editor').waitFor();
    await page.getByTestId('pane-outline').click();
    await page.getByTestId('outline').getByText('防汛物资储备清单').waitFor();
    const second = page.locator('.page[data-page="2"]');
    await second.waitFor({ state: 'attached' });
    await page.evaluate(async () => { await document.fonts.ready; });
    await second.evaluate((sheet) => sheet.scrollIntoView({ block: 'start' }));
    begins = await second.evaluate((sheet) => {
      const { left, top, width } = sheet.getBoundingClientRect();
      const mm = width / 210;
      const place = document.caretRangeFromPoint(left + 28 * mm + 2, top + 42 * mm);
      return place?.startContainer.textContent?.slice(place.startOffset, place.startOffset + 12) ?? '';
    });
    await scene.look('paper-editor-second');
    expect(await page.locator('.doc-title').innerText()).toBe('桐梓县楚米镇人民政府关于\n提高防汛物资储备标准的请示');
    await scene.look('paper-editor');
    await page.getByTestId('open-preview').click();
    await page.getByTestId('page-count').filter({ hasText: /共 \d+ 页/u }).waitFor();
    await scene.look('paper-preview');
    pdf = await printed();
    await page.locator('.preview-pages .paper-page').last().scrollIntoViewIfNeeded();
    await scene.look('paper-preview-end');
    expect(pdf.pages.length).toBe(await page.locator('.preview-pages .paper-page').count());
    await expect.poll(() => page.locator('.sheet .page').count()).toBe(pdf.pages.length);
    for (const { widthMm, heightMm } of pdf.pages) expect([near(PAGE.widthMm)(widthMm), near(PAGE.heightMm)(heightMm)]).toEqual([true, true]);
    expect(pdf.isTagged).toBe(true);
    expect(pdf.info['Title']).toBe('桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示');
    expect(pdf.info).toMatchObject({ Author: '桐梓县楚米镇人民政府', Creator: expect.stringMatching(/^贵政通 \d/u) });
    const whole = pdf.pages.map(({ words }) => words.map(({ text }) => text).join('')).join('').replace(/\s/gu, '');
    expect(whole).toContain(SENTENCE);
    expect(whole).toContain('㵲阳河');
  });

  it('[PAP09] a full page has twenty-two lines of twenty-eight characters in the 版心', () => {
    const full = pdf.pages[1];
    const lines = linesOf(full?.words ?? []).filter((line) => !textOf(line).includes('—'));
    expect(lines).toHaveLength(PAGE.lines);
    const inner = lines.filter((line) => [...textOf(line)].length === PAGE.characters);
    expect(inner.length).toBeGreaterThan(15);
    for (const line of inner) {
      expect(line[0]?.left).toSatisfy(near(PAGE.leftMm));
      expect(line.at(-1)?.right).toSatisfy((right: number) => Math.abs(right - (PAGE.leftMm + PAGE.textWidthMm)) <= CHARACTER_MM / 4);
    }
    const baselines = lines.map((line) => line[0]?.baseline ?? 0);
    for (const [at, baseline] of baselines.entries()) expect(baseline - (baselines[0] ?? 0)).toSatisfy(near(at * LINE_MM));
    expect((baselines[0] ?? 0)).toBeGreaterThan(PAGE.topMm);
    expect((baselines.at(-1) ?? 0)).toBeLessThan(PAGE.topMm + PAGE.textHeightMm);
  });

  it('[MSR03] the window measures what would be saved and finds it right, to the number', async () => {
    const { page } = scene.client;
    await page.getByTestId('measure').click();
    await page.getByTestId('audit').waitFor();
    await scene.look('paper-audit');
    const audit = page.getByTestId('audit');
    expect([await audit.getAttribute('data-off'), await audit.getAttribute('data-missing')]).toEqual(['', '0']);
    await page.getByTestId('audit-back').click();
  });

  it('[PAP11] the second page begins in the editor where it begins in print', () => {
    expect(begins).toHaveLength(12);
    expect(textOf(linesOf(pdf.pages[1]?.words ?? [])[0] ?? [])).toSatisfy((line: string) => line.startsWith(begins));
  });

  it('[PAP09] the head: the mark 35 mm below the top of the 版心, the red rule as wide as it, 4 mm below the number', () => {
    const [first] = pdf.pages;
    const mark = first?.words.find(({ sizePt }) => sizePt > 30) as Word;
    expect(mark.top).toSatisfy((top: number) => Math.abs(top - (PAGE.topMm + 35)) <= 2);
    const rule = first?.boxes.find(({ color, right, left }) => /^#d7000f$/iu.test(color) && right - left > 100);
    expect(rule?.left).toSatisfy(near(PAGE.leftMm));
    expect(rule?.right).toSatisfy(near(PAGE.leftMm + PAGE.textWidthMm));
    expect((rule?.bottom ?? 0) - (rule?.top ?? 0)).toBeLessThan(0.8);
    const title = first?.words.filter(({ sizePt }) => Math.abs(sizePt - 22) < 0.5) ?? [];
    expect(linesOf(title).map(textOf)).toEqual(['桐梓县楚米镇人民政府关于', '提高防汛物资储备标准的请示']);
    for (const line of linesOf(title)) expect(((line[0]?.left ?? 0) + (line.at(-1)?.right ?? 0)) / 2).toSatisfy(near(PAGE.leftMm + PAGE.textWidthMm / 2));
  });

  it('[PAP09] page numbers stand 7 mm below the 版心, right on odd pages and left on even ones', () => {
    for (const [index, { words }] of pdf.pages.entries()) {
      const line = linesOf(words).find((each) => /—.*—/u.test(textOf(each)));
      if (line === undefined) continue;
      expect(textOf(line).replace(/\s/gu, '')).toBe(`—${index + 1}—`);
      const middle = (line[0]?.baseline ?? 0) - (14 * 0.35 * 25.4) / 72;
      expect(middle).toSatisfy((at: number) => Math.abs(at - (PAGE.topMm + PAGE.textHeightMm + 7)) <= 1);
      if (index % 2 === 0) expect(line.at(-1)?.right).toSatisfy((right: number) => Math.abs(right - (PAGE.leftMm + PAGE.textWidthMm - (14 * 25.4) / 72)) <= 1);
      else expect(line[0]?.left).toSatisfy((left: number) => Math.abs(left - (PAGE.leftMm + (14 * 25.4) / 72)) <= 1);
    }
  });

  it('[PAP09] 附件 begin a page, 附件说明 names them, and the 版记 ends the last, even page at the bottom of the 版心', () => {
    const texts = pdf.pages.map(({ words }) => linesOf(words).map(textOf));
    expect(texts.some((lines) => lines.some((line) => line.includes('附件：防汛物资储备清单')))).toBe(true);
    const annex = texts.findIndex((lines) => lines[0] === '附件');
    expect(annex).toBeGreaterThan(1);
    expect(pdf.pages.length % 2).toBe(0);
    const last = pdf.pages.at(-1);
    const rules = (last?.boxes ?? []).filter(({ left, right, bottom, top }) => right - left > 150 && bottom - top < 0.6);
    expect(Math.max(...rules.map(({ bottom }) => bottom))).toSatisfy(near(PAGE.topMm + PAGE.textHeightMm));
    expect(linesOf(last?.words ?? []).map(textOf).join('')).toContain('抄送：县水务局，县应急管理局。');
  });

  it('[PAP11] caret, selection and an input method cross the end of a page; the pages can be put away', async () => {
    const { page } = scene.client;
    await page.keyboard.press('Escape');
    await page.getByTestId('print-preview').waitFor({ state: 'hidden' });
    /** The page on which the caret stands, from 1, as its place tells. */
    const caretPage = (): Promise<number> => page.evaluate(() => {
      const selection = getSelection();
      const range = document.createRange();
      if (selection?.focusNode === null || selection === null) return 0;
      range.setStart(selection.focusNode, selection.focusOffset);
      const { top } = range.getBoundingClientRect();
      return [...document.querySelectorAll('.sheet .page')].findIndex((sheet) => sheet.getBoundingClientRect().top <= top && top < sheet.getBoundingClientRect().bottom) + 1;
    });
    const first = page.locator('.sheet .page[data-page="1"]');
    await first.evaluate((sheet) => sheet.scrollIntoView({ block: 'end' }));
    const { left, bottom, mm } = await first.evaluate((sheet) => { const rect = sheet.getBoundingClientRect(); return { left: rect.left, bottom: rect.bottom, mm: rect.width / 210 }; });
    await page.mouse.click(left + 100 * mm, bottom - 40 * mm);
    await expect.poll(caretPage).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expect.poll(caretPage).toBe(2);
    await page.keyboard.press('Shift+ArrowUp');
    expect((await page.evaluate(() => getSelection()?.toString() ?? '')).length).toBeGreaterThan(10);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(caretPage).toBe(1);
    const written = '磐石'.repeat(20);
    await compose(page, ['p', 'pan', 'pan shi'], written);
    await expect.poll(caretPage).toBe(2);
    const text = await page.getByTestId('editor').innerText();
    expect([text.split(written).length, text.includes('pan')]).toEqual([2, false]);
    await scene.look('paper-editor-crossing');
    const last = page.locator('.sheet .page').last();
    await last.evaluate((sheet) => sheet.scrollIntoView({ block: 'start' }));
    await last.click({ position: { x: 300, y: 300 } });
    await page.keyboard.insertText('末尾');
    await expect.poll(() => page.getByTestId('editor').innerText()).toMatch(/末尾\s*$/u);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.getByTestId('paged').click();
    await expect.poll(() => page.locator('.sheet .page').count()).toBe(0);
    await scene.look('paper-editor-continuous');
    await page.getByTestId('paged').click();
    await expect.poll(() => page.locator('.sheet .page').count()).toBe(pdf.pages.length);
  });

  const inFormat = async (format: string, more: () => Promise<void> = async () => {}): Promise<MeasuredPdf> => {
    const { page } = scene.client;
    if (await page.getByTestId('print-preview').count() > 0) await page.keyboard.press('Escape');
    await page.getByTestId('pane-elements').click();
    await page.getByTestId('element-format').click();
    await page.locator('.ant-select-item-option').filter({ hasText: format }).click();
    await more();
    await page.getByTestId('open-preview').click();
    await page.getByTestId('page-count').filter({ hasText: /共 \d+ 页/u }).waitFor();
    return printed();
  };
  const markOf = ({ pages: [first] }: MeasuredPdf) => {
    const size = Math.max(...(first?.words.map(({ sizePt }) => sizePt) ?? []));
    const words = first?.words.filter(({ sizePt }) => sizePt > size - 1) ?? [];
    return { text: textOf(linesOf(words)[0] ?? []), top: words[0]?.top ?? 0 };
  };
  const redRules = ({ pages: [first] }: MeasuredPdf) => (first?.boxes ?? []).filter(({ color, right, left }) => /^#d7000f$/iu.test(color) && right - left > 100);

  it('[PAP10] a letter: the mark 30 mm below the edge, double rules of 170 mm below it and 20 mm above the lower edge, no number on the first page', async () => {
    const letter = await inFormat('信函');
    expect(markOf(letter).text).toBe('桐梓县楚米镇人民政府');
    expect(markOf(letter).top).toSatisfy((top: number) => Math.abs(top - 30) <= 2);
    const rules = redRules(letter);
    for (const { left, right } of rules) expect([left, right].map(Math.round)).toEqual([20, 190]);
    const heights = rules.toSorted((a, b) => a.top - b.top).map(({ top, bottom }) => Math.round((bottom - top) * 100) / 100);
    expect(heights[0]).toBeGreaterThan(heights[1] ?? 9);
    expect(heights.at(-1)).toBeGreaterThan(heights.at(-2) ?? 9);
    expect(Math.max(...rules.map(({ bottom }) => bottom))).toSatisfy((bottom: number) => Math.abs(bottom - (PAGE.heightMm - 20)) <= 1);
    expect(letter.pages[0]?.words.some(({ text }) => text.includes('—'))).toBe(false);
    await scene.look('paper-letter');
  });

  it('[PAP10] an order: the mark 20 mm below the top of the 版心, no rule', async () => {
    const order = await inFormat('命令');
    expect(markOf(order).text).toBe('桐梓县楚米镇人民政府令');
    expect(markOf(order).top).toSatisfy((top: number) => Math.abs(top - (PAGE.topMm + 20)) <= 2);
    expect(redRules(order)).toEqual([]);
  });

  it('[PAP10] minutes say so in the mark and bear no 署名', async () => {
    const minutes = await inFormat('纪要');
    expect(markOf(minutes).text).toBe('桐梓县楚米镇人民政府会议纪要');
    expect(markOf(minutes).top).toSatisfy((top: number) => Math.abs(top - (PAGE.topMm + 35)) <= 2);
    const all = minutes.pages.map(({ words }) => linesOf(words).map(textOf));
    expect(all.flat().filter((line) => line === '桐梓县楚米镇人民政府')).toEqual([]);
  });

  it('[PAP10] 联合行文: each organ on its line, as wide as the longest, 文件 in the middle beside them', async () => {
    const { page } = scene.client;
    const joint = await inFormat('通用', async () => {
      await page.getByTestId('element-jointOrganNames').fill('桐梓县水务局\n桐梓县应急管理局');
      await page.getByTestId('element-annotation').click();
    });
    const size = Math.max(...(joint.pages[0]?.words.map(({ sizePt }) => sizePt) ?? []));
    const words = joint.pages[0]?.words.filter(({ sizePt }) => sizePt > size - 1) ?? [];
    const organs = linesOf(words.filter(({ text }) => !'文件'.includes(text)));
    expect(organs.map(textOf)).toEqual(['桐梓县楚米镇人民政府', '桐梓县水务局', '桐梓县应急管理局']);
    for (const line of organs) expect(line.at(-1)?.right).toSatisfy(near(organs[0]?.at(-1)?.right ?? 0));
    const wen = words.find(({ text }) => text.includes('文')) as Word;
    expect(wen.baseline).toSatisfy((baseline: number) => Math.abs(baseline - (organs[1]?.[0]?.baseline ?? 0)) <= 2);
    await scene.look('paper-joint');
  });
});
