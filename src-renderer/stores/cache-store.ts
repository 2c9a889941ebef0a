/** Which albums' previews are kept on this computer, and how far that is. */
import { create } from 'zustand';
import type { CacheUsage, KeptAlbum } from '../../src-shared/domain/cache';
import type { AlbumId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface CacheState {
  /** As it was counted last; null: never. */
  usage: CacheUsage | null;
  kept: ReadonlyMap<AlbumId, KeptAlbum>;
  load(): Promise<void>;
  /** Counts the files: takes seconds where there are many. */
  count(): Promise<void>;
  keep(albumId: AlbumId, keep: boolean): Promise<void>;
  applyChanged(kept: KeptAlbum): void;
}

const byAlbum = (kept: readonly KeptAlbum[]): Map<AlbumId, KeptAlbum> =>
  new Map(kept.map((album) => [album.albumId, album]));

export const useCacheStore = create<CacheState>()((set) => ({
  usage: null,
  kept: new Map(),
  async load() {
    set({ kept: byAlbum(await call('cache.kept', {})) });
  },
  async count() {
    const usage = await call('cache.usage', {});
    set({ usage, kept: byAlbum(usage.kept) });
  },
  async keep(albumId, keep) {
    set({ kept: byAlbum(await call('cache.keep', { albumId, keep })) });
  },
  applyChanged: (album) =>
    set(({ kept }) => (kept.has(album.albumId) ? { kept: new Map(kept).set(album.albumId, album) } : {})),
}));
