/** The catalogue as services see it. SQL lives in this room only; everything is synchronous and indexed. */
import type { WireError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { Asset, AssetIndex, AssetKind, AssetMetadata, AssetPatch } from '../../src-shared/domain/asset';
import type { Connection, ConnectionConfig, ConnectionReport } from '../../src-shared/domain/connection';
import type {
  ImportRun,
  SkippedFile,
  Transfer,
  TransferState,
  TransferSummary,
} from '../../src-shared/domain/transfer';
import type { Settings } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ConnectionId, ImportId, TransferId, UnixMs } from '../../src-shared/units';

export interface ConnectionRow extends Omit<Connection, 'albumCount' | 'revision' | 'report'> {}

export interface ConnectionTable {
  /** `already-exists` when the name is taken (case-insensitive). */
  insert(row: ConnectionRow): void;
  /** In order of creation, the built-in one first. */
  list(): Connection[];
  get(id: ConnectionId): Connection | null;
  remove(id: ConnectionId): void;
  /** Counts the revision up, also with nothing in `change` (its secret changed). `already-exists` when the name is taken. */
  update(id: ConnectionId, change: { name?: string; config?: ConnectionConfig }): void;
  /** Counts the revision up when the capabilities differ from those of the report before. */
  setReport(id: ConnectionId, report: ConnectionReport): void;
}

export interface AlbumRow {
  id: AlbumId;
  title: string;
  note: string;
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  createdAtMs: UnixMs;
  /** Default: `made`. */
  origin?: Album['origin'];
}
export interface AlbumTable {
  insert(row: AlbumRow): void;
  /** Newest first, with counts (kept in columns by triggers or by the writers, never counted over all assets on each call). */
  list(): Album[];
  get(id: AlbumId): Album | null;
  edit(id: AlbumId, change: { title?: string; note?: string }): void;
  setListed(id: AlbumId, atMs: UnixMs): void;
  /** Forgets the album with its assets, transfers, imports. */
  remove(id: AlbumId): void;
}

/** One media file found on disk. */
export interface FoundFile {
  sourcePath: string;
  key: string;
  kind: AssetKind;
  sizeBytes: number;
  modifiedAtMs: UnixMs;
  contentType: string;
}

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

/** What the upload engine needs of a transfer; the public Transfer is a view of it. */
export interface TransferJob {
  id: TransferId;
  importId: ImportId | null;
  albumId: AlbumId;
  assetId: AssetId;
  state: TransferState;
  sourcePath: string;
  sizeBytes: number;
  modifiedAtMs: UnixMs;
  contentType: string;
  kind: AssetKind;
  key: string;
  uploadId: string | null;
  partBytes: number | null;
  attempts: number;
  retryAtMs: UnixMs | null;
  /** Set by AssetTable.setPrepared; null again after setStamp. */
  preparedAtMs: UnixMs | null;
  fingerprint: string | null;
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
}

export interface PartRow {
  number: number;
  etag: string;
  md5Hex: string;
  sizeBytes: number;
}

export interface AssetTable {
  get(ids: AssetId[]): Asset[];
  index(albumId: AlbumId): AssetIndex;
  /** Puts found photos where their capture time belongs; until then they stay where the listing put them. Call it before an album is shown. */
  settleOrder(albumId: AlbumId): void;
  /** In display order (sortAtMs, id), keyset-paged. */
  page(albumId: AlbumId, after: AssetId | null, limit: number): Asset[];
  patch(ids: AssetId[]): AssetPatch[];
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
  /** Somebody else put it into the store (origin `found`): it stays there when its album goes. */
  setFound(id: AssetId): void;
  remove(id: AssetId): void;
  /** Key, size and etag of all stored ones, for downloads. `ours`: an app of ours put it there. */
  storedObjects(albumId: AlbumId): Array<{
    id: AssetId;
    key: string;
    sizeBytes: number;
    etag: string;
    md5Hex: string | null;
    ours: boolean;
  }>;
}

export interface ImportTable {
  insert(albumId: AlbumId, roots: string[], nowMs: UnixMs): ImportId;
  get(id: ImportId): ImportRun | null;
  list(albumId?: AlbumId): ImportRun[];
  /** State scanning or running. */
  open(): ImportRun[];
  setState(id: ImportId, state: ImportRun['state'], nowMs: UnixMs, error?: WireError | null): void;
  addSkipped(id: ImportId, files: SkippedFile[]): void;
  skipped(id: ImportId, limit: number): SkippedFile[];
}

export interface TransferTable {
  /**
   * Adds found files as assets + transfers in one transaction; idempotent by (album, key): a file whose source path and stamp
   * (size, modified time) equal the row that is there is answered as `already-here` (stored) or `known` (not stored yet; it
   * belongs to the newest import that found it, and a failed or cancelled one of an older import goes back to `discovered`). The same key from another source path or with another stamp is answered as
   * `key-taken`: the caller decides on another key.
   */
  addFound(
    albumId: AlbumId,
    importId: ImportId,
    files: FoundFile[],
    nowMs: UnixMs,
  ): Array<{
    file: FoundFile;
    outcome: 'added' | 'known' | 'already-here' | 'key-taken';
    assetId: AssetId;
    /** The import it belongs to now. */
    importId: ImportId | null;
  }>;
  get(ids: TransferId[]): Transfer[];
  job(id: TransferId): TransferJob | null;
  /** Next jobs in that state, oldest first, whose retryAtMs (if any) has passed and which are not in `except`. */
  next(state: TransferState, limit: number, nowMs: UnixMs, except: ReadonlySet<TransferId>): TransferJob[];
  /** When the next `waiting` one is due; null when none. */
  nextRetryAtMs(): UnixMs | null;
  countByState(): Record<TransferState, number>;
  list(filter: { states?: TransferState[]; albumId?: AlbumId; offset: number; limit: number }): {
    total: number;
    items: Transfer[];
  };
  ids(filter: { states: TransferState[]; ids?: TransferId[] }): TransferId[];
  /** Also sets the asset's state to match (waiting, paused -> queued; verifying -> uploading); writes an event row with its time. */
  setState(
    ids: TransferId[],
    state: TransferState,
    nowMs: UnixMs,
    extra?: { error?: WireError | null; retryAtMs?: UnixMs | null; attempts?: number },
  ): void;
  /** Transfers of the import that are neither stored, failed nor cancelled. */
  openCount(importId: ImportId): number;
  setUpload(id: TransferId, uploadId: string | null, partBytes: number | null): void;
  addPart(id: TransferId, part: PartRow): void;
  parts(id: TransferId): PartRow[];
  replaceParts(id: TransferId, parts: PartRow[]): void;
  setStamp(id: TransferId, stamp: { sizeBytes: number; modifiedAtMs: UnixMs }): void;
  setSentBytes(id: TransferId, sentBytes: number): void;
  /** One transaction: transfer `stored`, asset `stored` with its facts. */
  finish(
    id: TransferId,
    facts: { etag: string; md5Hex: string | null; sizeBytes: number },
    nowMs: UnixMs,
  ): void;
  /** Removes transfer and asset of a file that turned out to be a duplicate, and lists it as skipped in its import (its
   * foundCount goes down by one, its skippedCount up by one). */
  dropDuplicate(id: TransferId, duplicateOfKey: string): void;
  /** Counts and bytes over every import that is open, or else the newest one; speed and times are left 0/null/false. */
  totals(): Omit<TransferSummary, 'bytesPerSecond' | 'remainingMs' | 'pausedAll' | 'trouble'>;
  events(id: TransferId): Array<{ atMs: UnixMs; state: TransferState; error: WireError | null }>;
}

export interface SettingsTable {
  get(): Settings;
  set(change: Partial<Settings>): Settings;
  /** Small named values of main's own, e.g. 'paused-all'. */
  value(name: string): string | null;
  setValue(name: string, value: string | null): void;
}

export interface Catalogue {
  connections: ConnectionTable;
  albums: AlbumTable;
  assets: AssetTable;
  imports: ImportTable;
  transfers: TransferTable;
  settings: SettingsTable;
  /** Revision counter of an album's asset list, raised by one per emitted `assets.patched` event. */
  nextRevision(albumId: AlbumId): number;
  transaction<T>(work: () => T): T;
  /** Journal checkpoint and close. */
  close(): void;
}

/**
 * Opens (creating and migrating as needed) `<profile>/catalogue.db`: WAL, synchronous=NORMAL, foreign_keys on. A statement over 10 ms is
 * given to `onSlow`. Errors: `disk-full`, `io`, `internal` (newer than this app: says to update).
 */
export type OpenCatalogue = (
  path: string,
  options?: { onSlow?: (sql: string, elapsedMs: number) => void; now?: () => UnixMs },
) => Catalogue;
