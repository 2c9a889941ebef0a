/** Rows of imports, with what each found and left out. */
import type { WireError } from '../../../src-shared/app-error';
import type { AssetKind, AssetMetadata } from '../../../src-shared/domain/asset';
import type { ImportRun, SkippedFile, TransferState } from '../../../src-shared/domain/transfer';
import type { AlbumId, AssetId, ImportId, IngestId, TransferId, UnixMs } from '../../../src-shared/units';

/** One media file found on disk. */
export interface FoundFile {
  sourcePath: string;
  key: string;
  kind: AssetKind;
  sizeBytes: number;
  modifiedAtMs: UnixMs;
  contentType: string;
  /** Read beforehand for its name: shown at once, read again when it is prepared. */
  metadata?: AssetMetadata;
}

export interface ImportTable {
  insert(
    albumId: AlbumId,
    roots: string[],
    nowMs: UnixMs,
    options?: { ingestId?: IngestId | null; picturesFirst?: boolean },
  ): ImportId;
  get(id: ImportId): ImportRun | null;
  /** How many of its files became stored; photos that left the album since are among them. */
  everStored(id: ImportId): number;
  list(albumId?: AlbumId): ImportRun[];
  /** State scanning or running. */
  open(): ImportRun[];
  setState(id: ImportId, state: ImportRun['state'], nowMs: UnixMs, error?: WireError | null): void;
  addSkipped(id: ImportId, files: SkippedFile[]): void;
  skipped(id: ImportId, limit: number): SkippedFile[];
  /** Transfers that belong to the import, with their assets, in id order after `afterId`: what its receipt lists. */
  files(
    id: ImportId,
    afterId: TransferId | null,
    limit: number,
  ): Array<{
    transferId: TransferId;
    assetId: AssetId;
    key: string;
    sourcePath: string;
    sizeBytes: number;
    modifiedAtMs: UnixMs;
    state: TransferState;
    error: WireError | null;
  }>;
}
