import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PackedAsset } from '../../../src-main/catalogue/catalogue';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  FILE_MS,
  file,
  files,
  NOW_MS,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

const prepared = { metadata: {}, thumbhash: 'h', hasThumb: true, mediaError: null };
const list = (keys: string[]) =>
  fixture.catalogue.assets.addListed(
    albumId,
    keys.map((key) => ({
      key,
      kind: 'photo' as const,
      contentType: 'image/jpeg',
      sizeBytes: 5,
      etag: 'e',
      modifiedAtMs: FILE_MS,
    })),
    NOW_MS,
  );
const packed = (key: string, change: Partial<PackedAsset> = {}): PackedAsset => ({
  key,
  etag: 'e',
  sizeBytes: 5,
  kind: 'photo',
  metadata: { widthPx: 300, heightPx: 200, takenAtLocal: '2020-01-01T00:00:00' },
  thumbhash: 'hash',
  fingerprint: 'f',
  md5Hex: 'e',
  thumb: { start: 0, sizeBytes: 9, px: 512 },
  ...change,
});

it('a pack tells of objects that are as it knew them, and makes them ours', () => {
  list(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  const { assets } = fixture.catalogue;
  const before = assets.get([2, 3, 4].map(assetId));
  expect(
    assets.applyPack(albumId, 'p1', [
      packed('a.jpg'),
      packed('b.jpg', { etag: 'another' }),
      packed('c.jpg', { sizeBytes: 6 }),
      packed('gone.jpg'),
    ]),
  ).toEqual([1]);
  expect(assets.get([assetId(1)])[0]).toMatchObject({
    metadata: packed('').metadata,
    thumbhash: 'hash',
    thumbRevision: 0,
    thumbPx: 0,
    origin: 'uploaded',
    sortAtMs: Date.UTC(2020, 0, 1),
  });
  expect(assets.patch([assetId(1)])[0]?.aspect).toBe(1.5);
  expect(assets.get([2, 3, 4].map(assetId))).toEqual(before);
  // A second pack that tells of it too, as after a crash, changes nothing.
  expect(assets.applyPack(albumId, 'p2', [packed('a.jpg', { thumbhash: 'second' })])).toEqual([]);
  expect(assets.packs(albumId)).toEqual([{ pack: 'p1', assetCount: 1 }]);
  expect(assets.packOf([1, 2, 99].map(assetId))).toEqual(new Map([[1, 'p1']]));
});

it('one that was read from its original meanwhile keeps what was read, and is known to lie in the pack', () => {
  list(['a.jpg']);
  const { assets } = fixture.catalogue;
  assets.setPrepared(assetId(1), { ...prepared, metadata: { rating: 5 } });
  const before = assets.get([assetId(1)])[0];
  expect(assets.applyPack(albumId, 'p1', [packed('a.jpg')])).toEqual([]);
  expect(assets.get([assetId(1)])).toEqual([{ ...before, origin: 'uploaded' }]);
  expect(assets.packs(albumId)).toEqual([{ pack: 'p1', assetCount: 1 }]);
});

it('a file is known again by what its pack tells, where the store confirms the sum', () => {
  list(['a.jpg', 'b.jpg']);
  const { assets } = fixture.catalogue;
  assets.applyPack(albumId, 'p1', [packed('a.jpg'), packed('b.jpg', { md5Hex: 'of something else' })]);
  expect(assets.storedTwins(albumId, 'f').map(({ key, md5Hex }) => [key, md5Hex])).toEqual([
    ['a.jpg', 'e'],
    ['b.jpg', null],
  ]);
  expect(assets.contentSums([assetId(1), assetId(99)])).toEqual(
    new Map([[1, { fingerprint: 'f', md5Hex: 'e' }]]),
  );
});

it('a pack that is gone leaves its assets waiting for another', () => {
  const { assets } = fixture.catalogue;
  list(['a.jpg', 'b.jpg']);
  assets.applyPack(albumId, 'p1', [packed('a.jpg')]);
  assets.applyPack(albumId, 'p2', [packed('b.jpg')]);
  assets.setPrepared(assetId(1), prepared);
  assets.dropPack(albumId, 'p1');
  expect(assets.packs(albumId)).toEqual([{ pack: 'p2', assetCount: 1 }]);
  expect(assets.unpacked(albumId, 10).map((asset) => asset.id)).toEqual([1]);
});

it('what waits for a pack is uploaded, stored, and has a thumbnail', () => {
  const { assets } = fixture.catalogue;
  const ids = fixture.add(files(4));
  for (const n of [1, 2, 4]) assets.setPrepared(assetId(n), prepared);
  const [first, second, third] = ids;
  if (!first || !second || !third) throw new Error('transfers');
  for (const id of [second, first, third]) fixture.store(id);
  list(['found.jpg']);
  assets.setPrepared(assetId(5), prepared);
  expect(assets.unpacked(albumId, 10).map((asset) => asset.id)).toEqual([1, 2]);
  expect(assets.unpacked(albumId, 1).map((asset) => asset.key)).toEqual([file(0).key]);
  assets.setPack([assetId(1)], 'p1');
  expect(assets.unpacked(albumId, 10).map((asset) => asset.id)).toEqual([2]);
});
