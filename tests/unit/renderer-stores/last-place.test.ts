/** The next start begins with the list that was open last, if it is still there. */
import { beforeEach, expect, it } from 'vitest';
import { useAlbumsStore } from '../../../src-renderer/stores/albums-store';
import { beginWhereLeft } from '../../../src-renderer/stores/last-place';
import { useNavigationStore } from '../../../src-renderer/stores/navigation-store';
import { useSelectionsStore } from '../../../src-renderer/stores/selections-store';
import { useSettingsStore } from '../../../src-renderer/stores/settings-store';
import type { Album } from '../../../src-shared/domain/album';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { Selection } from '../../../src-shared/domain/selection';
import { defaultSettings } from '../../../src-shared/settings';
import { AlbumId, SelectionId } from '../../../src-shared/units';

const jeju = AlbumId.parse('00000000-0000-4000-8000-000000000001');
const gone = AlbumId.parse('00000000-0000-4000-8000-000000000002');
const picks = SelectionId.parse('00000000-0000-4000-8000-000000000003');
const deleted = SelectionId.parse('00000000-0000-4000-8000-000000000004');
const told: Array<[name: string, input: unknown]> = [];
Object.assign(globalThis, {
  window: {
    caos: {
      call: async (name: string, input: unknown) => {
        told.push([name, input]);
        return { ok: true, value: defaultSettings };
      },
    },
  },
});
const begin = (lastScope: PhotoScope | null): string => {
  useSettingsStore.setState({ settings: { ...defaultSettings, lastScope }, loaded: true });
  useAlbumsStore.setState({ albums: [{ id: jeju } as Album] });
  useSelectionsStore.setState({ selections: [{ id: picks } as Selection], targetId: null });
  useNavigationStore.setState({ view: 'albums', albumId: null, scope: null });
  beginWhereLeft();
  return useNavigationStore.getState().view;
};
beforeEach(() => {
  told.length = 0;
});

it('is an album that is still there, or all photos; else the albums', () => {
  expect(begin({ kind: 'album', albumId: jeju })).toBe('album');
  expect(useNavigationStore.getState().albumId).toBe(jeju);
  expect(begin({ kind: 'album', albumId: gone })).toBe('albums');
  expect(begin({ kind: 'everything' })).toBe('photos');
  expect(begin({ kind: 'selection', selectionId: picks })).toBe('photos');
  expect(begin({ kind: 'selection', selectionId: deleted })).toBe('albums');
  expect(begin(null)).toBe('albums');
});

it('keeps the selection that B adds to', () => {
  begin(null);
  expect(useSelectionsStore.getState().targetId).toBeNull();
  useSelectionsStore.getState().setTarget(picks);
  expect(told.at(-1)).toEqual(['settings.set', { selectionTarget: picks }]);
  useSettingsStore.setState({ settings: { ...defaultSettings, selectionTarget: picks } });
  useSelectionsStore.setState({ targetId: null });
  beginWhereLeft();
  expect(useSelectionsStore.getState().targetId).toBe(picks);
});

it('keeps the place when it changes, but no visit to the trash', () => {
  begin(null);
  told.length = 0;
  useNavigationStore.getState().openAlbum(jeju);
  useNavigationStore.getState().openPhotos({ kind: 'trash' });
  useNavigationStore.getState().go('settings');
  const kept = told.filter(([name]) => name === 'settings.set');
  expect(kept[0]).toEqual(['settings.set', { lastScope: { kind: 'album', albumId: jeju } }]);
  expect(new Set(kept.map((call) => JSON.stringify(call))).size).toBe(1);
});
