/** The catalogue as services see it. SQL lives in this room only; everything is synchronous and indexed. */
import type { WireError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { Asset, AssetIndex, AssetKind, AssetMetadata, AssetPatch } from '../../src-shared/domain/asset';
import type { Connection, ConnectionConfig } from '../../src-shared/domain/connection';
import type {
  ImportRun,
  SkippedFile,
  Transfer,
  TransferState,
  TransferSummary,
} from '../../src-shared/domain/transfer';
import type { Settings } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ConnectionId, ImportId, TransferId, UnixMs } from '../../src-shared/units';

export interface ConnectionRow extends Omit<Connection, 'albumCount'> {}

export interface ConnectionTable {
  /** `already-exists` when the name is taken (case-insensitive). */
  insert(row: ConnectionRow): void;
  /** In order of creation, the built-in one first. */
  list(): Connection[];
  get(id: ConnectionId): Connection | null;
  remove(id: ConnectionId): void;
  updateConfig(id: ConnectionId, config: ConnectionConfig): void;
}

export interface AlbumRow {
  id: AlbumId;
  title: string;
  note: string;
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  createdAtMs: UnixMs;
}
export interface AlbumTable {
  insert(row: AlbumRow): void;
  /** Newest first, with counts (kept in columns by triggers or by the writers, never counted over all assets on each call). */
  list(): Album[];
  get(id: AlbumId): Album | null;
  edit(id: AlbumId, change: { title?: string; note?: string }): void;
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
  /** Facts of the media host; sortAtMs is recomputed from them. thumbRevision goes up by one when `hasThumb`. */
  setPrepared(
    id: AssetId,
    facts: {
      metadata: AssetMetadata;
      thumbhash: string | null;
      hasThumb: boolean;
      mediaError: WireError | null;
    },
  ): void;
  /** Local file the asset came from (for previews while offline), null when unknown. */
  sourcePath(id: AssetId): string | null;
  remove(id: AssetId): void;
  /** Key, size and etag of all stored ones, for downloads. */
  storedObjects(
    albumId: AlbumId,
  ): Array<{ id: AssetId; key: string; sizeBytes: number; etag: string; md5Hex: string | null }>;
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
