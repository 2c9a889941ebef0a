/** The main window: sandboxed, isolated, shown when it has something to show. */
import { BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron';
import type { Settings } from '../../src-shared/ipc-contract';
import { PAGE_URL } from './addresses';
import { LOCALE_SWITCH } from './channels';
import { reachableBounds } from './window-bounds';
import type { WindowState } from './window-state';

/** Surface greys of the two themes (tokens.css), so that the first frame is no white flash. */
const ground = { dark: '#151515', light: '#f4f4f4' } as const;

/** `system` follows the computer; a window that is there takes the new ground at once. */
export function applyTheme(theme: Settings['theme'], window: BrowserWindow | null = null): void {
  nativeTheme.themeSource = theme;
  window?.setBackgroundColor(currentGround());
}

const currentGround = (): string => (nativeTheme.shouldUseDarkColors ? ground.dark : ground.light);

export interface WindowOptions {
  state: WindowState;
  preloadPath: string;
  systemLocale: string;
  title: string;
  /** Keyboard and menu of a developer: reload and developer tools. */
  development: boolean;
  onVisible: () => void;
  /** The page's process died; it is being loaded again. */
  onPageGone: () => void;
  /** It died a second time within a minute: loading it once more would not help. */
  onPageLost: () => void;
}

/** What every window of ours may do, and what not. */
export const pagePreferences = (
  options: Pick<WindowOptions, 'preloadPath' | 'systemLocale' | 'development'>,
): WebPreferences => ({
  preload: options.preloadPath,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  devTools: options.development,
  spellcheck: false, // it would fetch dictionaries
  navigateOnDragDrop: false,
  additionalArguments: [`${LOCALE_SWITCH}${options.systemLocale}`],
});

export function createWindow(options: WindowOptions): BrowserWindow {
  const { state } = options;
  applyTheme(state.get('theme'));
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = reachableBounds(state.get('bounds'), workAreas) ?? { width: 1280, height: 800 };
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: options.title,
    backgroundColor: currentGround(),
    autoHideMenuBar: true,
    webPreferences: pagePreferences(options),
  });
  if (state.get('maximized')) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
    options.onVisible();
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('close', () => rememberWindow(window, state));
  reviveOnce(window, options);
  void window.loadURL(PAGE_URL);
  return window;
}

export function rememberWindow(window: BrowserWindow, state: WindowState): void {
  state.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
}

/** A page that dies is loaded again, at most once a minute. */
function reviveOnce(window: BrowserWindow, options: Pick<WindowOptions, 'onPageGone' | 'onPageLost'>): void {
  let diedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const again = performance.now() - diedAt < 60_000;
    diedAt = performance.now();
    if (again) return options.onPageLost();
    options.onPageGone();
    // Not from within the news of its death: Chromium is still clearing away.
    setImmediate(() => {
      if (!window.isDestroyed()) void window.loadURL(PAGE_URL);
    });
  });
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
