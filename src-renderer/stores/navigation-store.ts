/** Where the person is: one view, one album, at most one photo full screen. */
import { create } from 'zustand';
import type { AlbumId, AssetId } from '../../src-shared/units';

export type View = 'welcome' | 'albums' | 'album' | 'connections' | 'settings' | 'transfers';

interface NavigationState {
  view: View;
  /** The album shown while `view` is 'album'; kept afterwards, so that going back finds it. */
  albumId: AlbumId | null;
  /** Set: the viewer covers the window. */
  viewerAssetId: AssetId | null;
  go(view: Exclude<View, 'album'>): void;
  openAlbum(albumId: AlbumId): void;
  openViewer(assetId: AssetId): void;
  closeViewer(): void;
}

export const useNavigationStore = create<NavigationState>()((set) => ({
  view: 'albums',
  albumId: null,
  viewerAssetId: null,
  go: (view) => set({ view, viewerAssetId: null }),
  openAlbum: (albumId) => set({ view: 'album', albumId, viewerAssetId: null }),
  openViewer: (viewerAssetId) => set({ viewerAssetId }),
  closeViewer: () => set({ viewerAssetId: null }),
}));
