/** Which photos are there twice, to the byte, and which look like another one or belong to a burst. */
import type { LibraryAlbums } from './albums-of';
import type { PhotoColumns } from './photo-columns';

/** Hashes of photos that look alike differ in at most so many of their 64 bits; every such pair has one of four quarters in common. */
const MOST_BITS_APART = 3;
const QUARTERS = 4;
/** Hashes that share a quarter and are compared with each one: flat pictures share it by the thousand. */
const MOST_NEIGHBOURS = 300;

export interface Duplicates {
  /** 1 where it holds; of all albums but copies, and not of the trash. Not to be written to. */
  marks(which: 'same' | 'similar'): Uint8Array;
}

export function createDuplicates(columns: PhotoColumns, albums: () => LibraryAlbums): Duplicates {
  const known = new Map<'same' | 'similar', { marks: Uint8Array; version: number; albums: LibraryAlbums }>();
  return {
    marks(which) {
      const now = { version: columns.version, albums: albums() };
      const last = known.get(which);
      if (last && last.version === now.version && last.albums === now.albums) return last.marks;
      const candidates = candidatesOf(columns, now.albums);
      const marks = which === 'same' ? sameBytes(columns, candidates) : similar(columns, candidates);
      known.set(which, { ...now, marks });
      return marks;
    },
  };
}

function candidatesOf({ at, count }: PhotoColumns, albums: LibraryAlbums): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row += 1) {
    if (at.gone[row] === 1 || at.trashedAtMs[row] !== 0 || albums.isCopy(at.album[row] as number)) continue;
    rows.push(row);
  }
  return rows;
}

function sameBytes({ at, count }: PhotoColumns, rows: readonly number[]): Uint8Array {
  return shared(rows, new Uint8Array(count), (row) => at.content[row] as number);
}

/** Marks rows whose number is not 0 and is that of another row as well. */
function shared(rows: readonly number[], marks: Uint8Array, numberOf: (row: number) => number): Uint8Array {
  const first = new Map<number, number>();
  for (const row of rows) {
    const number = numberOf(row);
    if (number === 0) continue;
    const other = first.get(number);
    if (other === undefined) {
      first.set(number, row);
      continue;
    }
    marks[row] = 1;
    marks[other] = 1;
  }
  return marks;
}

function similar({ at, count }: PhotoColumns, rows: readonly number[]): Uint8Array {
  const marks = shared(rows, new Uint8Array(count), (row) => at.burst[row] as number);
  const hashed = rows.filter((row) => at.hashed[row] === 1);
  hashed.sort((a, b) => hashOrder(at, a, b));
  /** One row of each hash; others of the very same hash are marked and need no comparison. */
  const distinct = hashed.filter((row, place) => {
    const before = hashed[place - 1];
    if (before === undefined || hashOrder(at, before, row) !== 0) return true;
    marks[before] = 1;
    marks[row] = 1;
    return false;
  });
  for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
    const buckets = new Map<number, number[]>();
    for (const row of distinct) {
      const half = (quarter < 2 ? at.hashHigh[row] : at.hashLow[row]) as number;
      const part = quarter % 2 === 0 ? half >>> 16 : half & 0xffff;
      const bucket = buckets.get(part);
      if (bucket) bucket.push(row);
      else buckets.set(part, [row]);
    }
    for (const bucket of buckets.values()) markNear(at, bucket, marks);
  }
  return marks;
}

const hashOrder = ({ hashHigh, hashLow }: PhotoColumns['at'], a: number, b: number): number =>
  (hashHigh[a] as number) - (hashHigh[b] as number) || (hashLow[a] as number) - (hashLow[b] as number);

function markNear(at: PhotoColumns['at'], bucket: readonly number[], marks: Uint8Array): void {
  for (let one = 0; one < bucket.length; one += 1) {
    const row = bucket[one] as number;
    const until = Math.min(bucket.length, one + MOST_NEIGHBOURS);
    for (let next = one + 1; next < until; next += 1) {
      const other = bucket[next] as number;
      if (marks[row] === 1 && marks[other] === 1) continue;
      const apart =
        bitsOf((at.hashHigh[row] as number) ^ (at.hashHigh[other] as number)) +
        bitsOf((at.hashLow[row] as number) ^ (at.hashLow[other] as number));
      if (apart > MOST_BITS_APART) continue;
      marks[row] = 1;
      marks[other] = 1;
    }
  }
}

/** How many bits of 32 are set. */
export function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
