/** Every screen at the sizes that people have, fit to use by eye, keyboard and screen reader (kit/look.ts). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { findCast, type Cast } from './kit/cast.ts';
import { launchClient, signIn, type Client } from './kit/client.ts';
import { look as lookAt } from './kit/look.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-screens');

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

const look = (name: string): Promise<void> => lookAt(client, SHOTS, name);

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
