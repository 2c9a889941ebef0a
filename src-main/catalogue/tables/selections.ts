/** Rows of selections: named, ordered sets of photos across albums, and what is known of their files in buckets. */
import type { PhotoReference, Selection } from '../../../src-shared/domain/selection';
import type { AlbumId, AssetId, SelectionId, UnixMs } from '../../../src-shared/units';

/** What a selection is besides its photos; also of one that was deleted. */
export interface SelectionFacts {
  id: SelectionId;
  name: string;
  note: string;
  /** As a person chose it; null: the first photo stands for it. */
  coverAssetId: AssetId | null;
  /** The chosen cover while its album is not open here. */
  coverAway: PhotoReference | null;
  createdAtMs: UnixMs;
  /** Always goes up. */
  updatedAtMs: UnixMs;
  deletedAtMs: UnixMs | null;
  /** Not all of its files in buckets are as it is now. */
  pending: boolean;
}

/** A photo of a selection. Places order them and leave room between two; equal ones are ordered by asset. */
export interface SelectionItem {
  assetId: AssetId;
  place: number;
  albumId: AlbumId;
  /** Its name in the album, also while it lies in the trash. */
  key: string;
  trashed: boolean;
}

/** Where a reading of items goes on. */
export type ItemPosition = Pick<SelectionItem, 'place' | 'assetId'>;

export interface AwayItem extends PhotoReference {
  place: number;
}

/** Opaque. */
export interface AwayPosition {
  key: string;
  number: number;
}

export interface SelectionTable {
  /** In the order they were made, without deleted ones. */
  list(): Selection[];
  /** null for a deleted one, too. */
  get(id: SelectionId): Selection | null;
  facts(id: SelectionId): SelectionFacts | null;
  insert(facts: SelectionFacts): void;
  /** Writes the fields that are given. Its files wait to be written, unless `pending` says otherwise. */
  change(id: SelectionId, change: Partial<Omit<SelectionFacts, 'id' | 'createdAtMs'>>): void;
  /** In their order. `descending`: from the last one; `after` is then the one to continue before. */
  items(
    id: SelectionId,
    after: ItemPosition | null,
    limit: number,
    options?: { descending?: boolean },
  ): SelectionItem[];
  /** Where these are; those that are not in it are left out. */
  placesOf(id: SelectionId, assetIds: readonly AssetId[]): ItemPosition[];
  /** Those of these ids that are photos here. */
  known(assetIds: readonly AssetId[]): AssetId[];
  /** Largest place of any photo, also of those that are away; null when there is none. */
  lastPlace(id: SelectionId): number | null;
  /** Puts photos in, or to another place. What is no photo any more is passed over. In one transaction. */
  put(id: SelectionId, items: readonly ItemPosition[]): void;
  takeOut(id: SelectionId, assetIds: readonly AssetId[]): void;
  /** Photos that are named but not known here, by album and key. */
  away(id: SelectionId, after: PhotoReference | null, limit: number): AwayItem[];
  /** One that is named already keeps its place. */
  putAway(id: SelectionId, items: readonly AwayItem[]): void;
  clearAway(id: SelectionId): void;
  /** Names that wait for photos of this album: those that are photos now go into their selections. `last`: where to go on; null at the end. */
  resolveAway(
    albumId: AlbumId,
    after: AwayPosition | null,
    limit: number,
  ): { selectionIds: SelectionId[]; last: AwayPosition | null };
  /** Before these photos are forgotten with their album: selections keep them by name. Answers which selections did. */
  keepAway(assetIds: readonly AssetId[]): SelectionId[];
  /** Selections (not deleted) that hold any of these photos. */
  having(assetIds: readonly AssetId[]): SelectionId[];
  pendingIds(): SelectionId[];
  /** Its files are as it was at that time; a change since keeps it pending. */
  setWritten(id: SelectionId, updatedAtMs: UnixMs): void;
  /** Its files that were read or written here. */
  files(id: SelectionId): Array<{ albumId: AlbumId; etag: string; updatedAtMs: UnixMs }>;
  /** Photos of the album that have these keys. */
  named(albumId: AlbumId, keys: readonly string[]): Array<{ key: string; assetId: AssetId }>;
  /** Albums in which a file of a selection was read or written. */
  albumsWithFiles(): AlbumId[];
  filesIn(albumId: AlbumId): Map<SelectionId, string>;
  setFile(id: SelectionId, albumId: AlbumId, file: { etag: string; updatedAtMs: UnixMs }): void;
  /** Of deleted selections whose files say so everywhere: at most `limit` items. Answers how many. */
  dropDeletedItems(limit: number): number;
}
