/** Rows of the assets table: photos and videos of all albums. */
import { AppError, type WireError } from '../../src-shared/app-error';
import {
  type Asset,
  type AssetKind,
  type AssetMetadata,
  type AssetPatch,
  type AssetState,
  assetFlag,
} from '../../src-shared/domain/asset';
import type { AlbumId, AssetId, ImportId, UnixMs } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { createAssetIndexReader } from './asset-index';
import type { AssetTable } from './catalogue';
import type { SqlDatabase } from './sql-database';
import { isUniqueViolation } from './sqlite-error';

interface Row {
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
}

const columns = `s.id, a.id AS album_id, s.import_id, s.key, s.kind, s.size_bytes, s.state, s.sort_at_ms, s.thumb_revision,
  s.thumbhash, s.media_error, s.etag, s.stored_at_ms, s.created_at_ms, s.metadata`;
const from = 'FROM assets s JOIN albums a ON a.number = s.album_number';

export const assetPageSql = `SELECT ${columns} ${from} WHERE s.album_number = ? ORDER BY s.sort_at_ms, s.id LIMIT ?`;
export const assetPageAfterSql = `SELECT ${columns} ${from}
  WHERE s.album_number = ? AND (s.sort_at_ms, s.id) > (?, ?) ORDER BY s.sort_at_ms, s.id LIMIT ?`;
export const storedTwinsSql = `SELECT id, key, size_bytes AS sizeBytes, content_md5 AS md5Hex, etag FROM assets
  WHERE album_number = ? AND fingerprint = ? AND state = 'stored' ORDER BY id`;
export const openTwinSql = `SELECT 1 FROM assets s CROSS JOIN transfers t INDEXED BY transfers_by_asset ON t.asset_id = s.id
  WHERE s.album_number = ? AND s.fingerprint = ? AND s.id < ? AND t.ended = 0 AND t.state <> 'paused' LIMIT 1`;
export const storedObjectsSql = `SELECT id, key, size_bytes AS sizeBytes, etag, content_md5 AS md5Hex FROM assets
  WHERE album_number = ? AND state = 'stored' ORDER BY key`;

/** Width / height as shown; 3:2, the shape of most photos, until the file was read. */
export const UNKNOWN_ASPECT = 1.5;

const fromRow = (row: Row): Asset => ({
  id: row.id as AssetId,
  albumId: row.album_id as AlbumId,
  kind: row.kind,
  key: row.key,
  fileName: row.key.slice(row.key.lastIndexOf('/') + 1),
  sizeBytes: row.size_bytes,
  state: row.state,
  metadata: JSON.parse(row.metadata) as AssetMetadata,
  thumbhash: row.thumbhash,
  thumbRevision: row.thumb_revision,
  mediaError: row.media_error === null ? null : (JSON.parse(row.media_error) as WireError),
  sortAtMs: row.sort_at_ms,
  etag: row.etag,
  storedAtMs: row.stored_at_ms,
  importId: row.import_id as ImportId | null,
  createdAtMs: row.created_at_ms,
});

/** Capture time in ms UTC; a wall clock without zone is taken as UTC; null when there is none that makes sense. */
export function captureTimeMs(metadata: AssetMetadata): number | null {
  if (metadata.takenAtLocal === undefined) return null;
  const wallClockMs = Date.parse(`${metadata.takenAtLocal}Z`);
  if (Number.isNaN(wallClockMs)) return null;
  return wallClockMs - (metadata.takenAtOffsetMin ?? 0) * 60_000;
}

export function createAssetTable(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
  currentRevision: (albumId: AlbumId) => number,
  now: () => UnixMs,
): AssetTable {
  const get = database.prepare<Row>(`SELECT ${columns} ${from} WHERE s.id = ?`);
  const readIndex = createAssetIndexReader(database);
  const page = database.prepare<Row>(assetPageSql);
  const pageAfter = database.prepare<Row>(assetPageAfterSql);
  const position = database.prepare<{ sort_at_ms: number }>(
    'SELECT sort_at_ms FROM assets WHERE id = ? AND album_number = ?',
  );
  const patch = database.prepare<AssetPatch>(
    `SELECT id, aspect, sort_at_ms AS sortAtMs, state, flags, thumb_revision AS thumbRevision FROM assets WHERE id = ?`,
  );
  const findByKey = database.prepare<Row>(`SELECT ${columns} ${from} WHERE s.album_number = ? AND s.key = ?`);
  const setFingerprint = database.prepare('UPDATE assets SET fingerprint = ? WHERE id = ?');
  const storedTwins = database.prepare<ReturnType<AssetTable['storedTwins']>[number]>(storedTwinsSql);
  const openTwin = database.prepare(openTwinSql);
  const rekey = database.prepare("UPDATE assets SET key = ? WHERE id = ? AND state <> 'stored'");
  const storedObjects = database.prepare<ReturnType<AssetTable['storedObjects']>[number]>(storedObjectsSql);
  const file = database.prepare<{ kind: AssetKind; modified_at_ms: number; thumb_revision: number }>(
    'SELECT kind, modified_at_ms, thumb_revision FROM assets WHERE id = ?',
  );
  const setPrepared = database.prepare(
    `UPDATE assets SET metadata = ?, thumbhash = ?, media_error = ?, sort_at_ms = ?, aspect = ?, flags = ?, thumb_revision = ?,
       prepared_at_ms = ? WHERE id = ?`,
  );
  const sourcePath = database.prepare<{ source_path: string | null }>(
    'SELECT source_path FROM assets WHERE id = ?',
  );
  const remove = database.prepare('DELETE FROM assets WHERE id = ?');

  return {
    get: (ids) => ids.flatMap((id) => get.get(id) ?? []).map(fromRow),
    index: (albumId) => readIndex(albumNumber(albumId), albumId, currentRevision(albumId)),
    page(albumId, after, limit) {
      const number = albumNumber(albumId);
      if (after === null) return page.all(number, limit).map(fromRow);
      const start = position.get(after, number);
      if (!start)
        throw new AppError(
          'not-found',
          'The photo to continue after is no longer in this album. Start the list again.',
        );
      return pageAfter.all(number, start.sort_at_ms, after, limit).map(fromRow);
    },
    patch: (ids) => ids.flatMap((id) => patch.get(id) ?? []),
    findByKey(albumId, key) {
      const row = findByKey.get(albumNumber(albumId), key);
      return row ? fromRow(row) : null;
    },
    setFingerprint(id, fingerprint) {
      setFingerprint.run(fingerprint, id);
    },
    storedTwins: (albumId, fingerprint) => storedTwins.all(albumNumber(albumId), fingerprint),
    hasOpenTwinBefore: (albumId, fingerprint, id) =>
      openTwin.get(albumNumber(albumId), fingerprint, id) !== undefined,
    rekey(id, key) {
      try {
        return rekey.run(key, id).changes === 1;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    setPrepared(id, facts) {
      database.transaction(() => {
        const row = file.get(id);
        if (!row) return; // removed while it was being read
        const { widthPx, heightPx } = facts.metadata;
        const thumbRevision = row.thumb_revision + (facts.hasThumb ? 1 : 0);
        setPrepared.run(
          JSON.stringify(facts.metadata),
          facts.thumbhash,
          facts.mediaError && JSON.stringify(facts.mediaError),
          Math.round(captureTimeMs(facts.metadata) ?? row.modified_at_ms),
          widthPx !== undefined && heightPx !== undefined ? widthPx / heightPx : UNKNOWN_ASPECT,
          (row.kind === 'video' ? assetFlag.video : 0) |
            (facts.mediaError ? assetFlag.broken : 0) |
            (thumbRevision > 0 ? assetFlag.thumb : 0),
          thumbRevision,
          now(),
          id,
        );
      });
    },
    sourcePath: (id) => sourcePath.get(id)?.source_path ?? null,
    remove(id) {
      remove.run(id);
    },
    storedObjects: (albumId) => storedObjects.all(albumNumber(albumId)),
  };
}
