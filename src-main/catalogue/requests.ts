/** Rows of photo requests and of what came for them. */
import type { WireError } from '../../src-shared/app-error';
import type { ArrivalState, RequestState } from '../../src-shared/domain/photo-request';
import type { AskedAgain } from '../../src-shared/domain/request-page';
import type { CodeWay } from '../../src-shared/domain/share';
import type { ArrivalId, ConnectionId, RecipientId, ShareId } from '../../src-shared/units';
import type { SqlDatabase, SqlValue } from './sql-database';
import type {
  ArrivalRow,
  ComposedRequest,
  PartRanges,
  RequestPersonRow,
  RequestRow,
  RequestTable,
} from './tables/requests';

interface Row {
  id: string;
  state: RequestState;
  state_at_ms: number;
  reason: string | null;
  created_at_ms: number;
  composed: string;
  ends_at_ms: number | null;
  sure_until_ms: number | null;
  connection_id: string;
  album_id: string;
  bucket: string;
  folder: string;
  cleaned_at_ms: number | null;
}
interface PersonRow {
  id: string;
  request_id: string;
  place: number;
  email: string;
  name: string;
  code_way: CodeWay;
  state: RequestPersonRow['state'];
  page_name: string;
  arrivals_name: string;
  book_name: string;
  page_revision: number;
  mailed: number;
  words: string;
  words_at_ms: number;
  last_arrived_at_ms: number | null;
  asked_again: string;
}
interface FileRow {
  id: number;
  person_id: string;
  file_id: string;
  name: string;
  size_bytes: number;
  modified_at_ms: number;
  sha256: string | null;
  ranges: string;
  state: ArrivalState;
  error: string | null;
  kind: 'photo' | 'video' | null;
  width_px: number | null;
  height_px: number | null;
  has_thumb: number;
  arrived_at_ms: number;
  import_id: number | null;
  damaged: number;
}

const columns = `id, state, state_at_ms, reason, created_at_ms, composed, ends_at_ms, sure_until_ms, connection_id, album_id, bucket, folder,
  cleaned_at_ms`;
const personColumns = `id, request_id, place, email, name, code_way, state, page_name, arrivals_name, book_name, page_revision, mailed,
  words, words_at_ms, last_arrived_at_ms, asked_again`;
const fileColumns = `person_id, file_id, name, size_bytes, modified_at_ms, sha256, ranges, state, error, kind, width_px, height_px, has_thumb,
  arrived_at_ms, import_id, damaged`;
export const requestsSql = `SELECT ${columns} FROM photo_requests INDEXED BY photo_requests_by_creation ORDER BY created_at_ms DESC, id DESC`;
export const requestPeopleSql = `SELECT ${personColumns} FROM request_people INDEXED BY request_people_by_request
  WHERE request_id = ? ORDER BY place`;
export const arrivalsSql = `SELECT id, ${fileColumns} FROM arrivals WHERE person_id = ? ORDER BY id`;

const json = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));
const marks = (names: string): string =>
  names
    .split(',')
    .map(() => '?')
    .join(', ');
const replacing = (names: string): string =>
  names
    .split(',')
    .map((name) => `${name.trim()} = excluded.${name.trim()}`)
    .join(', ');

export function createRequestTable(database: SqlDatabase): RequestTable {
  const list = database.prepare<Row>(requestsSql);
  const get = database.prepare<Row>(`SELECT ${columns} FROM photo_requests WHERE id = ?`);
  const put = database.prepare(
    `INSERT INTO photo_requests (${columns}) VALUES (${marks(columns)}) ON CONFLICT (id) DO UPDATE SET ${replacing(columns)}`,
  );
  const remove = database.prepare('DELETE FROM photo_requests WHERE id = ?');
  const people = database.prepare<PersonRow>(requestPeopleSql);
  const person = database.prepare<PersonRow>(`SELECT ${personColumns} FROM request_people WHERE id = ?`);
  const putPerson = database.prepare(
    `INSERT INTO request_people (${personColumns}) VALUES (${marks(personColumns)})
     ON CONFLICT (id) DO UPDATE SET ${replacing(personColumns)}`,
  );
  const removePerson = database.prepare('DELETE FROM request_people WHERE id = ?');
  const tally = database.prepare<{ arrivedCount: number; arrivedBytes: number; waitingCount: number }>(
    `SELECT count(*) AS arrivedCount, coalesce(sum(size_bytes), 0) AS arrivedBytes, coalesce(sum(state = 'waiting'), 0) AS waitingCount
     FROM arrivals WHERE person_id = ? AND state NOT IN ('arriving', 'refused')`,
  );
  const parts = database.prepare<{ slot: string; etag: string; ranges: string | null }>(
    'SELECT slot, etag, ranges FROM arrived_parts WHERE person_id = ? ORDER BY slot',
  );
  const putPart = database.prepare(
    `INSERT INTO arrived_parts (person_id, slot, etag, ranges) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET etag = excluded.etag, ranges = excluded.ranges`,
  );
  const removePart = database.prepare('DELETE FROM arrived_parts WHERE person_id = ? AND slot = ?');
  const files = database.prepare<FileRow>(arrivalsSql);
  const file = database.prepare<FileRow>(`SELECT id, ${fileColumns} FROM arrivals WHERE id = ?`);
  const addFile = database.prepare<{ id: number }>(
    `INSERT INTO arrivals (${fileColumns}) VALUES (${marks(fileColumns)}) RETURNING id`,
  );
  const setFile = database.prepare(
    `UPDATE arrivals SET ${fileColumns
      .split(',')
      .map((name) => `${name.trim()} = ?`)
      .join(', ')} WHERE id = ?`,
  );

  function write(row: RequestRow): void {
    const { title, message, language, days, limits } = row;
    const composed: ComposedRequest = { title, message, language, days, limits };
    put.run(
      row.id,
      row.state,
      row.stateAtMs,
      row.reason && JSON.stringify(row.reason),
      row.createdAtMs,
      JSON.stringify(composed),
      row.endsAtMs,
      row.sureUntilMs,
      row.connectionId,
      row.albumId,
      row.bucket,
      row.folder,
      row.cleanedAtMs,
    );
  }
  function writePerson(requestId: string, place: number, row: RequestPersonRow): void {
    putPerson.run(
      row.id,
      requestId,
      place,
      row.email,
      row.name,
      row.codeWay,
      row.state,
      row.pageName,
      row.arrivalsName,
      row.bookName,
      row.pageRevision,
      row.mailed ? 1 : 0,
      row.words,
      row.wordsAtMs,
      row.lastArrivedAtMs,
      JSON.stringify(row.askedAgain),
    );
  }

  return {
    list: () => list.all().map(requestOf),
    get(id) {
      const row = get.get(id);
      return row ? requestOf(row) : null;
    },
    insert: write,
    change(id, change) {
      const row = get.get(id);
      if (row) write({ ...requestOf(row), ...change });
    },
    remove: (id) => void remove.run(id),
    people: (id) => people.all(id).map(personOf),
    tally: (id) => tally.get(id) ?? { arrivedCount: 0, arrivedBytes: 0, waitingCount: 0 },
    putPeople(id, rows) {
      database.transaction(() => {
        const kept = new Set<string>(rows.map((row) => row.id));
        for (const known of people.all(id)) if (!kept.has(known.id)) removePerson.run(known.id);
        for (const [place, row] of rows.entries()) writePerson(id, place, row);
      });
    },
    changePerson(id, change) {
      const row = person.get(id);
      if (row) writePerson(row.request_id, row.place, { ...personOf(row), ...change });
    },
    parts: (id) =>
      parts.all(id).map(({ ranges, ...part }) => ({ ...part, ranges: json<PartRanges>(ranges) })),
    putPart: (id, { slot, etag, ranges }) =>
      void putPart.run(id, slot, etag, ranges && JSON.stringify(ranges)),
    removePart: (id, slot) => void removePart.run(id, slot),
    arrivals: (id) => files.all(id).map(arrivalOf),
    arrival(id) {
      const row = file.get(id);
      return row ? arrivalOf(row) : null;
    },
    insertArrival: (row) => (addFile.get(...valuesOf(row))?.id ?? 0) as ArrivalId,
    changeArrival(id, change) {
      const row = file.get(id);
      if (row) setFile.run(...valuesOf({ ...arrivalOf(row), ...change }), id);
    },
  };
}

const valuesOf = (row: Omit<ArrivalRow, 'id'>): SqlValue[] => [
  row.personId,
  row.fileId,
  row.name,
  row.sizeBytes,
  row.modifiedAtMs,
  row.sha256,
  JSON.stringify(row.ranges),
  row.state,
  row.error && JSON.stringify(row.error),
  row.kind,
  row.widthPx,
  row.heightPx,
  row.hasThumb ? 1 : 0,
  row.arrivedAtMs,
  row.importId,
  row.damaged,
];

const requestOf = (row: Row): RequestRow => ({
  ...(JSON.parse(row.composed) as ComposedRequest),
  id: row.id as ShareId,
  state: row.state,
  stateAtMs: row.state_at_ms,
  reason: json<WireError>(row.reason),
  createdAtMs: row.created_at_ms,
  endsAtMs: row.ends_at_ms,
  sureUntilMs: row.sure_until_ms,
  connectionId: row.connection_id as ConnectionId,
  albumId: row.album_id as RequestRow['albumId'],
  bucket: row.bucket,
  folder: row.folder,
  cleanedAtMs: row.cleaned_at_ms,
});

const personOf = (row: PersonRow): RequestPersonRow => ({
  id: row.id as RecipientId,
  email: row.email,
  name: row.name,
  codeWay: row.code_way,
  state: row.state,
  pageName: row.page_name,
  arrivalsName: row.arrivals_name,
  bookName: row.book_name,
  pageRevision: row.page_revision,
  mailed: row.mailed === 1,
  words: row.words,
  wordsAtMs: row.words_at_ms,
  lastArrivedAtMs: row.last_arrived_at_ms,
  askedAgain: json<AskedAgain[]>(row.asked_again) ?? [],
});

const arrivalOf = (row: FileRow): ArrivalRow => ({
  id: row.id as ArrivalId,
  personId: row.person_id as RecipientId,
  fileId: row.file_id,
  name: row.name,
  sizeBytes: row.size_bytes,
  modifiedAtMs: row.modified_at_ms,
  sha256: row.sha256,
  ranges: json<Array<[number, number]>>(row.ranges) ?? [],
  state: row.state,
  error: json<WireError>(row.error),
  kind: row.kind,
  widthPx: row.width_px,
  heightPx: row.height_px,
  hasThumb: row.has_thumb === 1,
  arrivedAtMs: row.arrived_at_ms,
  importId: row.import_id as ArrivalRow['importId'],
  damaged: row.damaged,
});
