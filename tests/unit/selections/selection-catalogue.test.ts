/** What the catalogue keeps of selections by itself: counts, covers, photos that are away, and what has to be written again. */
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { keepSelected } from '../../../src-main/services/library/keep-selected';
import type { SelectionId } from '../../../src-shared/units';
import { albumId, NOW_MS, otherAlbumId } from '../../support/catalogue-fixture';
import { keyOf, openSelections, type SelectionDesk } from '../../support/selection-desk';

const made = async (desk: SelectionDesk, numbers: number[]): Promise<SelectionId> =>
  (await desk.selections.create({ name: 'Album picks', assetIds: desk.ids(numbers) })).id;
/** What another part of the app does to the row of a photo. */
function change(desk: SelectionDesk, n: number, sets: string): void {
  using raw = asDisposable(new Database(desk.path));
  raw.database.exec(`UPDATE assets SET ${sets} WHERE id = ${desk.id(n)}`);
}
const asDisposable = (database: Database.Database) => ({
  database,
  [Symbol.dispose]: () => database.close(),
});
const sizes = (desk: SelectionDesk, numbers: number[]): number =>
  numbers.reduce((sum, n) => sum + desk.sizeOf(n), 0);

it('counts what is shown: not what lies in the trash or is gone, and sizes as they are now', async () => {
  await using desk = await openSelections(6);
  const id = await made(desk, [3, 1, 4]);
  const counts = () => {
    const { photoCount, totalBytes, coverAssetId } = desk.get(id) ?? {};
    return { photoCount, totalBytes, coverAssetId };
  };
  const all = { photoCount: 3, totalBytes: sizes(desk, [3, 1, 4]), coverAssetId: desk.id(3) };
  expect(counts()).toEqual(all);
  change(desk, 3, `trashed_at_ms = ${NOW_MS}, trashed_from = key, key = '.caos/trash/x'`);
  expect(counts()).toEqual({ photoCount: 2, totalBytes: sizes(desk, [1, 4]), coverAssetId: desk.id(1) });
  // Taken out and put in again while it lies there, it counts neither time.
  await desk.selections.take(id, desk.ids([3]));
  await desk.undo.back();
  expect(counts().photoCount).toBe(2);
  change(desk, 3, 'key = trashed_from, trashed_from = NULL, trashed_at_ms = NULL');
  expect(counts()).toEqual(all);
  change(desk, 4, 'size_bytes = size_bytes + 5');
  expect(counts().totalBytes).toBe(all.totalBytes + 5);
  desk.catalogue.assets.remove(desk.id(4));
  expect(counts()).toEqual({ photoCount: 2, totalBytes: sizes(desk, [3, 1]), coverAssetId: desk.id(3) });
  expect(desk.line(id)).toEqual([3, 1]);
});

it('shows the chosen cover, and the first photo when there is none, while it lies in the trash, and after it is gone', async () => {
  await using desk = await openSelections(4);
  const id = await made(desk, [1, 2, 3]);
  const cover = () => desk.get(id)?.coverAssetId;
  await desk.selections.edit(id, { coverAssetId: desk.id(3) });
  expect(cover()).toBe(desk.id(3));
  change(desk, 3, `trashed_at_ms = ${NOW_MS}`);
  expect(cover()).toBe(desk.id(1));
  change(desk, 3, 'trashed_at_ms = NULL');
  expect(cover()).toBe(desk.id(3));
  desk.catalogue.assets.remove(desk.id(3));
  expect(cover()).toBe(desk.id(1));
  expect(desk.get((await desk.selections.create({ name: 'Empty' })).id)?.coverAssetId).toBeNull();
});

it('keeps the photos of a forgotten album by name, and shows them in their places when the album is there again', async () => {
  await using desk = await openSelections(6);
  const id = await made(desk, [5, 2, 3, 4]);
  await desk.selections.edit(id, { coverAssetId: desk.id(3) });
  await keepSelected(desk.core, desk.ids([1, 3, 5]));
  for (const n of [1, 3, 5]) desk.catalogue.assets.remove(desk.id(n));
  desk.catalogue.albums.remove(otherAlbumId);
  expect(desk.line(id)).toEqual([2, 4]);
  expect(desk.get(id)).toMatchObject({ photoCount: 2, awayCount: 2, coverAssetId: desk.id(2) });
  // A copy and a merge take what is away with them.
  const copy = await desk.selections.duplicate(id);
  expect(copy).toMatchObject({ name: 'Album picks (2)', photoCount: 2, awayCount: 2 });

  desk.openAlbum(otherAlbumId, [5, 3]);
  let resolved = desk.catalogue.selections.resolveAway(otherAlbumId, null, 1);
  const changed = new Set(resolved.selectionIds);
  while (resolved.last) {
    resolved = desk.catalogue.selections.resolveAway(otherAlbumId, resolved.last, 1);
    for (const one of resolved.selectionIds) changed.add(one);
  }
  expect(changed).toEqual(new Set([id, copy.id]));
  for (const one of [id, copy.id]) {
    expect(desk.line(one)).toEqual([5, 2, 3, 4]);
    expect(desk.get(one)).toMatchObject({ photoCount: 4, awayCount: 0, coverAssetId: desk.id(3) });
  }
});

it('names photos to other computers as they are called in their album, and has its files written again when that changes', async () => {
  await using desk = await openSelections(4);
  const id = await made(desk, [2]);
  const other = await made(desk, [1]);
  const state = (one: SelectionId) => desk.catalogue.selections.facts(one);
  const before = state(id)?.updatedAtMs ?? 0;
  desk.catalogue.selections.setWritten(id, before);
  desk.catalogue.selections.setWritten(other, before - 1); // changed since: stays pending
  expect([state(id)?.pending, state(other)?.pending]).toEqual([false, true]);
  const named = () =>
    desk.catalogue.selections.items(id, null, 10).map(({ albumId, key }) => ({ albumId, key }));
  expect(named()).toEqual([{ albumId, key: keyOf(2) }]);
  change(desk, 2, `trashed_at_ms = ${NOW_MS}, trashed_from = key, key = '.caos/trash/2'`);
  expect(named()).toEqual([{ albumId, key: keyOf(2) }]);
  expect(state(id)).toMatchObject({ pending: false, updatedAtMs: before });
  change(desk, 2, "trashed_at_ms = NULL, trashed_from = NULL, key = 'other.jpg'");
  expect(named()).toEqual([{ albumId, key: 'other.jpg' }]);
  expect(state(id)).toMatchObject({ pending: true, updatedAtMs: before + 1 });
});

it('takes the items of a deleted selection away only when its files say so, and undo brings back what it held', async () => {
  await using desk = await openSelections(4);
  const id = await made(desk, [4, 1]);
  const gone = await made(desk, [2, 3]);
  await desk.selections.remove(id);
  await desk.selections.remove(gone);
  expect(desk.catalogue.selections.list()).toEqual([]);
  desk.catalogue.selections.setWritten(gone, desk.catalogue.selections.facts(gone)?.updatedAtMs ?? 0);
  expect(desk.catalogue.selections.dropDeletedItems(1)).toBe(1);
  expect(desk.catalogue.selections.dropDeletedItems(10)).toBe(1);
  expect(desk.catalogue.selections.dropDeletedItems(10)).toBe(0);
  await desk.undo.back();
  await desk.undo.back();
  expect([desk.line(id), desk.line(gone)]).toEqual([[4, 1], []]);
  await expect(
    desk.selections.add('00000000-0000-4000-8000-000000000099' as SelectionId, []),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('tells the screen once for an act, with what it is now', async () => {
  await using desk = await openSelections(4);
  const id = await made(desk, [1, 2]);
  const told = () =>
    desk.events.flatMap((event) =>
      event.name === 'selections.changed'
        ? {
            names: event.payload.selections.map(({ name, photoCount }) => [name, photoCount]),
            membersOf: event.payload.membersOf,
            removedIds: event.payload.removedIds,
          }
        : [],
    );
  desk.events.length = 0;
  await desk.selections.add(id, desk.ids([3, 2, 4]));
  await desk.selections.edit(id, { name: 'Kim', note: 'for the book' });
  await desk.selections.edit(id, { name: 'Kim' });
  await desk.selections.remove(id);
  expect(told()).toEqual([
    { names: [['Album picks', 4]], membersOf: [id], removedIds: [] },
    { names: [['Kim', 4]], membersOf: [], removedIds: [] },
    { names: [], membersOf: [], removedIds: [id] },
  ]);
});
