/** What Electron can show outside of the window: notifications of the system, and the number of waiting documents at the icon. */
import { app, nativeImage, Notification, type BrowserWindow, type NativeImage } from 'electron';
import type { System } from './reminders.ts';

/** A notification that nobody holds is collected, and its click with it; what the system has long forgotten need not be held. */
const HELD_MAX = 20;

export function createSystem(): System {
  const held: Notification[] = [];
  return {
    isSupported: () => Notification.isSupported(),
    show: ({ title, body }, { onClick, onFailed }) => {
      const shown = new Notification({ title, body });
      shown.on('click', onClick);
      shown.on('failed', onFailed);
      held.push(shown);
      if (held.length > HELD_MAX) held.shift();
      shown.show();
    },
  };
}

/** Windows has no number at an icon: there a dot says that something waits, and its description how much. */
export function showCount(count: number, description: string, window: BrowserWindow | null): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(count);
    return;
  }
  if (window !== null && !window.isDestroyed()) window.setOverlayIcon(count === 0 ? null : dot(), count === 0 ? '' : description);
}

const DOT_PX = 16;
/** --accent of the window's tokens, as blue, green, red. */
const ACCENT = [0x8c, 0x4e, 0x1f] as const;

function dot(): NativeImage {
  const pixels = Buffer.alloc(DOT_PX * DOT_PX * 4);
  const middle = (DOT_PX - 1) / 2;
  for (let index = 0; index < DOT_PX * DOT_PX; index += 1) {
    const isInside = Math.hypot((index % DOT_PX) - middle, Math.floor(index / DOT_PX) - middle) <= middle;
    if (isInside) pixels.set([...ACCENT, 0xff], index * 4);
  }
  return nativeImage.createFromBitmap(pixels, { width: DOT_PX, height: DOT_PX });
}
