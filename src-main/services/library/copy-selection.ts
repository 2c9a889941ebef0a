/** Puts what one selection holds behind what another holds already, each photo once. */
import type { PhotoReference } from '../../../src-shared/domain/selection';
import type { SelectionId } from '../../../src-shared/units';
import type { AwayItem, ItemPosition, SelectionTable } from '../../catalogue/catalogue';
import { LEEWAY, ROWS_AT_ONCE } from './selection-places';

/** Photos that are away come along, and everything keeps its order. */
export function* copySelection(
  table: SelectionTable,
  from: SelectionId,
  to: SelectionId,
): Generator<void, void> {
  const away = yield* awayOf(table, from);
  let first = table.items(from, null, 1)[0]?.place ?? Number.POSITIVE_INFINITY;
  for (const { place } of away) first = Math.min(first, place);
  if (first === Number.POSITIVE_INFINITY) return;
  const shift = (table.lastPlace(to) ?? 0) + LEEWAY - first;

  for (let after: ItemPosition | null = null; ; ) {
    const page: ItemPosition[] = table.items(from, after, ROWS_AT_ONCE);
    const there = new Set(
      table
        .placesOf(
          to,
          page.map((item) => item.assetId),
        )
        .map((item) => item.assetId),
    );
    table.put(
      to,
      page.flatMap(({ assetId, place }) => (there.has(assetId) ? [] : { assetId, place: place + shift })),
    );
    yield;
    if (page.length < ROWS_AT_ONCE) break;
    after = page.at(-1) ?? null;
  }
  for (let at = 0; at < away.length; at += ROWS_AT_ONCE) {
    table.putAway(
      to,
      away.slice(at, at + ROWS_AT_ONCE).map((item) => ({ ...item, place: item.place + shift })),
    );
    yield;
  }
}

/** All photos of a selection that are not known here. */
export function* awayOf(table: SelectionTable, id: SelectionId): Generator<void, AwayItem[]> {
  const all: AwayItem[] = [];
  for (let after: PhotoReference | null = null; ; ) {
    const page: AwayItem[] = table.away(id, after, ROWS_AT_ONCE);
    for (const item of page) all.push(item);
    if (page.length < ROWS_AT_ONCE) return all;
    after = page.at(-1) ?? null;
    yield;
  }
}
