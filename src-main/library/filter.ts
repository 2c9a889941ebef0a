/** Which rows a query lets through: one pass over one column per field that is given. */
import { AssetState } from '../../src-shared/domain/asset';
import { PhotoColour, PhotoFlag } from '../../src-shared/domain/cull';
import type { PhotoQuery } from '../../src-shared/domain/photo-list';
import type { LibraryAlbums } from './albums-of';
import type { Dictionary } from './dictionary';
import { type PhotoColumns, rowOf } from './photo-columns';
import { kindCode } from './row-facts';

const STORED = AssetState.options.indexOf('stored');
/** Closer to 1 than this is square: cameras round. */
const SQUARE_WITHIN = 0.02;

type Test = (row: number) => boolean;

/** Sets to 0 the marks of rows that do not fit. Text and duplicates are narrowed by others: they need more than columns. */
export function narrow(
  columns: PhotoColumns,
  albums: LibraryAlbums,
  query: PhotoQuery,
  marks: Uint8Array,
): void {
  for (const test of testsOf(columns, albums, query)) {
    for (let row = 0; row < marks.length; row += 1) if (marks[row] === 1 && !test(row)) marks[row] = 0;
  }
}

function testsOf({ at, cameras, lenses }: PhotoColumns, albums: LibraryAlbums, query: PhotoQuery): Test[] {
  const tests: Test[] = [];
  const { ratings, flags, colours, kinds, orientation, stored, albumIds, hasPlace } = query;
  const given = (values: readonly unknown[] | undefined): boolean =>
    values !== undefined && values.length > 0;

  if (given(ratings) || given(flags) || given(colours)) {
    const fits = cullTable(query);
    tests.push((row) => fits[at.cull[row] as number] === 1);
  }
  addRange(tests, query.takenAtMs, (row) => at.sortAtMs[row] as number);
  if (given(query.cameras)) addCodes(tests, cameras, query.cameras as string[], at.camera);
  if (given(query.lenses)) addCodes(tests, lenses, query.lenses as string[], at.lens);
  // What the file does not say fits no range.
  addRange(tests, query.iso, (row) => at.iso[row] || Number.NaN);
  addRange(tests, query.focalLengthMm, (row) => at.focalLengthMm[row] || Number.NaN);
  addRange(tests, query.sharpness, (row) => {
    const sharpness = at.sharpness[row] as number;
    return sharpness < 0 ? Number.NaN : sharpness;
  });
  if (given(orientation)) {
    const wanted = new Set<string>(orientation);
    tests.push((row) => wanted.has(orientationOf(at.aspect[row] as number)));
  }
  if (given(kinds)) {
    const wanted = new Set(kinds?.map((kind) => kindCode[kind]));
    tests.push((row) => wanted.has(at.kind[row] as 0 | 1 | 2));
  }
  if (stored !== undefined) tests.push((row) => (at.state[row] === STORED) === stored);
  if (given(albumIds)) {
    const wanted = new Set(albumIds?.map((id) => albums.numberOf(id)));
    tests.push((row) => wanted.has(at.album[row] as number));
  }
  if (hasPlace !== undefined) tests.push((row) => (at.hasPlace[row] === 1) === hasPlace);
  return tests;
}

/** For each of the 256 packed values whether it fits. */
function cullTable({ ratings, flags, colours }: PhotoQuery): Uint8Array {
  const any = <T>(values: readonly T[] | undefined, value: T): boolean =>
    values === undefined || values.length === 0 || values.includes(value);
  return Uint8Array.from({ length: 256 }, (_, cull) =>
    any(ratings, cull & 7) &&
    any(flags, PhotoFlag.options[(cull >> 3) & 3] ?? 'none') &&
    any(colours, PhotoColour.options[(cull >> 5) & 7] ?? 'none')
      ? 1
      : 0,
  );
}

function addRange(
  tests: Test[],
  range: { from?: number | undefined; to?: number | undefined } | undefined,
  read: (row: number) => number,
): void {
  if (range?.from === undefined && range?.to === undefined) return;
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range;
  tests.push((row) => {
    const value = read(row);
    return value >= from && value <= to;
  });
}

function addCodes(
  tests: Test[],
  dictionary: Dictionary,
  names: readonly string[],
  column: Uint32Array,
): void {
  const wanted = new Uint8Array(dictionary.size());
  for (const name of names) {
    const code = dictionary.find(name);
    if (code !== undefined) wanted[code] = 1;
  }
  tests.push((row) => wanted[column[row] as number] === 1);
}

export function orientationOf(aspect: number): 'landscape' | 'portrait' | 'square' {
  if (Math.abs(aspect - 1) <= SQUARE_WITHIN) return 'square';
  return aspect > 1 ? 'landscape' : 'portrait';
}

/** Keeps only rows of these ids, or only the others. The ids ascend as rows do. */
export function sift(
  columns: PhotoColumns,
  ids: Uint32Array,
  keep: 'these' | 'others',
  marks: Uint8Array,
): void {
  const { id } = columns.at;
  const keepThese = keep === 'these';
  let next = 0;
  for (let row = 0; row < marks.length; row += 1) {
    const own = id[row] as number;
    while (next < ids.length && (ids[next] as number) < own) next += 1;
    const isOne = next < ids.length && ids[next] === own;
    if (isOne !== keepThese) marks[row] = 0;
  }
}

/** In the order of the ids; those that no photo has are left out. Ascending ids cost one walk. */
export function rowsOfIds(columns: PhotoColumns, ids: Uint32Array): Uint32Array {
  const { at, count } = columns;
  const rows = new Uint32Array(ids.length);
  let found = 0;
  let row = 0;
  for (const id of ids) {
    // Ahead by a few steps mostly; else looked for.
    if (row < count && (at.id[row] as number) <= id && id - (at.id[row] as number) < 64) {
      while (row < count && (at.id[row] as number) < id) row += 1;
    } else {
      row = rowOf(columns, id);
      if (row < 0) {
        row = count;
        continue;
      }
    }
    if (row < count && at.id[row] === id) {
      rows[found] = row;
      found += 1;
    }
  }
  return rows.subarray(0, found);
}
