/** Groups of photos that hold the same bytes, or that look alike or belong to one burst, each with the one that is most likely wanted. */
import { type PhotoFlag, unpackCull } from '../../src-shared/domain/cull';
import type { TwinKind, TwinsFound } from '../../src-shared/domain/duplicates';
import type { PhotoScope } from '../../src-shared/domain/photo-list';
import { bitsOf } from './duplicates';
import { findRows, type Library } from './find-rows';
import { type PhotoColumns, rowOf } from './photo-columns';
import { kindCode } from './row-facts';

/** Hashes of photos that look alike differ in at most so many of their 64 bits; every such pair has one of four quarters in common. */
export const ALIKE_BITS = 3;
/** Of photos taken one right after the other more may differ: somebody moved. */
export const SERIES_BITS = 7;
export const SERIES_MS = 60_000;
/** Photos that are compared with each one of a series: files without a time of their own all have the same by the thousand. */
export const SERIES_NEIGHBOURS = 200;
const QUARTERS = 4;
/** Groups larger than this are looked through only in part for how near their photos are. */
const MOST_COMPARED = 200;

export interface FoundTwins {
  /** Oldest first. */
  ids: number[];
  /** Photos that go where each of these goes: the RAW of a JPEG. */
  along: number[][];
  why: 'same' | 'similar' | 'burst';
  distance: number;
  best: number;
}

/** `rows`: live rows of the columns. Groups of the oldest photos first. */
export function findTwins(
  columns: PhotoColumns,
  rows: readonly number[],
  kind: 'same' | 'similar',
): FoundTwins[] {
  const pairs = pairsIn(columns, rows);
  const chosen = rows.filter((row) => !pairs.hidden.has(row));
  const sets = createSets(columns.count);
  if (kind === 'same') joinEqual(sets, chosen, (row) => columns.at.content[row] as number);
  else joinSimilar(sets, columns, chosen);
  return sets
    .groups(chosen)
    .map((group) => told(columns, group, kind, pairs.along))
    .sort((a, b) => (a.ids[0] as number) - (b.ids[0] as number));
}

function joinSimilar(sets: Sets, columns: PhotoColumns, rows: readonly number[]): void {
  const { at } = columns;
  joinEqual(sets, rows, (row) => at.burst[row] as number);
  const hashed = rows.filter((row) => at.hashed[row] === 1);
  hashed.sort((a, b) => order(at, a, b));
  /** One row of each hash. */
  const distinct = hashed.filter((row, place) => {
    const before = hashed[place - 1];
    if (before === undefined || order(at, before, row) !== 0) return true;
    sets.join(before, row);
    return false;
  });
  for (let quarter = 0; quarter < QUARTERS; quarter += 1) joinNear(sets, at, distinct, quarter);
  hashed.sort((a, b) => (at.sortAtMs[a] as number) - (at.sortAtMs[b] as number) || a - b);
  hashed.forEach((row, place) => {
    const untilMs = (at.sortAtMs[row] as number) + SERIES_MS;
    const until = Math.min(hashed.length, place + 1 + SERIES_NEIGHBOURS);
    for (let next = place + 1; next < until; next += 1) {
      const other = hashed[next] as number;
      if ((at.sortAtMs[other] as number) > untilMs) break;
      if (bitsApart(at, row, other) <= SERIES_BITS) sets.join(row, other);
    }
  });
}

/** Compares all that share this quarter of their hashes. */
function joinNear(sets: Sets, at: PhotoColumns['at'], rows: readonly number[], quarter: number): void {
  const buckets = new Map<number, number[]>();
  for (const row of rows) {
    const half = (quarter < 2 ? at.hashHigh[row] : at.hashLow[row]) as number;
    const part = quarter % 2 === 0 ? half >>> 16 : half & 0xffff;
    const bucket = buckets.get(part);
    if (bucket) bucket.push(row);
    else buckets.set(part, [row]);
  }
  for (const bucket of buckets.values()) {
    for (let one = 0; one < bucket.length; one += 1)
      for (let other = one + 1; other < bucket.length; other += 1) {
        const [a, b] = [bucket[one] as number, bucket[other] as number];
        if (bitsApart(at, a, b) <= ALIKE_BITS) sets.join(a, b);
      }
  }
}

export const bitsApart = ({ hashHigh, hashLow }: PhotoColumns['at'], a: number, b: number): number =>
  bitsOf((hashHigh[a] as number) ^ (hashHigh[b] as number)) +
  bitsOf((hashLow[a] as number) ^ (hashLow[b] as number));

const order = ({ hashHigh, hashLow }: PhotoColumns['at'], a: number, b: number): number =>
  (hashHigh[a] as number) - (hashHigh[b] as number) || (hashLow[a] as number) - (hashLow[b] as number);

/** Rows with the same number, which is not 0. */
function joinEqual(sets: Sets, rows: readonly number[], numberOf: (row: number) => number): void {
  const first = new Map<number, number>();
  for (const row of rows) {
    const number = numberOf(row);
    if (number === 0) continue;
    const other = first.get(number);
    if (other === undefined) first.set(number, row);
    else sets.join(other, row);
  }
}

interface Sets {
  join(one: number, other: number): void;
  /** Those of more than one row. */
  groups(rows: readonly number[]): number[][];
}

/** Union-find over rows. */
function createSets(count: number): Sets {
  const parent = Uint32Array.from({ length: count }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = row; parent[at] !== root; ) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  return {
    join(one, other) {
      const [a, b] = [rootOf(one), rootOf(other)];
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    },
    groups(rows) {
      const byRoot = new Map<number, number[]>();
      for (const row of rows) {
        const root = rootOf(row);
        const group = byRoot.get(root);
        if (group) group.push(row);
        else byRoot.set(root, [row]);
      }
      return [...byRoot.values()].filter((group) => group.length > 1);
    },
  };
}

/** A RAW and the JPEG of the same name in one stack are one photo: the RAW is not looked at, and goes along. */
function pairsIn(
  { at, names, count }: PhotoColumns,
  rows: readonly number[],
): { hidden: Set<number>; along: Map<number, number[]> } {
  const shown = new Map<string, number>();
  const pairKey = (row: number): string => `${at.album[row]} ${at.stackTop[row]} ${baseOf(names[row] ?? '')}`;
  for (const row of rows)
    if (row < count && at.stackTop[row] !== 0 && at.kind[row] === kindCode.photo)
      shown.set(pairKey(row), row);
  const hidden = new Set<number>();
  const along = new Map<number, number[]>();
  for (const row of rows) {
    if (at.kind[row] !== kindCode.raw || at.stackTop[row] === 0) continue;
    const photo = shown.get(pairKey(row));
    if (photo === undefined) continue;
    hidden.add(row);
    along.set(photo, [...(along.get(photo) ?? []), row]);
  }
  return { hidden, along };
}

const baseOf = (name: string): string => name.slice(0, name.lastIndexOf('.') + 1 || undefined);

function told(
  columns: PhotoColumns,
  group: number[],
  kind: 'same' | 'similar',
  along: ReadonlyMap<number, number[]>,
): FoundTwins {
  const { at } = columns;
  const idOf = (row: number): number => at.id[row] as number;
  group.sort((a, b) => (at.sortAtMs[a] as number) - (at.sortAtMs[b] as number) || a - b);
  const burst = at.burst[group[0] as number];
  const isBurst = kind === 'similar' && burst !== 0 && group.every((row) => at.burst[row] === burst);
  const best = group.reduce((one, other) => (better(columns, one, other) <= 0 ? one : other));
  return {
    ids: group.map(idOf),
    along: group.map((row) => (along.get(row) ?? []).map(idOf)),
    why: kind === 'same' ? 'same' : isBurst ? 'burst' : 'similar',
    distance: kind === 'same' ? 0 : nearness(at, group),
    best: idOf(best),
  };
}

/** How far the loneliest photo of the group is from the one nearest to it. */
function nearness(at: PhotoColumns['at'], group: readonly number[]): number {
  const rows = group.filter((row) => at.hashed[row] === 1).slice(0, MOST_COMPARED);
  let most = 0;
  for (const row of rows) {
    let least = 64;
    for (const other of rows) if (other !== row) least = Math.min(least, bitsApart(at, row, other));
    if (rows.length > 1) most = Math.max(most, least);
  }
  return most;
}

const flagWorth = { pick: 2, none: 1, reject: 0 } as const satisfies Record<PhotoFlag, number>;
/** `IMG_1 (2).jpg`, `IMG_1 copy.jpg`, `IMG_1의 사본.jpg`: as programs name what they copied. Names here are sorted by number, so digits are marked. */
const copyName = /\(.{1,4}\)\.|copy|kopie|copie|사본|복사/u;

/** Negative: the first one is the better photo. What a person said of them counts most. */
function better({ at, names }: PhotoColumns, one: number, other: number): number {
  const [a, b] = [unpackCull(at.cull[one] as number), unpackCull(at.cull[other] as number)];
  const more = (column: Float32Array | Float64Array): number =>
    (column[other] as number) - (column[one] as number);
  return (
    b.rating - a.rating ||
    flagWorth[b.flag] - flagWorth[a.flag] ||
    more(at.sharpness) ||
    more(at.sizeBytes) ||
    Number(copyName.test(names[one] ?? '')) - Number(copyName.test(names[other] ?? '')) ||
    one - other
  );
}

/** All groups among the photos of that scope. */
export function twinsIn(library: Library, scope: PhotoScope, which: TwinKind): TwinsFound {
  const { columns } = library;
  const rows = findRows(library, {
    scope,
    query: {},
    sort: { by: 'own', descending: false },
    stacks: 'open',
  });
  const groups = findTwins(columns, Array.from(rows), which);
  let photoCount = 0;
  let freedBytes = 0;
  for (const { ids, along, best } of groups) {
    photoCount += ids.length;
    ids.forEach((id, place) => {
      if (id === best) return;
      for (const gone of [id, ...(along[place] ?? [])])
        freedBytes += columns.at.sizeBytes[rowOf(columns, gone)] ?? 0;
    });
  }
  // Ids are plain numbers in here; outside they are those of photos.
  return { groups: groups as unknown as TwinsFound['groups'], photoCount, freedBytes };
}

/** The rows of these photos that are there and not in the trash. */
export const rowsOfIds = (columns: PhotoColumns, ids: Iterable<number>): number[] => {
  const rows: number[] = [];
  for (const id of ids) {
    const row = rowOf(columns, id);
    if (row >= 0 && columns.at.gone[row] === 0 && columns.at.trashedAtMs[row] === 0) rows.push(row);
  }
  return rows;
};
