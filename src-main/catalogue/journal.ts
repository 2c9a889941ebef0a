/** Rows of the journal: what happened, newest kept. */
import type { JournalEntry, JournalType } from '../../src-shared/domain/journal';
import type {
  AlbumId,
  ConnectionId,
  DownloadId,
  ImportId,
  IngestId,
  ReceiptId,
  TransferId,
} from '../../src-shared/units';
import type { JournalTable } from './catalogue';
import type { SqlDatabase } from './sql-database';
import { errorFromText, errorToText } from './transfer-rows';

/** Entries kept (tables/journal.ts). */
export const KEPT_ENTRIES = 5000;

interface Row {
  id: number;
  at_ms: number;
  type: JournalType;
  title: string;
  album_id: AlbumId | null;
  connection_id: ConnectionId | null;
  import_id: ImportId | null;
  transfer_id: TransferId | null;
  download_id: DownloadId | null;
  ingest_id: IngestId | null;
  receipt_id: ReceiptId | null;
  params: string;
  error: string | null;
}

const columns =
  'at_ms, type, title, album_id, connection_id, import_id, transfer_id, download_id, ingest_id, receipt_id, params, error';
export const journalPageSql = `SELECT id, ${columns} FROM journal WHERE id < ? ORDER BY id DESC LIMIT ?`;

const fromRow = (row: Row): JournalEntry => ({
  id: row.id,
  atMs: row.at_ms,
  type: row.type,
  title: row.title,
  albumId: row.album_id,
  connectionId: row.connection_id,
  importId: row.import_id,
  transferId: row.transfer_id,
  downloadId: row.download_id,
  ingestId: row.ingest_id,
  receiptId: row.receipt_id,
  params: JSON.parse(row.params) as JournalEntry['params'],
  error: errorFromText(row.error),
});

export function createJournalTable(database: SqlDatabase): JournalTable {
  const insert = database.prepare<Row>(
    `INSERT INTO journal (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const dropOld = database.prepare('DELETE FROM journal WHERE id <= ?');
  const page = database.prepare<Row>(journalPageSql);

  return {
    add: (entry, atMs) =>
      database.transaction(() => {
        const rows = insert.all(
          ...[atMs, entry.type, entry.title, entry.albumId ?? null, entry.connectionId ?? null],
          ...[entry.importId ?? null, entry.transferId ?? null, entry.downloadId ?? null],
          ...[entry.ingestId ?? null, entry.receiptId ?? null, JSON.stringify(entry.params ?? {})],
          errorToText(entry.error ?? null),
        );
        const [added] = rows.map(fromRow) as [JournalEntry];
        dropOld.run(added.id - KEPT_ENTRIES);
        return added;
      }),
    list: ({ beforeId, limit }) => page.all(beforeId ?? Number.MAX_SAFE_INTEGER, limit).map(fromRow),
  };
}
