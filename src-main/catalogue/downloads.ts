/** Rows of downloads. What each brings is in download-files.ts. */
import type { ConflictChoice, Download, DownloadState } from '../../src-shared/domain/download';
import { downloadIsOpen } from '../../src-shared/domain/download';
import type { AlbumId, DownloadId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { DownloadTable } from './catalogue';
import { createDownloadFiles } from './download-files';
import { createLeftoverRows } from './leftover-rows';
import type { SqlDatabase } from './sql-database';
import { errorFromText, errorToText } from './transfer-rows';

interface Row {
  id: number;
  title: string;
  album_id: string | null;
  form: Download['form'];
  target: string;
  conflicts: ConflictChoice;
  state: DownloadState;
  file_count: number;
  done_count: number;
  already_there_count: number;
  conflict_count: number;
  failed_count: number;
  not_stored_count: number;
  total_bytes: number;
  done_bytes: number;
  retry_at_ms: number | null;
  started_at_ms: number;
  ended_at_ms: number | null;
  error: string | null;
}

const select = (from: string): string => `
  SELECT d.id, d.title, a.id AS album_id, d.form, d.target, d.conflicts, d.state, d.file_count, d.done_count, d.already_there_count,
    d.conflict_count, d.failed_count, d.not_stored_count, d.total_bytes, d.done_bytes, d.retry_at_ms, d.started_at_ms, d.ended_at_ms, d.error
  FROM ${from} LEFT JOIN albums a ON a.number = d.album_number`;
export const openDownloadsSql = `${select('downloads d INDEXED BY downloads_open')}
  WHERE d.state = 'running' OR d.state = 'paused' OR d.state = 'waiting' OR d.state = 'asking' ORDER BY d.id DESC`;

const fromRow = (row: Row): Download => ({
  id: row.id as DownloadId,
  title: row.title,
  albumId: row.album_id as AlbumId | null,
  form: row.form,
  to: row.target,
  conflicts: row.conflicts,
  state: row.state,
  fileCount: row.file_count,
  doneCount: row.done_count,
  alreadyThereCount: row.already_there_count,
  conflictCount: row.conflict_count,
  failedCount: row.failed_count,
  notStoredCount: row.not_stored_count,
  totalBytes: row.total_bytes,
  doneBytes: row.done_bytes,
  bytesPerSecond: 0,
  remainingMs: null,
  retryAtMs: row.retry_at_ms,
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms,
  error: errorFromText(row.error),
});

export function createDownloadTable(database: SqlDatabase, albumNumber: AlbumNumbers): DownloadTable {
  const insert = database.prepare(
    `INSERT INTO downloads (title, album_number, form, target, conflicts, state, not_stored_count, started_at_ms)
     VALUES (?, ?, ?, ?, ?, 'paused', ?, ?)`,
  );
  const get = database.prepare<Row>(`${select('downloads d')} WHERE d.id = ?`);
  const list = database.prepare<Row>(`${select('downloads d')} ORDER BY d.id DESC`);
  const open = database.prepare<Row>(openDownloadsSql);
  const setState = database.prepare(
    `UPDATE downloads SET state = ?, ended_at_ms = ?, error = ?, retry_at_ms = ?, conflicts = coalesce(?, conflicts) WHERE id = ?`,
  );
  const setTo = database.prepare('UPDATE downloads SET target = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM downloads WHERE id = ?');
  const value = database.prepare<{ value: string | null }>('SELECT value FROM downloads WHERE id = ?');
  const setValue = database.prepare('UPDATE downloads SET value = ? WHERE id = ?');
  const files = createDownloadFiles(database);
  const leftovers = createLeftoverRows(database, 'download_files');

  return {
    begin: (row) =>
      insert.run(
        ...[row.title, row.albumId === null ? null : albumNumber(row.albumId), row.form, row.to],
        ...[row.conflicts, row.notStoredCount, row.startedAtMs],
      ).lastInsertRowid as DownloadId,
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    list: () => list.all().map(fromRow),
    open: () => open.all().map(fromRow),
    setState(id, state, nowMs, extra = {}) {
      leftovers.sweep();
      setState.run(
        ...[state, downloadIsOpen(state) ? null : nowMs, errorToText(extra.error ?? null)],
        ...[extra.retryAtMs ?? null, extra.conflicts ?? null, id],
      );
    },
    ...files,
    setTo(id, to) {
      setTo.run(to, id);
    },
    remove(id) {
      database.transaction(() => {
        remove.run(id);
        leftovers.leave(id);
        leftovers.sweep();
      });
    },
    setFile(...change) {
      leftovers.sweep();
      files.setFile(...change);
    },
    value: (id) => value.get(id)?.value ?? null,
    setValue(id, text) {
      setValue.run(text, id);
    },
  };
}
