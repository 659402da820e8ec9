/**
 * The packaged application as its user starts it, seen through Chromium's own debugging port: its fuses forbid Node's inspector.
 * Attaching while the first page is still being made hangs, so it waits until the page has its address and title.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { waitFor } from '#tests/kit/wait-for.ts';
import { sandboxArgs } from './client.ts';

export interface PackagedClient {
  readonly page: Page;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

interface Target { readonly type: string; readonly url: string; readonly title: string }

export async function startPackaged(executable: string, profileDir: string): Promise<PackagedClient> {
  const portFile = join(profileDir, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const app = spawn(executable, [...sandboxArgs(), '--disable-gpu', '--remote-debugging-port=0', `--profile-dir=${profileDir}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => { app.once('exit', () => resolve()); });
  const end = async (): Promise<void> => { app.kill('SIGTERM'); await ended; };
  try {
    const debugUrl: string = await waitFor((): string | null => {
      const port = existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n') : [];
      return port.length <= 1 ? null : `http://127.0.0.1:${port[0] ?? ''}`;
    }, { timeoutMs: 30_000, intervalMs: 5, what: 'the debugging port' });
    await waitFor(async () => {
      const targets = await fetch(`${debugUrl}/json/list`).then(async (answer) => await answer.json() as readonly Target[], () => []);
      return targets.some(({ type, url, title }) => type === 'page' && url.startsWith('app://') && title !== url);
    }, { timeoutMs: 30_000, intervalMs: 5, what: 'the first page' });
    const browser = await chromium.connectOverCDP(debugUrl);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('the packaged application opened no window');
    return { page, process: app, close: async () => { await browser.close(); await end(); } };
  } catch (failure) {
    await end();
    throw failure;
  }
}
