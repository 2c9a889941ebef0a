/** Sidecars: what is known of the XMP objects beside photos, and the queue of photos whose words go out. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { AssetEdits } from '../../src-shared/domain/edits';
import { baseOf, subjectOf } from '../../src-shared/domain/sidecar-names';
import type { AlbumId, AssetId, ImportId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import { cullFrom, editsFrom } from './asset-rows';
import type { SqlDatabase } from './sql-database';
import type { SidecarSubject, SidecarTable } from './tables/sidecars';

/** No clock comes to it: such a row waits for something else. */
const PARKED_MS = Number.MAX_SAFE_INTEGER;

export const dueSidecarsSql = `SELECT s.id, a.id AS albumId, s.key, (s.state = 'stored' AND s.trashed_at_ms IS NULL) AS isStored, s.metadata,
    s.edits, s.edited_at_ms AS editedAtMs, p.attempts
  FROM sidecar_pending p INDEXED BY sidecar_pending_due CROSS JOIN assets s ON s.id = p.asset_id JOIN albums a ON a.number = s.album_number
  WHERE p.retry_at_ms <= ? ORDER BY p.retry_at_ms LIMIT ?`;
export const unreadSidecarsSql = `SELECT a.id AS albumId, c.key, c.etag, c.listed_etag AS listedEtag
  FROM sidecars c INDEXED BY sidecars_unread JOIN albums a ON a.number = c.album_number
  WHERE c.listed_etag IS NOT c.etag AND (c.album_number, c.key) > (?, ?) ORDER BY c.album_number, c.key LIMIT ?`;
/** '.' is right before '/' among characters: all names that go on with a dot. */
export const subjectsSql = `SELECT id, key, edits, edited_at_ms AS editedAtMs FROM assets
  WHERE album_number = ? AND key >= ? AND key < ?`;
export const fromFilesSql = `SELECT s.id, s.key, s.edits, s.edited_at_ms AS editedAtMs, a.id AS albumId, s.import_id AS importId, s.source_path AS sourcePath
  FROM assets s INDEXED BY assets_by_source JOIN albums a ON a.number = s.album_number
  WHERE s.source_path >= ? AND s.source_path < ?`;

interface SidecarRow {
  key: string;
  etag: string | null;
  fields: string;
  body: Uint8Array | null;
}
interface SubjectRow {
  id: AssetId;
  key: string;
  edits: string | null;
  editedAtMs: number | null;
}
const subjectFrom = ({ id, key, edits, editedAtMs }: SubjectRow): SidecarSubject => ({
  id,
  key,
  edits: editsFrom(edits),
  editedAtMs,
});

export function createSidecarTable(database: SqlDatabase, albumNumber: AlbumNumbers): SidecarTable {
  return {
    ...createSidecarRows(database, albumNumber),
    ...createSubjects(database, albumNumber),
    ...createPending(database, albumNumber),
  };
}

function createSidecarRows(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
): Pick<
  SidecarTable,
  'get' | 'noteListed' | 'unread' | 'setRead' | 'setBody' | 'moveBody' | 'remove' | 'written'
> {
  const get = database.prepare<SidecarRow>(
    'SELECT key, etag, fields, body FROM sidecars WHERE album_number = ? AND key = ?',
  );
  const note = database.prepare(
    `INSERT INTO sidecars (album_number, key, listed_etag) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET listed_etag = excluded.listed_etag WHERE listed_etag IS NOT excluded.listed_etag`,
  );
  const unread = database.prepare<{
    albumId: AlbumId;
    key: string;
    etag: string | null;
    listedEtag: string | null;
  }>(unreadSidecarsSql);
  const setRead = database.prepare(
    `INSERT INTO sidecars (album_number, key, etag, listed_etag, fields, written) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET etag = excluded.etag, listed_etag = excluded.listed_etag, fields = excluded.fields,
       written = excluded.written, body = NULL`,
  );
  const setBody = database.prepare(
    `INSERT INTO sidecars (album_number, key, body, fields) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET body = excluded.body, fields = excluded.fields`,
  );
  const moveBody = database.prepare(
    'UPDATE OR IGNORE sidecars SET key = ? WHERE album_number = ? AND key = ? AND body IS NOT NULL',
  );
  const remove = database.prepare('DELETE FROM sidecars WHERE album_number = ? AND key = ?');
  const written = database.prepare<{ key: string; etag: string }>(
    'SELECT key, etag FROM sidecars WHERE album_number = ? AND written = 1 AND etag = listed_etag',
  );
  return {
    get(albumId, keys) {
      const album = albumNumber(albumId);
      return keys.flatMap((key) => {
        const row = get.get(album, key);
        return row ? [{ ...row, fields: JSON.parse(row.fields) as AssetEdits }] : [];
      });
    },
    noteListed(albumId, objects) {
      if (objects.length === 0) return;
      const album = albumNumber(albumId);
      database.transaction(() => {
        for (const { key, etag } of objects) note.run(album, key, etag);
      });
    },
    unread(after, limit) {
      const album = after ? albumNumber(after.albumId) : 0;
      return unread
        .all(album, after?.key ?? '', limit)
        .flatMap(({ listedEtag, ...row }) => (listedEtag === null ? [] : [{ ...row, listedEtag }]));
    },
    setRead(albumId, key, { etag, fields, written: ours = false }) {
      setRead.run(albumNumber(albumId), key, etag, etag, JSON.stringify(fields), ours ? 1 : 0);
    },
    setBody(albumId, key, body, fields) {
      setBody.run(albumNumber(albumId), key, body, JSON.stringify(fields));
    },
    moveBody(albumId, from, to) {
      moveBody.run(to, albumNumber(albumId), from);
    },
    remove(albumId, key) {
      remove.run(albumNumber(albumId), key);
    },
    written: (albumId) => written.all(albumNumber(albumId)),
  };
}

function createSubjects(
  database: SqlDatabase,
  albumNumber: AlbumNumbers,
): Pick<SidecarTable, 'subjects' | 'fromFiles' | 'applyEdits'> {
  const subjects = database.prepare<SubjectRow>(subjectsSql);
  const exact = database.prepare<SubjectRow>(
    'SELECT id, key, edits, edited_at_ms AS editedAtMs FROM assets WHERE album_number = ? AND key = ?',
  );
  const fromFiles = database.prepare<
    SubjectRow & { albumId: AlbumId; importId: ImportId | null; sourcePath: string }
  >(fromFilesSql);
  const metadataOf = database.prepare<{ metadata: string }>('SELECT metadata FROM assets WHERE id = ?');
  const apply = database.prepare('UPDATE assets SET edits = ?, cull = ? WHERE id = ?');
  return {
    subjects(albumId, sidecarKey) {
      const album = albumNumber(albumId);
      const subject = subjectOf(sidecarKey);
      const own = exact.get(album, subject);
      const named = subjects
        .all(album, `${subject}.`, `${subject}/`)
        .filter(({ key }) => baseOf(key) === subject);
      return [...(own ? [own] : []), ...named].map(subjectFrom);
    },
    fromFiles: (subjectPath) =>
      [
        ...fromFiles.all(`${subjectPath}.`, `${subjectPath}/`),
        ...fromFiles.all(subjectPath, `${subjectPath}\0`),
      ]
        .filter(({ sourcePath }) => sourcePath === subjectPath || baseOf(sourcePath) === subjectPath)
        .map((row) => ({
          ...subjectFrom(row),
          albumId: row.albumId,
          importId: row.importId,
          sourcePath: row.sourcePath,
        })),
    applyEdits(id, edits) {
      const row = metadataOf.get(id);
      if (!row) return;
      const text = edits && JSON.stringify(edits);
      apply.run(text, cullFrom(JSON.parse(row.metadata) as AssetMetadata, text), id);
    },
  };
}

type Pending = Pick<
  SidecarTable,
  | 'due'
  | 'nextDueAtMs'
  | 'pendingCount'
  | 'troubled'
  | 'add'
  | 'done'
  | 'later'
  | 'park'
  | 'waitFor'
  | 'hurry'
  | 'unpark'
  | 'addAlbum'
  | 'dropAlbum'
>;

function createPending(database: SqlDatabase, albumNumber: AlbumNumbers): Pending {
  const due = database.prepare<{
    id: AssetId;
    albumId: AlbumId;
    key: string;
    isStored: number;
    metadata: string;
    edits: string | null;
    editedAtMs: number | null;
    attempts: number;
  }>(dueSidecarsSql);
  const next = database.prepare<{ at: number | null }>(
    `SELECT min(retry_at_ms) AS at FROM sidecar_pending WHERE retry_at_ms < ${PARKED_MS}`,
  );
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM sidecar_pending');
  const troubled = database.prepare<{ n: number; error: string | null }>(
    'SELECT count(error) AS n, min(error) AS error FROM sidecar_pending WHERE error IS NOT NULL',
  );
  const add = database.prepare(
    'INSERT INTO sidecar_pending (asset_id, retry_at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const done = database.prepare('DELETE FROM sidecar_pending WHERE asset_id = ?');
  const later = database.prepare(
    'UPDATE sidecar_pending SET attempts = ?, retry_at_ms = ? WHERE asset_id = ?',
  );
  const park = database.prepare(
    `UPDATE sidecar_pending SET retry_at_ms = ${PARKED_MS}, error = ? WHERE asset_id = ?`,
  );
  const unpark = database.prepare(
    `UPDATE sidecar_pending SET retry_at_ms = ?, attempts = 0, error = NULL WHERE retry_at_ms = ${PARKED_MS}`,
  );
  const waitFor = database.prepare(
    `UPDATE sidecar_pending SET retry_at_ms = ? WHERE retry_at_ms <= ? AND
       (SELECT a.connection_id FROM assets s JOIN albums a ON a.number = s.album_number WHERE s.id = sidecar_pending.asset_id) = ?`,
  );
  const hurry = database.prepare(
    `UPDATE sidecar_pending SET retry_at_ms = ? WHERE retry_at_ms > ? AND retry_at_ms < ${PARKED_MS}`,
  );
  const addAlbum = database.prepare(
    `INSERT INTO sidecar_pending (asset_id, retry_at_ms) SELECT id, ? FROM assets WHERE album_number = ? AND edits IS NOT NULL
     ON CONFLICT DO UPDATE SET retry_at_ms = excluded.retry_at_ms, attempts = 0, error = NULL`,
  );
  const dropAlbum = database.prepare(
    'DELETE FROM sidecar_pending WHERE asset_id IN (SELECT id FROM assets WHERE album_number = ?)',
  );
  return {
    due: (nowMs, limit) =>
      due.all(Math.round(nowMs), limit).map((row) => ({
        ...row,
        isStored: row.isStored === 1,
        metadata: JSON.parse(row.metadata) as AssetMetadata,
        edits: editsFrom(row.edits),
      })),
    nextDueAtMs: () => next.get()?.at ?? null,
    pendingCount: () => count.get()?.n ?? 0,
    troubled() {
      const { n = 0, error = null } = troubled.get() ?? {};
      return { count: n, error: error === null ? null : (JSON.parse(error) as WireError) };
    },
    add(id, dueAtMs) {
      add.run(id, Math.round(dueAtMs));
    },
    done(id) {
      done.run(id);
    },
    later(id, { attempts, atMs }) {
      later.run(attempts, Math.round(atMs), id);
    },
    park(id, error) {
      park.run(error && JSON.stringify(error), id);
    },
    waitFor(connectionId, nowMs, untilMs) {
      waitFor.run(Math.round(untilMs), Math.round(nowMs), connectionId);
    },
    hurry(nowMs) {
      hurry.run(Math.round(nowMs), Math.round(nowMs));
    },
    unpark(nowMs) {
      unpark.run(Math.round(nowMs));
    },
    addAlbum(albumId, dueAtMs) {
      addAlbum.run(Math.round(dueAtMs), albumNumber(albumId));
    },
    dropAlbum(albumId) {
      dropAlbum.run(albumNumber(albumId));
    },
  };
}
