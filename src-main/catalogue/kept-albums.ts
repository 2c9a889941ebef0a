/** Which albums' pictures are kept on this computer, and what is missing of them. */
import { assetFlag } from '../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { SqlDatabase } from './sql-database';
import type { KeptAlbumTable, PlaceInAlbum } from './tables/kept-albums';

/** `stored` as `grid_cell` numbers it (migration 4). */
const STORED_CELL = 4;

export const keptPageSql = `SELECT id, sort_at_ms AS sortAtMs FROM assets INDEXED BY assets_grid
  WHERE album_number = ? AND trashed_at_ms IS NULL AND (sort_at_ms, id) > (?, ?)
  AND grid_cell & 7 = ${STORED_CELL} AND (grid_cell >> 3) & ${assetFlag.video} = 0 ORDER BY sort_at_ms, id LIMIT ?`;
export const keptAmongSql = `SELECT s.id FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value
  CROSS JOIN albums a ON a.number = s.album_number WHERE a.keep_offline = 1 AND s.trashed_at_ms IS NULL`;
export const unfetchedPackSql = `SELECT s.album_number AS albumNumber, a.id AS albumId, s.pack
  FROM assets s INDEXED BY assets_unfetched CROSS JOIN albums a ON a.number = s.album_number
  WHERE s.pack IS NOT NULL AND s.thumb_revision <= 0 AND s.trashed_at_ms IS NULL
  AND s.pack NOT IN (SELECT value FROM json_each(?)) LIMIT 1`;
export const unfetchedOfPackSql = `SELECT id FROM assets INDEXED BY assets_unfetched
  WHERE album_number = ? AND pack = ? AND thumb_revision <= 0 AND trashed_at_ms IS NULL ORDER BY id LIMIT ?`;

export function createKeptAlbumTable(database: SqlDatabase, albumNumber: AlbumNumbers): KeptAlbumTable {
  const keep = database.prepare('UPDATE albums SET keep_offline = ? WHERE id = ?');
  const list = database.prepare<{ id: AlbumId }>(
    'SELECT id FROM albums WHERE keep_offline = 1 ORDER BY number',
  );
  const among = database.prepare<{ id: AssetId }>(keptAmongSql);
  const page = database.prepare<PlaceInAlbum>(keptPageSql);
  const pack = database.prepare<{ albumNumber: number; albumId: AlbumId; pack: string }>(unfetchedPackSql);
  const ofPack = database.prepare<{ id: AssetId }>(unfetchedOfPackSql);
  return {
    keep(albumId, on) {
      keep.run(on ? 1 : 0, albumId);
    },
    list: () => list.all().map(({ id }) => id),
    among: (ids) => new Set(among.all(JSON.stringify(ids)).map(({ id }) => id)),
    page: (albumId, after, limit) =>
      page.all(albumNumber(albumId), after?.sortAtMs ?? Number.MIN_SAFE_INTEGER, after?.id ?? 0, limit),
    withoutThumbs(except, limit) {
      const found = pack.get(JSON.stringify(except));
      if (!found) return null;
      const ids = ofPack.all(found.albumNumber, found.pack, limit).map(({ id }) => id);
      return { albumId: found.albumId, pack: found.pack, ids };
    },
  };
}
