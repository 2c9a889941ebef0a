/** Keys that work everywhere. */
import { useEffect } from 'react';
import { useDialogsStore } from '../../stores/dialogs-store';
import { showsPhotos, useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { editMarked } from '../batch-edit/use-word-entries';
import { undoKey, useUndo } from '../cull/use-undo';
import { usePickImport } from '../import/use-pick-import';
import { focusSearch } from '../search/search-field';

/** Regions of the window in F6 order; they carry data-region and can take focus. */
export function cycleRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  if (regions.length === 0) return;
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  const next =
    current < 0 ? (step > 0 ? 0 : regions.length - 1) : (current + step + regions.length) % regions.length;
  const region = regions[next];
  const inside = region?.querySelector<HTMLElement>(
    '[data-region-focus], [role="grid"], [role="listbox"], [aria-current="page"]',
  );
  (inside ?? region)?.focus();
}

const isField = (target: Element | null): boolean =>
  target?.closest(
    'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="alertdialog"], [role="menu"]',
  ) != null;

/**
 * Tab folds the sides away only while the focus is on the photos themselves, where arrows move: everywhere else Tab must go on to
 * the next control. F6 and Shift+Tab always lead out.
 */
const tabFolds = (target: Element | null): boolean =>
  target?.closest('[role="grid"], [role="listbox"], [data-tab-folds]') != null;

/** The grid is in view; the viewer has keys of its own. */
function inGrid(): boolean {
  const { view, viewerAssetId } = useNavigationStore.getState();
  return showsPhotos(view) && viewerAssetId === null;
}

/** Lists of any kind; the viewer has the words of its photo beside it. */
const photosInView = (): boolean => {
  const { view, viewerAssetId } = useNavigationStore.getState();
  return showsPhotos(view) && viewerAssetId === null;
};

function toggleSides(): void {
  const { settings, change } = useSettingsStore.getState();
  const anyOpen = settings.sidebarOpen || settings.infoOpen;
  void change({ sidebarOpen: !anyOpen, infoOpen: false }).catch(() => undefined);
}

/** Searches the list in view; where there is none, all photos. */
function find(): void {
  if (focusSearch()) return;
  useNavigationStore.getState().openPhotos({ kind: 'everything' });
  // Its field is there after the drawing.
  requestAnimationFrame(() => requestAnimationFrame(() => focusSearch()));
}

export function useShortcuts(): void {
  const pickImport = usePickImport();
  const undo = useUndo();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const { dialog, open } = useDialogsStore.getState();
      if (event.key === 'F6') {
        if (dialog !== null) return;
        event.preventDefault();
        cycleRegion(event.shiftKey ? -1 : 1);
        return;
      }
      const back = undoKey(event);
      if (back !== null) {
        // In a field it is what was typed that is taken back; in a dialog nothing of the library is in view.
        if (dialog !== null || isField(event.target as Element | null)) return;
        event.preventDefault();
        undo[back]();
        return;
      }
      const mod = event.metaKey || event.ctrlKey;
      if (mod && !event.altKey && !event.shiftKey && dialog === null) {
        if (event.key === 'n') open({ kind: 'new-album' });
        else if (event.key === 'o') void pickImport(null);
        else if (event.key === ',') useNavigationStore.getState().go('settings');
        else if (event.key === 'f' && useNavigationStore.getState().viewerAssetId === null) find();
        else return;
        event.preventDefault();
        return;
      }
      if (mod || event.altKey || isField(event.target as Element | null)) return;
      if (event.key === '?') {
        event.preventDefault();
        open({ kind: 'keys' });
      } else if (event.key.toLowerCase() === 'i' && inGrid()) {
        event.preventDefault();
        const { settings, change } = useSettingsStore.getState();
        void change({ infoOpen: !settings.infoOpen }).catch(() => undefined);
      } else if (event.key.toLowerCase() === 'e' && !event.shiftKey && dialog === null && photosInView()) {
        event.preventDefault();
        editMarked();
      } else if (event.key === 'Tab' && !event.shiftKey && tabFolds(event.target as Element | null)) {
        event.preventDefault();
        toggleSides();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [pickImport, undo]);
}
