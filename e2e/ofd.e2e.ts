/** The OFD measured against the PDF of the same pages, both written by the real client. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { buildFace } from '#renderer/sfnt/build-face.ts';
import { readFace } from '#renderer/sfnt/read-face.ts';
import { unpackBrotli } from '#renderer/sfnt/unpack-brotli.ts';
import { bodyOf, metaOf, NODE } from '#shared/doc/shape.ts';
import { measurePdf } from '#renderer/pdf/measure-pdf.ts';
import type { MeasuredPdf } from '#shared/gbt9704/audit/measured.ts';
import { readOfd, type ReadBox, type ReadOfd } from '#tests/kit/ofd-reader.ts';
import { signIn as signInOverHttp } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openFromDesk, ROOT, saveTo, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const TOLERANCE_MM = 0.5;
const TITLE = '桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示';
const SENTENCE = '为深入贯彻落实党中央国务院关于加强数字政府建设的决策部署，进一步提升全省机关协同办公效率，现就《办法》第3条有关事项通知如下（见附件）。';
const RARE = '㵲阳河、桴㯊镇，䶮、𬱖二人负责。Level 2 & <A> 100%';

const LETTER_TITLE = '桐梓县楚米镇人民政府关于商请支援防汛物资的函';
/** Letters, figures and characters in one line: what is left over is shared out between them. */
const MIXED = '按照Notice No. 17和GB/T 9704-2012的要求，请于2026年11月30日前，将“物资清单”发至office@example.invalid，并抄送县水务局Water Bureau办公室备案。';
const PARAGRAPHS = 60;

let docId = '';
let letterId = '';
const node = (name: string, text: string | Y.XmlElement[], attributes: Readonly<Record<string, unknown>> = {}): Y.XmlElement => {
  const element = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string);
  element.insert(0, typeof text === 'string' ? [new Y.XmlText(text)] : text);
  return element;
};
const cell = (text: string): Y.XmlElement => node(NODE.tableCell, [node(NODE.paragraph, text)], { colspan: 1, rowspan: 1 });

const scene = setScene('ofd', async ({ server, cast }) => {
  const drafter = await signInOverHttp(server.url, cast.drafter);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: TITLE })).body.docId;
  const open = await drafter.open(docId);
  open.doc.transact(() => {
    const body = bodyOf(open.doc);
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
  const atServer = (id: string, hash: string) => waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${id}/content`)).body.hash === hash, { what: 'the text to be stored' });
  await atServer(docId, open.hash());
  open.close();
  letterId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: LETTER_TITLE })).body.docId;
  const letter = await drafter.open(letterId);
  letter.doc.transact(() => {
    bodyOf(letter.doc).insert(2, [
      ...Array.from({ length: PARAGRAPHS }, (_, index) => node(NODE.paragraph, `${index + 1}.${MIXED}`)),
      node(NODE.paragraph, '居中一行', { align: 'center' }), node(NODE.paragraph, '靠右一行', { align: 'right' }),
      node(NODE.table, [node(NODE.tableRow, [node(NODE.tableHeader, [node(NODE.paragraph, '类别')], { colspan: 1, rowspan: 2 }), cell('数量')]), node(NODE.tableRow, [cell('12 件')])]),
    ]);
    for (const [name, value] of Object.entries({ format: 'letter', jointOrganNames: '桐梓县水务局\n桐梓县应急管理局', ccRecipients: '县水务局', annotation: '联系人：李兰，电话 0851-1234' })) metaOf(letter.doc).set(name, value);
  });
  await atServer(letterId, letter.hash());
  letter.close();
}, (dir) => {
  // A 楷体 of the machine, where fontconfig looks for it.
  const source = readFace(readFileSync(join(ROOT, 'renderer/ui/fonts/fang-song.woff2')), unpackBrotli);
  const named = { ...source, name: (id: number) => (id === 1 || id === 4 ? 'KaiTi' : '') };
  mkdirSync(join(dir, 'data', 'fonts'), { recursive: true });
  writeFileSync(join(dir, 'data', 'fonts', 'simkai.ttf'), buildFace([...'（一）基本原则永和九年 Wgi1'].map((character) => ({ codePoint: character.codePointAt(0) ?? 0, from: named })), 'KaiTi').bytes);
  return { XDG_DATA_HOME: join(dir, 'data') };
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

const save = async (kind: 'pdf' | 'ofd', name: string): Promise<Buffer> => {
  const { app, page } = scene.client;
  const path = join(scene.dir, name);
  await saveTo(app, path);
  if (kind === 'ofd') await page.getByTestId('export-ofd').click();
  await page.getByTestId(kind === 'ofd' ? 'ofd-go' : 'save-pdf').click();
  await waitFor(() => existsSync(path), { what: name });
  if (kind === 'ofd') await page.getByTestId('ofd-note').waitFor({ state: 'hidden' });
  return readFileSync(path);
};

const plain = (text: string): string => text.replace(/\s/gu, '');

function expectSameText(own: ReadOfd, there: MeasuredPdf): void {
  expect(own.pages.map(({ text }) => plain(text))).toEqual(there.pages.map(({ words }) => plain(words.map(({ text }) => text).join(''))));
  const off: string[] = [];
  for (const [at, page] of own.pages.entries()) {
    const characters = page.characters.filter(({ character }) => character.trim() !== '');
    let next = 0;
    for (const word of there.pages[at]?.words ?? []) {
      const first = characters[next];
      next += [...plain(word.text)].length;
      const last = characters[next - 1];
      const distances = [(first?.x ?? 0) - word.left, (first?.baseline ?? 0) - word.baseline, (last?.baseline ?? 0) - word.baseline, (first?.sizeMm ?? 0) - (word.sizePt * 25.4) / 72, Math.min(0, word.right - (last?.x ?? 0))];
      if (distances.some((distance) => Math.abs(distance) > TOLERANCE_MM)) off.push(`page ${at + 1} ${word.text}: ${distances.map((distance) => distance.toFixed(2)).join(' ')}`);
    }
  }
  expect(off).toEqual([]);
}

const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= TOLERANCE_MM;

/** A border may be drawn cell by cell or in one go. */
function joined(boxes: readonly ReadBox[]): readonly ReadBox[] {
  const lines: ReadBox[] = [];
  for (const box of boxes.toSorted((a, b) => a.top - b.top || a.left - b.left)) {
    const at = lines.findIndex((line) => line.color === box.color && ((isNear(line.left, box.left) && isNear(line.right, box.right) && box.top <= line.bottom + TOLERANCE_MM && box.bottom - box.top > 1)
      || (isNear(line.top, box.top) && isNear(line.bottom, box.bottom) && box.left <= line.right + TOLERANCE_MM && box.right - box.left > 1)));
    const line = lines[at];
    if (line === undefined) lines.push(box);
    else lines[at] = { ...line, left: Math.min(line.left, box.left), right: Math.max(line.right, box.right), top: Math.min(line.top, box.top), bottom: Math.max(line.bottom, box.bottom) };
  }
  return lines;
}

function expectSameBoxes(one: ReadOfd, other: MeasuredPdf): void {
  const hex = (color: string): string => `#${color.split(' ').map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  const same = (a: ReadBox, b: ReadBox): boolean => a.color === b.color && isNear(a.left, b.left) && isNear(a.right, b.right) && isNear(a.top, b.top) && isNear(a.bottom, b.bottom);
  for (const [at, page] of one.pages.entries()) {
    const own = joined(page.boxes.map((box) => ({ ...box, color: hex(box.color) })));
    const there = joined(other.pages[at]?.boxes.filter(({ left, right }) => right - left < 200) ?? []);
    for (const [boxes, others] of [[own, there], [there, own]] as const) {
      expect(boxes.filter((box) => !others.some((each) => same(box, each))).map((box) => ({ page: at + 1, ...box }))).toEqual([]);
    }
  }
}

describe('the OFD of a document', () => {
  it('[OFD09] is written from the preview, where a note says that it is on trial', async () => {
    const { app, page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await openPreview(docId);
    const path = join(scene.dir, '请示.ofd');
    pdf = await measurePdf(await save('pdf', '请示.pdf'));
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-note').filter({ hasText: '尚未经常用 OFD 阅读软件验证' }).waitFor();
    await scene.look('ofd-export');
    await saveTo(app, path);
    await page.getByTestId('ofd-go').click();
    await page.getByText('OFD 已保存。').last().waitFor();
    bytes = readFileSync(path);
    ofd = readOfd(bytes);
    expect(ofd.information).toMatchObject({ DocID: docId, Title: TITLE, Author: '桐梓县楚米镇人民政府', Creator: '贵政通', CustomData: '仿宋、小标宋、黑体' });
    expect(ofd.outline).toEqual([{ title: '一、总体要求', page: 0, depth: 0 }, { title: '（一）基本原则', page: 0, depth: 1 }, { title: '1.工作目标', page: 0, depth: 2 }, { title: '附件 防汛物资储备清单', page: ofd.pages.length - 2, depth: 0 }]);
    expect(await page.locator('.ofd-root').count()).toBe(0);
  });

  it('[OFD08] the text of each page is that of the PDF, and each word stands where it stands there', () => {
    for (const sentence of [TITLE, SENTENCE, plain(RARE)]) expect(plain(ofd.pages.map(({ text }) => text).join(''))).toContain(plain(sentence));
    expectSameText(ofd, pdf);
  });

  it('[OFD08] rules, borders and underlines stand where they stand in the PDF, in their colours', () => {
    expectSameBoxes(ofd, pdf);
    expect(ofd.pages[0]?.boxes.some(({ color, left, right }) => color === '215 0 15' && right - left > 155)).toBe(true);
  });

  it('[OFD05 OFD06] Chromium takes each face of the file, one of the machine among them, and draws with it what it drew before', async () => {
    const { page } = scene.client;
    const shipped: Readonly<Record<string, string>> = { 'GZT Fang Song': '400 64px "GZT Fang Song"', 'GZT Rare Han': '400 64px "GZT Rare Han"', 'Noto Serif SC ExtraLight Black': '900 64px "Noto Serif SC"', KaiTi: '400 64px KaiTi' };
    const asked = ofd.fonts.map(({ name, file }, index) => ({
      family: `of the file ${index}`, shipped: shipped[name] ?? '', bytes: [...(file ?? new Uint8Array())],
      characters: [...new Set(ofd.pages.flatMap(({ characters }) => characters.filter((each) => each.font === name && each.character.trim() !== '').map(({ character }) => character)))].slice(0, 12),
    }));
    expect(asked.filter((each) => each.shipped !== '').map(({ characters }) => characters.length).every((count) => count > 3)).toBe(true);
    expect(ofd.fonts.map(({ name }) => name)).toEqual(['Noto Serif SC ExtraLight Black', 'GZT Fang Song', 'Noto Sans SC Thin Regular', 'KaiTi', 'Noto Serif SC ExtraLight Regular', 'GZT Rare Han']);
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
    const { page } = scene.client;
    expect((await save('ofd', '又一次.ofd')).equals(bytes)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByTestId('print-preview').waitFor({ state: 'hidden' });
  });

  it('[OFD07] how far it is is shown, and it can be given up: nothing is written', async () => {
    const { app, page } = scene.client;
    await openPreview(letterId);
    const path = join(scene.dir, '放弃.ofd');
    await saveTo(app, path);
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-go').click();
    await page.getByTestId('ofd-progress').filter({ hasText: /第 \d+ \/ \d+ 页/u }).waitFor();
    await page.getByRole('dialog', { name: '导出 OFD（试用）' }).getByRole('button', { name: /^取\s?消$/u }).click();
    await waitFor(async () => (await page.locator('.ofd-root').count()) === 0, { what: 'the measured pages to be gone' });
    await page.getByTestId('ofd-note').waitFor({ state: 'hidden' });
    expect(existsSync(path)).toBe(false);
  });

  it('[OFD08] so does a 函 of several organs with letters among the characters', async () => {
    const there = await measurePdf(await save('pdf', '函.pdf'));
    const own = readOfd(await save('ofd', '函.ofd'));
    expect(own.pages.length).toBeGreaterThan(6);
    expectSameText(own, there);
    expectSameBoxes(own, there);
  });
});
