/** Rows of photos in the trash: what is wanted is in `assets`, what the stores are still to be asked for in two queues beside it. */
import { assetFlag } from '../../src-shared/domain/asset';
import { leavesTrashAtMs } from '../../src-shared/domain/photo-list';
import { isTrashKey, TRASH_PREFIX, type TrashedPhoto } from '../../src-shared/domain/trash';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { UNKNOWN_ASPECT } from './asset-rows';
import type { SqlDatabase } from './sql-database';
import { isUniqueViolation } from './sqlite-error';
import type { TrashDeletion, TrashSubject, TrashTable, TrashWork } from './tables/trash';

const isMoved = `substr(key, 1, ${TRASH_PREFIX.length}) = '${TRASH_PREFIX}'`;

export const trashSubjectsSql = `SELECT s.id, a.id AS albumId, s.key, s.state, s.origin, s.trashed_at_ms AS trashedAtMs
  FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value CROSS JOIN albums a ON a.number = s.album_number`;
const work = `SELECT s.id, a.id AS albumId, a.connection_id AS connectionId, a.bucket, a.prefix, s.key, s.trashed_from AS trashedFrom,
  s.trashed_at_ms IS NOT NULL AS trashed, s.state, s.size_bytes AS sizeBytes, coalesce(s.etag, '') AS etag, s.content_md5 AS md5Hex,
  p.target, p.leaves, coalesce(p.leaves_etag, '') AS leavesEtag, p.attempts
  FROM trash_pending p CROSS JOIN assets s ON s.id = p.asset_id CROSS JOIN albums a ON a.number = s.album_number`;
export const trashDueSql = `${work} WHERE p.retry_at_ms <= ? AND a.connection_id NOT IN (SELECT value FROM json_each(?))
  ORDER BY p.retry_at_ms, p.asset_id LIMIT ?`;
export const trashLeavingSql = 'SELECT 1 FROM trash_pending WHERE album_number = ? AND leaves = ? LIMIT 1';
export const trashTargetSql = 'SELECT 1 FROM trash_pending WHERE album_number = ? AND target = ? LIMIT 1';
export const trashHadNameSql = 'SELECT 1 FROM assets WHERE album_number = ? AND trashed_from = ? LIMIT 1';
export const trashExpiredSql = `SELECT id FROM assets INDEXED BY assets_trashed WHERE trashed_at_ms < ?
  AND (${isMoved} OR state <> 'stored') AND NOT EXISTS (SELECT 1 FROM trash_pending WHERE asset_id = id) ORDER BY trashed_at_ms, id LIMIT ?`;
export const trashOfAlbumSql = `SELECT id, key FROM assets INDEXED BY assets_trashed
  WHERE trashed_at_ms IS NOT NULL AND album_number = ?`;
export const trashListSql = `SELECT id, key, trashed_from, state, trashed_at_ms,
  EXISTS (SELECT 1 FROM trash_pending WHERE asset_id = id) AS waits
  FROM assets INDEXED BY assets_trashed WHERE trashed_at_ms IS NOT NULL ORDER BY trashed_at_ms DESC, id DESC`;
export const trashDeletionsDueSql = `SELECT d.id, a.id AS albumId, d.key, d.etag, d.size_bytes AS sizeBytes, d.attempts
  FROM trash_deletions d CROSS JOIN albums a ON a.number = d.album_number
  WHERE d.retry_at_ms <= ? AND a.connection_id NOT IN (SELECT value FROM json_each(?)) ORDER BY d.retry_at_ms, d.id LIMIT ?`;
export const trashDeletingSql = 'SELECT 1 FROM trash_deletions WHERE album_number = ? AND key = ? LIMIT 1';

interface WorkRow extends Omit<TrashWork, 'trashed' | 'leaves'> {
  trashed: number;
  leaves: string | null;
  leavesEtag: string;
}
interface ListRow {
  id: AssetId;
  key: string;
  trashed_from: string | null;
  state: string;
  trashed_at_ms: number;
  waits: number;
}

const workFrom = ({ trashed, leaves, leavesEtag, ...row }: WorkRow): TrashWork => ({
  ...row,
  trashed: trashed === 1,
  leaves: leaves === null ? null : { key: leaves, etag: leavesEtag },
});

function photoFrom({ id, key, trashed_from, state, trashed_at_ms, waits }: ListRow): TrashedPhoto {
  const inTrash = isTrashKey(key) || state !== 'stored';
  const place = inTrash ? 'trash' : waits === 1 ? 'moving' : 'hidden';
  return {
    id,
    from: trashed_from ?? key,
    place,
    trashedAtMs: trashed_at_ms,
    leavesAtMs: place === 'hidden' ? null : leavesTrashAtMs(trashed_at_ms),
  };
}

export function createTrashTable(database: SqlDatabase, albumNumber: AlbumNumbers): TrashTable {
  const subjects = database.prepare<TrashSubject>(trashSubjectsSql);
  const hide = database.prepare(
    'UPDATE assets SET trashed_at_ms = ? WHERE id = ? AND trashed_at_ms IS NULL RETURNING album_number',
  );
  const show = database.prepare(
    'UPDATE assets SET trashed_at_ms = NULL WHERE id = ? AND trashed_at_ms IS NOT NULL',
  );
  const wait = database.prepare(
    `INSERT INTO trash_pending (asset_id, album_number, target) SELECT id, album_number, ? FROM assets WHERE id = ?
     ON CONFLICT DO UPDATE SET target = coalesce(target, excluded.target), retry_at_ms = 0`,
  );
  const waitBack = database.prepare(
    `INSERT INTO trash_pending (asset_id, album_number) SELECT id, album_number FROM assets WHERE id = ? AND ${isMoved}
     ON CONFLICT DO UPDATE SET retry_at_ms = 0`,
  );
  const due = database.prepare<WorkRow>(trashDueSql);
  const one = database.prepare<WorkRow>(`${work} WHERE p.asset_id = ?`);
  const nextDue = database.prepare<{ atMs: number | null }>(
    'SELECT min(atMs) AS atMs FROM (SELECT min(retry_at_ms) AS atMs FROM trash_pending UNION ALL SELECT min(retry_at_ms) FROM trash_deletions)',
  );
  const setTarget = database.prepare('UPDATE trash_pending SET target = ? WHERE asset_id = ?');
  const place = database.prepare<{ key: string; etag: string | null }>(
    'SELECT key, etag FROM assets WHERE id = ?',
  );
  const move = database.prepare(
    'UPDATE assets SET key = ?, trashed_from = ?, content_md5 = coalesce(?, content_md5), etag = ? WHERE id = ?',
  );
  // What was known of parts and packs was told of another ETag.
  const loseParts = database.prepare(
    'UPDATE assets SET part_bytes = NULL, part_sums = NULL, pack = NULL WHERE id = ?',
  );
  const leave = database.prepare(
    'UPDATE trash_pending SET target = NULL, leaves = ?, leaves_etag = ?, attempts = 0 WHERE asset_id = ?',
  );
  const left = database.prepare(
    'UPDATE trash_pending SET leaves = NULL, leaves_etag = NULL WHERE asset_id = ?',
  );
  const done = database.prepare('DELETE FROM trash_pending WHERE asset_id = ?');
  const putOff = database.prepare(
    'UPDATE trash_pending SET retry_at_ms = ?, attempts = ? WHERE asset_id = ?',
  );
  const hurry = database.prepare('UPDATE trash_pending SET retry_at_ms = 0 WHERE retry_at_ms > 0');
  const hurryDeletions = database.prepare('UPDATE trash_deletions SET retry_at_ms = 0 WHERE retry_at_ms > 0');
  const leaving = database.prepare(trashLeavingSql);
  const targeted = database.prepare(trashTargetSql);
  const hadName = database.prepare(trashHadNameSql);
  const putTime = database.prepare('UPDATE assets SET trashed_at_ms = ? WHERE id = ? AND trashed_at_ms < ?');
  const expired = database.prepare<{ id: AssetId }>(trashExpiredSql);
  const all = database.prepare<{ id: AssetId }>(
    'SELECT id FROM assets INDEXED BY assets_trashed WHERE trashed_at_ms IS NOT NULL ORDER BY trashed_at_ms, id',
  );
  const ofAlbum = database.prepare<{ id: AssetId; key: string }>(trashOfAlbumSql);
  const waits = database.prepare('SELECT 1 FROM trash_pending WHERE asset_id = ?');
  const addDeletion = database.prepare(
    'INSERT INTO trash_deletions (album_number, key, etag, size_bytes) VALUES (?, ?, ?, ?)',
  );
  const dueDeletions = database.prepare<TrashDeletion>(trashDeletionsDueSql);
  const putOffDeletion = database.prepare(
    'UPDATE trash_deletions SET retry_at_ms = ?, attempts = ? WHERE id = ?',
  );
  const deleted = database.prepare('DELETE FROM trash_deletions WHERE id = ?');
  const deleting = database.prepare(trashDeletingSql);
  const known = database.prepare('SELECT 1 FROM assets WHERE album_number = ? AND key = ?');
  const insert = database.prepare<{ id: AssetId }>(
    `INSERT INTO assets (album_number, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags, modified_at_ms, etag,
       stored_at_ms, created_at_ms, origin, trashed_at_ms, trashed_from)
     VALUES (?, ?, ?, ?, ?, 'stored', ?, ${UNKNOWN_ASPECT}, ?, ?, ?, ?, ?, 'uploaded', ?, ?) RETURNING id`,
  );
  const facts = database.prepare<{ count: number; totalBytes: number | null; hidden: number | null }>(
    `SELECT count(*) AS count, sum(size_bytes) AS totalBytes,
       sum(state = 'stored' AND NOT ${isMoved} AND NOT EXISTS (SELECT 1 FROM trash_pending WHERE asset_id = id)) AS hidden
     FROM assets INDEXED BY assets_trashed WHERE trashed_at_ms IS NOT NULL`,
  );
  const waiting = database.prepare<{ count: number }>(
    'SELECT (SELECT count(*) FROM trash_pending) + (SELECT count(*) FROM trash_deletions) AS count',
  );
  const list = database.prepare<ListRow>(trashListSql);
  const listOne = database.prepare<ListRow>(
    `SELECT id, key, trashed_from, state, trashed_at_ms, EXISTS (SELECT 1 FROM trash_pending WHERE asset_id = id) AS waits
     FROM assets WHERE id = ? AND trashed_at_ms IS NOT NULL`,
  );

  const isTaken = (album: number, key: string): boolean =>
    [leaving, targeted, deleting].some((names) => names.get(album, key) !== undefined);

  return {
    subjects: (ids) => subjects.all(JSON.stringify(ids)),
    throwAway(photos, atMs) {
      database.transaction(() => {
        for (const { id, target } of photos) {
          if (!hide.get(atMs, id)) continue;
          if (target !== null) wait.run(target, id);
        }
      });
    },
    bringBack(ids) {
      database.transaction(() => {
        for (const id of ids) {
          if (show.run(id).changes === 0) continue;
          waitBack.run(id);
        }
      });
    },
    due: (nowMs, limit, except) => due.all(nowMs, JSON.stringify(except), limit).map(workFrom),
    work(id) {
      const row = one.get(id);
      return row ? workFrom(row) : null;
    },
    nextDueAtMs: () => nextDue.get()?.atMs ?? null,
    setTarget(id, target) {
      setTarget.run(target, id);
    },
    moved: (id, to) => {
      try {
        return database.transaction(() => {
          const from = place.get(id);
          if (!from) return false;
          move.run(to.key, to.trashedFrom, to.md5Hex, to.etag, id);
          if (to.etag !== from.etag) loseParts.run(id);
          leave.run(from.key, from.etag, id);
          return true;
        });
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    left(id) {
      left.run(id);
    },
    done(id) {
      done.run(id);
    },
    putOff(id, retryAtMs, attempts) {
      putOff.run(retryAtMs, attempts, id);
    },
    hurry() {
      hurry.run();
      hurryDeletions.run();
    },
    isTaken: (albumId, key) => isTaken(albumNumber(albumId), key),
    hadNames(albumId, keys) {
      const album = albumNumber(albumId);
      return keys.filter((key) => hadName.get(album, key) !== undefined);
    },
    expired: (beforeMs, limit) => expired.all(beforeMs, limit).map(({ id }) => id),
    putTime(id, trashedAtMs) {
      const atMs = Math.round(trashedAtMs);
      putTime.run(atMs, id, atMs);
    },
    all: () => all.all().map(({ id }) => id),
    ofAlbum: (albumId) => ofAlbum.all(albumNumber(albumId)).map(({ id }) => id),
    addDeletions(objects) {
      const numbers = new Map<AlbumId, number>();
      database.transaction(() => {
        for (const { albumId, key, etag, sizeBytes } of objects) {
          const number = numbers.get(albumId) ?? albumNumber(albumId);
          numbers.set(albumId, number);
          addDeletion.run(number, key, etag, sizeBytes);
        }
      });
    },
    dueDeletions: (nowMs, limit, except) => dueDeletions.all(nowMs, JSON.stringify(except), limit),
    putOffDeletion(id, retryAtMs, attempts) {
      putOffDeletion.run(retryAtMs, attempts, id);
    },
    deleted(ids) {
      database.transaction(() => {
        for (const id of ids) deleted.run(id);
      });
    },
    addFound: (albumId, photos, nowMs) =>
      database.transaction(() => {
        const album = albumNumber(albumId);
        return photos.flatMap(
          ({ key, from, trashedAtMs, kind, contentType, sizeBytes, etag, modifiedAtMs }) => {
            if (known.get(album, key) || isTaken(album, key)) return [];
            const atMs = Math.round(modifiedAtMs);
            const added = insert.get(
              ...[album, key, kind, contentType, sizeBytes, atMs, kind === 'video' ? assetFlag.video : 0],
              ...[modifiedAtMs, etag, atMs, nowMs, trashedAtMs, from],
            );
            return added ? [added.id] : [];
          },
        );
      }),
    settled: (albumId) =>
      ofAlbum
        .all(albumNumber(albumId))
        .filter(({ id, key }) => isTrashKey(key) && waits.get(id) === undefined),
    facts() {
      const row = facts.get();
      return {
        count: row?.count ?? 0,
        totalBytes: row?.totalBytes ?? 0,
        hidden: row?.hidden ?? 0,
        waiting: waiting.get()?.count ?? 0,
      };
    },
    list: (ids) =>
      (ids === undefined ? list.all() : ids.flatMap((id) => listOne.get(id) ?? [])).map(photoFrom),
  };
}
