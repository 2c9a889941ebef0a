/** What the window remembers between starts: where it stood, and the ground to show before the page has painted. */
import Store from 'electron-store';
import type { Settings } from '../../src-shared/ipc-contract';

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

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

/**
 * Remembered bounds if enough of the title bar (64 x 32 px) is still on one of the screens' work areas, else null: a screen may
 * have been unplugged.
 */
export function reachableBounds(bounds: Bounds | null, workAreas: readonly Bounds[]): Bounds | null {
  if (bounds === null) return null;
  const reachable = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const height = Math.min(bounds.y + 32, area.y + area.height) - Math.max(bounds.y, area.y);
    return width >= 64 && height >= 32;
  });
  return reachable ? bounds : null;
}
