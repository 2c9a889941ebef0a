/** The native menu: system keys (copy, paste, quit, full screen) as each system has them; everything of the app is in the window. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Settings } from '../../src-shared/ipc-contract';
import { menuWords } from './menu-words';

export interface MenuOptions {
  language: Settings['language'];
  systemLocale: string;
  platform: NodeJS.Platform;
  development: boolean;
  onAddPhotos: () => void;
  /** null: there is no second display. */
  onSecondDisplay: (() => void) | null;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** Zoom and undo stay with the page's own keys where the page handles them: it sees a key before the menu does. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const words = menuWords(options.language, options.systemLocale);
  const mac = options.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    label: 'CAOS',
    submenu: [
      { role: 'about', label: words.about },
      separator,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      separator,
      { role: 'quit', label: words.quit },
    ],
  };
  const developerItems: MenuItemConstructorOptions[] = [
    separator,
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ];
  return [
    ...(mac ? [appMenu] : []),
    {
      label: words.file,
      submenu: [
        { label: words.addPhotos, accelerator: 'CmdOrCtrl+O', click: options.onAddPhotos },
        separator,
        mac
          ? { role: 'close', label: words.closeWindow }
          : { role: 'quit', label: words.quit, accelerator: 'Ctrl+Q' },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        separator,
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(options.onSecondDisplay
          ? [{ label: words.secondDisplay, click: () => options.onSecondDisplay?.() }]
          : []),
        ...(options.development ? developerItems : []),
      ],
    },
    { label: words.window, submenu: [{ role: 'minimize', label: words.minimize }] },
    ...(mac ? [] : [{ label: words.help, submenu: [{ role: 'about' as const, label: words.about }] }]),
  ];
}
