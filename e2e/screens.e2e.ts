/**
 * Every screen at the sizes that people have: nothing wider than the window, nothing that a screen reader or a keyboard cannot use (axe),
 * contrast included. Leaves a picture of each for whoever looks.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { findCast, type Cast } from './kit/cast.ts';
import { launchClient, shot, signIn, type Client } from './kit/client.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-screens');
const SIZES = [{ width: 1440, height: 900 }, { width: 1280, height: 720 }] as const;

let server: TestServer;
let cast: Cast;
let client: Client;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-screens-'));
  server = await startTestServer({ scale: 'county' });
  cast = await findCast(server.url, server.accounts);
  client = await launchClient({ profileDir: join(dir, 'profile') });
});

afterAll(async () => {
  await client?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function look(name: string): Promise<void> {
  for (const { width, height } of SIZES) {
    await client.app.evaluate(({ BrowserWindow }, size) => { BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height); }, { width, height });
    await client.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
    const tooWide = await client.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(tooWide, `${name} at ${width}: wider than the window by so many pixels`).toBeLessThanOrEqual(0);
    await shot(client.page, SHOTS, `${name}-${width}`);
  }
  await client.page.evaluate(AXE);
  const results = await client.page.evaluate(async () => await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const found = results.violations.map(({ id, impact, nodes }) => `${String(impact)} ${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')}`);
  expect(found, name).toEqual([]);
}

describe('every screen', () => {
  it('[SCR01] signing in fits, and axe finds nothing', async () => {
    await client.page.getByTestId('login-submit').waitFor();
    await look('login');
    await signIn(client.page, server.url, cast.drafter);
  });

  it('[SCR02] the workbench, empty and with a draft, fits, and axe finds nothing', async () => {
    await look('workbench-empty');
    await client.page.getByTestId('new-document').click();
    await client.page.getByTestId('template-request').click();
    await client.page.getByTestId('new-subject').fill('申请解决农村饮水安全工程建设资金');
    await look('new-document');
    await client.page.getByTestId('new-submit').click();
    await client.page.getByTestId('editor').waitFor();
    await look('document');
    await client.page.getByTestId('nav-workbench').click();
    await client.page.getByTestId('tab-drafts').click();
    await client.page.getByTestId('desk-row').first().waitFor();
    await look('workbench-drafts');
  });

  it('[SCR03] the directory, a search and a person fit, and axe finds nothing', async () => {
    await client.page.getByTestId('nav-directory').click();
    await client.page.getByTestId('directory-search').waitFor();
    await look('directory');
    await client.page.getByTestId('directory-search').fill('桐梓 局长');
    await client.page.getByTestId('directory-hit').first().click();
    await look('directory-person');
  });

  it('[SCR04] settings and the sync panel fit, and axe finds nothing', async () => {
    await client.page.getByTestId('nav-settings').click();
    await look('settings');
    await client.page.getByTestId('sync-badge').click();
    await client.page.getByTestId('sync-panel').waitFor();
    await look('sync-panel');
    await client.page.keyboard.press('Escape');
  });
});
