/**
 * The packaged application: it starts under a display, shows the sign-in screen from its archive and passes the story's sign-in step.
 * Its fuses forbid Node's inspector, so it is driven through Chromium's own debugging port, as a user's machine would run it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { notRun } from '#tests/kit/not-run.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { findCast } from './kit/cast.ts';
import { sandboxArgs, shot, signIn } from './kit/client.ts';

const PACKAGED = process.env['GZT_PACKAGED_APP'] ?? '';
const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-packaged-shots');
let server: TestServer;
let app: ChildProcess | undefined;
let browser: Browser | undefined;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-packaged-'));
  server = await startTestServer({ scale: 'county' });
}, 120_000);

afterAll(async () => {
  await browser?.close().catch(() => undefined);
  app?.kill('SIGTERM');
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the packaged application', () => {
  it('[PKG01] starts from its archive and signs a demo person in', async () => {
    if (PACKAGED === '') return notRun('[PKG01]', 'no packaged application was built in this run (GZT_PACKAGED_APP is empty)');
    expect(existsSync(PACKAGED)).toBe(true);
    const profileDir = join(dir, 'profile');
    app = spawn(PACKAGED, [...sandboxArgs(), '--disable-gpu', '--remote-debugging-port=0', `--profile-dir=${profileDir}`], { stdio: 'ignore' });
    const portFile = join(profileDir, 'DevToolsActivePort');
    await waitFor(async () => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n'), { timeoutMs: 30_000, what: 'DevToolsActivePort' });
    const port = readFileSync(portFile, 'utf8').split('\n')[0] ?? '';
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    await waitFor(async () => (browser?.contexts()[0]?.pages().length ?? 0) > 0);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('the packaged application opened no window');
    expect(page.url()).toMatch(/^app:\/\/main\//);
    const cast = await findCast(server.url, server.accounts);
    await signIn(page, server.url, cast.drafter);
    expect(await page.locator('body').innerText()).toContain(cast.drafter.name);
    await shot(page, SHOTS, 'packaged');
  });
});
