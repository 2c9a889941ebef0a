/** Rows of the assets table: photos and videos of all albums. */
import { AppError } from '../../src-shared/app-error';
import type { Asset, AssetKind, AssetPatch } from '../../src-shared/domain/asset';
import type { AlbumId, UnixMs } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { createAssetEdits } from './asset-edits';
import { createAssetFacts } from './asset-facts';
import { createAssetIndexReader } from './asset-index';
import {
  type AssetRow,
  assetColumns,
  assetFromRow,
  assetSource,
  cullFrom,
  flagsOf,
  shownColumns,
} from './asset-rows';
import type { AssetTable } from './catalogue';
import { createListedAssets } from './listed-assets';
import { createPackedAssets } from './packed-assets';
import type { SqlDatabase } from './sql-database';
import { isUniqueViolation } from './sqlite-error';

export const assetPageSql = `SELECT ${assetColumns} ${assetSource}
  WHERE s.album_number = ? AND s.trashed_at_ms IS NULL ORDER BY s.sort_at_ms, s.id LIMIT ?`;
export const assetPageAfterSql = `SELECT ${assetColumns} ${assetSource}
  WHERE s.album_number = ? AND s.trashed_at_ms IS NULL AND (s.sort_at_ms, s.id) > (?, ?) ORDER BY s.sort_at_ms, s.id LIMIT ?`;
// One statement for thousands of rows, in the order asked for: a third of the time of one each.
export const assetPatchSql = `SELECT s.id, s.aspect, s.sort_at_ms AS sortAtMs, s.state, s.flags,
  max(s.thumb_revision, 0) AS thumbRevision, s.cull, coalesce(s.stack_top, 0) AS stackTop,
  s.trashed_at_ms AS trashedAtMs FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value`;
export const storedTwinsSql = `SELECT id, key, size_bytes AS sizeBytes, content_md5 AS md5Hex, etag FROM assets
  WHERE album_number = ? AND fingerprint = ? AND state = 'stored' AND trashed_at_ms IS NULL ORDER BY id`;
export const openTwinSql = `SELECT 1 FROM assets s CROSS JOIN transfers t INDEXED BY transfers_by_asset ON t.asset_id = s.id
  WHERE s.album_number = ? AND s.fingerprint = ? AND s.id < ? AND t.outcome = 0 AND t.state <> 'paused' LIMIT 1`;
export const storedObjectsSql = `SELECT id, key, size_bytes AS sizeBytes, etag, content_md5 AS md5Hex, origin = 'uploaded' AS ours FROM assets
  WHERE album_number = ? AND state = 'stored' ORDER BY key`;

export const settleOrderSql =
  'UPDATE assets SET sort_at_ms = settle_at_ms, settle_at_ms = NULL WHERE album_number = ? AND settle_at_ms IS NOT NULL';

/** What the media host makes of a whole photo (DESIGN.md, Words). */
const FULL_THUMB_PX = 512;

type StoredObject = ReturnType<AssetTable['storedObjects']>[number];

export function createAssetTable(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
  currentRevision: (albumId: AlbumId) => number,
  now: () => UnixMs,
): AssetTable {
  const get = database.prepare<AssetRow>(`SELECT ${assetColumns} ${assetSource} WHERE s.id = ?`);
  const readIndex = createAssetIndexReader(database);
  const page = database.prepare<AssetRow>(assetPageSql);
  const pageAfter = database.prepare<AssetRow>(assetPageAfterSql);
  const position = database.prepare<{ sort_at_ms: number }>(
    'SELECT sort_at_ms FROM assets WHERE id = ? AND album_number = ?',
  );
  const patch = database.prepare<AssetPatch>(assetPatchSql);
  const findByKey = database.prepare<AssetRow>(
    `SELECT ${assetColumns} ${assetSource} WHERE s.album_number = ? AND s.key = ?`,
  );
  const setFingerprint = database.prepare('UPDATE assets SET fingerprint = ? WHERE id = ?');
  const storedTwins = database.prepare<ReturnType<AssetTable['storedTwins']>[number]>(storedTwinsSql);
  const openTwin = database.prepare(openTwinSql);
  const rekey = database.prepare("UPDATE assets SET key = ? WHERE id = ? AND state <> 'stored'");
  const storedObjects = database.prepare<Omit<StoredObject, 'ours'> & { ours: number }>(storedObjectsSql);
  const file = database.prepare<{
    kind: AssetKind;
    modified_at_ms: number;
    thumb_revision: number;
    thumb_px: number;
    origin: Asset['origin'];
    sort_at_ms: number;
    edits: string | null;
  }>(
    'SELECT kind, modified_at_ms, thumb_revision, thumb_px, origin, sort_at_ms, edits FROM assets WHERE id = ?',
  );
  const settleOrder = database.prepare(settleOrderSql);
  const setPrepared = database.prepare(
    `UPDATE assets SET metadata = ?, thumbhash = ?, media_error = ?, sort_at_ms = ?, settle_at_ms = ?, aspect = ?, flags = ?, thumb_revision = ?,
       thumb_px = ?, cull = ?, prepared_at_ms = ? WHERE id = ?`,
  );
  const sourcePath = database.prepare<{ source_path: string | null }>(
    'SELECT source_path FROM assets WHERE id = ?',
  );
  const setFound = database.prepare("UPDATE assets SET origin = 'found' WHERE id = ?");
  const remove = database.prepare('DELETE FROM assets WHERE id = ?');

  return {
    get: (ids) => ids.flatMap((id) => get.get(id) ?? []).map(assetFromRow),
    settleOrder(albumId) {
      settleOrder.run(albumNumber(albumId));
    },
    revision: currentRevision,
    index: (albumId) => readIndex(albumNumber(albumId), albumId, currentRevision(albumId)),
    page(albumId, after, limit) {
      const number = albumNumber(albumId);
      if (after === null) return page.all(number, limit).map(assetFromRow);
      const start = position.get(after, number);
      if (!start)
        throw new AppError(
          'not-found',
          'The photo to continue after is no longer in this album. Start the list again.',
        );
      return pageAfter.all(number, start.sort_at_ms, after, limit).map(assetFromRow);
    },
    patch: (ids) => patch.all(JSON.stringify(ids)),
    findByKey(albumId, key) {
      const row = findByKey.get(albumNumber(albumId), key);
      return row ? assetFromRow(row) : null;
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
        // [Note: negative thumbnail revisions] in listed-assets.ts: the next one counts on from there.
        const thumbRevision = facts.hasThumb ? Math.abs(row.thumb_revision) + 1 : row.thumb_revision;
        const { sortAtMs, aspect } = shownColumns(facts.metadata, row.modified_at_ms);
        const stays = row.origin === 'found';
        setPrepared.run(
          JSON.stringify(facts.metadata),
          facts.thumbhash,
          facts.mediaError && JSON.stringify(facts.mediaError),
          stays ? row.sort_at_ms : sortAtMs,
          stays && row.sort_at_ms !== sortAtMs ? sortAtMs : null,
          aspect,
          flagsOf(row.kind, { broken: facts.mediaError !== null, thumb: thumbRevision > 0 }),
          thumbRevision,
          facts.hasThumb ? (facts.thumbPx ?? FULL_THUMB_PX) : row.thumb_px,
          cullFrom(facts.metadata, row.edits),
          now(),
          id,
        );
      });
    },
    ...createListedAssets(database, albumNumber),
    ...createPackedAssets(database, albumNumber, now),
    ...createAssetFacts(database, albumNumber),
    ...createAssetEdits(database),
    sourcePath: (id) => sourcePath.get(id)?.source_path ?? null,
    setFound(id) {
      setFound.run(id);
    },
    remove(id) {
      remove.run(id);
    },
    storedObjects: (albumId) =>
      storedObjects.all(albumNumber(albumId)).map((row) => ({ ...row, ours: row.ours === 1 })),
  };
}
