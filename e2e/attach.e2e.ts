/** 插图 and 附件 in a real window: put in, sized, named, ordered; refused where they are not what they say; on the paper and at the server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Content } from '#shared/doc/canonical.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { measurePdf } from '#renderer/pdf/measure-pdf.ts';
import { readOfd } from '#tests/kit/ofd-reader.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { saveTo, signIn } from './kit/client.ts';
import { hostilePastes, type HostilePaste } from './kit/hostile-paste.ts';
import { setScene } from './kit/scene.ts';

const PASTES_SEED = 7801;
const PASTES_AT_ONCE = 25;
let drafter: ServerClient;
let docId: string;

const TEXT = '连日强降雨致我镇境内多处农房受损，现将有关情况报告如下。';
const SECRET = 'GPSLatitude 28.13';
const scene = setScene('attach', async ({ server, cast }) => {
  drafter = await signInOverHttp(server.url, cast.drafter);
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'report-1', title: '关于农房受损情况的报告' })).body.docId;
  const open = await drafter.open(docId);
  open.type(TEXT);
  await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${docId}/content`)).body).includes(TEXT), { what: 'the text at the server' });
  open.close();
});

/** A picture as a camera leaves it: with words about itself that nobody sees. */
function png(across: number, down: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(across, 0);
  head.writeUInt32BE(down, 4);
  head.set([8, 2], 8);
  const rows = Buffer.alloc(down * (1 + across * 3));
  for (let row = 0; row < down; row += 1) for (let column = 0; column < across; column += 1) rows.set([90 + (row * 120) / down, 130, 160 - (column * 90) / across], row * (1 + across * 3) + 1 + column * 3);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('tEXt', Buffer.from(`Comment\0${SECRET}`)), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
const file = (name: string, bytes: Buffer): string => {
  const path = join(scene.dir, name);
  writeFileSync(path, bytes);
  return path;
};
const zip = (length: number): Buffer => Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.alloc(length, 7)]);
const content = async (): Promise<Content> => (await drafter.get<{ readonly content: Content }>(`/api/documents/${docId}/content`)).body.content;
const bytesAtServer = async (digest: string): Promise<number> => (await drafter.get<{ readonly bytes: number }>(`/api/documents/${docId}/blobs/${digest}`)).body.bytes;

describe('插图 and 附件 in a real window', () => {
  it('[SCR39 ATT10] a picture is put into the text, sized and said in words; nothing of its file but what one sees goes on', async () => {
    const { page } = scene.client;
    await signIn(page, scene.server.url, scene.cast.drafter);
    await page.getByText('关于农房受损情况的报告').first().click();
    await page.getByTestId('editor').locator('p').filter({ hasText: '强降雨' }).click();
    await page.getByTestId('picture-chooser').setInputFiles(file('受损农房.png', png(1_500, 1_000)));
    const image = page.getByTestId('editor').locator('figure img');
    await image.waitFor();
    await waitFor(() => image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth > 0), { what: 'the picture to be drawn' });
    await page.getByTestId('figure-bar').getByText('半幅').click();
    await page.getByTestId('figure-bar').getByText('78 × 52 毫米').waitFor();
    await page.getByTestId('figure-bar').getByText('放大').click();
    await page.getByTestId('figure-bar').getByText('图片说明').click();
    await page.getByTestId('figure-alt').fill('楚米村受损农房');
    await scene.look('attach-figure-words');
    await page.keyboard.press('Enter');
    await scene.look('attach-figure');
    const [figure] = await waitFor(async () => {
      const found = (await content()).blocks.filter(({ type }) => type === 'figure');
      return found[0]?.attrs['alt'] === '' ? null : found;
    }, { what: 'the figure at the server' });
    expect(figure?.attrs).toMatchObject({ width: 88, pixels: '1500x1000', alt: '楚米村受损农房' });
    const digest = String(figure?.attrs['blob']);
    const bytes = await waitFor(() => bytesAtServer(digest), { what: 'the bytes at the server' });
    const response = await fetch(`${drafter.url}/api/documents/${docId}/blobs/${digest}/parts/0`, { headers: { authorization: `Bearer ${drafter.token}` } });
    const stored = Buffer.from(await response.arrayBuffer());
    expect([stored.length, stored.includes('PNG'), stored.includes(SECRET)]).toEqual([Math.min(bytes, 131_072), true, false]);
  });

  it('[SCR39 ATT03] files are attached, renamed and put in order; what is not what it says is refused', async () => {
    const { page } = scene.client;
    await page.getByTestId('pane-files').click();
    await scene.look('attach-none');
    await page.getByTestId('file-chooser').setInputFiles([file('农房受损清单.xlsx', zip(300_000)), file('现场鉴定意见.pdf', Buffer.from('%PDF-1.7 …'))]);
    await page.getByTestId('attached-file').nth(1).waitFor();
    await page.getByTestId('file-chooser').setInputFiles(file('名单.pdf', zip(200)));
    await page.getByText('文件内容与扩展名不符').waitFor();
    await page.getByTestId('file-chooser').setInputFiles(file('工具.exe', Buffer.from('MZ')));
    await page.getByText('不接收这种文件').waitFor();
    await page.getByTestId('attached-file').nth(1).getByLabel('上移').click();
    await page.getByTestId('attached-file').nth(0).getByTestId('rename-file').click();
    await page.getByTestId('file-title').fill('农房安全鉴定意见');
    await page.keyboard.press('Enter');
    await page.getByTestId('attached-file').nth(0).getByText('农房安全鉴定意见').waitFor();
    await page.getByTestId('file-settled').nth(1).waitFor();
    await page.mouse.move(600, 500);
    await waitFor(async () => await page.locator('.ant-tooltip:visible').count() === 0);
    await scene.look('attach-files');
    expect((await waitFor(async () => { const { files = [] } = await content(); return files.length === 2 && files[0]?.name.startsWith('农房安全') === true ? files : null; }, { what: 'the files at the server' })).map(({ name }) => name)).toEqual(['农房安全鉴定意见.pdf', '农房受损清单.xlsx']);
    // On the paper the machine lists them by itself.
    expect(await page.getByTestId('editor').locator('.attachment-note').allInnerTexts()).toEqual(['附件：1.农房安全鉴定意见', '2.农房受损清单']);
    const saved = join(scene.dir, '另存.xlsx');
    await saveTo(scene.client.app, saved);
    await page.getByTestId('attached-file').nth(1).getByTestId('save-file').click();
    await waitFor(() => { try { return readFileSync(saved).equals(zip(300_000)); } catch { return false; } }, { what: 'the saved copy' });
  });

  it('[SCR39 ATT10 OFD08] the paper has the picture, in the preview, in the PDF and in the OFD', async () => {
    const { page } = scene.client;
    await page.getByTestId('open-preview').click();
    const image = page.getByTestId('print-preview').locator('.preview-pages .paper-figure img');
    await image.waitFor();
    const mm = await image.evaluate((element) => (element.getBoundingClientRect().width / (element.closest('.paper-page') as HTMLElement).getBoundingClientRect().width) * 210);
    expect(mm).toBeGreaterThan(87.5);
    expect(mm).toBeLessThan(88.5);
    await scene.look('attach-preview');
    const pdf = join(scene.dir, '报告.pdf');
    await saveTo(scene.client.app, pdf);
    await page.getByTestId('save-pdf').click();
    await page.getByText('PDF 已保存。').last().waitFor();
    const pictures = (await measurePdf(readFileSync(pdf))).pages.flatMap((each) => each.pictures);
    expect(pictures.map(({ left, right, top, bottom }) => [Math.round(right - left), Math.round((bottom - top) * 10) / 10])).toEqual([[88, expect.closeTo(58.7, 0)]]);
    const ofd = join(scene.dir, '报告.ofd');
    await saveTo(scene.client.app, ofd);
    await page.getByTestId('export-ofd').click();
    await page.getByTestId('ofd-go').click();
    await page.getByText('OFD 已保存。').last().waitFor();
    const { pages, files } = readOfd(readFileSync(ofd));
    expect(pages.flatMap((each) => each.pictures)).toEqual(pictures.map(({ left, right, top, bottom }) => expect.objectContaining({ left: expect.closeTo(left, 0), right: expect.closeTo(right, 0), top: expect.closeTo(top, 0), bottom: expect.closeTo(bottom, 0) })));
    expect([...files].filter(([name]) => name.includes('image_')).map(([name, bytes]) => [name, [...bytes.subarray(1, 4)]])).toEqual([[expect.stringMatching(/^Doc_0\/Res\/image_\d+\.png$/u), [0x50, 0x4e, 0x47]]]);
    await page.getByTestId('ofd-note').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
  });

  it('[UI102] the sheet is shown larger and as wide as there is room; its pages stay the same', async () => {
    const { page } = scene.client;
    const [pages, now] = [page.getByTestId('editor-pages'), page.getByTestId('zoom-now')];
    const before = [await pages.innerText(), await now.innerText()];
    await page.getByTestId('zoom').getByLabel('放大').click();
    await page.getByTestId('zoom').getByLabel('放大').click();
    await waitFor(async () => Number.parseInt(await now.innerText(), 10) > Number.parseInt(before[1] ?? '', 10));
    await waitFor(async () => (await pages.innerText()) === before[0], { what: 'the same pages' });
    await scene.look('attach-zoom');
    await page.getByTestId('zoom').getByText('适合宽度').click();
    await waitFor(async () => (await now.innerText()) === before[1]);
  });

  it('[BAD10] a thousand hostile pastes run nothing, fetch nothing, stop nobody, and leave a text that everybody can read', async () => {
    const { page } = scene.client;
    const asked: string[] = [];
    page.on('request', (request) => { if (!/^(?:app|blob|data|devtools):/u.test(request.url())) asked.push(request.url()); });
    const editor = page.getByTestId('editor');
    await editor.locator('p').first().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const pastes = hostilePastes(PASTES_SEED, 1_000);
    for (let at = 0; at < pastes.length; at += PASTES_AT_ONCE) {
      const longest = await page.evaluate((some) => {
        const text = document.querySelector<HTMLElement>('.official-text[contenteditable="true"]');
        if (text === null) throw new Error('the editor is gone');
        let slowest = 0;
        for (const { html, text: plain, times } of some) {
          const data = new DataTransfer();
          data.setData('text/html', html.repeat(times));
          data.setData('text/plain', plain.repeat(times));
          const start = performance.now();
          text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
          slowest = Math.max(slowest, performance.now() - start);
        }
        return slowest;
      }, pastes.slice(at, at + PASTES_AT_ONCE) as HostilePaste[]);
      // Nobody waits longer than for any large paste.
      expect(longest, `pastes ${at} to ${at + PASTES_AT_ONCE} of seed ${PASTES_SEED}`).toBeLessThan(10_000);
      // What was pasted is taken away again, so that the thousandth meets the same text as the first.
      await page.keyboard.press('Control+z');
    }
    expect(await page.evaluate(() => (window as { __ran?: number }).__ran ?? 0)).toBe(0);
    expect(asked).toEqual([]);
    await editor.locator('p').first().click();
    await page.keyboard.press('Home');
    await page.keyboard.insertText('仍可照常书写。');
    await waitFor(async () => JSON.stringify(await content()).includes('仍可照常书写。'), { what: 'what was written afterwards to be at the server' });
    await page.getByTestId('save-state').filter({ hasText: '已同步' }).waitFor();
    const { blocks } = await content();
    expect([blocks.filter(({ type }) => type === 'docTitle').length, blocks.filter(({ type }) => type === 'recipients').length, blocks.filter(({ type }) => type === 'signature').length]).toEqual([1, 1, 1]);
  });
});
