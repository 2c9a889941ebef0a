/** Files of downloads: what each brings, from which object, and how much of it is on the disk. */
import { type DownloadFile, DownloadFileState } from '../../src-shared/domain/download';
import type { AlbumId, AssetId, DownloadId } from '../../src-shared/units';
import { partsFromColumns } from './asset-facts';
import type { DownloadJob, DownloadTable } from './catalogue';
import type { SqlDatabase, SqlStatement, SqlValue } from './sql-database';
import { errorFromText, errorToText } from './transfer-rows';

interface FileRow {
  number: number;
  state: DownloadFileState;
  asset_id: number;
  key: string;
  path: string;
  size_bytes: number;
  done_bytes: number;
  error: string | null;
}
interface JobRow extends FileRow {
  album_ids: string;
  album: number;
  etag: string;
  content_md5: string | null;
  part_bytes: number | null;
  part_sums: Uint8Array | null;
  modified_at_ms: number;
  sort_at_ms: number;
  attempts: number;
  zip_offset: number | null;
  crc32: number | null;
  have: string | null;
}

const fileColumns = 'f.number, f.state, f.asset_id, f.key, f.path, f.size_bytes, f.done_bytes, f.error';
// Sums belong to the bytes that were promised: those of an object that changed since then say nothing of them.
const jobSelect = `SELECT ${fileColumns}, d.album_ids, f.album, f.etag, s.content_md5, s.part_bytes, s.part_sums, f.modified_at_ms, f.sort_at_ms,
    f.attempts, f.zip_offset, f.crc32, f.have
  FROM download_files f CROSS JOIN downloads d ON d.id = f.download_id
  LEFT JOIN assets s ON s.id = f.asset_id AND s.etag = f.etag AND s.size_bytes = f.size_bytes`;
export const downloadJobSql = `${jobSelect} WHERE f.download_id = ? AND f.number = ?`;

/** Numbers of files in these states, ascending: the runs of the index, one for each state, merged as they are read. */
const numbersSql = (stateCount: number): string =>
  Array.from(
    { length: stateCount },
    () =>
      'SELECT number FROM download_files INDEXED BY download_files_by_state WHERE download_id = ? AND state = ?',
  ).join(' UNION ALL ');
export const nextDownloadFilesSql = (stateCount: number): string =>
  `SELECT chosen.number FROM (${numbersSql(stateCount)} ORDER BY number LIMIT ?) chosen`;
export const downloadPageOfStatesSql = (stateCount: number): string =>
  `SELECT ${fileColumns} FROM (${numbersSql(stateCount)} ORDER BY number LIMIT ? OFFSET ?) chosen
   CROSS JOIN download_files f ON f.download_id = ? AND f.number = chosen.number`;
/** Files are numbered from 1 without a gap: the place is the number. */
export const downloadPageSql = `SELECT ${fileColumns} FROM download_files f WHERE f.download_id = ? AND f.number > ? ORDER BY f.number LIMIT ?`;

export const addDownloadFilesSql = `
  INSERT INTO download_files (download_id, number, state, album, asset_id, key, path, size_bytes, etag, modified_at_ms, sort_at_ms)
  SELECT ?, wanted.key + ?, 'queued', s.album_number, s.id, s.key, wanted.value ->> 1, s.size_bytes, coalesce(s.etag, ''), s.modified_at_ms, s.sort_at_ms
  FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value ->> 0 WHERE s.state = 'stored'`;

const fileFromRow = (row: FileRow): DownloadFile => ({
  number: row.number,
  assetId: row.asset_id as AssetId,
  key: row.key,
  path: row.path,
  state: row.state,
  sizeBytes: row.size_bytes,
  doneBytes: row.done_bytes,
  error: errorFromText(row.error),
});

function jobFromRow(row: JobRow): DownloadJob {
  const { error: _, ...file } = fileFromRow(row);
  const albums = JSON.parse(row.album_ids) as Record<string, AlbumId>;
  return {
    ...file,
    albumId: albums[row.album] as AlbumId,
    etag: row.etag,
    md5Hex: row.content_md5,
    parts: partsFromColumns(row.part_bytes, row.part_sums),
    modifiedAtMs: row.modified_at_ms,
    sortAtMs: row.sort_at_ms,
    have: row.have === null ? [] : (JSON.parse(row.have) as DownloadJob['have']),
    zipOffset: row.zip_offset,
    crc32: row.crc32,
    attempts: row.attempts,
  };
}

type Change = Parameters<DownloadTable['setFile']>[2];
const columnOf: Readonly<Record<keyof Change, string>> = {
  state: 'state',
  path: 'path',
  doneBytes: 'done_bytes',
  have: 'have',
  zipOffset: 'zip_offset',
  crc32: 'crc32',
  attempts: 'attempts',
  error: 'error',
};
function columnValue(name: keyof Change, change: Change): SqlValue {
  if (name === 'have')
    return change.have === undefined || change.have.length === 0 ? null : JSON.stringify(change.have);
  if (name === 'error') return errorToText(change.error ?? null);
  return change[name] ?? null;
}

export function createDownloadFiles(
  database: SqlDatabase,
): Pick<DownloadTable, 'addFiles' | 'complete' | 'next' | 'job' | 'setFile' | 'files'> {
  const statements = new Map<string, SqlStatement<unknown>>();
  function prepared<Row>(sql: string): SqlStatement<Row> {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement as SqlStatement<Row>;
  }
  const add = database.prepare(addDownloadFilesSql);
  const numbers = database.prepare<{ number: number }>(
    'SELECT number FROM download_files WHERE download_id = ? AND number > ?',
  );
  const dropFiles = database.prepare('DELETE FROM download_files WHERE download_id = ? AND number > ?');
  const setSums = database.prepare(
    `UPDATE downloads SET
       album_ids = (SELECT json_group_object(number, id) FROM albums WHERE number IN
         (SELECT album FROM download_files WHERE download_id = downloads.id)),
       (file_count, total_bytes) = (SELECT count(*), coalesce(sum(size_bytes), 0) FROM download_files WHERE download_id = downloads.id)
     WHERE id = ?`,
  );
  const job = database.prepare<JobRow>(downloadJobSql);
  const page = database.prepare<FileRow>(downloadPageSql);
  const counts = database.prepare<Record<DownloadFileState, number>>(
    `SELECT file_count - done_count - already_there_count - conflict_count - failed_count - running_count - left_out_count AS queued,
       running_count AS running, done_count AS done, already_there_count AS "already-there", conflict_count AS conflict,
       left_out_count AS "left-out", failed_count AS failed FROM downloads WHERE id = ?`,
  );

  const ofStates = (id: DownloadId, states: readonly DownloadFileState[]): SqlValue[] =>
    states.flatMap((state) => [id, state]);

  return {
    addFiles: (id, thereCount, files) =>
      database.transaction(() => {
        const addAll = (list: typeof files): number =>
          add.run(id, thereCount + 1, JSON.stringify(list.map((file) => [file.assetId, file.path]))).changes;
        const added = addAll(files);
        if (added === files.length) return thereCount + added;
        // Some are not stored any more: the others close up, so that a number stays a place.
        const there = new Set(numbers.all(id, thereCount).map((row) => row.number));
        dropFiles.run(id, thereCount);
        return thereCount + addAll(files.filter((_, index) => there.has(thereCount + index + 1)));
      }),
    complete(id) {
      setSums.run(id);
    },
    next(id, states, limit) {
      if (states.length === 0) return [];
      return prepared<{ number: number }>(nextDownloadFilesSql(states.length))
        .all(...ofStates(id, states), limit)
        .flatMap(({ number }) => job.get(id, number) ?? [])
        .map(jobFromRow);
    },
    job(id, number) {
      const row = job.get(id, number);
      return row ? jobFromRow(row) : null;
    },
    setFile(id, number, change) {
      const names = (Object.keys(columnOf) as Array<keyof Change>).filter(
        (name) => change[name] !== undefined,
      );
      if (names.length === 0) return;
      const columns = names.map((name) => `${columnOf[name]} = ?`).join(', ');
      prepared(`UPDATE download_files SET ${columns} WHERE download_id = ? AND number = ?`).run(
        ...names.map((name) => columnValue(name, change)),
        ...[id, number],
      );
    },
    files(id, { states, offset, limit }) {
      const count = counts.get(id);
      if (!count) return { total: 0, items: [] };
      const wanted = DownloadFileState.options.filter((state) => states?.includes(state) ?? true);
      const total = wanted.reduce((sum, state) => sum + count[state], 0);
      const filled = wanted.filter((state) => count[state] > 0);
      const all = DownloadFileState.options.every((state) => count[state] === 0 || filled.includes(state));
      if (filled.length === 0 || offset >= total) return { total, items: [] };
      const rows = all
        ? page.all(id, offset, limit)
        : prepared<FileRow>(downloadPageOfStatesSql(filled.length)).all(
            ...ofStates(id, filled),
            ...[limit, offset, id],
          );
      return { total, items: rows.map(fileFromRow) };
    },
  };
}
