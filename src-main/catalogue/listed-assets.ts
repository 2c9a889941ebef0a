/** Takes what a listing of the store names into the catalogue, and answers the known keys to compare a listing with. */
import { type AssetState, assetFlag } from '../../src-shared/domain/asset';
import type { AssetId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { cullFrom, flagsOf, UNKNOWN_ASPECT } from './asset-rows';
import type { AssetTable, ListedObject } from './catalogue';
import type { SqlDatabase } from './sql-database';

/*
 * [Note: negative thumbnail revisions] A thumbnail address holds the revision and is cached for ever, so a revision must never come
 * back with another picture. When the object changed in the store its thumbnail is gone (revision 0 to everybody outside), and the row
 * remembers the last one as a negative number: the next thumbnail counts on from there.
 */

export const listedRowSql =
  'SELECT id, size_bytes, etag, state, edits FROM assets WHERE album_number = ? AND key = ?';
export const storedKeysSql = `SELECT id, key FROM assets
  WHERE album_number = ? AND key > ? AND key <= ? AND state = 'stored' AND trashed_at_ms IS NULL ORDER BY key LIMIT ?`;
const storedKeysOpenSql = `SELECT id, key FROM assets
  WHERE album_number = ? AND key > ? AND state = 'stored' AND trashed_at_ms IS NULL ORDER BY key LIMIT ?`;

type ListedAssets = Pick<AssetTable, 'addListed' | 'changedKeys' | 'loseThumbs' | 'storedKeys'>;

export function createListedAssets(database: SqlDatabase, albumNumber: AlbumNumbers): ListedAssets {
  const known = database.prepare<{
    id: AssetId;
    size_bytes: number;
    etag: string | null;
    state: AssetState;
    edits: string | null;
  }>(listedRowSql);
  const insert = database.prepare<{ id: AssetId }>(
    `INSERT INTO assets (album_number, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags, modified_at_ms, etag,
       stored_at_ms, created_at_ms, origin)
     VALUES (?, ?, ?, ?, ?, 'stored', ?, ${UNKNOWN_ASPECT}, ?, ?, ?, ?, ?, 'found') RETURNING id`,
  );
  const readAgain = database.prepare(
    `UPDATE assets SET kind = ?, content_type = ?, size_bytes = ?, state = 'stored', sort_at_ms = ?, settle_at_ms = NULL, aspect = ${UNKNOWN_ASPECT},
       flags = ?, modified_at_ms = ?, etag = ?, stored_at_ms = ?, origin = 'found', metadata = '{}', thumbhash = NULL,
       media_error = NULL, source_path = NULL, prepared_at_ms = NULL, fingerprint = NULL, content_md5 = NULL, pack = NULL,
       part_bytes = NULL, part_sums = NULL, proof = NULL, confirmed_at_ms = NULL,
       thumb_px = 0, thumb_revision = -abs(thumb_revision), cull = ?, stack_top = NULL,
       trashed_at_ms = NULL, trashed_from = NULL WHERE id = ?`,
  );
  const loseThumb = database.prepare(
    `UPDATE assets SET thumb_revision = -abs(thumb_revision), thumb_px = 0, media_error = NULL,
       flags = flags & ~${assetFlag.thumb | assetFlag.broken} WHERE id = ?`,
  );
  const storedKeys = database.prepare<{ id: AssetId; key: string }>(storedKeysSql);
  const storedKeysOpen = database.prepare<{ id: AssetId; key: string }>(storedKeysOpenSql);
  const flags = (object: ListedObject): number => flagsOf(object.kind, { broken: false, thumb: false });

  return {
    addListed: (albumId, objects, nowMs) =>
      database.transaction(() => {
        const album = albumNumber(albumId);
        const addedIds: AssetId[] = [];
        const changedIds: AssetId[] = [];
        for (const object of objects) {
          const { kind, contentType, sizeBytes, etag } = object;
          const atMs = Math.round(object.modifiedAtMs);
          const row = known.get(album, object.key);
          if (!row) {
            const added = insert.get(
              ...[album, object.key, kind, contentType, sizeBytes, atMs, flags(object)],
              ...[object.modifiedAtMs, etag, atMs, nowMs],
            );
            if (added) addedIds.push(added.id);
            continue;
          }
          // Under a cancelled upload's name there is an object all the same: it shows. Every other one that is not stored comes yet.
          if (row.state !== 'stored' && row.state !== 'cancelled') continue;
          if (row.state === 'stored' && row.size_bytes === sizeBytes && row.etag === etag) continue;
          readAgain.run(
            ...[kind, contentType, sizeBytes, atMs, flags(object), object.modifiedAtMs, etag, atMs],
            ...[cullFrom({}, row.edits), row.id],
          );
          changedIds.push(row.id);
        }
        return { addedIds, changedIds };
      }),
    changedKeys(albumId, objects) {
      const album = albumNumber(albumId);
      return objects.flatMap(({ key, sizeBytes, etag }) => {
        const row = known.get(album, key);
        return row?.state === 'stored' && (row.size_bytes !== sizeBytes || row.etag !== etag) ? [key] : [];
      });
    },
    loseThumbs(ids) {
      database.transaction(() => {
        for (const id of ids) loseThumb.run(id);
      });
    },
    storedKeys: (albumId, after, upTo, limit) =>
      upTo === null
        ? storedKeysOpen.all(albumNumber(albumId), after ?? '', limit)
        : storedKeys.all(albumNumber(albumId), after ?? '', upTo, limit),
  };
}
