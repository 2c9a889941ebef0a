/** Rows of whose albums are, and the question that every write into a bucket asks. */
import type { BucketAccess } from '../../src-shared/domain/storage';
import type { AlbumId } from '../../src-shared/units';
import type { SqlDatabase } from './sql-database';
import type { AlbumAccessRow, AlbumAccessTable } from './tables/album-access';

interface Row {
  owner_email: string;
  owner_name: string;
  visibility: AlbumAccessRow['visibility'];
  protection: AlbumAccessRow['protection'];
  store_before: string | null;
}

export const ofOthersSql = `SELECT a.prefix, a.title, w.owner_email, w.owner_name FROM albums a
  JOIN album_access w ON w.album_id = a.id WHERE a.connection_id = ? AND a.bucket = ?
  AND NOT EXISTS (SELECT 1 FROM identity WHERE only_one = 1 AND lower(email) = lower(w.owner_email))`;

export function createAlbumAccessTable(database: SqlDatabase): AlbumAccessTable {
  const get = database.prepare<Row>(
    'SELECT owner_email, owner_name, visibility, protection, store_before FROM album_access WHERE album_id = ?',
  );
  const put = database.prepare(
    `INSERT OR REPLACE INTO album_access (album_id, owner_email, owner_name, visibility, protection, store_before) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM album_access WHERE album_id = ?');
  const ofOthers = database.prepare<Row & { prefix: string; title: string }>(ofOthersSql);
  const owned = database.prepare<{ album_id: string }>('SELECT album_id FROM album_access');

  return {
    get(id) {
      const row = get.get(id);
      if (!row) return null;
      return {
        owner: { email: row.owner_email, name: row.owner_name },
        visibility: row.visibility,
        protection: row.protection,
        storeBefore: row.store_before === null ? null : (JSON.parse(row.store_before) as BucketAccess),
      };
    },
    put: (id, { owner, visibility, protection, storeBefore }) =>
      void put.run(
        ...[id, owner.email, owner.name, visibility, protection],
        storeBefore && JSON.stringify(storeBefore),
      ),
    remove: (id) => void remove.run(id),
    ofOthers: (connectionId, bucket) =>
      ofOthers.all(connectionId, bucket).map(({ prefix, title, owner_email, owner_name }) => ({
        prefix,
        title,
        owner: { email: owner_email, name: owner_name },
      })),
    owned: () => owned.all().map((row) => row.album_id as AlbumId),
  };
}
