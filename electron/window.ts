/** The one window: its safety settings, its remembered place, and what happens when its page dies. */
import { BrowserWindow, screen } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';
import type { SettingsStore, WindowState } from './settings.ts';

export interface WindowOptions {
  readonly settings: SettingsStore;
  readonly preloadPath: string;
  readonly isPackaged: boolean;
  readonly onRestarted: () => void;
}

const SAVE_AFTER_MS = 500;
const RELOAD_AGAIN_AFTER_MS = 30_000;

export function openWindow(options: WindowOptions): BrowserWindow {
  const remembered = onScreen(options.settings.window());
  const window = new BrowserWindow({
    width: remembered.width, height: remembered.height, minWidth: 960, minHeight: 640, show: false, backgroundColor: '#f5f6f8', title: '贵政通',
    ...(remembered.x === null || remembered.y === null ? {} : { x: remembered.x, y: remembered.y }),
    webPreferences: {
      preload: options.preloadPath, contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, webviewTag: false,
      webSecurity: true, spellcheck: false, devTools: !options.isPackaged, navigateOnDragDrop: false,
    },
  });
  if (remembered.isMaximised) window.maximize();
  window.once('ready-to-show', () => { window.show(); });

  let saving: ReturnType<typeof setTimeout> | null = null;
  const save = (): void => {
    if (saving !== null) clearTimeout(saving);
    saving = setTimeout(() => {
      saving = null;
      if (!window.isDestroyed() && !window.isMinimized()) void options.settings.setWindow(stateOf(window));
    }, SAVE_AFTER_MS);
  };
  window.on('resize', save);
  window.on('move', save);
  window.on('maximize', save);
  window.on('unmaximize', save);
  window.on('close', () => { if (!window.isMinimized()) void options.settings.setWindow(stateOf(window)); });

  let reloadedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    // A page that dies at once again would be reloaded for ever; then the empty window stays and can be closed.
    if (now - reloadedAt < RELOAD_AGAIN_AFTER_MS) return;
    reloadedAt = now;
    options.onRestarted();
    window.webContents.reload();
  });
  // 字号: the whole page grows; a reload starts at 1 again.
  window.webContents.on('did-finish-load', () => { window.webContents.setZoomFactor(options.settings.get().fontScale); });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

const stateOf = (window: BrowserWindow): WindowState => {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, isMaximised: window.isMaximized() };
};

/** A place on a screen that is no longer there would hide the window: then only the size is kept. */
function onScreen(state: WindowState): WindowState {
  const { x, y } = state;
  if (x === null || y === null) return state;
  const isVisible = screen.getAllDisplays().some(({ workArea }) => x + 80 < workArea.x + workArea.width && x + state.width > workArea.x + 80 && y + 40 < workArea.y + workArea.height && y >= workArea.y - 20);
  return isVisible ? state : { ...state, x: null, y: null };
}
