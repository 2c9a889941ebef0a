/** Where the person is: one view, one album, at most one photo full screen. */
import { create } from 'zustand';
import type { AlbumId, AssetId, ConnectionId } from '../../src-shared/units';

export type View = 'welcome' | 'albums' | 'album' | 'connections' | 'storage' | 'settings' | 'activity';

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
  /** Set: the viewer covers the window. */
  viewerAssetId: AssetId | null;
  /** Shown while `view` is 'storage'. */
  storagePlace: StoragePlace | null;
  go(view: Exclude<View, 'album' | 'storage'>): void;
  browse(place: StoragePlace): void;
  openAlbum(albumId: AlbumId): void;
  openViewer(assetId: AssetId): void;
  closeViewer(): void;
}

export const useNavigationStore = create<NavigationState>()((set) => ({
  view: 'albums',
  albumId: null,
  viewerAssetId: null,
  storagePlace: null,
  go: (view) => set({ view, viewerAssetId: null }),
  browse: (storagePlace) => set({ view: 'storage', storagePlace, viewerAssetId: null }),
  openAlbum: (albumId) => set({ view: 'album', albumId, viewerAssetId: null }),
  openViewer: (viewerAssetId) => set({ viewerAssetId }),
  closeViewer: () => set({ viewerAssetId: null }),
}));
