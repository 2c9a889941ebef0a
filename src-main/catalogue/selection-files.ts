/** Selections beyond this computer: photos that are away, and the files that tell of a selection in the buckets of its albums. */
import type { AlbumId, AssetId, SelectionId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { SelectionTable } from './catalogue';
import type { SelectionNumbers } from './selections';
import type { SqlDatabase } from './sql-database';

export const awayOfAlbumSql = `SELECT w.selection_number AS number, l.id, w.key, w.place, s.id AS assetId
  FROM selection_away w INDEXED BY selection_away_album
  CROSS JOIN selections l ON l.number = w.selection_number
  LEFT JOIN assets s ON s.album_number = ? AND s.key = w.key
  WHERE w.album_id = ? AND (w.key, w.selection_number) > (?, ?) ORDER BY w.key, w.selection_number LIMIT ?`;
export const coversAwaySql =
  'SELECT number, id, cover_away AS cover FROM selections WHERE cover_away IS NOT NULL';
export const keptItemsSql = `SELECT i.selection_number AS number, l.id, i.asset_id AS assetId, i.place, a.id AS albumId, coalesce(s.trashed_from, s.key) AS key
  FROM json_each(?) leaving CROSS JOIN selection_items i INDEXED BY selection_items_of ON i.asset_id = leaving.value
  CROSS JOIN selections l ON l.number = i.selection_number
  CROSS JOIN assets s ON s.id = i.asset_id CROSS JOIN albums a ON a.number = s.album_number`;
export const pendingSelectionsSql = 'SELECT id FROM selections WHERE pending = 1 ORDER BY number';
export const filesOfSelectionSql = `SELECT a.id AS albumId, f.etag, f.updated_at_ms AS updatedAtMs FROM selection_files f
  CROSS JOIN albums a ON a.number = f.album_number WHERE f.selection_id = ?`;
export const filesOfAlbumSql =
  'SELECT selection_id AS id, etag FROM selection_files INDEXED BY selection_files_album WHERE album_number = ?';
export const namedAssetsSql = `SELECT s.key, s.id AS assetId FROM json_each(?) wanted
  CROSS JOIN assets s ON s.album_number = ? AND s.key = wanted.value`;
export const deletedItemsSql = `SELECT i.selection_number AS number, i.asset_id AS assetId FROM selections l
  CROSS JOIN selection_items i ON i.selection_number = l.number WHERE l.deleted_at_ms IS NOT NULL AND l.pending = 0 LIMIT ?`;

interface AwayRow {
  number: number;
  id: SelectionId;
  key: string;
  place: number;
  assetId: AssetId | null;
}

interface KeptRow {
  number: number;
  id: SelectionId;
  assetId: AssetId;
  place: number;
  albumId: AlbumId;
  key: string;
}

export function createSelectionFiles(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
  selectionNumber: SelectionNumbers,
): Pick<
  SelectionTable,
  | 'resolveAway'
  | 'keepAway'
  | 'pendingIds'
  | 'setWritten'
  | 'files'
  | 'filesIn'
  | 'named'
  | 'albumsWithFiles'
  | 'setFile'
  | 'dropDeletedItems'
> {
  const awayOfAlbum = database.prepare<AwayRow>(awayOfAlbumSql);
  const coversAway = database.prepare<{ number: number; id: SelectionId; cover: string }>(coversAwaySql);
  const assetAt = database.prepare<{ id: AssetId }>(
    'SELECT id FROM assets WHERE album_number = ? AND key = ?',
  );
  const setCover = database.prepare(
    'UPDATE selections SET cover_asset_id = ?, cover_away = NULL WHERE number = ?',
  );
  const putItem = database.prepare(
    'INSERT INTO selection_items (selection_number, place, asset_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const dropAway = database.prepare(
    'DELETE FROM selection_away WHERE selection_number = ? AND album_id = ? AND key = ?',
  );
  const keptItems = database.prepare<KeptRow>(keptItemsSql);
  const putAway = database.prepare(
    'INSERT INTO selection_away (selection_number, album_id, key, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const dropItem = database.prepare(
    'DELETE FROM selection_items WHERE selection_number = ? AND asset_id = ?',
  );
  const keepCover = database.prepare(
    `UPDATE selections SET cover_away = json_object('albumId', ?, 'key', ?) WHERE number = ? AND cover_asset_id = ?`,
  );
  const pendingIds = database.prepare<{ id: SelectionId }>(pendingSelectionsSql);
  const setWritten = database.prepare(
    'UPDATE selections SET pending = 0 WHERE number = ? AND updated_at_ms = ?',
  );
  const files = database.prepare<{ albumId: AlbumId; etag: string; updatedAtMs: number }>(
    filesOfSelectionSql,
  );
  const filesIn = database.prepare<{ id: SelectionId; etag: string }>(filesOfAlbumSql);
  const setFile = database.prepare(
    `INSERT INTO selection_files (selection_id, album_number, etag, updated_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET etag = excluded.etag, updated_at_ms = excluded.updated_at_ms`,
  );
  const named = database.prepare<{ key: string; assetId: AssetId }>(namedAssetsSql);
  const albumsWithFiles = database.prepare<{ id: AlbumId }>(
    'SELECT id FROM albums WHERE number IN (SELECT album_number FROM selection_files)',
  );
  const deletedItems = database.prepare<{ number: number; assetId: AssetId }>(deletedItemsSql);

  return {
    resolveAway(albumId, after, limit) {
      const album = albumNumber(albumId);
      return database.transaction(() => {
        const changed = new Set<SelectionId>();
        const rows = awayOfAlbum.all(album, albumId, after?.key ?? '', after?.number ?? 0, limit);
        for (const { number, id, key, place, assetId } of rows) {
          if (assetId === null) continue; // not here yet, or gone for good
          putItem.run(number, place, assetId);
          dropAway.run(number, albumId, key);
          changed.add(id);
        }
        for (const { number, id, cover } of after === null ? coversAway.all() : []) {
          const named = JSON.parse(cover) as { albumId: AlbumId; key: string };
          const found = named.albumId === albumId ? assetAt.get(album, named.key) : undefined;
          if (!found) continue;
          setCover.run(found.id, number);
          changed.add(id);
        }
        const last = rows.at(-1);
        return { selectionIds: [...changed], last: last ? { key: last.key, number: last.number } : null };
      });
    },
    keepAway(assetIds) {
      return database.transaction(() => {
        const rows = keptItems.all(JSON.stringify(assetIds));
        for (const { number, assetId, place, albumId, key } of rows) {
          putAway.run(number, albumId, key, place);
          keepCover.run(albumId, key, number, assetId);
          dropItem.run(number, assetId);
        }
        return [...new Set(rows.map(({ id }) => id))];
      });
    },
    pendingIds: () => pendingIds.all().map((row) => row.id),
    setWritten(id, updatedAtMs) {
      setWritten.run(selectionNumber(id), updatedAtMs);
    },
    files: (id) => files.all(id),
    filesIn: (albumId) => new Map(filesIn.all(albumNumber(albumId)).map(({ id, etag }) => [id, etag])),
    named: (albumId, keys) => named.all(JSON.stringify(keys), albumNumber(albumId)),
    albumsWithFiles: () => albumsWithFiles.all().map((row) => row.id),
    setFile(id, albumId, { etag, updatedAtMs }) {
      setFile.run(id, albumNumber(albumId), etag, updatedAtMs);
    },
    dropDeletedItems(limit) {
      return database.transaction(() => {
        const rows = deletedItems.all(limit);
        for (const { number, assetId } of rows) dropItem.run(number, assetId);
        return rows.length;
      });
    },
  };
}
