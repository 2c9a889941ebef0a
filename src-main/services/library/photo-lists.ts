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
  /** Answers take milliseconds; before, all photos are read first. */
  isReady(): boolean;
  /** Ids of the list in its order. */
  ids(list: PhotoList): Promise<Uint32Array>;
  facets(scope: PhotoScope, query: PhotoQuery): Promise<PhotoFacets>;
  /** Questions are likely from now on: what they need is read ahead. */
  warm(): void;
  close(): Promise<void>;
}

export async function photoIndex(core: Core, finder: PhotoFinder, list: PhotoList): Promise<AssetIndex> {
  const albumId = plainAlbum(list);
  const { assets } = core.catalogue;
  if (list.scope.kind === 'album') assets.settleOrder(list.scope.albumId);
  if (albumId === null) return finder.index(list);
  // The thread takes a tenth of the time of SQL, and none of main's; at the start it has not read all photos yet.
  if (!finder.isReady()) return assets.index(albumId);
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
