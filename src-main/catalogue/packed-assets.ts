/** Which assets' metadata and thumbnails are kept in which pack of their album, and what a pack tells of them. */
import type { Asset } from '../../src-shared/domain/asset';
import type { AssetId, UnixMs } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
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
import type { SqlDatabase } from './sql-database';

export const unpackedSql = `SELECT ${assetColumns} ${assetSource} WHERE s.album_number = ? AND s.pack IS NULL AND s.state = 'stored'
  AND s.thumb_px > 0 AND s.origin = 'uploaded' AND s.trashed_at_ms IS NULL ORDER BY s.id LIMIT ?`;
export const packsSql = `SELECT pack, count(*) AS assetCount FROM assets
  WHERE album_number = ? AND pack IS NOT NULL GROUP BY pack ORDER BY pack`;
export const dropPackSql = 'UPDATE assets SET pack = NULL WHERE album_number = ? AND pack = ?';
export const packableRowSql = `SELECT id, kind, modified_at_ms, prepared_at_ms, edits FROM assets
  WHERE album_number = ? AND key = ? AND state = 'stored' AND etag = ? AND size_bytes = ? AND pack IS NULL`;

type PackedAssets = Pick<
  AssetTable,
  'applyPack' | 'unpacked' | 'contentSums' | 'setPack' | 'dropPack' | 'packs' | 'packOf'
>;

export function createPackedAssets(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
  now: () => UnixMs,
): PackedAssets {
  const packable = database.prepare<{
    id: AssetId;
    kind: Asset['kind'];
    modified_at_ms: number;
    prepared_at_ms: number | null;
    edits: string | null;
  }>(packableRowSql);
  const apply = database.prepare(
    `UPDATE assets SET metadata = ?, thumbhash = ?, sort_at_ms = ?, aspect = ?, flags = ?, origin = 'uploaded', pack = ?,
       fingerprint = ?, content_md5 = ?, cull = ?, prepared_at_ms = ? WHERE id = ?`,
  );
  const claim = database.prepare("UPDATE assets SET origin = 'uploaded', pack = ? WHERE id = ?");
  const unpacked = database.prepare<AssetRow>(unpackedSql);
  const contentSums = database.prepare<{ fingerprint: string | null; md5Hex: string | null }>(
    'SELECT fingerprint, content_md5 AS md5Hex FROM assets WHERE id = ?',
  );
  const setPack = database.prepare('UPDATE assets SET pack = ? WHERE id = ?');
  const dropPack = database.prepare(dropPackSql);
  const packs = database.prepare<{ pack: string; assetCount: number }>(packsSql);
  const packOf = database.prepare<{ pack: string | null }>('SELECT pack FROM assets WHERE id = ?');

  return {
    applyPack: (albumId, pack, assets) =>
      database.transaction(() => {
        const album = albumNumber(albumId);
        const told: AssetId[] = [];
        for (const asset of assets) {
          const row = packable.get(album, asset.key, asset.etag, asset.sizeBytes);
          if (!row) continue;
          if (row.prepared_at_ms !== null) {
            // Known already (we wrote this pack and were killed before its rows, or read the original first): only where it lies is news.
            claim.run(pack, row.id);
            continue;
          }
          const { sortAtMs, aspect } = shownColumns(asset.metadata, row.modified_at_ms);
          const flags = flagsOf(row.kind, { broken: false, thumb: false });
          apply.run(
            ...[JSON.stringify(asset.metadata), asset.thumbhash, sortAtMs, aspect, flags, pack],
            // A sum that the store does not confirm must not make a file pass for one that is stored.
            ...[asset.fingerprint, asset.md5Hex === asset.etag ? asset.etag : null],
            ...[cullFrom(asset.metadata, row.edits), now(), row.id],
          );
          told.push(row.id);
        }
        return told;
      }),
    unpacked: (albumId, limit) => unpacked.all(albumNumber(albumId), limit).map(assetFromRow),
    contentSums: (ids) =>
      new Map(
        ids.flatMap((id) => {
          const sums = contentSums.get(id);
          return sums ? [[id, sums]] : [];
        }),
      ),
    setPack(ids, pack) {
      database.transaction(() => {
        for (const id of ids) setPack.run(pack, id);
      });
    },
    dropPack(albumId, pack) {
      dropPack.run(albumNumber(albumId), pack);
    },
    packs: (albumId) => packs.all(albumNumber(albumId)),
    packOf(ids) {
      const found = new Map<AssetId, string>();
      for (const id of ids) {
        const pack = packOf.get(id)?.pack;
        if (pack != null) found.set(id, pack);
      }
      return found;
    },
  };
}
