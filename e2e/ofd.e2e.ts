/** The OFD measured against the PDF of the same pages, both written by the real client. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, metaOf, NODE } from '#shared/doc/shape.ts';
import { measurePdf, type MeasuredPdf } from '#tests/kit/pdf-measure.ts';
import { readOfd, type ReadBox, type ReadOfd } from '#tests/kit/ofd-reader.ts';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openFromDesk, saveTo, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const TOLERANCE_MM = 0.5;
const TITLE = '桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示';
const SENTENCE = '为深入贯彻落实党中央国务院关于加强数字政府建设的决策部署，进一步提升全省机关协同办公效率，现就《办法》第3条有关事项通知如下（见附件）。';
const RARE = '㵲阳河、桴㯊镇，䶮、𬱖二人负责。Level 2 & <A> 100%';

const LONG_PARAGRAPHS = 300;

let docId = '';
let longId = '';
const scene = setScene('ofd', async ({ server, cast }) => {
  const drafter = await signInOverHttp(server.url, cast.drafter);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: TITLE })).body.docId;
  const open = await drafter.open(docId);
  open.doc.transact(() => {
    const body = bodyOf(open.doc);
    const node = (name: string, text: string | Y.XmlElement[], attributes: Readonly<Record<string, unknown>> = {}): Y.XmlElement => {
      const element = new Y.XmlElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string);
      element.insert(0, typeof text === 'string' ? [new Y.XmlText(text)] : text);
      return element;
    };
    const cell = (text: string): Y.XmlElement => node(NODE.tableCell, [node(NODE.paragraph, text)], { colspan: 1, rowspan: 1 });
    const marked = node(NODE.paragraph, '');
    const text = new Y.XmlText();
    marked.insert(0, [text]);
    text.insert(0, '其中'); text.insert(2, '重点', { bold: true }); text.insert(4, '和', { bold: null }); text.insert(5, '底线', { underline: true });
    body.insert(2, [node(NODE.heading, '一、总体要求', { level: 1 }), node(NODE.heading, '（一）基本原则', { level: 2 }), node(NODE.heading, '1.工作目标', { level: 3 }), ...Array.from({ length: 14 }, () => node(NODE.paragraph, SENTENCE)), node(NODE.paragraph, RARE), marked,
      node(NODE.table, [node(NODE.tableRow, [cell('物资'), cell('数量')]), node(NODE.tableRow, [cell('冲锋舟'), cell('2 艘')])])]);
    body.insert(body.length, [node(NODE.attachment, '防汛物资储备清单'), node(NODE.paragraph, '冲锋舟两艘，救生衣二百件。')]);
    metaOf(open.doc).set('ccRecipients', '县水务局，县应急管理局');
    metaOf(open.doc).set('printOrganName', '楚米镇党政办公室');
  });
  const hash = open.hash();
  await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === hash, { what: 'the text to be stored' });
  open.close();
  longId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '桐梓县楚米镇人民政府关于长文的请示' })).body.docId;
  const long = await drafter.open(longId);
  long.doc.transact(() => {
    bodyOf(long.doc).insert(2, Array.from({ length: LONG_PARAGRAPHS }, () => {
      const element = new Y.XmlElement(NODE.paragraph);
      element.insert(0, [new Y.XmlText(SENTENCE)]);
      return element;
    }));
  });
  const longHash = long.hash();
  await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${longId}/content`)).body.hash === longHash, { what: 'the long text to be stored' });
  long.close();
});

let pdf: MeasuredPdf;
let ofd: ReadOfd;
let bytes: Buffer;

const openPreview = async (id: string): Promise<void> => {
  const { page } = scene.client;
  await openFromDesk(page, 'drafts', id);
  await page.getByTestId('editor').waitFor();
  await page.getByTestId('open-preview').click();
  await page.getByTestId('page-count').filter({ hasText: /共 \d+ 页/u }).waitFor();
};

describe('the OFD of a document', () => {
  it('[OFD09] is written from the preview, where a note says that it is on trial', async () => {
    const { app, page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await openPreview(docId);
    const [pdfPath, ofdPath] = [join(scene.dir, '请示.pdf'), join(scene.dir, '请示.ofd')];
    await saveTo(app, pdfPath);
    await page.getByTestId('save-pdf').click();
    await page.getByText('PDF 已保存。').last().waitFor();
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-note').filter({ hasText: '尚未经常用 OFD 阅读软件验证' }).waitFor();
    await scene.look('ofd-export');
    await saveTo(app, ofdPath);
    await page.getByTestId('ofd-go').click();
    await page.getByText('OFD 已保存。').last().waitFor();
    pdf = await measurePdf(readFileSync(pdfPath));
    bytes = readFileSync(ofdPath);
    ofd = readOfd(bytes);
    expect(ofd.information).toMatchObject({ DocID: docId, Title: TITLE, Author: '桐梓县楚米镇人民政府', Creator: '贵政通', CustomData: '仿宋、小标宋、楷体、黑体' });
    expect(ofd.outline).toEqual([{ title: '一、总体要求', page: 0, depth: 0 }, { title: '（一）基本原则', page: 0, depth: 1 }, { title: '1.工作目标', page: 0, depth: 2 }, { title: '附件 防汛物资储备清单', page: ofd.pages.length - 2, depth: 0 }]);
    expect(await page.locator('.ofd-root').count()).toBe(0);
  });

  it('[OFD08] the text of each page is that of the PDF, and each word stands where it stands there', () => {
    const plain = (text: string): string => text.replace(/\s/gu, '');
    expect(ofd.pages.map(({ text }) => plain(text))).toEqual(pdf.pages.map(({ words }) => plain(words.map(({ text }) => text).join(''))));
    for (const sentence of [TITLE, SENTENCE, plain(RARE)]) expect(plain(ofd.pages.map(({ text }) => text).join(''))).toContain(plain(sentence));
    const off: string[] = [];
    for (const [at, page] of ofd.pages.entries()) {
      const characters = page.characters.filter(({ character }) => character.trim() !== '');
      let next = 0;
      for (const word of pdf.pages[at]?.words ?? []) {
        const first = characters[next];
        next += [...plain(word.text)].length;
        const last = characters[next - 1];
        const distances = [(first?.x ?? 0) - word.left, (first?.baseline ?? 0) - word.baseline, (last?.baseline ?? 0) - word.baseline, (first?.sizeMm ?? 0) - (word.sizePt * 25.4) / 72, Math.min(0, word.right - (last?.x ?? 0))];
        if (distances.some((distance) => Math.abs(distance) > TOLERANCE_MM)) off.push(`page ${at + 1} ${word.text}: ${distances.map((distance) => distance.toFixed(2)).join(' ')}`);
      }
    }
    expect(off).toEqual([]);
  });

  it('[OFD08] rules, borders and underlines stand where they stand in the PDF, in their colours', () => {
    const hex = (color: string): string => `#${color.split(' ').map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
    const far = (a: ReadBox, b: ReadBox): number => Math.max(Math.abs(a.left - b.left), Math.abs(a.right - b.right), Math.abs(a.top - b.top), Math.abs(a.bottom - b.bottom));
    for (const [at, page] of ofd.pages.entries()) {
      const [own, there] = [page.boxes.map((box) => ({ ...box, color: hex(box.color) })), pdf.pages[at]?.boxes.filter(({ left, right }) => right - left < 200) ?? []];
      for (const [boxes, others] of [[own, there], [there, own]] as const) {
        expect(boxes.filter((box) => !others.some((other) => other.color === box.color && far(box, other) <= TOLERANCE_MM)).map((box) => ({ page: at + 1, ...box }))).toEqual([]);
      }
    }
    expect(ofd.pages[0]?.boxes.some(({ color, left, right }) => color === '215 0 15' && right - left > 155)).toBe(true);
  });

  it('[OFD05] Chromium takes each face of the file, and draws with it what it draws with the face that ships', async () => {
    const { page } = scene.client;
    const shipped: Readonly<Record<string, string>> = { 'GZT Fang Song': '400 64px "GZT Fang Song"', 'GZT Rare Han': '400 64px "GZT Rare Han"', 'Noto Serif SC ExtraLight Black': '900 64px "Noto Serif SC"', 'LXGW WenKai': '400 64px "LXGW WenKai"' };
    const asked = ofd.fonts.map(({ name, file }, index) => ({
      family: `of the file ${index}`, shipped: shipped[name] ?? '', bytes: [...(file ?? new Uint8Array())],
      characters: [...new Set(ofd.pages.flatMap(({ characters }) => characters.filter((each) => each.font === name && each.character.trim() !== '').map(({ character }) => character)))].slice(0, 12),
    }));
    expect(asked.filter((each) => each.shipped !== '').map(({ characters }) => characters.length).every((count) => count > 3)).toBe(true);
    const drawn = await page.evaluate(async (fonts) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [96, 96];
      const brush = canvas.getContext('2d', { willReadFrequently: true });
      const inkOf = (font: string, character: string): readonly number[] => {
        if (brush === null) return [];
        brush.clearRect(0, 0, 96, 96);
        brush.font = font;
        brush.fillText(character, 12, 72);
        return [...brush.getImageData(0, 0, 96, 96).data].filter((_, at) => at % 4 === 3);
      };
      const results: { readonly family: string; readonly differs: readonly string[] }[] = [];
      for (const { family, shipped: before, bytes: file, characters } of fonts) {
        const face = new FontFace(family, new Uint8Array(file));
        document.fonts.add(await face.load());
        await document.fonts.load(before === '' ? '16px serif' : before, characters.join(''));
        const differs = before === '' ? [] : characters.filter((character) => {
          const [own, there] = [inkOf(`64px "${family}"`, character), inkOf(before, character)];
          const ink = own.reduce((sum, value) => sum + value, 0);
          return ink === 0 || own.reduce((sum, value, at) => sum + Math.abs(value - (there[at] ?? 0)), 0) > ink * 0.05;
        });
        document.fonts.delete(face);
        results.push({ family, differs });
      }
      return results;
    }, asked);
    expect(drawn).toEqual(asked.map(({ family }) => ({ family, differs: [] })));
  });

  it('[OFD02] a second time it is the same file', async () => {
    const { app, page } = scene.client;
    const path = join(scene.dir, '又一次.ofd');
    await saveTo(app, path);
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-go').click();
    await waitFor(() => existsSync(path), { what: 'the second file' });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    await page.getByTestId('ofd-note').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.getByTestId('print-preview').waitFor({ state: 'hidden' });
  });

  it('[OFD07] a long one says how far it is, and can be given up: nothing is written', async () => {
    const { app, page } = scene.client;
    await openPreview(longId);
    const path = join(scene.dir, '放弃.ofd');
    await saveTo(app, path);
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-go').click();
    await page.getByTestId('ofd-progress').filter({ hasText: /第 \d+ \/ \d+ 页/u }).waitFor();
    await page.getByRole('dialog', { name: '导出 OFD（试用）' }).getByRole('button', { name: /^取\s?消$/u }).click();
    await waitFor(async () => (await page.locator('.ofd-root').count()) === 0, { what: 'the measured pages to be gone' });
    await page.getByTestId('ofd-note').waitFor({ state: 'hidden' });
    // Ready for another try, and nothing was written.
    await page.getByTestId('export-ofd').click();
    await waitFor(async () => await page.getByTestId('ofd-go').isEnabled());
    expect(existsSync(path)).toBe(false);
  });
});
