/** Rows of the imports table and the files that each import skipped. */
import type { WireError } from '../../src-shared/app-error';
import type { ImportRun, SkippedFile, SkipReason } from '../../src-shared/domain/transfer';
import type { AlbumId, ImportId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { ImportTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

interface Row {
  id: number;
  album_id: string;
  roots: string;
  state: ImportRun['state'];
  started_at_ms: number;
  ended_at_ms: number | null;
  skipped_count: number;
  error: string | null;
  found_count: number | null;
  found_bytes: number | null;
  stored_count: number | null;
  failed_count: number | null;
  cancelled_count: number | null;
}

/** The import's counts are the sums of its tally: at most one small row per transfer state. */
const select = (where: string): string => `
  SELECT i.id, a.id AS album_id, i.roots, i.state, i.started_at_ms, i.ended_at_ms, i.skipped_count, i.error,
    sum(t.transfer_count) AS found_count, sum(t.size_bytes) AS found_bytes,
    sum(t.transfer_count) FILTER (WHERE t.state = 'stored') AS stored_count,
    sum(t.transfer_count) FILTER (WHERE t.state = 'failed') AS failed_count,
    sum(t.transfer_count) FILTER (WHERE t.state = 'cancelled') AS cancelled_count
  FROM imports i
  JOIN albums a ON a.number = i.album_number
  LEFT JOIN transfer_tally t ON t.album_number = i.album_number AND t.import_id = i.id
  ${where} GROUP BY i.id ORDER BY i.id DESC`;

const fromRow = (row: Row): ImportRun => ({
  id: row.id as ImportId,
  albumId: row.album_id as AlbumId,
  roots: JSON.parse(row.roots) as string[],
  state: row.state,
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms,
  foundCount: row.found_count ?? 0,
  foundBytes: row.found_bytes ?? 0,
  skippedCount: row.skipped_count,
  storedCount: row.stored_count ?? 0,
  failedCount: row.failed_count ?? 0,
  cancelledCount: row.cancelled_count ?? 0,
  error: row.error === null ? null : (JSON.parse(row.error) as WireError),
});

export function createImportTable(database: SqlDatabase, albumNumber: AlbumNumbers): ImportTable {
  const insert = database.prepare(
    "INSERT INTO imports (album_number, roots, state, started_at_ms) VALUES (?, ?, 'scanning', ?)",
  );
  const get = database.prepare<Row>(select('WHERE i.id = ?'));
  const listAll = database.prepare<Row>(select(''));
  const listOfAlbum = database.prepare<Row>(select('WHERE i.album_number = ?'));
  const listOpen = database.prepare<Row>(select("WHERE i.state IN ('scanning', 'running')"));
  const setState = database.prepare('UPDATE imports SET state = ?, ended_at_ms = ?, error = ? WHERE id = ?');
  const addSkip = createSkipWriter(database);
  const skipped = database.prepare<{ path: string; reason: SkipReason; detail: string | null }>(
    'SELECT path, reason, detail FROM import_skips WHERE import_id = ? ORDER BY path LIMIT ?',
  );

  return {
    insert: (albumId, roots, nowMs) =>
      insert.run(albumNumber(albumId), JSON.stringify(roots), nowMs).lastInsertRowid as ImportId,
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    list: (albumId) =>
      (albumId === undefined ? listAll.all() : listOfAlbum.all(albumNumber(albumId))).map(fromRow),
    open: () => listOpen.all().map(fromRow),
    setState(id, state, nowMs, error = null) {
      const ended = state !== 'scanning' && state !== 'running';
      setState.run(state, ended ? nowMs : null, error && JSON.stringify(error), id);
    },
    addSkipped(id, files) {
      database.transaction(() => {
        for (const file of files) addSkip(id, file);
      });
    },
    skipped: (id, limit) => skipped.all(id, limit),
  };
}

/** Lists a file as skipped; once per import and path, so that a scan that starts again after a kill doubles nothing. */
export function createSkipWriter(database: SqlDatabase): (id: ImportId, file: SkippedFile) => void {
  const insert = database.prepare(
    `INSERT INTO import_skips (import_id, path, reason, detail) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET reason = excluded.reason, detail = excluded.detail`,
  );
  return (id, file) => {
    insert.run(id, file.path, file.reason, file.detail);
  };
}
