/** Binds the router to ipcMain: only the main frame of our own window, on our own origin, may ask, and not without bound. */
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent, MessagePortMain } from 'electron';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import { isPage } from '#electron/security.ts';
import { CHANNEL } from './channels.ts';
import type { Route } from './router.ts';

export interface BindOptions {
  readonly ipcMain: IpcMain;
  readonly window: () => BrowserWindow | null;
  readonly route: Route;
  readonly openPort: (docId: string) => MessagePortMain;
}

/** A page that asks more than this at once has run wild; honest screens ask a handful. */
const OPEN_CALLS_MAX = 200;

export function bindCalls({ ipcMain, window, route, openPort }: BindOptions): void {
  let openCalls = 0;
  ipcMain.handle(CHANNEL.call, async (event, name: unknown, input: unknown): Promise<Result<unknown, AppError>> => {
    if (!isOurs(event, window())) return err(appError('policy.denied', { rule: 'IPC03' }));
    if (openCalls >= OPEN_CALLS_MAX) return err(appError('request.too-many'));
    openCalls += 1;
    try {
      const answer = await route(name, input);
      if (name === 'document.open' && answer.ok) {
        const { docId, portKey } = input as { readonly docId: string; readonly portKey: string };
        event.sender.postMessage(CHANNEL.port, portKey, [openPort(docId)]);
      }
      return answer;
    } finally {
      openCalls -= 1;
    }
  });
}

function isOurs(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && isPage(frame.url);
}
