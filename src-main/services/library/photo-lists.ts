/** Lists of photos as the window and the command ask for them: from the catalogue's own index, or from the library thread. */
import type { AssetIndex } from '../../../src-shared/domain/asset';
import {
  type KnownRows,
  type PhotoFacets,
  type PhotoList,
  type PhotoQuery,
  type PhotoScope,
  plainAlbum,
} from '../../../src-shared/domain/photo-list';
import type { AssetId } from '../../../src-shared/units';
import type { Core } from '../core';
import type { WordIndexer } from './index-words';

/** Answers about all photos of the catalogue, as fresh as the last flush of changes. Rejects with AppError. */
export interface PhotoFinder {
  index(list: PhotoList): Promise<AssetIndex>;
  /** As `assets.narrow`. */
  fits(list: PhotoList, known: KnownRows): Promise<Uint8Array | null>;
  /** All photos are read now: nothing is answered for about a second. */
  isReading(): boolean;
  /** Ids of the list in its order. */
  ids(list: PhotoList): Promise<Uint32Array>;
  facets(scope: PhotoScope, query: PhotoQuery): Promise<PhotoFacets>;
  /** A first question may come. */
  start(): void;
  /** Questions are likely from now on: what they need is read ahead. */
  warm(): void;
  close(): Promise<void>;
}

export async function photoIndex(core: Core, finder: PhotoFinder, list: PhotoList): Promise<AssetIndex> {
  const albumId = plainAlbum(list);
  const { assets } = core.catalogue;
  if (list.scope.kind === 'album') assets.settleOrder(list.scope.albumId);
  if (albumId === null) return finder.index(list);
  if (finder.isReading()) return assets.index(albumId); // 60 ms of main's time for 100,000 photos, which is all that takes it
  core.changes.flush();
  // What changes from here on may be in the answer already, and comes again as patches of later revisions.
  const revision = assets.revision(albumId);
  return { ...(await finder.index(list)), revision };
}

export async function findPhotos(
  core: Core,
  { finder, words }: { finder: PhotoFinder; words: WordIndexer },
  { list, offset, limit }: { list: PhotoList; offset: number; limit: number },
) {
  // A command that comes right after an import finds all of it, even if it waits for that.
  if (list.query.text !== undefined) await words.settled();
  const ids = await finder.ids(list);
  const page = Array.from(ids.subarray(offset, offset + limit), (id) => id as AssetId);
  return { total: ids.length, items: core.catalogue.assets.get(page) };
}
