/** Where photos lie in a selection: places leave room between each other, so that an act writes only the photos it is about. */
import type { AssetId, SelectionId } from '../../../src-shared/units';
import type { ItemPosition, SelectionTable } from '../../catalogue/catalogue';

/** Between two neighbours: twenty photos can be put one by one into the same gap, and a million at once, before others have to move. */
export const LEEWAY = 2 ** 20;
/** Rows read or written between two breaths of the main thread: some 5 ms. */
export const ROWS_AT_ONCE = 500;
/** Neighbours that make room at first; each time twice as many, until there is room. */
const FIRST_WINDOW = 32;

/** What an act did to one photo, so that it can be taken back. null: it was not, or is not, in the selection. */
export interface PlaceChange {
  assetId: AssetId;
  before: number | null;
  after: number | null;
}

/** Places for so many between two, themselves not included (null: nothing lies there); null when there is no room. */
export function placesBetween(lower: number | null, upper: number | null, count: number): number[] | null {
  if (upper === null) return Array.from({ length: count }, (_, at) => (lower ?? 0) + (at + 1) * LEEWAY);
  if (lower === null) return Array.from({ length: count }, (_, at) => upper - (count - at) * LEEWAY);
  const step = Math.floor((upper - lower) / (count + 1));
  return step < 1 ? null : Array.from({ length: count }, (_, at) => lower + (at + 1) * step);
}

/** Puts photos at the end; those that are there already stay where they are. */
export function* planAdding(
  table: SelectionTable,
  id: SelectionId,
  assetIds: readonly AssetId[],
): Generator<void, PlaceChange[]> {
  const unique = [...new Set(assetIds)];
  const changes: PlaceChange[] = [];
  let place = table.lastPlace(id) ?? 0;
  for (let from = 0; from < unique.length; from += ROWS_AT_ONCE) {
    const slice = unique.slice(from, from + ROWS_AT_ONCE);
    const there = new Set(table.placesOf(id, slice).map((item) => item.assetId));
    for (const assetId of table.known(slice)) {
      if (there.has(assetId)) continue;
      place += LEEWAY;
      changes.push({ assetId, before: null, after: place });
    }
    yield;
  }
  return changes;
}

export function* planTaking(
  table: SelectionTable,
  id: SelectionId,
  assetIds: readonly AssetId[],
): Generator<void, PlaceChange[]> {
  const changes: PlaceChange[] = [];
  for (const item of yield* positionsOf(table, id, assetIds))
    changes.push({ assetId: item.assetId, before: item.place, after: null });
  return changes;
}

/** In the order that is given, before that photo; null, or one that is not there: to the end. Nothing when they lie like that already. */
export function* planMoving(
  table: SelectionTable,
  id: SelectionId,
  assetIds: readonly AssetId[],
  beforeId: AssetId | null,
): Generator<void, PlaceChange[]> {
  const moving = yield* positionsOf(table, id, assetIds);
  if (moving.length === 0) return [];
  const leaving = new Set(moving.map((item) => item.assetId));
  const target = beforeId === null ? undefined : table.placesOf(id, [beforeId])[0];
  const lower = yield* nextStaying(table, id, target ?? null, leaving, true);
  // From just before the target on: it stays, or the first one after it that does.
  const following = target ? yield* stayingFrom(table, id, target, leaving, 1) : [];
  if (liesThere(moving, lower, following[0] ?? null)) return [];

  for (let window = 0; ; window = Math.max(FIRST_WINDOW, window * 2)) {
    const near = target ? yield* stayingFrom(table, id, target, leaving, window + 1) : [];
    const bound = near.length > window ? (near[window] as ItemPosition).place : null;
    const all = [...moving, ...near.slice(0, window)];
    const places = placesBetween(lower?.place ?? null, bound, all.length);
    if (places === null) continue;
    return all.flatMap(({ assetId, place }, at) => {
      const after = places[at] as number;
      return after === place ? [] : [{ assetId, before: place, after }];
    });
  }
}

/** In the order of the ids, each once. */
function* positionsOf(
  table: SelectionTable,
  id: SelectionId,
  assetIds: readonly AssetId[],
): Generator<void, ItemPosition[]> {
  const unique = [...new Set(assetIds)];
  const positions: ItemPosition[] = [];
  for (let from = 0; from < unique.length; from += ROWS_AT_ONCE) {
    for (const position of table.placesOf(id, unique.slice(from, from + ROWS_AT_ONCE)))
      positions.push(position);
    yield;
  }
  return positions;
}

/** The nearest one beyond that position (null: beyond the end) that does not leave. */
function* nextStaying(
  table: SelectionTable,
  id: SelectionId,
  from: ItemPosition | null,
  leaving: ReadonlySet<AssetId>,
  descending: boolean,
): Generator<void, ItemPosition | null> {
  for (let after = from; ; ) {
    const page = table.items(id, after, ROWS_AT_ONCE, { descending });
    const found = page.find((item) => !leaving.has(item.assetId));
    if (found) return found;
    if (page.length < ROWS_AT_ONCE) return null;
    after = page.at(-1) ?? null;
    yield;
  }
}

/** So many that stay, from the target itself on; fewer when the selection ends before. */
function* stayingFrom(
  table: SelectionTable,
  id: SelectionId,
  target: ItemPosition,
  leaving: ReadonlySet<AssetId>,
  count: number,
): Generator<void, ItemPosition[]> {
  const staying: ItemPosition[] = leaving.has(target.assetId) ? [] : [target];
  for (let after: ItemPosition | null = target; staying.length < count; ) {
    const page: ItemPosition[] = table.items(id, after, ROWS_AT_ONCE);
    for (const item of page) if (!leaving.has(item.assetId)) staying.push(item);
    if (page.length < ROWS_AT_ONCE) break;
    after = page.at(-1) ?? null;
    yield;
  }
  return staying.slice(0, count);
}

const isBefore = (one: ItemPosition, other: ItemPosition): boolean =>
  one.place < other.place || (one.place === other.place && one.assetId < other.assetId);

function liesThere(moving: ItemPosition[], lower: ItemPosition | null, upper: ItemPosition | null): boolean {
  const line = [...(lower ? [lower] : []), ...moving, ...(upper ? [upper] : [])];
  return line.every((item, at) => at === 0 || isBefore(line[at - 1] as ItemPosition, item));
}
