/**
 * What no page may do, whatever runs in it: leave app://main, open windows, embed others, ask for devices, reach the network.
 * The replica alone talks to the server. Applied to the session and to every web contents that ever comes to be.
 */
import type { App, Session, WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Copying what one has marked; and the files of the machine's own faces, which go into an OFD (the page reaches no network to carry them anywhere). */
const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write' || permission === 'local-fonts';

export function hardenSession(session: Session, isPackaged: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => { answer(isAllowed(permission)); });
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => { answer({ cancel: !isOwnUrl(details.url, isPackaged) }); });
  session.on('will-download', (event) => { event.preventDefault(); });
}

export function hardenContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => { event.preventDefault(); });
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      (contents as WebContents).on(name as 'will-navigate', (event: { readonly url?: string; preventDefault(): void }) => {
        if (!isPage(event.url ?? '')) event.preventDefault();
      });
    }
  });
}

/** Parsed, never compared as text: `app://main.example` begins like ours. */
export function isPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}` === APP_ORIGIN;
}

function isOwnUrl(url: string, isPackaged: boolean): boolean {
  if (isPage(url)) return true;
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  // Pictures that the page itself made; the developer tools of an unpackaged client.
  return protocol === 'blob:' || protocol === 'data:' || (!isPackaged && (protocol === 'devtools:' || protocol === 'chrome-extension:'));
}
