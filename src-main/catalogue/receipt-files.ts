/** Files that a receipt lists, in two orders: doubts first for the screen, by path for the digest and for export. */
import type { WireError } from '../../src-shared/app-error';
import { type ReceiptChecksum, type ReceiptFile, ReceiptFileState } from '../../src-shared/domain/receipt';
import type { SkipReason, StoreProof } from '../../src-shared/domain/transfer';
import type { AlbumId, ReceiptId } from '../../src-shared/units';
import type { ReceiptTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

interface FileRow {
  number: number;
  path: string;
  state: ReceiptFileState;
  album: number | null;
  key: string | null;
  size_bytes: number | null;
  checksum_kind: ReceiptChecksum['kind'] | null;
  checksum: string | null;
  part_bytes: number | null;
  proof: StoreProof | null;
  confirmed_at_ms: number | null;
  skip: SkipReason | null;
  reason: string | null;
}

const columns =
  'f.number, f.path, f.state, f.album, f.key, f.size_bytes, f.checksum_kind, f.checksum, f.part_bytes, f.proof, f.confirmed_at_ms, f.skip, f.reason';
export const receiptPageSql = (states: 'any' | 'some'): string => `
  SELECT ${columns} FROM (SELECT number FROM receipt_files INDEXED BY receipt_files_shown WHERE receipt_id = ?
    ${states === 'some' ? 'AND state IN (SELECT value FROM json_each(?))' : ''} ORDER BY harmless, path, number LIMIT ? OFFSET ?) page
  CROSS JOIN receipt_files f ON f.receipt_id = ? AND f.number = page.number`;
const byPath = `SELECT path, number FROM receipt_files INDEXED BY receipt_files_shown
  WHERE receipt_id = ? AND harmless = ? AND (path, number) > (?, ?)`;
/** Doubts and the others are two runs of one index, both by path: merged as they are read. */
export const receiptByPathSql = `
  SELECT ${columns} FROM (${byPath} UNION ALL ${byPath} ORDER BY path, number LIMIT ?) page
  CROSS JOIN receipt_files f ON f.receipt_id = ? AND f.number = page.number`;

/** Skipped for one of these reasons, a photo may be missing: it comes with the doubts. */
const doubtfulSkips: readonly SkipReason[] = ['unreadable', 'name-not-storable'];
const isHarmless = ({ state, skip }: ReceiptFile): boolean =>
  state === 'confirmed' || (state === 'skipped' && (skip === null || !doubtfulSkips.includes(skip)));

const fromRow = (row: FileRow, albums: readonly AlbumId[]): ReceiptFile => ({
  path: row.path,
  albumId: row.album === null ? null : (albums[row.album] ?? null),
  key: row.key,
  sizeBytes: row.size_bytes,
  checksum:
    row.checksum_kind === null || row.checksum === null
      ? null
      : { kind: row.checksum_kind, value: row.checksum, partBytes: row.part_bytes },
  state: row.state,
  proof: row.proof,
  confirmedAtMs: row.confirmed_at_ms,
  skip: row.skip,
  reason: row.reason === null ? null : (JSON.parse(row.reason) as WireError),
});

export function createReceiptFiles(
  database: SqlDatabase,
): Pick<ReceiptTable, 'addFiles' | 'files' | 'pages' | 'countByState'> {
  const insert = database.prepare(
    `INSERT INTO receipt_files (receipt_id, number, harmless, path, state, album, key, size_bytes, checksum_kind, checksum, part_bytes, proof,
       confirmed_at_ms, skip, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lastNumber = database.prepare<{ number: number | null }>(
    'SELECT max(number) AS number FROM receipt_files WHERE receipt_id = ?',
  );
  const albumsOf = database.prepare<{ album_ids: string }>('SELECT album_ids FROM receipts WHERE id = ?');
  const setAlbums = database.prepare('UPDATE receipts SET album_ids = ? WHERE id = ?');
  const count = database.prepare(
    `INSERT INTO receipt_tally (receipt_id, state, file_count, size_bytes) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET file_count = file_count + excluded.file_count, size_bytes = size_bytes + excluded.size_bytes`,
  );
  const tally = database.prepare<{ state: ReceiptFileState; file_count: number }>(
    'SELECT state, file_count FROM receipt_tally WHERE receipt_id = ?',
  );
  const page = database.prepare<FileRow>(receiptPageSql('any'));
  const pageOfStates = database.prepare<FileRow>(receiptPageSql('some'));
  const byPathPage = database.prepare<FileRow>(receiptByPathSql);

  /** null: the receipt was forgotten. */
  function albumIdsOf(id: ReceiptId): AlbumId[] | null {
    const row = albumsOf.get(id);
    return row ? (JSON.parse(row.album_ids) as AlbumId[]) : null;
  }

  function countByState(id: ReceiptId): Record<ReceiptFileState, number> {
    const counts = Object.fromEntries(ReceiptFileState.options.map((state) => [state, 0])) as Record<
      ReceiptFileState,
      number
    >;
    for (const row of tally.all(id)) counts[row.state] = row.file_count;
    return counts;
  }

  return {
    addFiles(id, files) {
      database.transaction(() => {
        const albums = albumIdsOf(id);
        if (!albums) return;
        const known = albums.length;
        let number = lastNumber.get(id)?.number ?? 0;
        const sums = new Map<ReceiptFileState, { files: number; bytes: number }>();
        for (const file of files) {
          if (file.albumId !== null && !albums.includes(file.albumId)) albums.push(file.albumId);
          number += 1;
          insert.run(
            ...[id, number, isHarmless(file) ? 1 : 0, file.path, file.state],
            ...[file.albumId === null ? null : albums.indexOf(file.albumId), file.key, file.sizeBytes],
            ...[file.checksum?.kind ?? null, file.checksum?.value ?? null, file.checksum?.partBytes ?? null],
            ...[file.proof, file.confirmedAtMs, file.skip, file.reason && JSON.stringify(file.reason)],
          );
          const sum = sums.get(file.state) ?? { files: 0, bytes: 0 };
          sums.set(file.state, { files: sum.files + 1, bytes: sum.bytes + (file.sizeBytes ?? 0) });
        }
        for (const [state, sum] of sums) count.run(id, state, sum.files, sum.bytes);
        if (albums.length > known) setAlbums.run(JSON.stringify(albums), id);
      });
    },
    files(id, { states, offset, limit }) {
      const counts = countByState(id);
      const wanted = ReceiptFileState.options.filter((state) => states?.includes(state) ?? true);
      const total = wanted.reduce((sum, state) => sum + counts[state], 0);
      const rest = Math.min(limit, total - offset);
      if (rest <= 0) return { total, items: [] };
      const all = ReceiptFileState.options.every((state) => wanted.includes(state) || counts[state] === 0);
      const rows = all
        ? page.all(id, rest, offset, id)
        : pageOfStates.all(id, JSON.stringify(wanted), rest, offset, id);
      const albums = albumIdsOf(id) ?? [];
      return { total, items: rows.map((row) => fromRow(row, albums)) };
    },
    *pages(id, pageRows) {
      const albums = albumIdsOf(id);
      if (!albums) return;
      let after: [string, number] = ['', 0];
      for (;;) {
        const rows = byPathPage.all(...[id, 0, ...after, id, 1, ...after, pageRows, id]);
        const last = rows.at(-1);
        if (!last) return;
        yield rows.map((row) => fromRow(row, albums));
        after = [last.path, last.number];
      }
    },
    countByState,
  };
}
