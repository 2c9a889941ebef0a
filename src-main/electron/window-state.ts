/** What the window remembers between starts: where it stood, and the ground to show before the page has painted. */
import Store from 'electron-store';
import type { Settings } from '../../src-shared/ipc-contract';
import type { Bounds } from './window-bounds';

interface Remembered {
  bounds: Bounds | null;
  maximized: boolean;
  theme: Settings['theme'];
  language: Settings['language'];
}
export type WindowState = Store<Remembered>;

/** Kept in `<profile>/electron/window.json`; a damaged file is started over. */
export function openWindowState(folder: string): WindowState {
  return new Store<Remembered>({
    cwd: folder,
    name: 'window',
    clearInvalidConfig: true,
    defaults: { bounds: null, maximized: false, theme: 'dark', language: 'system' },
  });
}
