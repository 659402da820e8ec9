/** The application menu: every entry has words in each language and a shortcut; what the window carries out goes down as `window.command`. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { t, type MessageKey } from '#shared/i18n/index.ts';
import type { Locale } from '#shared/i18n/locales.ts';
import type { NoticePayload } from '#shared/ipc/contract.ts';

export type WindowCommand = NoticePayload<'window.command'>['command'];

export interface MenuOptions {
  readonly locale: Locale;
  readonly isPackaged: boolean;
  readonly isMac: boolean;
  readonly send: (command: WindowCommand) => void;
  readonly about: () => void;
}

export function buildMenu({ locale, isPackaged, isMac, send, about }: MenuOptions): Menu {
  const label = (key: MessageKey): string => t(locale, key);
  const command = (key: MessageKey, accelerator: string, name: WindowCommand): MenuItemConstructorOptions => ({ label: label(key), accelerator, click: () => { send(name); } });
  const role = (key: MessageKey, name: NonNullable<MenuItemConstructorOptions['role']>): MenuItemConstructorOptions => ({ label: label(key), role: name });
  const line: MenuItemConstructorOptions = { type: 'separator' };

  return Menu.buildFromTemplate([
    {
      label: label('menu.file'),
      submenu: [
        command('menu.newDocument', 'CmdOrCtrl+N', 'newDocument'), line,
        command('menu.settings', 'CmdOrCtrl+,', 'settings'), command('menu.syncPanel', 'CmdOrCtrl+Shift+Y', 'syncPanel'), line,
        role(isMac ? 'menu.close' : 'menu.quit', isMac ? 'close' : 'quit'),
      ],
    },
    {
      label: label('menu.edit'),
      submenu: [
        role('menu.undo', 'undo'), role('menu.redo', 'redo'), line,
        role('menu.cut', 'cut'), role('menu.copy', 'copy'), role('menu.paste', 'paste'), role('menu.pastePlain', 'pasteAndMatchStyle'), role('menu.selectAll', 'selectAll'), line,
        command('menu.search', 'CmdOrCtrl+K', 'search'),
      ],
    },
    {
      label: label('menu.view'),
      submenu: [
        command('menu.workbench', 'CmdOrCtrl+1', 'workbench'), command('menu.directory', 'CmdOrCtrl+2', 'directory'), line,
        role('menu.zoomIn', 'zoomIn'), role('menu.zoomOut', 'zoomOut'), role('menu.zoomReset', 'resetZoom'), line, role('menu.fullScreen', 'togglefullscreen'),
        ...(isPackaged ? [] : [line, role('menu.reload', 'reload'), role('menu.devTools', 'toggleDevTools')]),
      ],
    },
    {
      label: label('menu.help'),
      submenu: [command('menu.shortcuts', 'CmdOrCtrl+/', 'shortcuts'), { label: label('menu.about'), click: about }],
    },
  ]);
}
