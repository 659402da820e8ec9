/**
 * What goes wrong on an ordinary day, in the real Electron: each ends in a clear Chinese message and nothing is lost.
 * (Malformed requests to the server have their tests beside the server; a full disk beside the replica and here.)
 */
import { createServer, type Server } from 'node:http';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCT, PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { runOps } from '#server/ops/cli.ts';
import { plantRows, removePlanted, withoutBeginning } from '#tests/kit/broken-text.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { startTcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast, signInOverHttp, type Cast } from './kit/cast.ts';
import { editorText, fillSignIn, launchClient, openFromDesk, shot, signIn, typeInParagraph, unlockIfAsked, type Client } from './kit/client.ts';
import { damageStore, storedContent } from './kit/profile.ts';

const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-bad-input-shots');
let server: TestServer;
let cast: Cast;
let dir: string;
let client: Client | undefined;
let impostor: Server | undefined;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-bad-'));
  server = await startTestServer({ scale: 'county' });
  cast = await findCast(server.url, server.accounts);
}, 120_000);

afterEach(async () => {
  await client?.close().catch(() => undefined);
  client = undefined;
  impostor?.close();
  impostor = undefined;
});

afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const bodyText = async (): Promise<string> => await client?.page.locator('body').innerText() ?? '';
const says = (text: string | RegExp): Promise<boolean> =>
  waitFor(async () => { const body = await bodyText(); return typeof text === 'string' ? body.includes(text) : text.test(body); }, { what: `screen says ${String(text)}` });

/** Something that answers /healthz but is not ours, or is ours of another time. */
async function answerHealth(body: unknown, status = 200): Promise<string> {
  const http = createServer((_request, response) => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); });
  impostor = http;
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', () => resolve()); });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function newDraft(page: Client['page'], subject: string): Promise<string> {
  await page.getByTestId('new-document').click();
  await page.getByTestId('template-request').click();
  await page.getByTestId('new-subject').fill(subject);
  await page.getByTestId('new-submit').click();
  await page.getByTestId('editor').waitFor();
  return await page.getByTestId('document-page').getAttribute('data-doc-id') ?? '';
}

describe('signing in', () => {
  it('[BAD01] a wrong password says so and keeps the account name', async () => {
    client = await launchClient({ profileDir: join(dir, 'wrong-password') });
    await fillSignIn(client.page, server.url, { login: cast.drafter.login, password: 'not-this-one-1A' });
    await says('账号或密码不正确');
    expect(await client.page.getByTestId('login-account').inputValue()).toBe(cast.drafter.login);
    await shot(client.page, SHOTS, 'wrong-password');
  });

  it('[BAD02] a server that is not there is named as unreachable', async () => {
    client = await launchClient({ profileDir: join(dir, 'no-server') });
    await fillSignIn(client.page, 'http://127.0.0.1:9', { login: cast.drafter.login, password: cast.drafter.password });
    await says('连不上服务器');
  });

  it('[BAD03] another product at the address is told apart from a broken network', async () => {
    client = await launchClient({ profileDir: join(dir, 'other-product') });
    await fillSignIn(client.page, await answerHealth({ hello: 'world' }), { login: cast.drafter.login, password: cast.drafter.password });
    await says('不是贵政通服务器');
  });

  it('[BAD04] a server of another version asks for an update', async () => {
    const future = { product: PRODUCT, version: '9.0.0', protocol: PROTOCOL_VERSION + 8, protocolMin: PROTOCOL_VERSION + 8, status: 'ok' };
    client = await launchClient({ profileDir: join(dir, 'other-version') });
    await fillSignIn(client.page, await answerHealth(future), { login: cast.drafter.login, password: cast.drafter.password });
    await says('版本不一致');
  });
});

describe('damaged files', () => {
  it('[BAD05] a corrupt settings file is moved aside, said, and the client starts with defaults', async () => {
    const profileDir = join(dir, 'settings');
    client = await launchClient({ profileDir });
    await client.page.getByTestId('login-submit').waitFor();
    await client.close();
    writeFileSync(join(profileDir, 'settings.json'), '{"serverUrl": "http://…", "locale": ');
    client = await launchClient({ profileDir });
    await client.page.getByTestId('login-submit').waitFor();
    const aside = readdirSync(profileDir).filter((name) => name.startsWith('settings.json.broken-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(profileDir, aside[0] ?? ''), 'utf8')).toContain('"locale": ');
    await says('设置文件已损坏');
  });

  it('[BAD06] a corrupt local database is moved aside and rebuilt from the server; acts that waited are saved to a file and said', async () => {
    const profileDir = join(dir, 'database');
    const cable = await startTcpProxy(server.url);
    client = await launchClient({ profileDir });
    await signIn(client.page, cable.url, cast.drafter);
    const docId = await newDraft(client.page, '修缮办公用房');
    await typeInParagraph(client.page, 0, '房屋年久失修。');
    await waitFor(async () => (await client?.page.getByTestId('save-state').innerText() ?? '').includes('已同步'));
    cable.cut();
    await client.page.locator('[data-testid="sync-badge"][data-state="offline"]').waitFor({ timeout: 15_000 });
    await client.page.getByTestId('act-submit').click();
    await client.page.getByTestId('act-confirm').click();
    await client.page.locator('[data-testid="sync-badge"][data-acts="1"]').waitFor();
    await client.kill9();
    const saved = damageStore(profileDir);

    cable.join();
    client = await launchClient({ profileDir });
    await unlockIfAsked(client.page, cast.drafter.password);
    await says('本机数据已损坏');
    await openFromDesk(client.page, 'drafts', docId);
    await waitFor(async () => (await editorText((client as Client).page)).includes('房屋年久失修。'));
    expect(saved.brokenCopies().length).toBeGreaterThan(0);
    expect(saved.savedActs()).toHaveLength(1);
    await shot(client.page, SHOTS, 'rebuilt');
    await cable.close();
  });
});

describe('while writing', () => {
  it('[BAD07] a 10 MB paste is refused with a message, the text stays and the editor goes on', async () => {
    client = await launchClient({ profileDir: join(dir, 'paste') });
    const { page } = client;
    await signIn(page, server.url, cast.drafter);
    await newDraft(page, '购置档案柜');
    await typeInParagraph(page, 0, '粘贴之前。');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '长'.repeat(3_500_000));
      const target = document.querySelector('[data-testid="editor"] [contenteditable], [data-testid="editor"][contenteditable]');
      target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await says(/粘贴.{0,20}(过大|过长|超出|上限)/u);
    await typeInParagraph(page, 0, '粘贴之后。');
    await waitFor(async () => (await editorText(page)).includes('粘贴之前。粘贴之后。'));
    expect((await editorText(page)).length).toBeLessThan(5_000);
    await shot(page, SHOTS, 'paste');
  });

  it('[BAD08] a full disk is said while the text stays on the screen, and saving goes on by itself when there is room', async () => {
    const disk = join(dir, 'small-disk');
    const { mountSmallDisk } = await import('./kit/small-disk.ts');
    const mounted = mountSmallDisk(disk, 96);
    if (mounted.kind === 'not-run') return mounted.report('[BAD08]');
    try {
      client = await launchClient({ profileDir: join(disk, 'profile') });
      const { page } = client;
      await signIn(page, server.url, cast.drafter);
      const docId = await newDraft(page, '更换会议桌椅');
      mounted.fill();
      await typeInParagraph(page, 0, '磁盘已满时写的字。');
      await says('磁盘已满');
      expect(await editorText(page)).toContain('磁盘已满时写的字。');
      expect(await page.getByTestId('save-state').innerText()).not.toContain('已存本机');
      await shot(page, SHOTS, 'disk-full');
      mounted.free();
      await waitFor(async () => /已存本机|已同步/u.test(await page.getByTestId('save-state').innerText()), { timeoutMs: 30_000 });
      expect((await storedContent(join(disk, 'profile'), docId)).text).toContain('磁盘已满时写的字。');
    } finally {
      await client?.close().catch(() => undefined);
      client = undefined;
      mounted.unmount();
    }
    expect(existsSync(join(disk, 'profile'))).toBe(false);
  });
});

describe('a server that takes no edits', () => {
  const banner = (): Promise<string> => (client as Client).page.getByTestId('server-read-only').innerText();
  const seen = (page: Client['page']): Promise<void> => page.getByTestId('server-read-only').waitFor({ timeout: 30_000 });
  const isSynced = (page: Client['page']): Promise<boolean> => waitFor(async () => (await page.getByTestId('save-state').innerText()).includes('已同步'), { timeoutMs: 30_000 });

  it('[BAD09] a full disk of the server is said as 只读，未保存到服务器 with what is on this machine, and uploading goes on by itself', async () => {
    const disk = join(dir, 'server-disk');
    const { mountSmallDisk } = await import('./kit/small-disk.ts');
    const mounted = mountSmallDisk(disk, 96);
    if (mounted.kind === 'not-run') return mounted.report('[BAD09]');
    const small = await startTestServer({ scale: 'county', dataDir: join(disk, 'server') });
    try {
      client = await launchClient({ profileDir: join(dir, 'server-full') });
      const { page } = client;
      const { drafter } = await findCast(small.url, small.accounts);
      await signIn(page, small.url, drafter);
      await newDraft(page, '改造乡镇便民服务大厅');
      await typeInParagraph(page, 0, '磁盘写满之前。');
      await isSynced(page);
      mounted.fill();
      await typeInParagraph(page, 0, '服务器磁盘已满时写的字。'.repeat(400));
      await seen(page);
      await waitFor(async () => (await banner()).includes('已存本机'));
      expect(await banner()).toMatch(/^只读，未保存到服务器[\s\S]*服务器暂时不能保存/u);
      expect(await page.getByTestId('save-state').innerText()).not.toContain('已同步');
      await shot(page, SHOTS, 'server-disk-full');
      await page.getByTestId('sync-badge').click();
      await page.getByTestId('held-document').waitFor();
      await shot(page, SHOTS, 'server-disk-full-panel');
      await page.keyboard.press('Escape');
      mounted.free();
      await isSynced(page);
      expect(await page.getByTestId('server-read-only').count()).toBe(0);
      expect(await editorText(page)).toContain('服务器磁盘已满时写的字。');
    } finally {
      await client?.close().catch(() => undefined);
      client = undefined;
      await small.stop();
      mounted.unmount();
    }
  });

  it('[BAD09] a document that is broken on the server can be read, says so, and is written again once it is healed', async () => {
    client = await launchClient({ profileDir: join(dir, 'broken') });
    const { page } = client;
    await signIn(page, server.url, cast.drafter);
    const docId = await newDraft(page, '维修村道桥梁');
    await typeInParagraph(page, 0, '熔断之前写的。');
    await isSynced(page);
    plantRows(server.dataDir, docId, withoutBeginning(9_000));
    const { token } = await signInOverHttp(server.url, cast.drafter);
    await fetch(`${server.url}/api/documents/${docId}/content`, { headers: { authorization: `Bearer ${token}` } });
    await seen(page);
    expect(await banner()).toMatch(/^只读，未保存到服务器[\s\S]*须由管理员处理/u);
    expect(await editorText(page)).toContain('熔断之前写的。');
    await shot(page, SHOTS, 'document-broken');
    removePlanted(server.dataDir, docId);
    expect(await runOps(['heal', '--data', server.dataDir, '--doc', docId], {}, { clock: { now: () => Date.now() }, say: () => {}, answer: () => {} })).toBe(0);
    await page.getByTestId('server-read-only').waitFor({ state: 'detached', timeout: 30_000 });
    await typeInParagraph(page, 0, '解除之后写的。');
    await isSynced(page);
  });
});
