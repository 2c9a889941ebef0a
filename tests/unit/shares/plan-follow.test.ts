/** Which photos of a standing share stay as they are when its album changes, and what of the others goes. */
import { expect, it } from 'vitest';
import type { PreparedPhoto, SharePhotoRow } from '../../../src-main/catalogue/catalogue';
import { planFollow } from '../../../src-main/services/share/standing/plan-follow';
import type { AssetId } from '../../../src-shared/units';

const prepared = (n: number, pack: string | null): PreparedPhoto => ({
  ...{ kind: 'photo', width: 3, height: 2, thumbHash: '', durationMs: null, takenAtMs: null },
  ...{ caption: '', title: '', thumbBytes: 10, web: `web-${n}`, webType: 'image/jpeg', poster: null },
  original: n === 2 ? { object: 'original-2', type: 'image/jpeg' } : null,
  thumb: pack === null ? null : { object: pack, offset: 10 * n },
});
const row = (place: number, pack: string | null = place < 3 ? 'pack-1' : 'pack-2'): SharePhotoRow => ({
  ...{ place, assetId: place as AssetId, itemId: `item-${place}`, fileName: `IMG_${place}.jpg` },
  ...{ stamp: 's', error: null, prepared: prepared(place, pack) },
});
const wanted = (id: number, change: Partial<SharePhotoRow> = {}) => ({
  ...{ assetId: id as AssetId, fileName: `IMG_${id}.jpg`, stamp: 's' },
  ...change,
});
const held = [0, 1, 2, 3].map((place) => row(place));
const plan = (rows: SharePhotoRow[], photos: ReturnType<typeof wanted>[], originals = true) => {
  const newItemId = () => 'new';
  const { changed, dropped, reopened, photos: planned } = planFollow(rows, photos, { originals, newItemId });
  return {
    changed,
    dropped,
    reopened,
    photos: planned.map(({ row: { itemId }, from }) => `${itemId} ${from}`),
  };
};

it('an album as it was changes nothing', () => {
  expect(
    plan(
      held,
      [0, 1, 2, 3].map((id) => wanted(id)),
    ),
  ).toEqual({
    ...{ changed: false, dropped: [], reopened: [] },
    photos: ['item-0 0', 'item-1 1', 'item-2 2', 'item-3 3'],
  });
});

it('what goes takes its objects along, and its pack is opened for the others', () => {
  expect(
    plan(
      held,
      [0, 1, 3].map((id) => wanted(id)),
    ),
  ).toEqual({
    ...{ changed: true, dropped: ['web-2', 'original-2', 'pack-1'], reopened: ['pack-1'] },
    photos: ['item-0 0', 'item-1 1', 'item-3 3'],
  });
});

it('what comes is new, wherever it comes; another order alone drops nothing', () => {
  expect(plan(held, [wanted(9), wanted(3), ...[0, 1, 2].map((id) => wanted(id))])).toEqual({
    ...{ changed: true, dropped: [], reopened: [] },
    photos: ['new null', 'item-3 3', 'item-0 0', 'item-1 1', 'item-2 2'],
  });
});

it('what changed is prepared anew under its own name, so that choices still mean it', () => {
  const changed = [
    wanted(0, { stamp: 'other' }),
    wanted(1),
    wanted(2),
    wanted(3, { fileName: 'renamed.jpg' }),
  ];
  expect(plan(held, changed)).toEqual({
    ...{ changed: true, dropped: ['web-0', 'web-3', 'pack-1', 'pack-2'], reopened: ['pack-1', 'pack-2'] },
    photos: ['item-0 null', 'item-1 1', 'item-2 2', 'item-3 null'],
  });
});

it('a thumbnail that waits to be packed lies under its place: it is made again; one that cannot be made stays so', () => {
  const broken = { ...row(1), prepared: null, error: { code: 'media-broken', message: 'x', retry: 'never' } };
  expect(plan([row(0, null), broken as SharePhotoRow], [wanted(0), wanted(1)])).toEqual({
    ...{ changed: true, dropped: ['web-0'], reopened: [] },
    photos: ['item-0 null', 'item-1 1'],
  });
});

it('originals that are not allowed any more go, and nothing else', () => {
  const withheld = { ...row(3), error: { code: 'unsupported', message: 'No.', retry: 'never' } as const };
  const rows = [...held.slice(0, 3), withheld];
  const photos = rows.map((_, id) => wanted(id));
  expect(plan(rows, photos, false)).toEqual({
    ...{ changed: true, dropped: ['original-2'], reopened: [] },
    photos: ['item-0 0', 'item-1 1', 'item-2 2', 'item-3 3'],
  });
  const after = planFollow(rows, photos, { originals: false, newItemId: () => 'new' }).photos.map(
    ({ row: now }, place) => ({ ...now, place }),
  );
  expect(after.map(({ prepared: is, error }) => [is?.original, is?.web, error])).toEqual(
    rows.map((_, place) => [null, `web-${place}`, null]),
  );
  expect(plan(after, photos, false).changed).toBe(false);
});

it('tells when something that is shown is to be shown no more, and only then', () => {
  const of = (photos: ReturnType<typeof wanted>[], originals = true, rows = held) =>
    planFollow(rows, photos, { originals, newItemId: () => 'new' }).less;
  const all = [0, 1, 2, 3].map((id) => wanted(id));
  expect([
    of(all),
    of([...all, wanted(9)]),
    of([wanted(0, { stamp: 'another' }), ...all.slice(1)]),
    of(all.slice(1)),
    of(all, false),
    // Nothing of it was ever shown.
    of(all.slice(1), true, [{ ...row(0), prepared: null }, ...held.slice(1)]),
  ]).toEqual([false, false, false, true, true, false]);
});
