/** Every album, newest first. */
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
