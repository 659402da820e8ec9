/**
 * The main process: puts profile, security, replica and window together in the order that makes each safe, and ends them again.
 * Holds no state of its own. Without a console: what must be known goes to `client.log` in the profile, never a text or a token.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { app, clipboard, dialog, ipcMain, Menu, MessageChannelMain, net, powerMonitor, protocol, safeStorage, session, utilityProcess, type BrowserWindow } from 'electron';
import { ok } from '#shared/base/result.ts';
import { t } from '#shared/i18n/index.ts';
import { NOTICES, type NoticeName, type NoticePayload } from '#shared/ipc/contract.ts';
import { APP_SCHEME, serveApp } from './app-protocol.ts';
import { bindCalls } from './ipc/bind.ts';
import { CHANNEL } from './ipc/channels.ts';
import { createReplicaLink, type ReplicaLink } from './ipc/replica-link.ts';
import { createRouter } from './ipc/router.ts';
import { createKeychain } from './keychain.ts';
import { readLaunch } from './launch.ts';
import { buildMenu } from './menu.ts';
import { createReminders } from './reminders.ts';
import { hardenContents, hardenSession } from './security.ts';
import { printPaper, renderPdf, savePdf } from './paper.ts';
import { saveFile } from './save-file.ts';
import { openSettings, type SettingsStore } from './settings.ts';
import { createSystem, showCount } from './system-notices.ts';
import { createTroubles } from './troubles.ts';
import { openWindow } from './window.ts';

const here = dirname(fileURLToPath(import.meta.url));
const launch = readLaunch({ argv: process.argv, env: process.env, isPackaged: app.isPackaged, cwd: process.cwd() });
const now = (): number => Date.now();

if (launch.profileDir !== null) {
  mkdirSync(launch.profileDir, { recursive: true, mode: 0o700 });
  app.setPath('userData', launch.profileDir);
}
const profileDir = app.getPath('userData');
// Windows shows notifications under the name of the installed program, and of no other (electron-builder.yml).
app.setAppUserModelId('cn.gov.guizhou.guizhengtong');

const log = (line: string): void => {
  try {
    appendFileSync(join(profileDir, 'client.log'), `${new Date(now()).toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {
    // A log that cannot be written must not be what ends the program.
  }
};
const bug = (failure: unknown): string => {
  const incident = randomBytes(4).toString('hex');
  log(`incident ${incident} ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`);
  return incident;
};
process.on('uncaughtException', (failure) => { bug(failure); });
process.on('unhandledRejection', (failure) => { bug(failure); });

// Every renderer is sandboxed; launchers that run as root have switched Chromium's own sandbox off, and then this switch would contradict theirs.
if (!launch.isUnsandboxed) app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
hardenContents(app);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  let window: BrowserWindow | null = null;
  const comeForward = (): void => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  app.on('second-instance', comeForward);
  await app.whenReady();

  const troubles = createTroubles(now);
  const settings = await openSettings({ path: join(profileDir, 'settings.json'), now, onUnsaved: () => { troubles.report('settings-unsaved'); } });
  if (settings.movedTo !== null) troubles.report('settings-broken', settings.movedTo);
  if (launch.serverUrl !== null && settings.get().serverUrl === null) await settings.set({ serverUrl: launch.serverUrl });

  hardenSession(session.defaultSession, app.isPackaged);
  const rendererDir = join(here, '..', 'renderer');
  protocol.handle(APP_SCHEME, (request) => serveApp(rendererDir, request, randomBytes(16).toString('base64')));

  const notify = <N extends NoticeName>(name: N, payload: NoticePayload<N>): void => { send(name, payload); };
  const send = (name: string, payload: unknown): void => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(CHANNEL.notice, name, payload);
  };
  troubles.onReport((trouble) => { notify('app.trouble', trouble); });

  const reminders = createReminders({
    system: createSystem(),
    locale: () => settings.get().locale,
    open: (docId) => {
      comeForward();
      if (docId !== null) notify('window.open', { docId });
    },
    sayInWindow: (ring) => {
      window?.flashFrame(true);
      notify('reminder.rang', ring);
    },
  });
  const countTodo = (todo: number): void => { showCount(todo, t(settings.get().locale, 'time.badge', { count: todo }), window); };
  /** What the replica tells the window, and what of it is shown outside. */
  const heard = (name: string, payload: unknown): void => {
    if (name === 'reminder.rang') {
      reminders.ring(NOTICES['reminder.rang'].parse(payload));
      return;
    }
    if (name === 'desk.counted') countTodo(NOTICES['desk.counted'].parse(payload).todo);
    // Whoever signed out has nothing waiting on this machine.
    if (name === 'session.changed' && NOTICES['session.changed'].parse(payload).status !== 'signedIn') countTodo(0);
    send(name, payload);
  };

  const keychain = createKeychain(safeStorage, process.platform);
  const replica = createReplicaLink({
    fork: () => utilityProcess.fork(join(here, 'replica.mjs'), [], { serviceName: '贵政通数据服务', stdio: app.isPackaged ? 'ignore' : 'inherit' }),
    start: { dir: profileDir, autoSignIn: launch.autoSignIn, hasKeychain: keychain.isReal },
    keychain, now,
    reminders: settings.get,
    onNotice: heard,
    onBug: (incident, text) => { log(`replica incident ${incident} ${text}`); },
    onRestarted: () => { troubles.report('replica-restarted'); },
    onDown: () => { troubles.report('replica-down'); },
  });

  const route = createRouter({
    askReplica: replica.ask,
    onBug: bug,
    handlers: {
      'app.info': () => ok({
        version: app.getVersion(), electron: process.versions.electron ?? '', platform: `${process.platform}-${process.arch}`, profileDir,
        isPackaged: app.isPackaged, canNotify: reminders.canNotify(), troubles: troubles.list(),
      }),
      'settings.get': () => ok(settings.get()),
      'settings.set': async (change) => {
        const written = await settings.set(change);
        // Also when it could not be written: it holds until the program ends.
        window?.webContents.setZoomFactor(settings.get().fontScale);
        notify('settings.changed', settings.get());
        replica.remindersChanged();
        showMenu();
        return written;
      },
      'clipboard.write': ({ text }) => {
        clipboard.writeText(text);
        return ok(null);
      },
      'file.save': ({ name, text }) => saveFile((wanted) => askWhere(window, wanted), { name, content: text }),
      'file.saveAttached': ({ name, bytes }) => saveFile((wanted) => askWhere(window, wanted), { name, content: bytes }),
      'file.saveTable': ({ name, bytes }) => saveFile((wanted) => askWhere(window, wanted), { name, content: bytes }),
      'file.saveWord': ({ name, bytes }) => saveFile((wanted) => askWhere(window, wanted), { name, content: bytes }),
      'file.saveOfd': ({ name, bytes }) => saveFile((wanted) => askWhere(window, wanted), { name, content: bytes }),
      'paper.save': ({ name, author }) => (window === null ? ok({ isSaved: false }) : savePdf(window.webContents, (wanted) => askWhere(window, wanted), name, { author, creator: `贵政通 ${app.getVersion()}` })),
      'paper.render': async () => ok(window === null ? new Uint8Array() : await renderPdf(window.webContents)),
      'paper.print': () => (window === null ? ok({ isSaved: false }) : printPaper(window.webContents)),
    },
  });
  bindCalls({ ipcMain, window: () => window, route, openPort: (docId) => openPort(replica, docId) });

  const showMenu = (): void => {
    const { locale } = settings.get();
    Menu.setApplicationMenu(buildMenu({
      locale, isPackaged: app.isPackaged, isMac: process.platform === 'darwin',
      send: (command) => { notify('window.command', { command }); },
      about: () => { showAbout(settings, window); },
    }));
  };
  showMenu();

  const open = (): void => {
    window = openWindow({ settings, preloadPath: join(here, 'preload.cjs'), isPackaged: app.isPackaged, onRestarted: () => { troubles.report('window-restarted'); } });
    window.on('closed', () => { window = null; });
  };
  open();
  app.on('activate', () => { if (window === null) open(); });

  watchNetwork(replica);
  endTidily(replica);
}

function openPort(replica: ReplicaLink, docId: string) {
  const channel = new MessageChannelMain();
  replica.openPort(docId, channel.port1);
  return channel.port2;
}

async function askWhere(window: BrowserWindow | null, name: string): Promise<string | null> {
  const extension = extname(name).slice(1);
  const options = { defaultPath: join(app.getPath('documents'), name), filters: [{ name: extension.toUpperCase(), extensions: [extension] }] };
  const { canceled, filePath } = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : filePath;
}

function showAbout(settings: SettingsStore, window: BrowserWindow | null): void {
  const { locale } = settings.get();
  const options = {
    type: 'info' as const, title: t(locale, 'menu.about'), message: '贵政通', buttons: [t(locale, 'menu.ok')],
    detail: `${t(locale, 'menu.aboutVersion', { version: app.getVersion() })}\n${t(locale, 'menu.aboutNote')}`,
  };
  void (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}

/** The operating system knows first that a cable is back; asking it is cheap, and the replica finds out for itself in any case. */
function watchNetwork(replica: ReplicaLink): void {
  let wasOnline = net.isOnline();
  const timer = setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) replica.networkMayBeBack();
    wasOnline = isOnline;
  }, 2_000);
  timer.unref();
  powerMonitor.on('suspend', () => { replica.flush(); });
  powerMonitor.on('resume', () => { replica.networkMayBeBack(); });
}

/** Nobody's last words are lost to a quick exit: the replica writes them before the process ends. */
function endTidily(replica: ReplicaLink): void {
  let isFlushed = false;
  app.on('window-all-closed', () => { app.quit(); });
  app.on('will-quit', (event) => {
    if (isFlushed) return;
    event.preventDefault();
    void replica.close().then(() => {
      isFlushed = true;
      app.quit();
    });
  });
}

