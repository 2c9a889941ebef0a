/** Reads the catalogue for the library thread, beside main, which alone writes: all photos in slices, changed ones, words and selections. */
import Database from 'better-sqlite3';
import type { AssetIndex, AssetKind, AssetState } from '../../src-shared/domain/asset';
import type { AlbumId } from '../../src-shared/units';
import { createAlbumNumbers } from './albums';
import { createAssetIndexReader, readNumbers } from './asset-index';
import { createSqlDatabase } from './sql-database';
import { translateSqliteError } from './sqlite-error';

/** As the columns of the library take it (library/row-facts.ts). */
export interface LibraryRow {
  id: number;
  albumNumber: number;
  sortAtMs: number;
  aspect: number;
  state: AssetState;
  flags: number;
  thumbRevision: number;
  cull: number;
  stackTop: number;
  kind: AssetKind;
  sizeBytes: number;
  key: string;
  metadata: string;
  edits: string | null;
  content: string | null;
  trashedAtMs: number;
  addedAtMs: number;
}

export interface LibraryReader {
  /** All of an album in order of time, straight from its index; `revision` 0. Throws `not-found`. */
  album(albumId: AlbumId): AssetIndex;
  /** In order of their ids, after this one. */
  slice(afterId: number, limit: number): LibraryRow[];
  /** Those that are still there. */
  rows(ids: readonly number[]): LibraryRow[];
  albums(): Array<{ number: number; id: string; isCopy: boolean }>;
  /** Ids of photos whose words fit the FTS5 expression, ascending; `photoCount`: how many there are, so that `all` need not be listed. */
  matching(expression: string, photoCount: number): Uint32Array | 'all';
  /** Ids of the selection's photos in its order. */
  selected(selectionId: string): Uint32Array;
  close(): void;
}

// Found photos that are not yet put in order (`settleOrder`) are read where they will stand, and a photo in the trash under its own name.
const columns = `s.id, s.album_number AS albumNumber, coalesce(s.settle_at_ms, s.sort_at_ms) AS sortAtMs, s.aspect, s.state, s.flags,
  max(s.thumb_revision, 0) AS thumbRevision, s.cull, coalesce(s.stack_top, 0) AS stackTop, s.kind, s.size_bytes AS sizeBytes,
  coalesce(s.trashed_from, s.key) AS key, s.metadata, s.edits, coalesce(s.content_md5, s.etag) AS content,
  coalesce(s.trashed_at_ms, 0) AS trashedAtMs, s.created_at_ms AS addedAtMs`;
export const librarySliceSql = `SELECT ${columns} FROM assets s WHERE s.id > ? ORDER BY s.id LIMIT ?`;
export const libraryRowsSql = `SELECT ${columns} FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value`;
export const libraryAlbumsSql = 'SELECT number, id, copy_of IS NOT NULL AS copy FROM albums';
// One row of one text instead of 200,000 rows: a third of the time.
export const matchingSql = `SELECT count(*) AS found, CAST(group_concat(id, ' ') AS BLOB) AS ids
  FROM (SELECT rowid AS id FROM photo_words WHERE photo_words MATCH ? ORDER BY rowid)`;
export const selectedSql = `SELECT count(*) AS found, CAST(group_concat(asset_id, ' ') AS BLOB) AS ids
  FROM (SELECT asset_id FROM selection_items INDEXED BY selection_items_shown
    WHERE selection_number = (SELECT number FROM selections WHERE id = ? AND deleted_at_ms IS NULL) ORDER BY place, asset_id)`;

export const countMatchingSql = `SELECT count(*) AS found FROM photo_words WHERE photo_words MATCH ?
  AND NOT EXISTS (SELECT 1 FROM words_pending)`;

/** Of up to 800 KB each. */
const KEPT_EXPRESSIONS = 8;

/** Beginnings of words that may be in every name: “i” and “im” of IMG_0001, “ds” of DSC_0001. */
const MOST_LETTERS_OF_ALL = 2;
const QUOTES_AND_STAR = '"" *'.length;

interface PackedIds {
  found: number;
  ids: Uint8Array | null;
}

/** The file must be there and migrated: main opens it first. Errors as of `openCatalogue`. */
export function openLibraryReader(path: string): LibraryReader {
  let raw: Database.Database;
  try {
    raw = new Database(path, { readonly: true, fileMustExist: true, timeout: 3000 });
  } catch (error) {
    throw translateSqliteError(error, path);
  }
  const database = createSqlDatabase(raw);
  const readIndex = createAssetIndexReader(database);
  const albumNumber = createAlbumNumbers(database);
  const slice = database.prepare<LibraryRow>(librarySliceSql);
  const rows = database.prepare<LibraryRow>(libraryRowsSql);
  const albums = database.prepare<{ number: number; id: string; copy: number }>(libraryAlbumsSql);
  const matching = database.prepare<PackedIds>(matchingSql);
  const counted = database.prepare<{ found: number }>(countMatchingSql);
  const selected = database.prepare<PackedIds>(selectedSql);
  /** Of the last expressions, while nobody writes: a list and what there is to filter by ask for the same words. */
  const known = new Map<string, Uint32Array | 'all'>();
  /** Of all photos, how many the last expression fitted: the next one, typed a letter further, fits no more of them. */
  let lastShare = 0;
  let version: unknown = null;
  const idsOf = (packed: PackedIds | undefined): Uint32Array =>
    readNumbers(packed?.ids, new Uint32Array(packed?.found ?? 0));
  /** Counting takes a third of the time of listing: worth it where most photos fitted already, or so few letters are typed that all may. */
  function find(expression: string, photoCount: number): Uint32Array | 'all' {
    const mayBeAll = lastShare > 0.5 || expression.length <= MOST_LETTERS_OF_ALL + QUOTES_AND_STAR;
    if (mayBeAll && counted.get(expression)?.found === photoCount) return 'all';
    return idsOf(matching.get(expression));
  }

  return {
    album: (albumId) => readIndex(albumNumber(albumId), albumId, 0),
    slice: (afterId, limit) => slice.all(afterId, limit),
    rows: (ids) => rows.all(JSON.stringify(ids)),
    albums: () => albums.all().map(({ number, id, copy }) => ({ number, id, isCopy: copy === 1 })),
    matching(expression, photoCount) {
      const now = raw.pragma('data_version', { simple: true });
      if (now !== version || known.size >= KEPT_EXPRESSIONS) known.clear();
      version = now;
      const before = known.get(expression);
      if (before !== undefined) return before;
      const ids = find(expression, photoCount);
      known.set(expression, ids);
      lastShare = ids === 'all' ? 1 : ids.length / Math.max(1, photoCount);
      return ids;
    },
    selected: (selectionId) => idsOf(selected.get(selectionId)),
    close: () => void raw.close(),
  };
}
