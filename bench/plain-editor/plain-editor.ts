/**
 * The peer of the editor: TipTap 3 with Collaboration as shipped, in the same Electron, window and width, with the same words. It has no pages, no 版头, no 修订, no
 * checks, no server and nothing on the disk: what ours costs beside it is the price of all that.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright';
import * as Y from 'yjs';
import type { Block } from '#shared/doc/canonical.ts';
import { ROOT, sandboxArgs } from '#e2e/kit/client.ts';

const SHELL = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => { new BrowserWindow({ x: 0, y: 0, width: 1440, height: 900 }).loadFile('index.html'); });
app.on('window-all-closed', () => app.quit());
`;
/** The width of a line and the size of a letter are those of the official page, so that as many lines are laid out. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>plain</title>
<style>[data-testid=editor]{width:156mm;margin:auto;font-size:16pt;line-height:28.95pt}p{margin:0;text-indent:2em}td{border:1px solid}</style>
<div data-testid="editor"></div><script src="page.js"></script>
`;
const OPENING_MAX_MS = 60_000;

function elementOf({ type, runs, blocks = [] }: Block): Y.XmlElement {
  const element = new Y.XmlElement(type);
  const words = runs.map(({ text }) => text).join('');
  element.insert(0, words === '' ? blocks.map(elementOf) : [new Y.XmlText(words)]);
  return element;
}


/** `measure` is told when the text is open: what weighs there is weighed there. */
export async function withPlainEditor<T>(dir: string, texts: readonly (readonly Block[])[], measure: (page: Page, pid: number, open: (index: number) => Promise<number>) => Promise<T>): Promise<T> {
  const esbuild = await import('esbuild');
  mkdirSync(dir, { recursive: true });
  await esbuild.build({ entryPoints: [join(ROOT, 'bench', 'plain-editor', 'page.ts')], outfile: join(dir, 'page.js'), bundle: true, minify: true, format: 'iife', platform: 'browser', logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"' } });
  writeFileSync(join(dir, 'package.json'), '{ "name": "plain-editor", "main": "main.cjs" }\n');
  writeFileSync(join(dir, 'main.cjs'), SHELL);
  writeFileSync(join(dir, 'index.html'), PAGE);
  const updates = texts.map((blocks) => {
    const doc = new Y.Doc();
    doc.getXmlFragment('default').insert(0, blocks.map(elementOf));
    return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64');
  });
  const app = await _electron.launch({ args: [dir, ...sandboxArgs(), '--disable-gpu', `--user-data-dir=${join(dir, 'profile')}`], env: process.env as Record<string, string>, cwd: dir, timeout: 60_000 });
  try {
    const page = await app.firstWindow();
    const open = async (index: number): Promise<number> => {
      await page.reload();
      await page.getByTestId('editor').waitFor({ state: 'attached' });
      const start = performance.now();
      await page.evaluate((update) => { (window as unknown as { openText(update: string): void }).openText(update); }, updates[index] ?? '');
      const first = page.getByTestId('editor').locator('p').first();
      await first.click({ timeout: OPENING_MAX_MS });
      await page.keyboard.insertText('始');
      await page.getByTestId('editor').locator('p', { hasText: '始' }).first().waitFor();
      return performance.now() - start;
    };
    return await measure(page, app.process().pid ?? 0, open);
  } finally {
    await app.close();
  }
}

export const versionOfPlain = (): string => (JSON.parse(readFileSync(join(ROOT, 'node_modules', '@tiptap', 'core', 'package.json'), 'utf8')) as { readonly version: string }).version;
