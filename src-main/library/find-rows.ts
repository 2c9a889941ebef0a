/** Answers a list of photos: its scope, what the query lets through, its order, its stacks. */
import type { PhotoList, PhotoQuery, PhotoScope } from '../../src-shared/domain/photo-list';
import type { LibraryAlbums } from './albums-of';
import type { Duplicates } from './duplicates';
import { narrow, rowsOfIds, sift } from './filter';
import type { Order, Orders } from './orders';
import type { PhotoColumns } from './photo-columns';
import { parseTextQuery } from './text-query';

export interface Library {
  columns: PhotoColumns;
  orders: Orders;
  duplicates: Duplicates;
  albums(): LibraryAlbums;
  /** What only the catalogue can answer. */
  catalogue: {
    /** Ids of photos whose words fit, ascending; `photoCount`: how many photos there are. */
    matching(expression: string, photoCount: number): Uint32Array | 'all';
    /** Ids of a selection's photos in its own order; none for one that is not there. */
    selected(selectionId: string): Uint32Array;
  };
}

/** Rows in the order of the list. */
export function findRows(library: Library, list: PhotoList): Uint32Array {
  const own = ownRows(library, list.scope);
  const marks = marksOf(library, list.scope, list.query, own);
  const rows = ordered(library, list, own, marks);
  return list.stacks === 'closed' ? tops(library.columns, rows) : rows;
}

/** 1 for each row of the scope that fits the query. */
export function marksOf(
  library: Library,
  scope: PhotoScope,
  query: PhotoQuery,
  own: Uint32Array | null = ownRows(library, scope),
): Uint8Array {
  const marks = scopeMarks(library, scope, own);
  narrow(library.columns, library.albums(), query, marks);
  if (query.duplicates !== undefined) {
    const doubled = library.duplicates.marks(query.duplicates);
    for (let row = 0; row < marks.length; row += 1) if (doubled[row] !== 1) marks[row] = 0;
  }
  const text = query.text === undefined ? null : parseTextQuery(query.text);
  const { columns, catalogue } = library;
  for (const expression of text?.wanted ?? []) {
    const ids = catalogue.matching(expression, columns.live);
    if (ids !== 'all') sift(columns, ids, 'these', marks);
  }
  for (const expression of text?.unwanted ?? []) {
    const ids = catalogue.matching(expression, columns.live);
    if (ids === 'all') marks.fill(0);
    else sift(columns, ids, 'others', marks);
  }
  return marks;
}

/** Rows of a scope that has an order of its own, in that order; null: it has none. */
function ownRows({ columns, catalogue }: Library, scope: PhotoScope): Uint32Array | null {
  if (scope.kind === 'selection') return rowsOfIds(columns, catalogue.selected(scope.selectionId));
  if (scope.kind !== 'comparison') return null;
  const other = new Set(catalogue.selected(scope.otherId));
  const wanted = scope.show === 'both';
  return rowsOfIds(
    columns,
    catalogue.selected(scope.selectionId).filter((id) => other.has(id) === wanted),
  );
}

/** What is in the trash is in no other scope. */
function scopeMarks(library: Library, scope: PhotoScope, own: Uint32Array | null): Uint8Array {
  const { count } = library.columns;
  const { gone, trashedAtMs, album } = library.columns.at;
  const marks = new Uint8Array(count);
  if (own) {
    for (const row of own) marks[row] = gone[row] === 0 && trashedAtMs[row] === 0 ? 1 : 0;
    return marks;
  }
  const inTrash = scope.kind === 'trash';
  const shown = albumsOfScope(library.albums(), scope);
  for (let row = 0; row < count; row += 1) {
    if (gone[row] === 0 && (trashedAtMs[row] !== 0) === inTrash)
      marks[row] = shown[album[row] as number] ?? 0;
  }
  return marks;
}

/** 1 at the number of each album whose photos may be shown. */
function albumsOfScope({ shown, numberOf }: LibraryAlbums, scope: PhotoScope): Uint8Array {
  if (scope.kind === 'everything') return shown;
  if (scope.kind === 'trash') return new Uint8Array(shown.length).fill(1);
  const only = new Uint8Array(shown.length);
  const number = scope.kind === 'album' ? numberOf(scope.albumId) : undefined;
  if (number !== undefined) only[number] = 1;
  return only;
}

function ordered(
  { columns, orders }: Library,
  { scope, sort }: PhotoList,
  own: Uint32Array | null,
  marks: Uint8Array,
): Uint32Array {
  if (sort.by === 'own' && scope.kind === 'trash') return newestInTrash(columns, marks, sort.descending);
  const by: Order = sort.by === 'own' ? 'time' : sort.by;
  const all = sort.by === 'own' && own ? own : orders.rows(by);
  const rows = new Uint32Array(all.length);
  let found = 0;
  for (const row of all) {
    if (marks[row] !== 1) continue;
    rows[found] = row;
    found += 1;
  }
  const fitting = rows.subarray(0, found);
  return sort.descending ? fitting.reverse() : fitting;
}

function newestInTrash({ at }: PhotoColumns, marks: Uint8Array, reversed: boolean): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < marks.length; row += 1) if (marks[row] === 1) rows.push(row);
  const { trashedAtMs } = at;
  rows.sort((a, b) => (trashedAtMs[b] as number) - (trashedAtMs[a] as number) || b - a);
  return Uint32Array.from(reversed ? rows.reverse() : rows);
}

/** Of each stack its top, where that is in the list; else the first of the stack that is. */
function tops(columns: PhotoColumns, rows: Uint32Array): Uint32Array {
  const { stackTop, id } = columns.at;
  const topsHere = new Set<number>();
  for (const row of rows) {
    const top = stackTop[row] as number;
    if (top !== 0 && top === id[row]) topsHere.add(top);
  }
  /** Those whose stack is shown by another photo than its top. */
  const shown = new Set<number>();
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const top = stackTop[row] as number;
    if (top !== 0 && top !== id[row]) {
      if (topsHere.has(top) || shown.has(top)) continue;
      shown.add(top);
    }
    kept[count] = row;
    count += 1;
  }
  return kept.subarray(0, count);
}
