/**
 * One demo client: starts Electron on the built files with a profile of its own, signed in by environment (only an unpackaged client
 * listens to that). Owns the process until it ends; on a virtual screen also the picture of the workbench.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rootDir, sandboxArgs } from '../setup/paths.mjs';
import { endProcess, lastLines, pause } from '../setup/processes.mjs';
import { Stop, step } from '../setup/say.mjs';
import { demoDir } from './demo-server.mjs';

const readyLimitMs = 90_000;

/**
 * @typedef {object} DemoClient
 * @property {Promise<number>} ended
 * @property {() => Promise<void>} stop
 * @property {string | undefined} debugUrl where a virtual client can be looked at
 * @property {string} logFile
 */

/**
 * @param {object} options
 * @param {string} options.executable
 * @param {import('../setup/display.mjs').Display} options.display
 * @param {import('./demo-server.mjs').DemoAccount} options.person
 * @param {string} options.serverUrl
 * @returns {Promise<DemoClient>}
 */
export async function startClient({ executable, display, person, serverUrl }) {
  const profileDir = join(demoDir, 'profiles', person.login);
  mkdirSync(profileDir, { recursive: true });
  const logFile = join(demoDir, 'profiles', `${person.login}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(executable, [rootDir, ...sandboxArgs, ...(display.virtual ? ['--disable-gpu', '--remote-debugging-port=0'] : [])], {
    cwd: rootDir,
    stdio: ['ignore', log, 'pipe'],
    // In a group of its own: Ctrl-C reaches the launcher, which closes the window kindly.
    detached: process.platform !== 'win32',
    env: { ...display.env, GZT_SIGN_IN_LOGIN: person.login, GZT_SIGN_IN_PASSWORD: person.password, GZT_SERVER_URL: serverUrl, GZT_PROFILE_DIR: profileDir },
  });
  /** @type {(url: string | undefined) => void} */
  let foundDebugUrl = () => {};
  /** @type {Promise<string | undefined>} */
  const debugUrl = new Promise((resolve) => { foundDebugUrl = resolve; });
  let errors = '';
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => {
    writeSync(log, chunk);
    errors = `${errors}${chunk.toString('utf8')}`.slice(-8_000);
    const url = /DevTools listening on (ws:\S+)/.exec(errors)?.[1];
    if (url !== undefined) foundDebugUrl(url);
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', (failure) => reject(new Stop(`Electron: ${failure.message}`)));
    child.once('close', (code) => {
      closeSync(log);
      foundDebugUrl(undefined);
      resolve(code ?? 128);
    });
  });
  ended.catch(() => foundDebugUrl(undefined));
  return {
    ended,
    logFile,
    debugUrl: display.virtual ? await debugUrl : undefined,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await endProcess(child.pid);
    },
  };
}

/**
 * Playwright hangs when it attaches to an Electron whose first page is still being made: attach only once the page has its address.
 * @param {string} debugUrl
 */
async function waitForPage(debugUrl) {
  const listUrl = `http://${new URL(debugUrl).host}/json/list`;
  const deadline = performance.now() + readyLimitMs;
  for (;;) {
    const targets = await fetch(listUrl, { signal: AbortSignal.timeout(5_000) })
      .then(async (answer) => /** @type {{ type: string, url: string, title: string }[]} */ (await answer.json()))
      .catch(() => []);
    if (targets.some((target) => target.type === 'page' && target.url.startsWith('app://') && target.title !== target.url)) return;
    if (performance.now() > deadline) throw new Stop(`客户端没有窗口。The client opened no window within ${readyLimitMs / 1000} s.`);
    await pause(100);
  }
}

/**
 * Waits for the workbench and takes its picture.
 * @param {DemoClient} client
 * @param {string} file
 */
export async function photograph(client, file) {
  await step('等待工作台 waiting for the workbench', async () => {
    if (client.debugUrl === undefined) throw new Stop(`客户端没有启动。The client did not start; ${client.logFile} ends with:\n${lastLines(readFileSync(client.logFile, 'utf8'))}`);
    await waitForPage(client.debugUrl);
    const { chromium } = await import('playwright');
    const browser = await chromium.connectOverCDP(client.debugUrl);
    try {
      const context = browser.contexts()[0];
      const page = context?.pages()[0];
      if (page === undefined) throw new Stop('客户端没有窗口。The client opened no window.');
      mkdirSync(dirname(file), { recursive: true });
      try {
        await page.getByTestId('workbench').waitFor({ timeout: readyLimitMs });
      } catch {
        const failedFile = file.replace(/\.png$/, '-failed.png');
        await page.screenshot({ path: failedFile });
        throw new Stop(`工作台没有出现。The workbench did not appear within ${readyLimitMs / 1000} s; what was on screen: ${relative(rootDir, failedFile)}, log: ${client.logFile}`);
      }
      // The page's own fonts arrive after its first paint.
      await page.evaluate('document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))');
      await page.screenshot({ path: file });
    } finally {
      await browser.close();
    }
  });
}
