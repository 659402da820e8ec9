/**
 * The packaged application: it starts under a display, shows the sign-in screen from its archive and passes the story's sign-in step.
 * Its fuses forbid Node's inspector, so it is driven through Chromium's own debugging port, as a user's machine would run it.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { notRun } from '#tests/kit/not-run.ts';
import { findCast } from './kit/cast.ts';
import { shot, signIn } from './kit/client.ts';
import { startPackaged, type PackagedClient } from './kit/packaged.ts';

const PACKAGED = process.env['GZT_PACKAGED_APP'] ?? '';
const SHOTS = process.env['GZT_SHOTS'] ?? join(tmpdir(), 'gzt-packaged-shots');
let server: TestServer;
let app: PackagedClient | undefined;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-packaged-'));
  server = await startTestServer({ scale: 'county' });
}, 120_000);

afterAll(async () => {
  await app?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the packaged application', () => {
  it('[PKG01] starts from its archive and signs a demo person in', async () => {
    if (PACKAGED === '') return notRun('[PKG01]', 'no packaged application was built in this run (GZT_PACKAGED_APP is empty)');
    expect(existsSync(PACKAGED)).toBe(true);
    app = await startPackaged(PACKAGED, join(dir, 'profile'));
    const { page } = app;
    expect(page.url()).toMatch(/^app:\/\/main\//);
    const cast = await findCast(server.url, server.accounts);
    await signIn(page, server.url, cast.drafter);
    expect(await page.locator('body').innerText()).toContain(cast.drafter.name);
    await shot(page, SHOTS, 'packaged');
  });
});
