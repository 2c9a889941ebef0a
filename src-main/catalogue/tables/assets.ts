/** Rows of assets, and the facts of them that other rooms work with. */
import type { WireError } from '../../../src-shared/app-error';
import type {
  Asset,
  AssetIndex,
  AssetKind,
  AssetMetadata,
  AssetPatch,
} from '../../../src-shared/domain/asset';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import type { StoreProof } from '../../../src-shared/domain/transfer';
import type { AlbumId, AssetId, UnixMs } from '../../../src-shared/units';

/** One object of a listing that is a photo or video by its name. */
export interface ListedObject {
  key: string;
  kind: AssetKind;
  contentType: string;
  sizeBytes: number;
  etag: string;
  modifiedAtMs: UnixMs;
}

/** What a pack of derivatives tells of one asset; counts only for an object with this very key and ETag. */
export interface PackedAsset {
  key: string;
  etag: string;
  sizeBytes: number;
  kind: AssetKind;
  metadata: AssetMetadata;
  thumbhash: string | null;
  /** As of `setFingerprint`; null: not told. */
  fingerprint: string | null;
  /** Of the original; null: not told. Believed only where the store's ETag says the same. */
  md5Hex: string | null;
  /** Where its thumbnail lies in the pack object; null: it has none. */
  thumb: { start: number; sizeBytes: number; px: number } | null;
}

/** What the store confirmed of an asset. */
export interface StoredFacts {
  etag: string;
  /** MD5 of the whole; null for what was sent in parts. */
  md5Hex: string | null;
  /** MD5 of each part, in order, and the size of all but the last; null for what was sent in one request. */
  parts: { partBytes: number; md5Hex: string[] } | null;
  sizeBytes: number;
  proof: StoreProof;
}

/** Facts of a stored asset that a receipt or a download compares with the store. */
export interface ConfirmableAsset {
  id: AssetId;
  albumId: AlbumId;
  key: string;
  sizeBytes: number;
  etag: string;
  md5Hex: string | null;
  parts: StoredFacts['parts'];
  proof: StoreProof | null;
  confirmedAtMs: UnixMs | null;
  /** Where it came from, as it was then; null: it was not imported here. */
  source: { path: string; sizeBytes: number; modifiedAtMs: UnixMs } | null;
  ours: boolean;
}

/** What a person set on one photo, with what they set it over. */
export interface EditedAsset {
  id: AssetId;
  albumId: AlbumId;
  metadata: AssetMetadata;
  edits: AssetEdits | null;
}

export interface AssetTable {
  get(ids: AssetId[]): Asset[];
  index(albumId: AlbumId): AssetIndex;
  /** That of the last patches of the album. */
  revision(albumId: AlbumId): number;
  /** Puts found photos where their capture time belongs; until then they stay where the listing put them. Call it before an album is shown. */
  settleOrder(albumId: AlbumId): void;
  /** In display order (sortAtMs, id), keyset-paged. */
  page(albumId: AlbumId, after: AssetId | null, limit: number): Asset[];
  patch(ids: AssetId[]): AssetPatch[];
  /** What a person set on these, in the order of the ids; those that are not there any more are left out. */
  edited(ids: AssetId[]): EditedAsset[];
  /** Writes what is set now (null: nothing); stars, flag and colour as they are shown follow from it. In one transaction. */
  setEdits(rows: ReadonlyArray<{ id: AssetId; edits: AssetEdits | null }>, atMs: UnixMs): void;
  findByKey(albumId: AlbumId, key: string): Asset | null;
  /** Cheap fingerprint (size, head, tail; hex): it only nominates duplicates. Indexed by (album_id, fingerprint). */
  setFingerprint(id: AssetId, fingerprint: string): void;
  /** Stored assets of the album with this fingerprint: candidates of a duplicate. */
  storedTwins(
    albumId: AlbumId,
    fingerprint: string,
  ): Array<{ id: AssetId; key: string; sizeBytes: number; md5Hex: string | null; etag: string | null }>;
  /** True while an asset of the album with this fingerprint and a smaller id is still on its way (not paused, failed, cancelled). */
  hasOpenTwinBefore(albumId: AlbumId, fingerprint: string, id: AssetId): boolean;
  /** Gives a not yet stored asset another key; false when that key is taken in the album. */
  rekey(id: AssetId, key: string): boolean;
  /** Facts of the media host; sortAtMs is recomputed from them (of found photos at the next `settleOrder`). thumbRevision goes up by one when `hasThumb`. */
  setPrepared(
    id: AssetId,
    facts: {
      metadata: AssetMetadata;
      thumbhash: string | null;
      hasThumb: boolean;
      mediaError: WireError | null;
      /** Long side of the thumbnail in pixels; default 512 with a thumbnail, else 0. */
      thumbPx?: number;
    },
  ): void;
  /**
   * Objects of a listing become stored assets without a local file (origin `found`), in one transaction. An object that is known with the
   * same size and ETag stays as it is; one that changed in the store is read again (`changed`: its images are to be thrown away); an asset
   * that is on its way from here under that key is left alone. Counted once each.
   */
  addListed(
    albumId: AlbumId,
    objects: ListedObject[],
    nowMs: UnixMs,
  ): { addedIds: AssetId[]; changedIds: AssetId[] };
  /** Which of these objects name a stored asset of another size or ETag. */
  changedKeys(
    albumId: AlbumId,
    objects: ReadonlyArray<Pick<ListedObject, 'key' | 'sizeBytes' | 'etag'>>,
  ): string[];
  /** Their cached thumbnails are gone: made again like those of photos that never had one. */
  loseThumbs(ids: readonly AssetId[]): void;
  /** Stored assets with keys in (after, upTo], ascending, at most `limit`: to find those that a listing did not name. null: without bound. */
  storedKeys(
    albumId: AlbumId,
    after: string | null,
    upTo: string | null,
    limit: number,
  ): Array<{ id: AssetId; key: string }>;
  /**
   * Facts from a pack for assets of the album with the same key and ETag that know nothing yet; they become ours (origin `uploaded`) and
   * belong to `pack`. Answers their ids. The thumbnail itself is fetched later (`thumbPx` stays 0).
   */
  applyPack(albumId: AlbumId, pack: string, assets: PackedAsset[]): AssetId[];
  /** Uploaded, stored and with a thumbnail, but in no pack yet; oldest first. */
  unpacked(albumId: AlbumId, limit: number): Asset[];
  /** What a pack tells of these beside the Asset itself. */
  contentSums(ids: AssetId[]): Map<AssetId, { fingerprint: string | null; md5Hex: string | null }>;
  setPack(ids: AssetId[], pack: string): void;
  /** The pack is gone: its assets belong to none. */
  dropPack(albumId: AlbumId, pack: string): void;
  /** Packs the album's assets belong to, each with how many. */
  packs(albumId: AlbumId): Array<{ pack: string; assetCount: number }>;
  /** Pack of each of these assets that has one. */
  packOf(ids: AssetId[]): Map<AssetId, string>;
  /** Local file the asset came from (for previews while offline), null when unknown. */
  sourcePath(id: AssetId): string | null;
  /** Stored assets with what is known of their bytes, in the order of the ids; others are left out. */
  confirmable(ids: AssetId[]): ConfirmableAsset[];
  /** The store confirmed them now (a receipt). */
  setConfirmed(ids: AssetId[], proof: StoreProof, atMs: UnixMs): void;
  /** Assets of these albums that came from this very file (path, size, time), whatever their state: an ingest that is repeated finds its own. */
  bySource(
    albumIds: AlbumId[],
    source: { path: string; sizeBytes: number; modifiedAtMs: UnixMs },
  ): Array<{ id: AssetId; albumId: AlbumId; key: string; state: Asset['state'] }>;
  /** Stored assets with this fingerprint and size in any album, ours first: candidates of "ingested before". */
  storedAnywhere(fingerprint: string, sizeBytes: number): ConfirmableAsset[];
  /** Ids of stored assets of the album that came from one of its imports or skips: what a receipt of the album is about. */
  importedIds(albumId: AlbumId): AssetId[];
  /** Somebody else put it into the store (origin `found`): it stays there when its album goes. */
  setFound(id: AssetId): void;
  remove(id: AssetId): void;
  /** Key, size and etag of all stored ones. `ours`: an app of ours put it there. */
  storedObjects(albumId: AlbumId): Array<{
    id: AssetId;
    key: string;
    sizeBytes: number;
    etag: string;
    md5Hex: string | null;
    ours: boolean;
  }>;
}
