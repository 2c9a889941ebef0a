/** Albums whose pictures are to be on this computer, and which of them are not yet. */
import type { AlbumId, AssetId } from '../../../src-shared/units';

/** Where a page of an album ended, in display order. */
export interface PlaceInAlbum {
  sortAtMs: number;
  id: AssetId;
}

export interface KeptAlbumTable {
  /** Previews of all photos of it are kept; or no longer. */
  keep(albumId: AlbumId, keep: boolean): void;
  list(): AlbumId[];
  /** Which of these photos belong to such an album and are not in the trash. */
  among(ids: readonly AssetId[]): Set<AssetId>;
  /** Stored photos (no videos) of the album in display order, behind that place. */
  page(albumId: AlbumId, after: PlaceInAlbum | null, limit: number): PlaceInAlbum[];
  /** A pack of any album with photos in it whose thumbnail is not on this computer, and those photos; null: there is none. */
  withoutThumbs(
    except: readonly string[],
    limit: number,
  ): { albumId: AlbumId; pack: string; ids: AssetId[] } | null;
}
