/** Rows of selections. Counts are kept by triggers (migration 4). */
import { AppError } from '../../src-shared/app-error';
import type { PhotoReference, Selection } from '../../src-shared/domain/selection';
import type { AssetId, SelectionId } from '../../src-shared/units';
import type { AlbumNumbers } from './albums';
import type { AwayItem, SelectionFacts, SelectionItem, SelectionTable } from './catalogue';
import { createSelectionFiles } from './selection-files';
import type { SqlDatabase, SqlValue } from './sql-database';

interface Row {
  id: SelectionId;
  name: string;
  note: string;
  cover_asset_id: number | null;
  cover_thumb_revision: number | null;
  photo_count: number;
  total_bytes: number;
  away_count: number;
  created_at_ms: number;
  updated_at_ms: number;
}

// The cover is one seek in the selection's order; only photos in the trash are passed over.
const select = `
  SELECT l.id, l.name, l.note, cover.id AS cover_asset_id, max(cover.thumb_revision, 0) AS cover_thumb_revision, l.photo_count, l.total_bytes,
    (SELECT count(*) FROM selection_away w WHERE w.selection_number = l.number
      AND NOT EXISTS (SELECT 1 FROM albums WHERE id = w.album_id)) AS away_count,
    l.created_at_ms, l.updated_at_ms
  FROM selections l
  LEFT JOIN assets cover ON cover.id = coalesce(
    (SELECT id FROM assets WHERE id = l.cover_asset_id AND trashed_at_ms IS NULL),
    (SELECT i.asset_id FROM selection_items i CROSS JOIN assets s ON s.id = i.asset_id
      WHERE i.selection_number = l.number AND s.trashed_at_ms IS NULL ORDER BY i.place, i.asset_id LIMIT 1))`;
export const selectionListSql = `${select} WHERE l.deleted_at_ms IS NULL ORDER BY l.number`;
export const selectionGetSql = `${select} WHERE l.id = ? AND l.deleted_at_ms IS NULL`;
const item = `SELECT i.asset_id AS assetId, i.place, a.id AS albumId, coalesce(s.trashed_from, s.key) AS key, s.trashed_at_ms IS NOT NULL AS trashed
  FROM selection_items i CROSS JOIN assets s ON s.id = i.asset_id CROSS JOIN albums a ON a.number = s.album_number
  WHERE i.selection_number = ?`;
export const selectionItemsSql = `${item} AND (i.place, i.asset_id) > (?, ?) ORDER BY i.place, i.asset_id LIMIT ?`;
export const selectionItemsBackSql = `${item} AND (i.place, i.asset_id) < (?, ?) ORDER BY i.place DESC, i.asset_id DESC LIMIT ?`;
export const selectionPlacesSql = `SELECT i.asset_id AS assetId, i.place FROM json_each(?) wanted
  CROSS JOIN selection_items i ON i.selection_number = ? AND i.asset_id = wanted.value`;
export const selectionsHavingSql = `SELECT DISTINCT l.id FROM json_each(?) wanted
  CROSS JOIN selection_items i INDEXED BY selection_items_of ON i.asset_id = wanted.value
  CROSS JOIN selections l ON l.number = i.selection_number WHERE l.deleted_at_ms IS NULL`;
export const selectionAwaySql = `SELECT album_id AS albumId, key, place FROM selection_away
  WHERE selection_number = ? AND (album_id, key) > (?, ?) ORDER BY album_id, key LIMIT ?`;

interface FactsRow {
  id: SelectionId;
  name: string;
  note: string;
  cover_asset_id: number | null;
  cover_away: string | null;
  created_at_ms: number;
  updated_at_ms: number;
  deleted_at_ms: number | null;
  pending: number;
}

const columnOf: Record<keyof Omit<SelectionFacts, 'id' | 'createdAtMs'>, string> = {
  name: 'name',
  note: 'note',
  coverAssetId: 'cover_asset_id',
  coverAway: 'cover_away',
  updatedAtMs: 'updated_at_ms',
  deletedAtMs: 'deleted_at_ms',
  pending: 'pending',
};
const sqlValueOf = (value: SelectionFacts[keyof SelectionFacts]): SqlValue =>
  typeof value === 'boolean'
    ? Number(value)
    : typeof value === 'object' && value
      ? JSON.stringify(value)
      : value;

const fromRow = (row: Row): Selection => ({
  id: row.id,
  name: row.name,
  note: row.note,
  coverAssetId: row.cover_asset_id as AssetId | null,
  coverThumbRevision: row.cover_thumb_revision ?? 0,
  photoCount: row.photo_count,
  totalBytes: row.total_bytes,
  awayCount: row.away_count,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
});

/** A selection's small local number. Errors: `not-found`. */
export type SelectionNumbers = (id: SelectionId) => number;

export function createSelectionTable(database: SqlDatabase, albumNumber: AlbumNumbers): SelectionTable {
  const number = database.prepare<{ number: number }>('SELECT number FROM selections WHERE id = ?');
  const selectionNumber: SelectionNumbers = (id) => {
    const row = number.get(id);
    if (!row) throw new AppError('not-found', 'That selection is not here any more. Choose another one.');
    return row.number;
  };
  const list = database.prepare<Row>(selectionListSql);
  const get = database.prepare<Row>(selectionGetSql);
  const facts = database.prepare<FactsRow>('SELECT * FROM selections WHERE id = ?');
  const insert = database.prepare(
    `INSERT INTO selections (id, name, note, cover_asset_id, cover_away, created_at_ms, updated_at_ms, deleted_at_ms, pending)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const changers = new Map<string, ReturnType<SqlDatabase['prepare']>>();
  const items = database.prepare<Omit<SelectionItem, 'trashed'> & { trashed: number }>(selectionItemsSql);
  const itemsBack = database.prepare<Omit<SelectionItem, 'trashed'> & { trashed: number }>(
    selectionItemsBackSql,
  );
  const placesOf = database.prepare<{ assetId: AssetId; place: number }>(selectionPlacesSql);
  const known = database.prepare<{ id: AssetId }>(
    'SELECT s.id FROM json_each(?) wanted CROSS JOIN assets s ON s.id = wanted.value',
  );
  const lastPlaces = [
    'SELECT max(place) AS place FROM selection_items WHERE selection_number = ?',
    'SELECT max(place) AS place FROM selection_away WHERE selection_number = ?',
  ].map((sql) => database.prepare<{ place: number | null }>(sql));
  const put = database.prepare(
    `INSERT INTO selection_items (selection_number, place, asset_id) SELECT ?, ?, id FROM assets WHERE id = ?
     ON CONFLICT DO UPDATE SET place = excluded.place WHERE place <> excluded.place`,
  );
  const takeOut = database.prepare('DELETE FROM selection_items WHERE selection_number = ? AND asset_id = ?');
  const having = database.prepare<{ id: SelectionId }>(selectionsHavingSql);
  const away = database.prepare<AwayItem>(selectionAwaySql);
  const putAway = database.prepare(
    `INSERT INTO selection_away (selection_number, album_id, key, place) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const clearAway = database.prepare('DELETE FROM selection_away WHERE selection_number = ?');

  return {
    list: () => list.all().map(fromRow),
    get(id) {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    facts(id) {
      const row = facts.get(id);
      return row
        ? {
            id: row.id,
            name: row.name,
            note: row.note,
            coverAssetId: row.cover_asset_id as AssetId | null,
            coverAway: row.cover_away === null ? null : (JSON.parse(row.cover_away) as PhotoReference),
            createdAtMs: row.created_at_ms,
            updatedAtMs: row.updated_at_ms,
            deletedAtMs: row.deleted_at_ms,
            pending: row.pending === 1,
          }
        : null;
    },
    insert(row) {
      insert.run(
        row.id,
        row.name,
        row.note,
        row.coverAssetId,
        sqlValueOf(row.coverAway),
        row.createdAtMs,
        row.updatedAtMs,
        row.deletedAtMs,
        Number(row.pending),
      );
    },
    change(id, change) {
      const given = Object.entries({ pending: true, ...change }).filter(([, value]) => value !== undefined);
      const sql = `UPDATE selections SET ${given.map(([name]) => `${columnOf[name as keyof typeof columnOf]} = ?`).join(', ')} WHERE id = ?`;
      const changer = changers.get(sql) ?? database.prepare(sql);
      changers.set(sql, changer);
      changer.run(...given.map(([, value]) => sqlValueOf(value)), id);
    },
    items(id, after, limit, options) {
      const from = options?.descending
        ? [after?.place ?? Number.MAX_SAFE_INTEGER, after?.assetId ?? 0]
        : [after?.place ?? Number.MIN_SAFE_INTEGER, after?.assetId ?? 0];
      return (options?.descending ? itemsBack : items)
        .all(selectionNumber(id), ...from, limit)
        .map((row) => ({ ...row, trashed: row.trashed === 1 }));
    },
    placesOf: (id, assetIds) => placesOf.all(JSON.stringify(assetIds), selectionNumber(id)),
    known: (assetIds) => known.all(JSON.stringify(assetIds)).map((row) => row.id),
    lastPlace(id) {
      const own = selectionNumber(id);
      const places = lastPlaces.flatMap((statement) => statement.get(own)?.place ?? []);
      return places.length === 0 ? null : Math.max(...places);
    },
    put(id, rows) {
      const own = selectionNumber(id);
      database.transaction(() => {
        for (const { assetId, place } of rows) put.run(own, place, assetId);
      });
    },
    takeOut(id, assetIds) {
      const own = selectionNumber(id);
      database.transaction(() => {
        for (const assetId of assetIds) takeOut.run(own, assetId);
      });
    },
    having: (assetIds) => having.all(JSON.stringify(assetIds)).map((row) => row.id),
    away: (id, after, limit) => away.all(selectionNumber(id), after?.albumId ?? '', after?.key ?? '', limit),
    putAway(id, rows) {
      const own = selectionNumber(id);
      database.transaction(() => {
        for (const { albumId, key, place } of rows) putAway.run(own, albumId, key, place);
      });
    },
    clearAway(id) {
      clearAway.run(selectionNumber(id));
    },
    ...createSelectionFiles(database, albumNumber, selectionNumber),
  };
}
