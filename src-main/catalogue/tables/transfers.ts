/** Rows of transfers, which are the upload queue. */
import type { WireError } from '../../../src-shared/app-error';
import type { AssetKind } from '../../../src-shared/domain/asset';
import type {
  Transfer,
  TransferEvent,
  TransferState,
  TransferSummary,
} from '../../../src-shared/domain/transfer';
import type { Settings } from '../../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ConnectionId, ImportId, TransferId, UnixMs } from '../../../src-shared/units';
import type { StoredFacts } from './assets';
import type { FoundFile } from './imports';

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
  priority: number;
  /** false: it goes into the store before its pictures are read (imports.picturesFirst). */
  picturesFirst: boolean;
}

export interface PartRow {
  number: number;
  etag: string;
  md5Hex: string;
  sizeBytes: number;
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
    /** It belongs to that import since this call. */
    begun: boolean;
  }>;
  get(ids: TransferId[]): Transfer[];
  job(id: TransferId): TransferJob | null;
  /** The import it belongs to now; null: none, or the transfer is gone. */
  importOf(id: TransferId): ImportId | null;
  /**
   * Next jobs in that state whose retryAtMs (if any) has passed and which are not in `except`: higher priority first, then by `order`
   * (`found`: oldest first; `small-first`: smallest first).
   */
  next(
    state: TransferState,
    limit: number,
    nowMs: UnixMs,
    except: ReadonlySet<TransferId>,
    order?: Settings['uploadOrder'],
  ): TransferJob[];
  /** Higher ones go first. Rows that ended stay as they are. */
  setPriority(ids: TransferId[], priority: number): void;
  /** The open transfers of these assets. */
  openOfAssets(ids: AssetId[]): TransferId[];
  /** Every upload id that a row of this connection goes on with. */
  uploadIds(connectionId: ConnectionId): Set<string>;
  /** Cancelled while the store could not be reached: their parts lie there still. */
  cancelledUploads(connectionId: ConnectionId): TransferId[];
  /** Stored, but not yet read for metadata and thumbnail (picturesFirst false); oldest first, with a local file. */
  unread(limit: number, except: ReadonlySet<AssetId>): TransferJob[];
  /** When the next `waiting` one is due; null when none. */
  nextRetryAtMs(): UnixMs | null;
  /** Rows of this connection that wait because it does not answer (`unreachable`, `host-unknown`, `tls`) are due then. No move, so no event. */
  putOff(connectionId: ConnectionId, retryAtMs: UnixMs): void;
  countByState(): Record<TransferState, number>;
  /** How many of each connection are in that state; those with none may be left out. */
  countByConnection(state: TransferState): Map<ConnectionId, number>;
  list(filter: {
    states?: TransferState[];
    albumId?: AlbumId;
    importId?: ImportId;
    offset: number;
    limit: number;
  }): {
    total: number;
    items: Transfer[];
  };
  /** In these states: all, or of these, or of one import; by id. */
  ids(filter: { states: TransferState[]; ids?: TransferId[]; importId?: ImportId }): TransferId[];
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
  finish(id: TransferId, facts: StoredFacts, nowMs: UnixMs): void;
  /** Removes transfer and asset of a file that turned out to be a duplicate, and lists it as skipped in its import (its
   * foundCount goes down by one, its skippedCount up by one). */
  dropDuplicate(id: TransferId, duplicateOfKey: string): void;
  /** Counts and bytes over every import that is open, or else the newest one; speed and times are left 0/null/false. */
  totals(): Omit<TransferSummary, 'bytesPerSecond' | 'remainingMs' | 'pausedAll' | 'trouble' | 'held'>;
  events(id: TransferId): TransferEvent[];
  /** How often it came into this state, as far back as events are kept. */
  timesIn(id: TransferId, state: TransferState): number;
}
