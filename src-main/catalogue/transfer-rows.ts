/** Shapes of the transfers table: the public Transfer and the engine's TransferJob, as read from rows. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetKind } from '../../src-shared/domain/asset';
import type { Transfer, TransferState } from '../../src-shared/domain/transfer';
import type { AlbumId, AssetId, ConnectionId, ImportId, TransferId } from '../../src-shared/units';
import type { TransferJob } from './catalogue';

export interface TransferRow {
  id: number;
  import_id: number | null;
  album_id: string;
  asset_id: number;
  key: string;
  source_path: string | null;
  state: TransferState;
  size_bytes: number;
  sent_bytes: number;
  attempts: number;
  retry_at_ms: number | null;
  error: string | null;
  priority: number;
  created_at_ms: number;
  updated_at_ms: number;
}

export const transferColumns = `t.id, t.import_id, a.id AS album_id, t.asset_id, s.key, s.source_path, t.state, t.size_bytes,
  t.sent_bytes, t.attempts, t.retry_at_ms, t.error, t.priority, t.created_at_ms, t.updated_at_ms`;
// CROSS JOIN keeps the transfer first: its index gives the order.
export const transferSource = `transfers t CROSS JOIN assets s ON s.id = t.asset_id CROSS JOIN albums a ON a.number = t.album_number`;

/** Column `outcome` (migration 3): fixed for ever. */
export const outcomeOf: Readonly<Record<TransferState, number>> = {
  discovered: 0,
  preparing: 0,
  queued: 0,
  uploading: 0,
  verifying: 0,
  paused: 0,
  waiting: 0,
  stored: 1,
  failed: 2,
  cancelled: 3,
};

export const transferFromRow = (row: TransferRow): Transfer => ({
  id: row.id as TransferId,
  importId: row.import_id as ImportId | null,
  albumId: row.album_id as AlbumId,
  assetId: row.asset_id as AssetId,
  fileName: row.key.slice(row.key.lastIndexOf('/') + 1),
  sourcePath: row.source_path ?? '',
  state: row.state,
  sizeBytes: row.size_bytes,
  sentBytes: row.sent_bytes,
  attempts: row.attempts,
  retryAtMs: row.retry_at_ms,
  error: errorFromText(row.error),
  priority: row.priority,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
});

export interface JobRow {
  id: number;
  import_id: number | null;
  album_id: string;
  asset_id: number;
  state: TransferState;
  source_path: string | null;
  size_bytes: number;
  modified_at_ms: number;
  content_type: string;
  kind: AssetKind;
  key: string;
  upload_id: string | null;
  part_bytes: number | null;
  attempts: number;
  retry_at_ms: number | null;
  prepared_at_ms: number | null;
  fingerprint: string | null;
  connection_id: string;
  bucket: string;
  prefix: string;
  priority: number;
  pictures_first: number;
}

export const jobColumns = `t.id, t.import_id, a.id AS album_id, t.asset_id, t.state, s.source_path, s.size_bytes, s.modified_at_ms,
  s.content_type, s.kind, s.key, t.upload_id, t.part_bytes, t.attempts, t.retry_at_ms, s.prepared_at_ms,
  s.fingerprint, a.connection_id, a.bucket, a.prefix, t.priority,
  coalesce((SELECT pictures_first FROM imports WHERE id = t.import_id), 1) AS pictures_first`;

export const jobFromRow = (row: JobRow): TransferJob => ({
  id: row.id as TransferId,
  importId: row.import_id as ImportId | null,
  albumId: row.album_id as AlbumId,
  assetId: row.asset_id as AssetId,
  state: row.state,
  sourcePath: row.source_path ?? '',
  sizeBytes: row.size_bytes,
  modifiedAtMs: row.modified_at_ms,
  contentType: row.content_type,
  kind: row.kind,
  key: row.key,
  uploadId: row.upload_id,
  partBytes: row.part_bytes,
  attempts: row.attempts,
  retryAtMs: row.retry_at_ms,
  preparedAtMs: row.prepared_at_ms,
  fingerprint: row.fingerprint,
  connectionId: row.connection_id as ConnectionId,
  bucket: row.bucket,
  prefix: row.prefix,
  priority: row.priority,
  picturesFirst: row.pictures_first === 1,
});

export const errorFromText = (text: string | null): WireError | null =>
  text === null ? null : (JSON.parse(text) as WireError);
export const errorToText = (error: WireError | null): string | null => error && JSON.stringify(error);
