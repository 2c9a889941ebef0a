/** How far the listings of albums' buckets are, as main tells; an ended one stays until it is put away. */
import { create } from 'zustand';
import type { AlbumListing } from '../../src-shared/domain/album';
import type { AlbumId } from '../../src-shared/units';

interface ListingsState {
  listings: Readonly<Record<AlbumId, AlbumListing>>;
  applyListing(listing: AlbumListing): void;
  putAway(albumId: AlbumId): void;
}

export const useListingsStore = create<ListingsState>()((set) => ({
  listings: {},
  applyListing(listing) {
    set((old) => ({ listings: { ...old.listings, [listing.albumId]: listing } }));
  },
  putAway(albumId) {
    set((old) => {
      const { [albumId]: _gone, ...kept } = old.listings;
      return { listings: kept };
    });
  },
}));

export const useListing = (albumId: AlbumId | null): AlbumListing | null =>
  useListingsStore((state) => (albumId === null ? null : (state.listings[albumId] ?? null)));
