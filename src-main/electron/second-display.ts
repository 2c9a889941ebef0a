/** A second window that shows the open photo large on another display: read-only, the same page and session, closed with the first. */
import { BrowserWindow, ipcMain, screen } from 'electron';
import { MIRROR_FRAGMENT, MirroredPhoto, type SecondDisplay } from '../../src-shared/ipc-contract';
import { PAGE_URL } from './addresses';
import { channels } from './channels';
import { isPageOf } from './ipc-transport';
import { pagePreferences } from './window';
import { otherDisplay } from './window-bounds';

export interface SecondDisplayOptions {
  mainWindow: () => BrowserWindow | null;
  preloadPath: string;
  /** Language of its few words, as BCP 47. */
  locale: () => string;
  development: boolean;
  /** A display came or went. */
  onChanged: () => void;
}

export interface SecondDisplayWindow {
  state(): SecondDisplay;
  toggle(): SecondDisplay;
  close(): void;
}

/** Must be called once the app is ready. */
export function openSecondDisplay(options: SecondDisplayOptions): SecondDisplayWindow {
  let mirror: BrowserWindow | null = null;
  let photo: MirroredPhoto | null = null;

  const display = () => {
    const main = options.mainWindow();
    return main && otherDisplay(screen.getAllDisplays(), main.getBounds());
  };
  const state = (): SecondDisplay => ({ available: display() !== null, on: mirror !== null });
  const tell = (): void => {
    const main = options.mainWindow();
    if (main && !main.isDestroyed()) main.webContents.send(channels.secondDisplayChanged, state());
  };
  const close = (): void => mirror?.destroy();

  function open(): void {
    const bounds = display()?.bounds;
    if (!bounds) return;
    const window = new BrowserWindow({
      ...bounds,
      show: false,
      frame: false,
      fullscreen: process.platform !== 'darwin', // there a space of its own would hide the first window
      skipTaskbar: true,
      title: 'CAOS',
      backgroundColor: '#000000',
      autoHideMenuBar: true,
      webPreferences: pagePreferences({
        preloadPath: options.preloadPath,
        systemLocale: options.locale(),
        development: options.development,
      }),
    });
    mirror = window;
    window.once('ready-to-show', () => window.showInactive());
    window.on('page-title-updated', (event) => event.preventDefault());
    window.webContents.on('before-input-event', (_event, input) => {
      if (input.type === 'keyDown' && input.key === 'Escape') window.destroy();
    });
    window.webContents.on('render-process-gone', () => window.destroy());
    window.on('closed', () => {
      mirror = null;
      tell();
    });
    void window.loadURL(`${PAGE_URL}${MIRROR_FRAGMENT}`);
  }
  function toggle(): SecondDisplay {
    if (mirror) close();
    else open();
    tell();
    return state();
  }

  ipcMain.handle(channels.secondDisplay, (event, act: unknown): SecondDisplay => {
    if (!isPageOf(options.mainWindow(), event)) throw new Error('Only the app window may ask this.');
    return act === 'toggle' ? toggle() : state();
  });
  ipcMain.on(channels.showOnSecond, (event, shown: unknown) => {
    if (!isPageOf(options.mainWindow(), event)) return;
    const parsed = MirroredPhoto.nullable().safeParse(shown);
    if (!parsed.success) return;
    photo = parsed.data;
    if (mirror && !mirror.isDestroyed()) mirror.webContents.send(channels.mirrored, photo);
  });
  ipcMain.on(channels.mirrorListening, (event) => {
    if (isPageOf(mirror, event)) event.sender.send(channels.mirrored, photo);
  });
  const changed = (): void => {
    // Its display may be the one that went: no window is left where nobody sees it.
    if (mirror && display() === null) close();
    tell();
    options.onChanged();
  };
  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  return { state, toggle, close };
}
