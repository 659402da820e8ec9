/**
 * A real client for a story: the real Electron with its own profile, driven through its window.
 * Owns starting, ending (kindly and by SIGKILL) and the few gestures that every story repeats; what must hold is said by the stories.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';

export const ROOT = new URL('../../', import.meta.url).pathname;

export interface ClientOptions {
  readonly profileDir: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly env?: Readonly<Record<string, string>>;
}

export interface Client {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly pid: number;
  close(): Promise<void>;
  kill9(): Promise<void>;
}

/**
 * Playwright finds the runtime by ELECTRON_OVERRIDE_DIST_PATH (build/setup.mjs sets it): found by itself, it holds the application back
 * until it is attached; given a path, it now and then hangs on a window that navigates at that moment.
 */
function requireRuntime(): void {
  if ((process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') === '') throw new Error('no Electron runtime is named; start through `npm test` or `npm run demo`');
}

export const sandboxArgs = (): readonly string[] => (process.env['GZT_NO_SANDBOX'] === '1' || process.getuid?.() === 0 ? ['--no-sandbox'] : []);

export async function launchClient(options: ClientOptions): Promise<Client> {
  requireRuntime();
  mkdirSync(options.profileDir, { recursive: true });
  const size = options.size ?? { width: 1440, height: 900 };
  const app = await _electron.launch({
    args: [ROOT, ...sandboxArgs(), '--disable-gpu', `--profile-dir=${options.profileDir}`],
    env: { ...(process.env as Record<string, string>), ...options.env },
    cwd: ROOT,
    timeout: 60_000,
  });
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setBounds({ x: 0, y: 0, width, height });
  }, size);
  page.setDefaultTimeout(30_000);
  const child = app.process();
  const pid = child.pid ?? 0;
  const ended = new Promise<void>((resolve) => { child.once('exit', () => resolve()); });
  return {
    app, page, pid,
    close: async () => { await app.close(); await ended; },
    kill9: async () => { process.kill(pid, 'SIGKILL'); await ended; },
  };
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Types address, account and password into the sign-in screen and waits for the workbench. */
export async function signIn(page: Page, serverUrl: string, who: Credentials): Promise<void> {
  await fillSignIn(page, serverUrl, who);
  await page.getByTestId('workbench').waitFor();
}

export async function fillSignIn(page: Page, serverUrl: string, who: Credentials): Promise<void> {
  const server = page.getByTestId('login-server');
  await page.getByTestId('login-submit').waitFor();
  if (await server.count() > 0 && await server.isVisible()) await server.fill(serverUrl);
  await page.getByTestId('login-account').fill(who.login);
  await page.getByTestId('login-password').fill(who.password);
  await page.getByTestId('login-submit').click();
}

/** After a restart: a machine without a keychain asks for the password before it shows anything. */
export async function unlockIfAsked(page: Page, password: string): Promise<void> {
  const unlock = page.getByTestId('unlock-password');
  const workbench = page.getByTestId('workbench');
  await unlock.or(workbench).first().waitFor();
  if (await unlock.count() === 0) return;
  await unlock.fill(password);
  await page.getByTestId('unlock-submit').click();
  await workbench.waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId('person-menu').click();
  await page.getByTestId('sign-out').click();
  await page.getByTestId('login-submit').or(page.getByTestId('act-confirm')).first().waitFor();
  if (await page.getByTestId('act-confirm').count() > 0) await page.getByTestId('act-confirm').click();
  await page.getByTestId('login-submit').waitFor();
}

/** The system's dialog is not ours and cannot be driven: it answers as a person would. */
export const saveTo = (app: ElectronApplication, path: string): Promise<void> => app.evaluate(({ dialog }, filePath) => { dialog.showSaveDialog = async () => ({ canceled: false, filePath }); }, path);

export const editorText = (page: Page): Promise<string> => page.getByTestId('editor').innerText();

/** Opens the row of a document on the given tab of the workbench. */
export async function openFromDesk(page: Page, tab: 'todo' | 'toRead' | 'drafts' | 'done', docId?: string): Promise<void> {
  await goToWorkbench(page);
  await page.getByTestId(`tab-${tab}`).click();
  const row = docId === undefined ? page.getByTestId('desk-row').first() : page.locator(`[data-testid="desk-row"][data-doc-id="${docId}"]`);
  await row.click();
  await page.getByTestId('document-page').waitFor();
}

export async function goToWorkbench(page: Page): Promise<void> {
  if (await page.getByTestId('workbench').count() > 0) return;
  await page.keyboard.press('Control+1');
  await page.getByTestId('workbench').waitFor();
}

/** Puts the caret at the end of the n-th paragraph of the body and types as an input method commits: whole words. */
export async function typeInParagraph(page: Page, index: number, text: string): Promise<void> {
  const paragraph = page.getByTestId('editor').locator('p').nth(index);
  await paragraph.click();
  await page.keyboard.press('End');
  await page.keyboard.insertText(text);
}

/** Types through a real composition (input method), letter by letter, then commits. */
export async function compose(page: Page, letters: readonly string[], committed: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  for (const text of letters) await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await cdp.send('Input.insertText', { text: committed });
  await cdp.detach();
}

export const shot = async (page: Page, dir: string, name: string): Promise<void> => {
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
};
