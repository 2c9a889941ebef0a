/** An act on photos: written at once, told at once, one step of undo; the grid's own column follows. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { editPhotos } from '../../../src-main/services/library/edit-photos';
import { createUndoHistory, type UndoHistory } from '../../../src-main/services/library/undo';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { packCull } from '../../../src-shared/domain/cull';
import type { AppEvent } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { openTestCore, type TestCore } from '../../support/test-core';

let test: TestCore;
let undo: UndoHistory;
let ids: AssetId[];

beforeEach(async () => {
  test = await openTestCore(createMemoryStore());
  undo = createUndoHistory(() => undefined);
  ids = test.core.catalogue.assets.addListed(
    test.albumId,
    Array.from({ length: 1200 }, (_, n) => ({
      key: `${String(n).padStart(4, '0')}.jpg`,
      kind: 'photo' as const,
      contentType: 'image/jpeg',
      sizeBytes: 1,
      etag: `e${n}`,
      modifiedAtMs: n,
    })),
    1,
  ).addedIds;
});
afterEach(() => test.close());

const cullsOf = (of: AssetId[]): number[] => test.core.catalogue.assets.get(of).map((asset) => asset.cull);

it('sets stars on many photos in one act, in the grid too, and takes all of it back', async () => {
  const three = packCull({ rating: 3, flag: 'none', colour: 'none' });
  expect(await editPhotos(test.core, undo, ids, { rating: 3 })).toBe(1200);
  expect(new Set(cullsOf(ids))).toEqual(new Set([three]));
  expect([...test.core.catalogue.assets.index(test.albumId).cull]).toEqual(ids.map(() => three));
  await undo.back();
  expect(new Set(cullsOf(ids))).toEqual(new Set([0]));
  expect(test.core.catalogue.assets.get([ids[0] as AssetId])[0]?.edits).toBeNull();
  await undo.again();
  expect(new Set(cullsOf(ids))).toEqual(new Set([three]));
});

it('tells the screen within the act, and only of photos that are different now', async () => {
  const [first, second] = ids as [AssetId, AssetId];
  await editPhotos(test.core, undo, [first], { flag: 'pick' });
  const told: number[][] = [];
  test.core.changes.flush();
  test.core.changes.listen(
    (event: AppEvent) => {
      if (event.name === 'assets.patched')
        told.push(event.payload.patches.map(({ id, cull }) => id * 1000 + cull));
    },
    ['assets.patched'],
  );
  const pick = packCull({ rating: 0, flag: 'pick', colour: 'none' });
  expect(await editPhotos(test.core, undo, [first, second, 999_999 as AssetId], { flag: 'pick' })).toBe(1);
  expect(told).toEqual([[second * 1000 + pick]]);
});

it('nothing that changes nothing is a step of undo', async () => {
  expect(await editPhotos(test.core, undo, ids, { rating: null })).toBe(0);
  expect(undo.state()).toEqual({ back: null, again: null });
});

it('what a person set stays over what the file says when the file is read later, and when the object changed', async () => {
  const [id] = ids as [AssetId];
  const { assets } = test.core.catalogue;
  await editPhotos(test.core, undo, [id], { rating: 2 });
  assets.setPrepared(id, {
    metadata: { rating: 5, label: 'Blue' },
    thumbhash: null,
    hasThumb: false,
    mediaError: null,
  });
  expect(cullsOf([id])).toEqual([packCull({ rating: 2, flag: 'none', colour: 'blue' })]);
  assets.addListed(
    test.albumId,
    [
      {
        key: '0000.jpg',
        kind: 'photo',
        contentType: 'image/jpeg',
        sizeBytes: 2,
        etag: 'new',
        modifiedAtMs: 1,
      },
    ],
    2,
  );
  expect(cullsOf([id])).toEqual([packCull({ rating: 2, flag: 'none', colour: 'none' })]);
});
