import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureTimeMs } from '../../../src-main/catalogue/asset-rows';
import { type Asset, type AssetMetadata, AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { packCull } from '../../../src-shared/domain/cull';
import { inAlbum } from '../../../src-shared/domain/photo-list';
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

const metadata: AssetMetadata = {
  format: 'jpeg',
  widthPx: 4000,
  heightPx: 6000,
  takenAtLocal: '2024-05-01T10:11:12.5',
  takenAtOffsetMin: 540,
  keywords: ['bride', '신부'],
  rating: 4,
};
const broken = { code: 'media-broken' as const, message: 'It cannot be decoded.', retry: 'never' as const };

it('keeps all that is known of a photo, also over a restart', () => {
  const [id] = fixture.add([file(7, { key: 'Tag 1/Über uns.JPG', sourcePath: '/card/Tag 1/Über uns.JPG' })]);
  if (!id) throw new Error('one transfer');
  fixture.catalogue.assets.setPrepared(assetId(1), {
    metadata,
    thumbhash: 'hash',
    hasThumb: true,
    mediaError: null,
  });
  fixture.store(id, '0cc175b9c0f1b6a831c399e269772661');
  fixture.reopen();
  const expected: Asset = {
    id: assetId(1),
    albumId,
    kind: 'photo',
    key: 'Tag 1/Über uns.JPG',
    fileName: 'Über uns.JPG',
    sizeBytes: 1007,
    state: 'stored',
    metadata,
    thumbhash: 'hash',
    thumbRevision: 1,
    mediaError: null,
    sortAtMs: Date.UTC(2024, 4, 1, 1, 11, 12, 500),
    etag: '0cc175b9c0f1b6a831c399e269772661',
    storedAtMs: NOW_MS,
    importId: fixture.importId,
    origin: 'uploaded',
    edits: null,
    cull: packCull({ rating: 4, flag: 'none', colour: 'none' }),
    stackTop: null,
    trashedAtMs: null,
    thumbPx: 512,
    createdAtMs: NOW_MS,
  };
  const { assets } = fixture.catalogue;
  expect(assets.get([assetId(1), assetId(99)])).toEqual([expected]);
  expect(assets.findByKey(albumId, 'Tag 1/Über uns.JPG')).toEqual(expected);
  expect(assets.findByKey(albumId, 'Tag 1/über uns.jpg')).toBeNull();
  expect(assets.sourcePath(assetId(1))).toBe('/card/Tag 1/Über uns.JPG');
  expect(assets.sourcePath(assetId(99))).toBeNull();
  expect(assets.storedObjects(albumId)).toEqual([
    {
      id: 1,
      key: 'Tag 1/Über uns.JPG',
      sizeBytes: 1007,
      etag: expected.etag,
      md5Hex: expected.etag,
      ours: true,
    },
  ]);
});

it('a broken one is kept, marked, sorted by its file time', () => {
  fixture.add([file(1, { kind: 'video', modifiedAtMs: FILE_MS + 0.75 })]);
  const { assets } = fixture.catalogue;
  assets.setPrepared(assetId(1), { metadata: {}, thumbhash: null, hasThumb: false, mediaError: broken });
  expect(assets.patch([assetId(1), assetId(99)])).toEqual([
    {
      id: 1,
      aspect: 1.5,
      sortAtMs: FILE_MS + 1,
      state: 'discovered',
      flags: assetFlag.video | assetFlag.broken,
      thumbRevision: 0,
      cull: 0,
      stackTop: 0,
      trashedAtMs: null,
    },
  ]);
  expect(assets.get([assetId(1)])[0]?.mediaError).toEqual(broken);
});

it('a new thumbnail has a new revision; reading the file again without one keeps the old', () => {
  fixture.add([file(1)]);
  const { assets } = fixture.catalogue;
  const facts = { metadata, thumbhash: null, mediaError: null };
  assets.setPrepared(assetId(1), { ...facts, hasThumb: true });
  assets.setPrepared(assetId(1), { ...facts, hasThumb: true });
  assets.setPrepared(assetId(1), { ...facts, hasThumb: false });
  expect(assets.get([assetId(1)])[0]).toMatchObject({ thumbRevision: 2, thumbPx: 512 });
  assets.setPrepared(assetId(1), { ...facts, hasThumb: true, thumbPx: 160 });
  assets.setPrepared(assetId(1), { ...facts, hasThumb: false });
  expect(assets.get([assetId(1)])[0]).toMatchObject({ thumbRevision: 3, thumbPx: 160 });
  assets.setPrepared(assetId(99), { ...facts, hasThumb: true });
});

describe('the index of an album', () => {
  it('holds every column in display order, whatever order the files came in', () => {
    const states = AssetState.options;
    const ids = fixture.add(
      files(states.length).map((found, n) => ({ ...found, modifiedAtMs: FILE_MS - n * 1000 })),
    );
    const { assets, transfers } = fixture.catalogue;
    for (const [n, state] of states.entries()) {
      const id = ids[n];
      if (id === undefined || state === 'discovered') continue;
      if (state === 'stored') fixture.store(id);
      else
        for (const step of state === 'preparing' ? [state] : (['queued', state] as const))
          transfers.setState([id], step, NOW_MS);
    }
    assets.setPrepared(assetId(1), {
      metadata: { widthPx: 10_000, heightPx: 3000 },
      thumbhash: null,
      hasThumb: true,
      mediaError: null,
    });
    assets.setPrepared(assetId(2), {
      metadata: { widthPx: 3, heightPx: 4, takenAtLocal: '1969-12-31T23:59:59' },
      thumbhash: null,
      hasThumb: true,
      mediaError: broken,
    });
    fixture.catalogue.nextRevision(albumId);
    const index = assets.index(albumId);
    const order = [2, 7, 6, 5, 4, 3, 1];
    expect({ ...index, aspect: [...index.aspect].map((aspect) => Math.round(aspect * 1e4) / 1e4) }).toEqual({
      list: inAlbum(albumId),
      revision: 1,
      ids: Uint32Array.from(order),
      aspect: [0.75, 1.5, 1.5, 1.5, 1.5, 1.5, 3.3333],
      sortAtMs: Float64Array.from([-1000, ...[6, 5, 4, 3, 2, 0].map((n) => FILE_MS - n * 1000)]),
      state: Uint8Array.from(order.map((id) => id - 1)),
      flags: Uint8Array.from([assetFlag.thumb | assetFlag.broken, 0, 0, 0, 0, 0, assetFlag.thumb]),
      thumbRevision: Uint16Array.from([1, 0, 0, 0, 0, 0, 1]),
      cull: Uint8Array.from([0, 0, 0, 0, 0, 0, 0]),
      stackTop: new Uint32Array(7),
    });
    expect(assets.page(albumId, null, 100).map((asset) => asset.id)).toEqual(order);
  });

  it('of nothing is empty, and of an unknown album an error', () => {
    expect(fixture.catalogue.assets.index(albumId).ids).toEqual(new Uint32Array(0));
    fixture.catalogue.albums.remove(albumId);
    expect(() => fixture.catalogue.assets.index(albumId)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

it('pages follow each other without a gap, many at the same moment', () => {
  fixture.add(files(25).map((found, n) => ({ ...found, modifiedAtMs: FILE_MS + (n % 3) })));
  const { assets } = fixture.catalogue;
  const seen: number[] = [];
  for (
    let page = assets.page(albumId, null, 4);
    page.length > 0;
    page = assets.page(albumId, page.at(-1)?.id ?? null, 4)
  ) {
    seen.push(...page.map((asset) => asset.id));
  }
  expect(seen).toEqual([...assets.index(albumId).ids]);
  expect(() => assets.page(albumId, assetId(999), 4)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('twins: stored ones are candidates, open ones before it are waited for', () => {
  const [first, second, third] = fixture.add(files(3));
  if (!first || !second || !third) throw new Error('three transfers');
  const { assets, transfers } = fixture.catalogue;
  for (const n of [1, 2, 3]) assets.setFingerprint(assetId(n), 'f');
  expect([1, 2, 3].map((n) => assets.hasOpenTwinBefore(albumId, 'f', assetId(n)))).toEqual([
    false,
    true,
    true,
  ]);
  expect(assets.storedTwins(albumId, 'f')).toEqual([]);
  transfers.setState([first], 'paused', NOW_MS);
  expect([2, 3].map((n) => assets.hasOpenTwinBefore(albumId, 'f', assetId(n)))).toEqual([false, true]);
  transfers.setState([first], 'queued', NOW_MS);
  fixture.store(first, 'abc');
  transfers.setState([second], 'failed', NOW_MS);
  expect(assets.hasOpenTwinBefore(albumId, 'f', assetId(3))).toBe(false);
  expect(assets.storedTwins(albumId, 'f')).toEqual([
    { id: 1, key: file(0).key, sizeBytes: 1000, md5Hex: 'abc', etag: 'abc' },
  ]);
});

it('takes another key while it is not stored, unless that is taken', () => {
  const [first] = fixture.add(files(2));
  if (!first) throw new Error('two transfers');
  const { assets } = fixture.catalogue;
  expect([assets.rekey(assetId(1), file(1).key), assets.rekey(assetId(1), 'DCIM/IMG_0 (2).JPG')]).toEqual([
    false,
    true,
  ]);
  expect(assets.get([assetId(1)])[0]).toMatchObject({ key: 'DCIM/IMG_0 (2).JPG', fileName: 'IMG_0 (2).JPG' });
  fixture.store(first);
  expect(assets.rekey(assetId(1), 'other.JPG')).toBe(false);
});

it.each([
  [{ takenAtLocal: '2024-05-01T10:11:12' }, Date.UTC(2024, 4, 1, 10, 11, 12)],
  [{ takenAtLocal: '2024-05-01T10:11:12', takenAtOffsetMin: -330 }, Date.UTC(2024, 4, 1, 15, 41, 12)],
  [{ takenAtLocal: '0000-00-00T00:00:00' }, null],
  [{}, null],
])('capture time of %j', (given, expected) => {
  expect(captureTimeMs(given)).toBe(expected);
});
