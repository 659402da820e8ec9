/** `node build/icons/render.mjs`: draws icon.svg into icon.png (1024 × 1024) with the Electron at hand. Run after changing the drawing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronEnv, prepareElectron, prepareNode, withDisplay } from '../setup.mjs';
import { rootDir, sandboxArgs } from '../setup/paths.mjs';
import { runScript, say } from '../setup/say.mjs';

const size = 1024;

await runScript(async () => {
  await prepareNode();
  const { _electron } = await import('playwright');
  const runtime = await prepareElectron();
  Object.assign(process.env, electronEnv(runtime));
  const display = await withDisplay({ preferVirtual: true });
  const dir = mkdtempSync(join(tmpdir(), 'gzt-icon-'));
  try {
    writeFileSync(join(dir, 'package.json'), '{"name":"icon","main":"main.cjs"}');
    writeFileSync(join(dir, 'main.cjs'), `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: ${size}, height: ${size}, frame: false, transparent: true, useContentSize: true }).loadURL('about:blank'));`);
    const app = await _electron.launch({ args: [dir, ...sandboxArgs, '--disable-gpu', '--force-device-scale-factor=1'], env: /** @type {Record<string, string>} */ (display.env) });
    const page = await app.firstWindow();
    const svg = readFileSync(join(rootDir, 'build', 'icons', 'icon.svg'), 'utf8');
    await page.setContent(`<style>html, body { margin: 0; background: transparent } svg { display: block }</style>${svg}`);
    await page.locator('svg').screenshot({ path: join(rootDir, 'build', 'icons', 'icon.png'), omitBackground: true });
    await app.close();
    say('✓ build/icons/icon.png');
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await display.stop();
  }
});
