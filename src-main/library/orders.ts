/** Rows in every order that was asked for, kept sorted while photos change: 200,000 are sorted once, not per question. */
import type { PhotoSort } from '../../src-shared/domain/photo-list';
import type { PhotoColumns } from './photo-columns';

export type Order = Exclude<PhotoSort['by'], 'own'>;

export interface Orders {
  /** All rows of photos that are there, ascending. Not to be written to. */
  rows(by: Order): Uint32Array;
  /** The row is new, other, or gone. */
  touched(row: number): void;
}

interface Kept {
  rows: Uint32Array;
  touched: Set<number>;
}

/** Above this share of rows, sorting all is as fast. */
const MOST_TOUCHED = 0.1;

export function createOrders(columns: PhotoColumns): Orders {
  const kept = new Map<Order, Kept>();
  return {
    rows(by) {
      const compare = comparer(columns, by);
      const known = kept.get(by);
      if (known && known.touched.size === 0) return known.rows;
      const rows =
        known && known.touched.size <= known.rows.length * MOST_TOUCHED
          ? repaired(columns, known, compare)
          : allLive(columns).sort(compare);
      kept.set(by, { rows, touched: new Set() });
      return rows;
    },
    touched(row) {
      for (const { touched } of kept.values()) touched.add(row);
    },
  };
}

function allLive({ count, live, at }: PhotoColumns): Uint32Array {
  const rows = new Uint32Array(live);
  let next = 0;
  for (let row = 0; row < count; row += 1) {
    if (at.gone[row] === 1) continue;
    rows[next] = row;
    next += 1;
  }
  return rows;
}

/** Takes out what changed and merges it in again where it belongs now. */
function repaired(
  { at, live }: PhotoColumns,
  { rows: old, touched }: Kept,
  compare: (a: number, b: number) => number,
): Uint32Array {
  const changed = Uint32Array.from([...touched].filter((row) => at.gone[row] === 0)).sort(compare);
  const rows = new Uint32Array(live);
  let from = 0;
  let next = 0;
  for (const row of old) {
    if (touched.has(row)) continue;
    while (from < changed.length && compare(changed[from] as number, row) < 0) {
      rows[next] = changed[from] as number;
      next += 1;
      from += 1;
    }
    rows[next] = row;
    next += 1;
  }
  rows.set(changed.subarray(from), next);
  return rows;
}

/** The same values: by time, then by id, so that no order is left to chance. Rows ascend with ids. */
function comparer({ at, names }: PhotoColumns, by: Order): (a: number, b: number) => number {
  const { sortAtMs, cull, addedAtMs, sizeBytes, sharpness } = at;
  const byTime = (a: number, b: number): number => (sortAtMs[a] as number) - (sortAtMs[b] as number) || a - b;
  const byNumber =
    (column: Float64Array | Float32Array) =>
    (a: number, b: number): number =>
      (column[a] as number) - (column[b] as number) || byTime(a, b);
  switch (by) {
    case 'time':
      return byTime;
    case 'name':
      return (a, b) => {
        const first = names[a] as string;
        const second = names[b] as string;
        if (first === second) return byTime(a, b);
        return first < second ? -1 : 1;
      };
    case 'rating':
      return (a, b) => ((cull[a] as number) & 7) - ((cull[b] as number) & 7) || byTime(a, b);
    case 'added':
      return (a, b) => (addedAtMs[a] as number) - (addedAtMs[b] as number) || a - b;
    case 'size':
      return byNumber(sizeBytes);
    case 'sharpness':
      return byNumber(sharpness);
  }
}
