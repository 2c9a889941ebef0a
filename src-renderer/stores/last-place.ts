/** The window begins with the list of photos that was open when it was closed, where that is still there. */
import type { PhotoScope } from '../../src-shared/domain/photo-list';
import { useAlbumsStore } from './albums-store';
import { useNavigationStore } from './navigation-store';
import { useSettingsStore } from './settings-store';

/** Trash and comparisons are passing visits. */
const isHome = (scope: PhotoScope): boolean =>
  scope.kind === 'album' || scope.kind === 'everything' || scope.kind === 'selection';

/** Call it once the settings and the albums are there, before the first drawing; from then on the place is kept. */
export function beginWhereLeft(): void {
  const { lastScope } = useSettingsStore.getState().settings;
  const navigation = useNavigationStore.getState();
  const isThere =
    lastScope !== null &&
    (lastScope.kind !== 'album' ||
      useAlbumsStore.getState().albums.some((album) => album.id === lastScope.albumId));
  if (isThere && navigation.view === 'albums') navigation.openPhotos(lastScope);
  useNavigationStore.subscribe(({ view, albumId, scope }) => {
    const now: PhotoScope | null =
      view === 'album' && albumId !== null ? { kind: 'album', albumId } : view === 'photos' ? scope : null;
    if (now === null || !isHome(now)) return;
    const { settings, change } = useSettingsStore.getState();
    if (JSON.stringify(settings.lastScope) !== JSON.stringify(now))
      void change({ lastScope: now }).catch(() => undefined);
  });
}
