/** Rows of the imports table and the files that each import skipped. */
import type { WireError } from '../../src-shared/app-error';
import type { ImportRun, SkippedFile, SkipReason, TransferState } from '../../src-shared/domain/transfer';
import type { AlbumId, AssetId, ImportId, IngestId, TransferId } from '../../src-shared/units';
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
  sent_bytes: number | null;
  ingest_id: number | null;
}

interface FileRow {
  id: number;
  asset_id: number;
  key: string;
  source_path: string | null;
  size_bytes: number;
  modified_at_ms: number;
  state: TransferState;
  error: string | null;
}

/** The import's counts are the sums of its tally: at most one small row per transfer state. */
const select = (where: string): string => `
  SELECT i.id, a.id AS album_id, i.roots, i.state, i.started_at_ms, i.ended_at_ms, i.skipped_count, i.error, i.ingest_id,
    sum(t.transfer_count) AS found_count, sum(t.size_bytes) AS found_bytes,
    sum(t.transfer_count) FILTER (WHERE t.state = 'stored') AS stored_count,
    sum(t.transfer_count) FILTER (WHERE t.state = 'failed') AS failed_count,
    sum(t.transfer_count) FILTER (WHERE t.state = 'cancelled') AS cancelled_count,
    sum(t.sent_bytes) FILTER (WHERE t.state <> 'cancelled') AS sent_bytes
  FROM imports i
  JOIN albums a ON a.number = i.album_number
  LEFT JOIN transfer_tally t ON t.album_number = i.album_number AND t.import_id = i.id
  ${where} GROUP BY i.id ORDER BY i.id DESC`;

const runSql =
  'SELECT id FROM transfers INDEXED BY transfers_by_import WHERE import_id = ? AND outcome = ? AND id > ?';
/** One run of the index for each outcome, each by id: merged as they are read. */
export const importFilesSql = `
  SELECT t.id, t.asset_id, s.key, s.source_path, s.size_bytes, s.modified_at_ms, t.state, t.error
  FROM (${runSql} UNION ALL ${runSql} UNION ALL ${runSql} UNION ALL ${runSql} ORDER BY id LIMIT ?) found CROSS JOIN transfers t ON t.id = found.id CROSS JOIN assets s ON s.id = t.asset_id`;

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
  sentBytes: row.sent_bytes ?? 0,
  ingestId: row.ingest_id as IngestId | null,
  error: row.error === null ? null : (JSON.parse(row.error) as WireError),
});

export function createImportTable(database: SqlDatabase, albumNumber: AlbumNumbers): ImportTable {
  const insert = database.prepare(
    `INSERT INTO imports (album_number, roots, state, started_at_ms, ingest_id, pictures_first) VALUES (?, ?, 'scanning', ?, ?, ?)`,
  );
  const get = database.prepare<Row>(select('WHERE i.id = ?'));
  const everStored = database.prepare<{ ever_stored: number }>(
    'SELECT ever_stored FROM imports WHERE id = ?',
  );
  const listAll = database.prepare<Row>(select(''));
  const listOfAlbum = database.prepare<Row>(select('WHERE i.album_number = ?'));
  const listOpen = database.prepare<Row>(select("WHERE i.state IN ('scanning', 'running')"));
  const setState = database.prepare('UPDATE imports SET state = ?, ended_at_ms = ?, error = ? WHERE id = ?');
  const addSkip = createSkipWriter(database);
  const skipped = database.prepare<{ path: string; reason: SkipReason; detail: string | null }>(
    'SELECT path, reason, detail FROM import_skips WHERE import_id = ? ORDER BY path LIMIT ?',
  );

  const files = database.prepare<FileRow>(importFilesSql);

  return {
    insert: (albumId, roots, nowMs, { ingestId = null, picturesFirst = true } = {}) =>
      insert.run(albumNumber(albumId), JSON.stringify(roots), nowMs, ingestId, picturesFirst ? 1 : 0)
        .lastInsertRowid as ImportId,
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    everStored: (id) => everStored.get(id)?.ever_stored ?? 0,
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
    files: (id, afterId, limit) =>
      files.all(...[0, 1, 2, 3].flatMap((outcome) => [id, outcome, afterId ?? 0]), limit).map((row) => ({
        transferId: row.id as TransferId,
        assetId: row.asset_id as AssetId,
        key: row.key,
        sourcePath: row.source_path ?? '',
        sizeBytes: row.size_bytes,
        modifiedAtMs: row.modified_at_ms,
        state: row.state,
        error: row.error === null ? null : (JSON.parse(row.error) as WireError),
      })),
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
