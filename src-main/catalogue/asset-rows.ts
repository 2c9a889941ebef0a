/** Shapes of the assets table: the public Asset as read from a row, and what is worked out from metadata for its columns. */
import type { WireError } from '../../src-shared/app-error';
import {
  type Asset,
  type AssetKind,
  type AssetMetadata,
  type AssetState,
  assetFlag,
} from '../../src-shared/domain/asset';
import { type AssetEdits, packedCullOf } from '../../src-shared/domain/edits';
import type { AlbumId, AssetId, ImportId } from '../../src-shared/units';

export interface AssetRow {
  id: number;
  album_id: string;
  import_id: number | null;
  key: string;
  kind: AssetKind;
  size_bytes: number;
  state: AssetState;
  sort_at_ms: number;
  thumb_revision: number;
  thumbhash: string | null;
  media_error: string | null;
  etag: string | null;
  stored_at_ms: number | null;
  created_at_ms: number;
  metadata: string;
  origin: Asset['origin'];
  thumb_px: number;
  edits: string | null;
  cull: number;
  stack_top: number | null;
  trashed_at_ms: number | null;
}

export const assetColumns = `s.id, a.id AS album_id, s.import_id, s.key, s.kind, s.size_bytes, s.state, s.sort_at_ms, s.thumb_revision,
  s.thumbhash, s.media_error, s.etag, s.stored_at_ms, s.created_at_ms, s.metadata,
  s.origin, s.thumb_px, s.edits, s.cull, s.stack_top, s.trashed_at_ms`;
export const assetSource = 'FROM assets s JOIN albums a ON a.number = s.album_number';

/** Width / height as shown; 3:2, the shape of most photos, until the file was read. */
export const UNKNOWN_ASPECT = 1.5;

export const assetFromRow = (row: AssetRow): Asset => ({
  id: row.id as AssetId,
  albumId: row.album_id as AlbumId,
  kind: row.kind,
  key: row.key,
  fileName: row.key.slice(row.key.lastIndexOf('/') + 1),
  sizeBytes: row.size_bytes,
  state: row.state,
  metadata: JSON.parse(row.metadata) as AssetMetadata,
  thumbhash: row.thumbhash,
  thumbRevision: Math.max(0, row.thumb_revision),
  mediaError: row.media_error === null ? null : (JSON.parse(row.media_error) as WireError),
  sortAtMs: row.sort_at_ms,
  etag: row.etag,
  storedAtMs: row.stored_at_ms,
  importId: row.import_id as ImportId | null,
  origin: row.origin,
  edits: editsFrom(row.edits),
  cull: row.cull,
  stackTop: row.stack_top as AssetId | null,
  trashedAtMs: row.trashed_at_ms,
  thumbPx: row.thumb_px,
  createdAtMs: row.created_at_ms,
});

export const editsFrom = (text: string | null): AssetEdits | null =>
  text === null ? null : (JSON.parse(text) as AssetEdits);

/** The column `cull`: of these metadata under what a person set. */
export const cullFrom = (metadata: AssetMetadata, edits: string | null): number =>
  packedCullOf(metadata, editsFrom(edits));

/** Capture time in ms UTC; a wall clock without zone is taken as UTC; null when there is none that makes sense. */
export function captureTimeMs(metadata: AssetMetadata): number | null {
  if (metadata.takenAtLocal === undefined) return null;
  const wallClockMs = Date.parse(`${metadata.takenAtLocal}Z`);
  if (Number.isNaN(wallClockMs)) return null;
  return wallClockMs - (metadata.takenAtOffsetMin ?? 0) * 60_000;
}

/** The columns that follow from the metadata. `fileMs`: when the file was written, for those that tell no capture time. */
export const shownColumns = (
  metadata: AssetMetadata,
  fileMs: number,
): { sortAtMs: number; aspect: number } => ({
  sortAtMs: Math.round(captureTimeMs(metadata) ?? fileMs),
  aspect:
    metadata.widthPx !== undefined && metadata.heightPx !== undefined
      ? metadata.widthPx / metadata.heightPx
      : UNKNOWN_ASPECT,
});

export const flagsOf = (kind: AssetKind, is: { broken: boolean; thumb: boolean }): number =>
  (kind === 'video' ? assetFlag.video : 0) |
  (is.broken ? assetFlag.broken : 0) |
  (is.thumb ? assetFlag.thumb : 0);
