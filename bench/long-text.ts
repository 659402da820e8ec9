/**
 * A text of two hundred pages in the real window: from a click to the first letter on the screen, from a key to its frame, what the client weighs, and how long its
 * pages, its PDF and its OFD take. The same keys in a short text stand beside it: what is over that is the price of the length; and the same in a plain editor
 * (plain-editor/) in the same run: what is over that is the price of everything else.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Block } from '#shared/doc/canonical.ts';
import { importInto } from '#shared/doc/import-content.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import { startTestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast } from '#e2e/kit/cast.ts';
import { launchClient, signIn, type Client } from '#e2e/kit/client.ts';
import { percentile, rounded, type Figure } from './figure.ts';
import { memoryOfTreeMb } from './memory.ts';
import { versionOfPlain, withPlainEditor } from './plain-editor/plain-editor.ts';

const PARAGRAPHS = 1_500;
const LETTERS = 195;
const TABLES = 40;
const KEYS = 200;
const GAP_MS = 50;
const OPENING_MAX_MS = 60_000;

const paragraph = (text: string): Block => ({ type: 'paragraph', attrs: {}, runs: [{ text, marks: [] }] });
const cell = (text: string): Block => ({ type: 'tableCell', attrs: { colspan: 1, rowspan: 1 }, runs: [], blocks: [paragraph(text)] });
const table = (at: number): Block => ({ type: 'table', attrs: {}, runs: [], blocks: Array.from({ length: 5 }, (_, row) => ({ type: 'tableRow', attrs: {}, runs: [], blocks: Array.from({ length: 4 }, (_each, column) => cell(`${at}行${row}列${column}`)) })) });
const SENTENCE = '各级各部门要提高政治站位，压实工作责任，加强统筹协调，细化工作措施，确保各项任务落到实处。';

function longBlocks(): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < PARAGRAPHS; at += 1) {
    blocks.push(paragraph(`${at + 1}．${SENTENCE.repeat(5)}`.slice(0, LETTERS)));
    if (at % Math.floor(PARAGRAPHS / TABLES) === 0 && at > 0) blocks.push(table(at));
  }
  return blocks;
}

async function draft(drafter: ServerClient, title: string, blocks: readonly Block[]): Promise<string> {
  const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'notice-1', title })).body;
  const open = await drafter.open(docId);
  importInto(open.doc, { title, blocks, attachments: [], meta: {} });
  await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === open.hash(), { what: 'the text at the server', timeoutMs: OPENING_MAX_MS });
  open.close();
  return docId;
}

/** Until a letter that is typed stands on the screen. */
async function open(page: Page, docId: string): Promise<number> {
  await page.getByTestId('nav-workbench').click();
  await page.getByTestId('tab-drafts').click();
  const row = page.locator(`[data-doc-id="${docId}"]`).first();
  await row.waitFor();
  const start = performance.now();
  await row.click();
  const first = page.getByTestId('editor').locator('p').first();
  await first.waitFor({ timeout: OPENING_MAX_MS });
  await first.click();
  await page.keyboard.insertText('始');
  await page.getByTestId('editor').locator('p', { hasText: '始' }).first().waitFor();
  return performance.now() - start;
}

/** From the key to the end of the frame that shows its letter. */
async function typeKeys(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const taken: number[] = [];
    Object.assign(window, { gztTaken: taken });
    document.addEventListener('beforeinput', () => {
      const start = performance.now();
      requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => { taken.push(performance.now() - start); }; channel.port2.postMessage(null); });
    }, true);
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.insertText('字');
    await page.waitForTimeout(GAP_MS);
  }
  return (await page.evaluate(() => (window as unknown as { readonly gztTaken: readonly number[] }).gztTaken)).toSorted((a, b) => a - b);
}

async function printed({ app, page }: Client, dir: string): Promise<{ readonly layoutMs: number; readonly pdfMs: number; readonly ofdMs: number; readonly ofdMb: number; readonly pages: string }> {
  const saveTo = (path: string) => app.evaluate(({ dialog }, filePath) => { dialog.showSaveDialog = async () => ({ canceled: false, filePath }); }, path);
  const sizeOf = (path: string): number => { try { return statSync(path).size; } catch { return 0; } };
  const [pdf, ofd] = [join(dir, 'long.pdf'), join(dir, 'long.ofd')];
  await saveTo(pdf);
  const start = performance.now();
  await page.getByTestId('open-preview').click();
  await page.getByTestId('page-count').filter({ hasText: /\d/u }).waitFor({ timeout: OPENING_MAX_MS });
  const layoutMs = performance.now() - start;
  const pages = await page.getByTestId('page-count').innerText();
  const saving = performance.now();
  await page.getByTestId('save-pdf').click();
  await waitFor(() => sizeOf(pdf) > 0, { what: 'the PDF', timeoutMs: 120_000 });
  const pdfMs = performance.now() - saving;
  await saveTo(ofd);
  await page.getByTestId('export-ofd').click();
  const writing = performance.now();
  await page.getByTestId('ofd-go').click();
  await waitFor(() => sizeOf(ofd) > 0, { what: 'the OFD', timeoutMs: 120_000 });
  return { layoutMs, pdfMs, ofdMs: performance.now() - writing, ofdMb: sizeOf(ofd) / 1_000_000, pages };
}

export async function measureLongText(): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gzt-long-'));
  const server = await startTestServer({ scale: 'county' });
  const cast = await findCast(server.url, server.accounts);
  const drafter = await signInOverHttp(server.url, cast.drafter);
  const shortText = [paragraph(SENTENCE)];
  const longText = longBlocks();
  const plain = await withPlainEditor(join(dir, 'plain'), [shortText, longText], async (page, pid, openPlain) => {
    await openPlain(0);
    const shortKeys = await typeKeys(page);
    const openMs = await openPlain(1);
    const keys = await typeKeys(page);
    return { shortKeys, openMs, keys, memory: memoryOfTreeMb(pid) };
  });
  const client = await launchClient({ profileDir: join(dir, 'one') });
  try {
    const short = await draft(drafter, '关于短文的通知', shortText);
    const long = await draft(drafter, '关于长文的通知', longText);
    await signIn(client.page, server.url, cast.drafter);
    await open(client.page, short);
    const shortKeys = await typeKeys(client.page);
    await client.page.reload();
    await client.page.getByTestId('nav-workbench').waitFor();
    const openMs = await open(client.page, long);
    const keys = await typeKeys(client.page);
    const memory = memoryOfTreeMb(client.pid);
    const { layoutMs, pdfMs, ofdMs, ofdMb, pages } = await printed(client, dir);
    const note = `${PARAGRAPHS} paragraphs, ${Math.round((PARAGRAPHS * LETTERS) / 1_000)}k characters, ${TABLES} tables, ${pages}`;
    const beside = (ours: number, theirs: number): string => `plain TipTap ${versionOfPlain()}: ${rounded(theirs)}; ${rounded(ours / theirs, 2)}×`;
    const keyFigures = ([['long', keys, plain.keys], ['short', shortKeys, plain.shortKeys]] as const).flatMap(([which, ours, theirs]) => [0.5, 0.99].map((share): Figure => (
      { what: `${which} text: key to the end of its frame, p${share * 100}`, value: rounded(percentile(ours, share)), unit: 'ms', note: `${KEYS} keys; ${beside(percentile(ours, share), percentile(theirs, share))}` })));
    return [
      { what: 'long text: click to the first typed letter', value: rounded(openMs), unit: 'ms', note: `${note}; ${beside(openMs, plain.openMs)}, from its words in memory` },
      ...keyFigures,
      { what: 'long text: print preview laid out', value: rounded(layoutMs), unit: 'ms' },
      { what: 'long text: PDF written', value: rounded(pdfMs / 1_000), unit: 's' },
      { what: 'long text: OFD written', value: rounded(ofdMs / 1_000), unit: 's', note: `${rounded(ofdMb)} MB` },
      ...(memory === null ? [] : [{ what: 'long text: client memory', value: rounded(memory, 0), unit: 'MB' as const, note: `PSS of main, window, replica, helpers; ${plain.memory === null ? '' : beside(memory, plain.memory)}` }]),
    ];
  } finally {
    await client.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
