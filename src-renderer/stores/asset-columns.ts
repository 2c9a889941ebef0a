/** An album's assets as typed columns in display order (sortAtMs, id), patched in place and merged in batches. */
import { type AssetIndex, type AssetPatch, AssetState } from '../../src-shared/domain/asset';
import type { AssetId } from '../../src-shared/units';

/** Columns of equal length `count`; never change them outside this file. `state` indexes AssetState.options. */
export interface AssetColumns {
  readonly count: number;
  readonly ids: Uint32Array;
  readonly aspect: Float32Array;
  readonly sortAtMs: Float64Array;
  readonly state: Uint8Array;
  readonly flags: Uint8Array;
  readonly thumbRevision: Uint16Array;
  /** Stars, flag, colour: `unpackCull`. */
  readonly cull: Uint8Array;
  /** Id of the photo that stands for its stack; 0: alone. */
  readonly stackTop: Uint32Array;
  /** Row of an asset, or -1. Constant time. */
  rowOf(id: AssetId | number): number;
}

export interface PatchOutcome {
  columns: AssetColumns;
  /** Rows came, went or moved, or a picture changed its shape: a layout must be made again. */
  layoutChanged: boolean;
}

type RawColumns = Omit<AssetColumns, 'rowOf' | 'count'>;

/** Ids of one album are close together (one counter per catalogue), so a dense table beats a Map by 30 times at 100,000 rows. */
function rowTable(ids: Uint32Array): (id: number) => number {
  let low = Number.POSITIVE_INFINITY;
  let high = -1;
  for (const id of ids) {
    if (id < low) low = id;
    if (id > high) high = id;
  }
  if (high < 0) return () => -1;
  const rows = new Int32Array(high - low + 1).fill(-1);
  for (let row = 0; row < ids.length; row++) rows[(ids[row] as number) - low] = row;
  return (id) => (id < low || id > high ? -1 : (rows[id - low] as number));
}

const withRows = (raw: RawColumns): AssetColumns => ({
  ...raw,
  count: raw.ids.length,
  rowOf: rowTable(raw.ids),
});

/** Takes the snapshot's arrays as its own. */
export const columnsOf = (index: AssetIndex): AssetColumns =>
  withRows({
    ids: index.ids,
    aspect: index.aspect,
    sortAtMs: index.sortAtMs,
    state: index.state,
    flags: index.flags,
    thumbRevision: index.thumbRevision,
    cull: index.cull,
    stackTop: index.stackTop,
  });

/** Some of the rows, in that order, as columns of their own: patches reach them only by `applyInPlace`. */
export function rowsOf(from: AssetColumns, rows: Uint32Array): AssetColumns {
  const taken = emptyColumns(rows.length);
  // One loop that names each column: a loop over columns of many types costs four times as much.
  for (let at = 0; at < rows.length; at++) copyRow(from, rows[at] as number, taken, at);
  return withRows(taken);
}

/** The rows whose bit is set, as columns of their own; row 0 is the lowest bit of byte 0. */
export function fittingRows(from: AssetColumns, fits: Uint8Array): AssetColumns {
  const rows = new Uint32Array(from.count);
  let count = 0;
  for (let row = 0; row < from.count; row++) {
    if ((fits[row >> 3] as number) & (1 << (row & 7))) rows[count++] = row;
  }
  return rowsOf(from, rows.subarray(0, count));
}

const emptyColumns = (count: number): RawColumns => ({
  ids: new Uint32Array(count),
  aspect: new Float32Array(count),
  sortAtMs: new Float64Array(count),
  state: new Uint8Array(count),
  flags: new Uint8Array(count),
  thumbRevision: new Uint16Array(count),
  cull: new Uint8Array(count),
  stackTop: new Uint32Array(count),
});

function copyRow(from: RawColumns, row: number, into: RawColumns, at: number): void {
  into.ids[at] = from.ids[row] as number;
  into.aspect[at] = from.aspect[row] as number;
  into.sortAtMs[at] = from.sortAtMs[row] as number;
  into.state[at] = from.state[row] as number;
  into.flags[at] = from.flags[row] as number;
  into.thumbRevision[at] = from.thumbRevision[row] as number;
  into.cull[at] = from.cull[row] as number;
  into.stackTop[at] = from.stackTop[row] as number;
}

const stateNumber = new Map(AssetState.options.map((state, number) => [state, number]));

function writeRow(columns: RawColumns, row: number, patch: AssetPatch): void {
  columns.ids[row] = patch.id;
  columns.aspect[row] = patch.aspect;
  columns.sortAtMs[row] = patch.sortAtMs;
  columns.state[row] = stateNumber.get(patch.state) ?? 0;
  columns.flags[row] = patch.flags;
  columns.thumbRevision[row] = patch.thumbRevision;
  columns.cull[row] = patch.cull;
  columns.stackTop[row] = patch.stackTop;
}

/** A mark that was just pressed (pending-culls.ts). */
export function writeCull(columns: AssetColumns, row: number, packed: number): void {
  columns.cull[row] = packed;
}

/**
 * Applies one event's patches: rows that keep their place are written in place, O(patches); new, moved and removed rows are merged
 * in one pass over the columns, O(rows + moved * log moved), however many there are.
 */
export function applyPatches(
  columns: AssetColumns,
  patches: readonly AssetPatch[],
  removedIds: readonly AssetId[] = [],
): PatchOutcome {
  const placed = new Map<number, AssetPatch>();
  const leaving = new Set<number>();
  let layoutChanged = false;

  for (const id of removedIds) if (columns.rowOf(id) >= 0) leaving.add(id);
  for (const patch of patches) {
    const row = columns.rowOf(patch.id);
    if (row >= 0 && columns.sortAtMs[row] === patch.sortAtMs && !placed.has(patch.id)) {
      if (columns.aspect[row] !== Math.fround(patch.aspect)) layoutChanged = true;
      writeRow(columns, row, patch);
    } else {
      if (row >= 0) leaving.add(patch.id);
      placed.set(patch.id, patch); // a later patch of the same asset wins
    }
  }
  for (const id of removedIds) placed.delete(id);
  if (placed.size === 0 && leaving.size === 0) return { columns, layoutChanged };
  return { columns: merge(columns, [...placed.values()], leaving), layoutChanged: true };
}

/**
 * Applies patches to a list that is not in order of time, or not all of an album: rows stay where they are, rows of photos that are gone go.
 * `strange`: ids that are not in the list, which may belong into it.
 */
export function applyInPlace(
  columns: AssetColumns,
  patches: readonly AssetPatch[],
  removedIds: readonly AssetId[],
): PatchOutcome & { strange: AssetId[]; moved: boolean } {
  let layoutChanged = false;
  let moved = false;
  const strange: AssetId[] = [];
  for (const patch of patches) {
    const row = columns.rowOf(patch.id);
    if (row < 0) {
      strange.push(patch.id);
      continue;
    }
    if (columns.aspect[row] !== Math.fround(patch.aspect)) layoutChanged = true;
    if (columns.sortAtMs[row] !== patch.sortAtMs) moved = true;
    writeRow(columns, row, patch);
  }
  const leaving = new Set<number>(removedIds.filter((id) => columns.rowOf(id) >= 0));
  if (leaving.size === 0) return { columns, layoutChanged, strange, moved };
  return { columns: merge(columns, [], leaving), layoutChanged: true, strange, moved };
}

function merge(old: AssetColumns, arriving: AssetPatch[], leaving: ReadonlySet<number>): AssetColumns {
  arriving.sort((a, b) => a.sortAtMs - b.sortAtMs || a.id - b.id);
  const count = old.count - leaving.size + arriving.length;
  const merged = emptyColumns(count);
  let target = 0;
  let next = 0;
  for (let row = 0; row < old.count; row++) {
    const id = old.ids[row] as number;
    if (leaving.has(id)) continue;
    const sortAtMs = old.sortAtMs[row] as number;
    for (
      let patch = arriving[next];
      patch && (patch.sortAtMs - sortAtMs || patch.id - id) < 0;
      patch = arriving[next]
    ) {
      writeRow(merged, target++, patch);
      next++;
    }
    copyRow(old, row, merged, target);
    target++;
  }
  for (const patch of arriving.slice(next)) writeRow(merged, target++, patch);
  return withRows(merged);
}
