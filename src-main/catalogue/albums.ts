/** Rows of the albums table, with their counts, cover and state. */
import { AppError } from '../../src-shared/app-error';
import type { Album, AlbumState } from '../../src-shared/domain/album';
import type { AlbumAccess } from '../../src-shared/domain/album-access';
import type { AlbumId, AssetId, ConnectionId } from '../../src-shared/units';
import type { AlbumTable } from './catalogue';
import type { SqlDatabase } from './sql-database';
import { isUniqueViolation } from './sqlite-error';

interface Row {
  id: string;
  title: string;
  note: string;
  connection_id: string;
  connection_name: string;
  bucket: string;
  prefix: string;
  created_at_ms: number;
  origin: Album['origin'];
  listed_at_ms: number | null;
  copy_of: string | null;
  writes_sidecars: number | null;
  asset_count: number;
  stored_count: number;
  failed_count: number;
  cancelled_count: number;
  total_bytes: number;
  cover_asset_id: number | null;
  cover_thumb_revision: number | null;
  first_at_ms: number | null;
  last_at_ms: number | null;
  import_open: number;
  owner_email: string | null;
  owner_name: string;
  visibility: AlbumAccess['visibility'];
  protection: AlbumAccess['protection'];
  mine: number;
}

// Cover, first and last are one seek each in an index that begins with the album; nothing is counted here.
const select = `
  SELECT a.id, a.title, a.note, a.connection_id, c.name AS connection_name, a.bucket, a.prefix, a.created_at_ms, a.origin, a.listed_at_ms, a.copy_of, a.writes_sidecars,
    a.asset_count, a.stored_count, a.failed_count, a.cancelled_count, a.total_bytes,
    cover.id AS cover_asset_id, cover.thumb_revision AS cover_thumb_revision,
    (SELECT min(sort_at_ms) FROM assets WHERE album_number = a.number AND trashed_at_ms IS NULL) AS first_at_ms,
    (SELECT max(sort_at_ms) FROM assets WHERE album_number = a.number AND trashed_at_ms IS NULL) AS last_at_ms,
    EXISTS (SELECT 1 FROM imports WHERE album_number = a.number AND state IN ('scanning', 'running')) AS import_open,
    w.owner_email, w.owner_name, w.visibility, w.protection,
    EXISTS (SELECT 1 FROM identity WHERE only_one = 1 AND lower(email) = lower(w.owner_email)) AS mine
  FROM albums a
  JOIN connections c ON c.id = a.connection_id
  LEFT JOIN album_access w ON w.album_id = a.id
  LEFT JOIN assets cover ON cover.id = (
    SELECT id FROM assets WHERE album_number = a.number AND thumb_revision > 0 AND trashed_at_ms IS NULL ORDER BY sort_at_ms, id LIMIT 1
  )`;
export const albumListSql = `${select} ORDER BY a.created_at_ms DESC, a.number DESC`;
export const albumGetSql = `${select} WHERE a.id = ?`;

/** Cancelled assets count neither for nor against: an album is stored when nothing is open, nothing failed and something is there. */
function stateOf(row: Row): AlbumState {
  const openCount = row.asset_count - row.stored_count - row.failed_count - row.cancelled_count;
  if (row.import_open === 1 || openCount > 0) return 'importing';
  if (row.failed_count > 0) return 'attention';
  return row.stored_count > 0 ? 'stored' : 'empty';
}

const fromRow = (row: Row): Album => ({
  id: row.id as AlbumId,
  title: row.title,
  note: row.note,
  connectionId: row.connection_id as ConnectionId,
  connectionName: row.connection_name,
  bucket: row.bucket,
  prefix: row.prefix,
  createdAtMs: row.created_at_ms,
  origin: row.origin,
  copyOf: row.copy_of as AlbumId | null,
  listedAtMs: row.listed_at_ms,
  assetCount: row.asset_count,
  storedCount: row.stored_count,
  failedCount: row.failed_count,
  totalBytes: row.total_bytes,
  coverAssetId: row.cover_asset_id as AssetId | null,
  coverThumbRevision: row.cover_thumb_revision ?? 0,
  state: stateOf(row),
  writesSidecars: row.writes_sidecars === null ? null : row.writes_sidecars === 1,
  firstAtMs: row.first_at_ms,
  lastAtMs: row.last_at_ms,
  ...(row.owner_email !== null && {
    access: {
      owner: { email: row.owner_email, name: row.owner_name },
      visibility: row.visibility,
      protection: row.protection,
      mine: row.mine === 1,
    },
  }),
});

export function createAlbumTable(database: SqlDatabase): AlbumTable {
  const insert = database.prepare(
    // A copy whose first one was forgotten meanwhile is an album like any other.
    `INSERT INTO albums (id, title, note, connection_id, bucket, prefix, created_at_ms, origin, copy_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM albums WHERE id = ?))`,
  );
  const list = database.prepare<Row>(albumListSql);
  const get = database.prepare<Row>(albumGetSql);
  const edit = database.prepare(
    'UPDATE albums SET title = coalesce(?, title), note = coalesce(?, note) WHERE id = ?',
  );
  const setWritesSidecars = database.prepare('UPDATE albums SET writes_sidecars = ? WHERE id = ?');
  const setListed = database.prepare('UPDATE albums SET listed_at_ms = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM albums WHERE id = ?');

  return {
    insert(row) {
      try {
        insert.run(
          row.id,
          row.title,
          row.note,
          row.connectionId,
          row.bucket,
          row.prefix,
          row.createdAtMs,
          row.origin ?? 'made',
          row.copyOf ?? null,
        );
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new AppError(
          'already-exists',
          `There is already an album kept in “${row.bucket}/${row.prefix}”.`,
          {
            params: { bucket: row.bucket },
            cause: error,
          },
        );
      }
    },
    list: () => list.all().map(fromRow),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    edit(id, change) {
      edit.run(change.title ?? null, change.note ?? null, id);
    },
    setWritesSidecars(id, writes) {
      setWritesSidecars.run(writes ? 1 : 0, id);
    },
    setListed(id, atMs) {
      setListed.run(atMs, id);
    },
    remove(id) {
      remove.run(id);
    },
  };
}

/** The album's small local number, which all its rows carry. Errors: `not-found`. */
export type AlbumNumbers = (id: AlbumId) => number;

export function createAlbumNumbers(database: SqlDatabase): AlbumNumbers {
  const get = database.prepare<{ number: number }>('SELECT number FROM albums WHERE id = ?');
  return (id) => {
    const row = get.get(id);
    if (!row) throw new AppError('not-found', 'This album is not in the catalogue any more.');
    return row.number;
  };
}
