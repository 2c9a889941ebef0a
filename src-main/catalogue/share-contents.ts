/** Rows of what a share holds: its photos in order, and its sealed objects on their way into the store. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { PreparedPhoto, ShareObjectRow, SharePhotoRow, ShareTable } from './tables/shares';

type ShareContents = Pick<
  ShareTable,
  | 'photos'
  | 'photoTally'
  | 'failedPhotos'
  | 'postersOnly'
  | 'replacePhotos'
  | 'unprepared'
  | 'setPrepared'
  | 'objects'
  | 'waitingObjects'
  | 'objectTally'
  | 'addObjects'
  | 'setObjectUpload'
  | 'setObjectStored'
  | 'removeObjects'
  | 'forgetStored'
>;

interface PhotoRow {
  place: number;
  asset_id: number;
  item_id: string;
  file_name: string;
  prepared: string | null;
  error: string | null;
  stamp: string;
}
interface ObjectRow {
  id: string;
  kind: ShareObjectRow['kind'];
  revision: number;
  size_bytes: number;
  sealed_bytes: number;
  stored: number;
  upload_id: string | null;
  part_bytes: number | null;
}

const photoColumns = 'place, asset_id, item_id, file_name, prepared, error, stamp';
const objectColumns = 'id, kind, revision, size_bytes, sealed_bytes, stored, upload_id, part_bytes';
export const waitingObjectsSql = `SELECT ${objectColumns} FROM share_objects INDEXED BY share_objects_waiting
  WHERE share_id = ? AND stored = 0 ORDER BY id`;

export function createShareContents(database: SqlDatabase): ShareContents {
  const photos = database.prepare<PhotoRow>(
    `SELECT ${photoColumns} FROM share_photos WHERE share_id = ? ORDER BY place`,
  );
  const unprepared = database.prepare<PhotoRow>(
    `SELECT ${photoColumns} FROM share_photos WHERE share_id = ? AND prepared IS NULL AND error IS NULL ORDER BY place`,
  );
  const failed = database.prepare<PhotoRow & { error: string }>(
    `SELECT ${photoColumns} FROM share_photos WHERE share_id = ? AND error IS NOT NULL ORDER BY place`,
  );
  const postersOnly = database.prepare<PhotoRow & { film_error: string }>(
    `SELECT ${photoColumns}, prepared ->> '$.filmError' AS film_error FROM share_photos
     WHERE share_id = ? AND film_error IS NOT NULL ORDER BY place`,
  );
  const photoTally = database.prepare<{ total: number; prepared: number; first: number | null }>(
    `SELECT count(*) AS total, count(coalesce(prepared, error)) AS prepared,
     (SELECT asset_id FROM share_photos WHERE share_id = ? ORDER BY place LIMIT 1) AS first FROM share_photos WHERE share_id = ?`,
  );
  const clearPhotos = database.prepare('DELETE FROM share_photos WHERE share_id = ?');
  const insertPhoto = database.prepare(
    'INSERT INTO share_photos (share_id, place, asset_id, item_id, file_name, prepared, error, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const setPrepared = database.prepare(
    'UPDATE share_photos SET prepared = ?, error = ? WHERE share_id = ? AND place = ?',
  );
  const objects = database.prepare<ObjectRow>(
    `SELECT ${objectColumns} FROM share_objects WHERE share_id = ? ORDER BY id`,
  );
  const waiting = database.prepare<ObjectRow>(waitingObjectsSql);
  const objectTally = database.prepare<{ count: number; bytes: number; held: number; held_bytes: number }>(
    `SELECT count(*) AS count, coalesce(sum(sealed_bytes), 0) AS bytes, coalesce(sum(stored), 0) AS held,
     coalesce(sum(sealed_bytes * stored), 0) AS held_bytes FROM share_objects WHERE share_id = ?`,
  );
  const insertObject = database.prepare(
    'INSERT INTO share_objects (share_id, id, kind, revision, size_bytes, sealed_bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setUpload = database.prepare(
    'UPDATE share_objects SET upload_id = ?, part_bytes = ? WHERE share_id = ? AND id = ?',
  );
  const setStored = database.prepare(
    'UPDATE share_objects SET stored = 1, upload_id = NULL WHERE share_id = ? AND id = ?',
  );
  const forgetStored = database.prepare(
    'UPDATE share_objects SET stored = 0, upload_id = NULL WHERE share_id = ?',
  );
  const removeObject = database.prepare('DELETE FROM share_objects WHERE share_id = ? AND id = ?');

  return {
    photos: (id) => photos.all(id).map(photoOf),
    failedPhotos: (id) =>
      failed.all(id).map((row) => ({ ...photoOf(row), error: JSON.parse(row.error) as WireError })),
    postersOnly: (id) =>
      postersOnly.all(id).map((row) => ({ ...photoOf(row), error: JSON.parse(row.film_error) as WireError })),
    unprepared: (id) => unprepared.all(id).map(photoOf),
    photoTally(id) {
      const { total = 0, prepared = 0, first = null } = photoTally.get(id, id) ?? {};
      return { total, prepared, first: first as AssetId | null };
    },
    replacePhotos(id, rows) {
      database.transaction(() => {
        clearPhotos.run(id);
        for (const [place, row] of rows.entries())
          insertPhoto.run(
            ...[id, place, row.assetId, row.itemId, row.fileName],
            row.prepared ? JSON.stringify(row.prepared) : null,
            row.error ? JSON.stringify(row.error) : null,
            row.stamp ?? '',
          );
      });
    },
    setPrepared(id, place, prepared, error) {
      setPrepared.run(prepared && JSON.stringify(prepared), error && JSON.stringify(error), id, place);
    },
    objects: (id) => objects.all(id).map(objectOf),
    waitingObjects: (id) => waiting.all(id).map(objectOf),
    objectTally(id) {
      const { count = 0, bytes = 0, held = 0, held_bytes = 0 } = objectTally.get(id) ?? {};
      const { prepared = 0 } = photoTally.get(id, id) ?? {};
      return {
        preparedPhotos: prepared,
        sealedObjects: count,
        storedObjects: held,
        sealedBytes: bytes,
        storedBytes: held_bytes,
      };
    },
    addObjects(id, rows) {
      database.transaction(() => {
        for (const row of rows)
          insertObject.run(id, row.id, row.kind, row.revision, row.sizeBytes, row.sealedBytes);
      });
    },
    setObjectUpload(id, objectId, uploadId, partBytes) {
      setUpload.run(uploadId, partBytes, id, objectId);
    },
    setObjectStored(id, objectId) {
      setStored.run(id, objectId);
    },
    forgetStored: (id) => void forgetStored.run(id),
    removeObjects(id, objectIds) {
      database.transaction(() => {
        for (const objectId of objectIds) removeObject.run(id, objectId);
      });
    },
  };
}

const photoOf = (row: PhotoRow): SharePhotoRow => ({
  place: row.place,
  assetId: row.asset_id as AssetId,
  itemId: row.item_id,
  fileName: row.file_name,
  prepared: row.prepared === null ? null : (JSON.parse(row.prepared) as PreparedPhoto),
  error: row.error === null ? null : (JSON.parse(row.error) as WireError),
  stamp: row.stamp,
});

const objectOf = (row: ObjectRow): ShareObjectRow => ({
  id: row.id,
  kind: row.kind,
  revision: row.revision,
  sizeBytes: row.size_bytes,
  sealedBytes: row.sealed_bytes,
  stored: row.stored === 1,
  uploadId: row.upload_id,
  partBytes: row.part_bytes,
});
