/** What is handed out of the library: a list as columns, its ids, and what there is to filter by. */
import { type AssetIndex, AssetState, assetFlag } from '../../src-shared/domain/asset';
import { PhotoColour, PhotoFlag } from '../../src-shared/domain/cull';
import {
  type KnownRows,
  type PhotoFacets,
  type PhotoList,
  type PhotoQuery,
  type PhotoScope,
  rowsDigest,
  wholeOf,
} from '../../src-shared/domain/photo-list';
import type { LibraryAlbums } from './albums-of';
import type { Dictionary } from './dictionary';
import { findRows, type Library, marksOf } from './find-rows';
import type { PhotoColumns } from './photo-columns';

/** More are not chosen from but typed. */
const MOST_KEYWORDS = 300;
const STORED = AssetState.options.indexOf('stored');

export function listIndex(library: Library, list: PhotoList): AssetIndex {
  const rows = findRows(library, list);
  const count = rows.length;
  const index: AssetIndex = {
    list,
    revision: 0,
    ids: new Uint32Array(count),
    aspect: new Float32Array(count),
    sortAtMs: new Float64Array(count),
    state: new Uint8Array(count),
    flags: new Uint8Array(count),
    thumbRevision: new Uint16Array(count),
    cull: new Uint8Array(count),
    stackTop: new Uint32Array(count),
  };
  fill(index, rows, library.columns);
  return index;
}

/** Every array by a name of its own: a loop over fields looked up each time, or over arrays of several kinds, takes three times as long. */
function fill(index: AssetIndex, rows: Uint32Array, { at }: PhotoColumns): void {
  const { ids, aspect, sortAtMs, state, flags, thumbRevision, cull, stackTop } = index;
  const [fromIds, fromAspect, fromTimes, fromState] = [at.id, at.aspect, at.sortAtMs, at.state];
  const [fromFlags, fromRevision, fromCull, fromTop] = [at.flags, at.thumbRevision, at.cull, at.stackTop];
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] as number;
    ids[place] = fromIds[row] as number;
    aspect[place] = fromAspect[row] as number;
    sortAtMs[place] = fromTimes[row] as number;
    state[place] = fromState[row] as number;
    const rowFlags = fromFlags[row] as number;
    flags[place] = rowFlags;
    // One that is out of date is negative in the catalogue and counts on from there ([Note: negative thumbnail revisions]).
    thumbRevision[place] = rowFlags & assetFlag.thumb ? (fromRevision[row] as number) : 0;
    cull[place] = fromCull[row] as number;
    stackTop[place] = fromTop[row] as number;
  }
}

/**
 * A bit for each row of the whole list (the same with nothing left out), set where this list, whose stacks are open, has it; null: the
 * caller's rows are not those.
 * 25 KB for 200,000 photos, whose columns would be 5 MB.
 */
export function fitsOf(library: Library, list: PhotoList, known: KnownRows): Uint8Array | null {
  const { rows, digest } = wholeRows(library, wholeOf(list));
  if (list.stacks === 'closed' || rows.length !== known.count || digest !== known.digest) return null;
  const marks = marksOf(library, list.scope, list.query);
  const fits = new Uint8Array(Math.ceil(rows.length / 8));
  for (let place = 0; place < rows.length; place += 1) {
    if (marks[rows[place] as number] === 1)
      fits[place >> 3] = (fits[place >> 3] as number) | (1 << (place & 7));
  }
  return fits;
}

interface WholeRows {
  key: string;
  version: number;
  albums: LibraryAlbums;
  rows: Uint32Array;
  /** Of their ids. */
  digest: number;
}
const lastWhole = new WeakMap<Library, WholeRows>();

/** Each letter that is typed narrows the same list. */
function wholeRows(library: Library, list: PhotoList): Pick<WholeRows, 'rows' | 'digest'> {
  const key = JSON.stringify(list);
  const { version, at } = library.columns;
  const albums = library.albums();
  const last = lastWhole.get(library);
  if (last && last.key === key && last.version === version && last.albums === albums) return last;
  const rows = findRows(library, list);
  const found = { key, version, albums, rows, digest: rowsDigest(rows.map((row) => at.id[row] as number)) };
  // A selection changes without its photos.
  if (list.scope.kind === 'album' || list.scope.kind === 'everything') lastWhole.set(library, found);
  return found;
}

export function listIds(library: Library, list: PhotoList): Uint32Array {
  const { id } = library.columns.at;
  return findRows(library, list).map((row) => id[row] as number);
}

export function facetsOf(library: Library, scope: PhotoScope, query: PhotoQuery): PhotoFacets {
  const { at, cameras, lenses, keywordSets } = library.columns;
  const marks = marksOf(library, scope, query);
  const counts = {
    cameras: new Uint32Array(cameras.size()),
    lenses: new Uint32Array(lenses.size()),
    sets: new Uint32Array(keywordSets.size()),
    culls: new Uint32Array(256),
    kinds: new Uint32Array(3),
    states: new Uint32Array(AssetState.options.length),
  };
  tally(at.camera, marks, counts.cameras);
  tally(at.lens, marks, counts.lenses);
  tally(at.keywords, marks, counts.sets);
  tallySmall(at.cull, marks, counts.culls);
  tallySmall(at.kind, marks, counts.kinds);
  tallySmall(at.state, marks, counts.states);
  const photoCount = counts.states.reduce((sum, count) => sum + count, 0);
  return {
    cameras: named(cameras, counts.cameras),
    lenses: named(lenses, counts.lenses),
    keywords: keywordsOf(keywordSets, counts.sets),
    takenAtMs: boundsOf(at.sortAtMs, marks, null),
    iso: boundsOf(at.iso, marks, 0),
    focalLengthMm: boundsOf(at.focalLengthMm, marks, 0),
    ...cullCounts(counts.culls),
    kinds: {
      photo: counts.kinds[0] as number,
      video: counts.kinds[1] as number,
      raw: counts.kinds[2] as number,
    },
    notStored: photoCount - (counts.states[STORED] as number),
    photoCount,
  };
}

function tally(column: Uint32Array, marks: Uint8Array, counts: Uint32Array): void {
  for (let row = 0; row < marks.length; row += 1) {
    if (marks[row] !== 1) continue;
    const code = column[row] as number;
    counts[code] = (counts[code] as number) + 1;
  }
}

/** The same of bytes: one function for both kinds of arrays would be slow for both. */
function tallySmall(column: Uint8Array, marks: Uint8Array, counts: Uint32Array): void {
  for (let row = 0; row < marks.length; row += 1) {
    if (marks[row] !== 1) continue;
    const code = column[row] as number;
    counts[code] = (counts[code] as number) + 1;
  }
}

/** `unknown`: this value says nothing. */
function boundsOf(
  column: Float64Array | Float32Array | Uint32Array,
  marks: Uint8Array,
  unknown: number | null,
): { from: number; to: number } | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < marks.length; row += 1) {
    if (marks[row] !== 1) continue;
    const value = column[row] as number;
    if (value === unknown) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return from > to ? null : { from, to };
}

interface Named {
  name: string;
  count: number;
}
const mostFirst = (a: Named, b: Named): number => b.count - a.count || (a.name < b.name ? -1 : 1);

const named = (dictionary: Dictionary, counts: Uint32Array): Named[] =>
  Array.from(counts, (count, code) => ({ name: dictionary.text(code) ?? '', count }))
    .filter(({ name, count }) => name !== '' && count > 0)
    .sort(mostFirst);

function keywordsOf(sets: Dictionary, counts: Uint32Array): Named[] {
  const byKeyword = new Map<string, number>();
  counts.forEach((count, code) => {
    const text = sets.text(code);
    if (count === 0 || text === null) return;
    for (const keyword of JSON.parse(text) as string[])
      byKeyword.set(keyword, (byKeyword.get(keyword) ?? 0) + count);
  });
  return [...byKeyword]
    .map(([name, count]) => ({ name, count }))
    .sort(mostFirst)
    .slice(0, MOST_KEYWORDS);
}

function cullCounts(culls: Uint32Array): Pick<PhotoFacets, 'ratings' | 'flags' | 'colours'> {
  const ratings = [0, 0, 0, 0, 0, 0];
  const flags = { none: 0, pick: 0, reject: 0 };
  const colours = { none: 0, red: 0, yellow: 0, green: 0, blue: 0, purple: 0 };
  culls.forEach((count, cull) => {
    if (count === 0) return;
    const rating = cull & 7;
    ratings[rating] = (ratings[rating] ?? 0) + count;
    flags[PhotoFlag.options[(cull >> 3) & 3] ?? 'none'] += count;
    colours[PhotoColour.options[(cull >> 5) & 7] ?? 'none'] += count;
  });
  return { ratings, flags, colours };
}
