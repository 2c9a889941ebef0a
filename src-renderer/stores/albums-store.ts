/** Every album, newest first. */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { AlbumId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';

interface AlbumsState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  albums: Album[];
  load(): Promise<void>;
  applyChanged(event: EventPayload<'albums.changed'>): void;
}

const newestFirst = (a: Album, b: Album): number =>
  b.createdAtMs - a.createdAtMs || a.title.localeCompare(b.title);

export const useAlbumsStore = create<AlbumsState>()((set) => ({
  status: 'loading',
  error: null,
  albums: [],
  async load() {
    try {
      const albums = await call('albums.list', {});
      set({ status: 'ready', error: null, albums: [...albums].sort(newestFirst) });
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  },
  applyChanged({ albums, removedIds }) {
    set((old) => {
      const changed = new Map(albums.map((album) => [album.id, album]));
      const removed = new Set(removedIds);
      const kept = old.albums.filter((album) => !removed.has(album.id) && !changed.has(album.id));
      return { albums: [...kept, ...changed.values()].sort(newestFirst) };
    });
  },
}));

export const useAlbum = (id: AlbumId | null): Album | null =>
  useAlbumsStore((state) => state.albums.find((album) => album.id === id) ?? null);

/** Albums as a person counts them: the copies that an ingest made of one are told beside it (`useCopies`). */
export function useOwnAlbums(): Album[] {
  const albums = useAlbumsStore((state) => state.albums);
  return useMemo(() => ownAlbums(albums), [albums]);
}

/** What lists of all photos show: one's own, and what others shared. */
export function useShownAlbums(): Album[] {
  const albums = useAlbumsStore((state) => state.albums);
  return useMemo(
    () => [...ownAlbums(albums), ...albums.filter(({ origin }) => origin === 'received')].sort(newestFirst),
    [albums],
  );
}

/** A copy whose album is gone stands for itself. What others shared is nobody's own (received-store.ts). */
export function ownAlbums(albums: readonly Album[]): Album[] {
  const ids = new Set(albums.map((album) => album.id));
  return albums.filter(
    ({ copyOf, origin }) => origin !== 'received' && (copyOf === null || !ids.has(copyOf)),
  );
}

/** The copies of an album, oldest first. */
export function useCopies(id: AlbumId): Album[] {
  const albums = useAlbumsStore((state) => state.albums);
  return useMemo(() => albums.filter((album) => album.copyOf === id).reverse(), [albums, id]);
}
