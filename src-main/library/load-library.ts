/** Reads all photos into columns, in slices, and keeps them as the catalogue is. */
import { albumsOf, type LibraryAlbum } from './albums-of';
import { createDuplicates } from './duplicates';
import type { Library } from './find-rows';
import { createOrders } from './orders';
import { createPhotoColumns, isSparse, putPhoto, removePhoto } from './photo-columns';
import type { PhotoRow } from './row-facts';

/** The catalogue, as far as the library reads it. */
export interface LibrarySource {
  slice(afterId: number, limit: number): PhotoRow[];
  rows(ids: readonly number[]): PhotoRow[];
  albums(): LibraryAlbum[];
  matching(expression: string, photoCount: number): Uint32Array | 'all';
  selected(selectionId: string): Uint32Array;
}

export interface LoadedLibrary extends Library {
  /** Reads what changed; false: all must be read anew. */
  apply(changes: { ids: Uint32Array; albums: boolean }): boolean;
}

/** Rows at once: no reading holds the catalogue's journal for long. */
const PER_SLICE = 2000;

export function createLibrary(source: LibrarySource): LoadedLibrary {
  const columns = createPhotoColumns();
  const orders = createOrders(columns);
  let known = source.albums();
  let albums = albumsOf(known);
  const duplicates = createDuplicates(columns, () => albums);

  function readAfter(id: number): void {
    for (let afterId = id; ; ) {
      const rows = source.slice(afterId, PER_SLICE);
      for (const row of rows) put(row);
      const last = rows.at(-1);
      if (rows.length < PER_SLICE || !last) return;
      afterId = last.id;
    }
  }
  readAfter(0);

  function put(photo: PhotoRow): void {
    orders.touched(putPhoto(columns, photo));
  }

  function changeAlbums(): void {
    const now = source.albums();
    const there = new Set(now.map(({ number }) => number));
    const gone = new Set(known.filter(({ number }) => !there.has(number)).map(({ number }) => number));
    known = now;
    albums = albumsOf(now);
    if (gone.size === 0) return;
    for (let row = 0; row < columns.count; row += 1) {
      if (gone.has(columns.at.album[row] as number)) remove(columns.at.id[row] as number);
    }
  }

  function remove(id: number): void {
    const row = removePhoto(columns, id);
    if (row >= 0) orders.touched(row);
  }

  function changePhotos(ids: Uint32Array): void {
    const last = columns.count === 0 ? 0 : (columns.at.id[columns.count - 1] as number);
    const seen = ids.filter((id) => id <= last);
    for (let from = 0; from < seen.length; from += PER_SLICE) {
      const asked = seen.subarray(from, from + PER_SLICE);
      const gone = new Set(asked);
      for (const photo of source.rows([...asked])) {
        gone.delete(photo.id);
        put(photo);
      }
      for (const id of gone) remove(id);
    }
    // All that came after the last one, told of or not yet: so ids ascend whatever order they are told in.
    if (seen.length < ids.length) readAfter(last);
  }

  return {
    columns,
    orders,
    duplicates,
    albums: () => albums,
    catalogue: source,
    apply({ ids, albums: changed }) {
      if (changed) changeAlbums();
      changePhotos(ids);
      return !isSparse(columns);
    },
  };
}
