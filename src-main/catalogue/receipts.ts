/** Rows of receipts. The files each of them lists are in receipt-files.ts. */
import type { WireError } from '../../src-shared/app-error';
import type { Receipt } from '../../src-shared/domain/receipt';
import type { AlbumId, ImportId, IngestId, ReceiptId } from '../../src-shared/units';
import type { ReceiptTable } from './catalogue';
import { createLeftoverRows } from './leftover-rows';
import { createReceiptFiles } from './receipt-files';
import type { SqlDatabase, SqlStatement } from './sql-database';

interface Row {
  id: number;
  ingest_id: number | null;
  title: string;
  places: string;
  roots: string;
  depth: Receipt['depth'];
  state: Receipt['state'];
  started_at_ms: number;
  ended_at_ms: number | null;
  checked_count: number;
  file_count: number;
  verdict: string | null;
  digest: string | null;
  error: string | null;
  subject_albums: string;
  subject_imports: string;
  confirmed_count: number | null;
  skipped_count: number | null;
  size_bytes: number | null;
}

const columns = `r.id, r.ingest_id, r.title, r.places, r.roots, r.depth, r.state, r.started_at_ms, r.ended_at_ms, r.checked_count, r.file_count,
  r.verdict, r.digest, r.error,
  (SELECT json_group_array(album_id) FROM (SELECT album_id FROM receipt_albums WHERE receipt_id = r.id ORDER BY place)) AS subject_albums,
  (SELECT json_group_array(import_id) FROM (SELECT import_id FROM receipt_imports WHERE receipt_id = r.id ORDER BY place)) AS subject_imports,
  (SELECT file_count FROM receipt_tally WHERE receipt_id = r.id AND state = 'confirmed') AS confirmed_count,
  (SELECT file_count FROM receipt_tally WHERE receipt_id = r.id AND state = 'skipped') AS skipped_count,
  (SELECT sum(size_bytes) FROM receipt_tally WHERE receipt_id = r.id AND state <> 'skipped') AS size_bytes`;
/** Newest first. */
export const receiptListSql = {
  all: `SELECT ${columns} FROM receipts r ORDER BY r.id DESC LIMIT ?`,
  album: `SELECT ${columns} FROM receipt_albums o CROSS JOIN receipts r ON r.id = o.receipt_id WHERE o.album_id = ? ORDER BY o.receipt_id DESC LIMIT ?`,
  import: `SELECT ${columns} FROM receipt_imports o CROSS JOIN receipts r ON r.id = o.receipt_id WHERE o.import_id = ? ORDER BY o.receipt_id DESC LIMIT ?`,
  ingest: `SELECT ${columns} FROM receipts r INDEXED BY receipts_by_ingest WHERE r.ingest_id = ? ORDER BY r.id DESC LIMIT ?`,
};
/** One goes when each of its albums (or, where it has none, everything) has enough newer ones. */
const tooOldSql = `SELECT r.id FROM receipts r WHERE r.state <> 'checking' AND NOT EXISTS (
    SELECT 1 FROM receipt_albums o WHERE o.receipt_id = r.id
    AND (SELECT count(*) FROM (SELECT 1 FROM receipt_albums n WHERE n.album_id = o.album_id AND n.receipt_id > r.id LIMIT ?)) < ?
  ) AND (
    EXISTS (SELECT 1 FROM receipt_albums WHERE receipt_id = r.id)
    OR (SELECT count(*) FROM (SELECT 1 FROM receipts n WHERE n.id > r.id LIMIT ?)) >= ?
  ) ORDER BY r.id`;

const fromRow = (row: Row): Receipt => ({
  id: row.id as ReceiptId,
  albumIds: JSON.parse(row.subject_albums) as AlbumId[],
  importIds: JSON.parse(row.subject_imports) as ImportId[],
  ingestId: row.ingest_id as IngestId | null,
  title: row.title,
  places: JSON.parse(row.places) as string[],
  roots: JSON.parse(row.roots) as string[],
  depth: row.depth,
  state: row.state,
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms,
  checkedCount: row.checked_count,
  fileCount: row.file_count,
  confirmedCount: row.confirmed_count ?? 0,
  skippedCount: row.skipped_count ?? 0,
  totalBytes: row.size_bytes ?? 0,
  verdict: row.verdict === null ? null : (JSON.parse(row.verdict) as Receipt['verdict']),
  digest: row.digest,
  error: row.error === null ? null : (JSON.parse(row.error) as WireError),
});

export function createReceiptTable(database: SqlDatabase): ReceiptTable {
  const insert = database.prepare(
    `INSERT INTO receipts (ingest_id, title, places, roots, depth, state, started_at_ms, album_ids) VALUES (?, ?, ?, ?, ?, 'checking', ?, ?)`,
  );
  const addAlbum = database.prepare(
    'INSERT OR IGNORE INTO receipt_albums (album_id, receipt_id, place) VALUES (?, ?, ?)',
  );
  const addImport = database.prepare(
    'INSERT OR IGNORE INTO receipt_imports (import_id, receipt_id, place) VALUES (?, ?, ?)',
  );
  const get = database.prepare<Row>(`SELECT ${columns} FROM receipts r WHERE r.id = ?`);
  const lists = {
    all: database.prepare<Row>(receiptListSql.all),
    album: database.prepare<Row>(receiptListSql.album),
    import: database.prepare<Row>(receiptListSql.import),
    ingest: database.prepare<Row>(receiptListSql.ingest),
  };
  const progress = database.prepare('UPDATE receipts SET checked_count = ?, file_count = ? WHERE id = ?');
  const end = database.prepare(
    'UPDATE receipts SET state = ?, verdict = ?, digest = ?, error = ?, ended_at_ms = ? WHERE id = ?',
  );
  const endOpen = database.prepare(
    "UPDATE receipts INDEXED BY receipts_open SET state = 'cancelled', ended_at_ms = ? WHERE state = 'checking'",
  );
  const tooOld: SqlStatement<{ id: ReceiptId }> = database.prepare(tooOldSql);
  const remove = database.prepare('DELETE FROM receipts WHERE id = ?');
  const leftovers = createLeftoverRows(database, 'receipt_files');
  const { addFiles, ...files } = createReceiptFiles(database);

  return {
    insert: (row) =>
      database.transaction(() => {
        const id = insert.run(
          ...[row.ingestId, row.title, JSON.stringify(row.places), JSON.stringify(row.roots)],
          ...[row.depth, row.startedAtMs, JSON.stringify(row.albumIds)],
        ).lastInsertRowid as ReceiptId;
        for (const [place, albumId] of row.albumIds.entries()) addAlbum.run(albumId, id, place);
        for (const [place, importId] of row.importIds.entries()) addImport.run(importId, id, place);
        return id;
      }),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    list({ albumId, importId, ingestId, limit }) {
      const fits = (receipt: Receipt): boolean =>
        (albumId === undefined || receipt.albumIds.includes(albumId)) &&
        (importId === undefined || receipt.importIds.includes(importId)) &&
        (ingestId === undefined || receipt.ingestId === ingestId);
      if (importId !== undefined) return lists.import.all(importId, limit).map(fromRow).filter(fits);
      if (ingestId !== undefined) return lists.ingest.all(ingestId, limit).map(fromRow).filter(fits);
      if (albumId !== undefined) return lists.album.all(albumId, limit).map(fromRow);
      return lists.all.all(limit).map(fromRow);
    },
    ...files,
    addFiles(id, list) {
      database.transaction(() => {
        addFiles(id, list);
        leftovers.sweep();
      });
    },
    progress(id, checkedCount, fileCount) {
      progress.run(checkedCount, fileCount, id);
    },
    end(id, { state, verdict, digest, error }, nowMs) {
      end.run(
        ...[state, verdict && JSON.stringify(verdict), digest, error && JSON.stringify(error), nowMs, id],
      );
    },
    tidy(nowMs, keep) {
      database.transaction(() => {
        endOpen.run(nowMs);
        for (const { id } of tooOld.all(keep, keep, keep, keep)) {
          remove.run(id);
          leftovers.leave(id);
        }
        leftovers.sweep();
      });
    },
  };
}
