/** Lists of photos as the window and the command ask for them: from the catalogue's own index, or from the library thread. */
import type { AssetIndex } from '../../../src-shared/domain/asset';
import {
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
  /** Ids of the list in its order. */
  ids(list: PhotoList): Promise<Uint32Array>;
  facets(scope: PhotoScope, query: PhotoQuery): Promise<PhotoFacets>;
  /** Questions are likely from now on: what they need is read ahead. */
  warm(): void;
  close(): Promise<void>;
}

export function photoIndex(
  core: Core,
  finder: PhotoFinder,
  list: PhotoList,
): AssetIndex | Promise<AssetIndex> {
  const albumId = plainAlbum(list);
  if (list.scope.kind === 'album') core.catalogue.assets.settleOrder(list.scope.albumId);
  return albumId === null ? finder.index(list) : core.catalogue.assets.index(albumId);
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
