/** Where the person is: one view, one list, at most one photo full screen. */
import { create } from 'zustand';
import { isPlain, type PhotoList, type PhotoScope } from '../../src-shared/domain/photo-list';
import type { AlbumId, AssetId, ConnectionId, ShareId, SmartAlbumId } from '../../src-shared/units';
import { useAssetsStore } from './assets-store';
import { useListStore } from './list-store';

/** `photos`: a list that is no album (`scope`). */
export type View =
  | 'welcome'
  | 'albums'
  | 'album'
  | 'photos'
  | 'duplicates'
  | 'connections'
  | 'storage'
  | 'shares'
  | 'share'
  | 'request'
  | 'outbox'
  | 'settings'
  | 'activity';

/** Where in a store the browser stands: the account (`bucket` null), a bucket, or a folder in it (`prefix` ends with '/'). */
export interface StoragePlace {
  connectionId: ConnectionId;
  bucket: string | null;
  prefix: string;
}

interface NavigationState {
  view: View;
  /** The album shown while `view` is 'album'; kept afterwards, so that going back finds it. */
  albumId: AlbumId | null;
  /** What `photos` shows. */
  scope: PhotoScope | null;
  /** The smart album whose search that is; null: none. */
  smartAlbumId: SmartAlbumId | null;
  /** Set: the viewer covers the window. */
  viewerAssetId: AssetId | null;
  /** Shown while `view` is 'storage'. */
  storagePlace: StoragePlace | null;
  /** Shown while `view` is 'share': composed as long as it is a draft. */
  shareId: ShareId | null;
  /** Shown while `view` is 'request'. */
  requestId: ShareId | null;
  go(view: Exclude<View, 'album' | 'photos' | 'storage' | 'share' | 'request'>): void;
  openRequest(requestId: ShareId): void;
  openShare(shareId: ShareId): void;
  browse(place: StoragePlace): void;
  openAlbum(albumId: AlbumId): void;
  /** An album's scope shows the album. */
  openPhotos(scope: PhotoScope, smartAlbumId?: SmartAlbumId): void;
  openViewer(assetId: AssetId): void;
  closeViewer(): void;
}

export const useNavigationStore = create<NavigationState>()((set) => ({
  view: 'albums',
  albumId: null,
  scope: null,
  smartAlbumId: null,
  viewerAssetId: null,
  storagePlace: null,
  shareId: null,
  requestId: null,
  go: (view) => set({ view, viewerAssetId: null }),
  openRequest: (requestId) => set({ view: 'request', requestId, viewerAssetId: null }),
  openShare: (shareId) => set({ view: 'share', shareId, viewerAssetId: null }),
  browse: (storagePlace) => set({ view: 'storage', storagePlace, viewerAssetId: null }),
  openAlbum: (albumId) => useNavigationStore.getState().openPhotos({ kind: 'album', albumId }),
  openPhotos(scope, smartAlbumId) {
    askAhead(scope);
    set(
      scope.kind === 'album'
        ? { view: 'album', albumId: scope.albumId, smartAlbumId: smartAlbumId ?? null, viewerAssetId: null }
        : { view: 'photos', scope, smartAlbumId: smartAlbumId ?? null, viewerAssetId: null },
    );
  },
  openViewer: (viewerAssetId) => set({ viewerAssetId }),
  closeViewer: () => set({ viewerAssetId: null }),
}));

/** Main looks for the photos while the page still draws the frame around them: a tenth of a second less until they are there. */
function askAhead(scope: PhotoScope): void {
  const { query, sort } = useListStore.getState();
  const list: PhotoList = { scope, query, sort, stacks: 'open' };
  if (isPlain(list)) void useAssetsStore.getState().open(list);
}

/** Photos are on the screen, an album's or others. */
export const showsPhotos = (view: View): boolean => view === 'album' || view === 'photos';
