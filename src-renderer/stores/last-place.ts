/** The window begins with the list of photos that was open when it was closed, where that is still there, and with the same target of the key B. */
import type { PhotoScope } from '../../src-shared/domain/photo-list';
import { useAlbumsStore } from './albums-store';
import { useNavigationStore } from './navigation-store';
import { useSelectionsStore } from './selections-store';
import { useSettingsStore } from './settings-store';

/** Trash and comparisons are passing visits. */
const isHome = (scope: PhotoScope): boolean =>
  scope.kind === 'album' || scope.kind === 'everything' || scope.kind === 'selection';

function isThere(scope: PhotoScope): boolean {
  const { albums } = useAlbumsStore.getState();
  const { selections } = useSelectionsStore.getState();
  if (scope.kind === 'album') return albums.some(({ id }) => id === scope.albumId);
  if (scope.kind === 'selection') return selections.some(({ id }) => id === scope.selectionId);
  return true;
}

/** Call it once settings, albums and selections are there, before the first drawing; from then on the place is kept. */
export function beginWhereLeft(): void {
  const { lastScope, selectionTarget } = useSettingsStore.getState().settings;
  const navigation = useNavigationStore.getState();
  useSelectionsStore.setState({ targetId: selectionTarget });
  if (lastScope !== null && isThere(lastScope) && navigation.view === 'albums')
    navigation.openPhotos(lastScope);
  useNavigationStore.subscribe(({ view, albumId, scope }) => {
    const now: PhotoScope | null =
      view === 'album' && albumId !== null ? { kind: 'album', albumId } : view === 'photos' ? scope : null;
    if (now === null || !isHome(now)) return;
    const { settings, change } = useSettingsStore.getState();
    if (JSON.stringify(settings.lastScope) !== JSON.stringify(now))
      void change({ lastScope: now }).catch(() => undefined);
  });
}
