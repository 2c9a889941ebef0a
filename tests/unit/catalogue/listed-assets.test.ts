import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListedObject } from '../../../src-main/catalogue/catalogue';
import { type Asset, assetFlag } from '../../../src-shared/domain/asset';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  FILE_MS,
  file,
  NOW_MS,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

const listed = (key: string, change: Partial<ListedObject> = {}): ListedObject => ({
  key,
  kind: 'photo',
  contentType: 'image/jpeg',
  sizeBytes: 500,
  etag: `etag of ${key}`,
  modifiedAtMs: FILE_MS,
  ...change,
});
const found: Asset = {
  id: assetId(1),
  albumId,
  kind: 'photo',
  key: 'Tag 1/a.jpg',
  fileName: 'a.jpg',
  sizeBytes: 500,
  state: 'stored',
  metadata: {},
  thumbhash: null,
  thumbRevision: 0,
  mediaError: null,
  sortAtMs: FILE_MS,
  etag: 'etag of Tag 1/a.jpg',
  storedAtMs: FILE_MS,
  importId: null,
  origin: 'found',
  edits: null,
  cull: 0,
  stackTop: null,
  trashedAtMs: null,
  thumbPx: 0,
  createdAtMs: NOW_MS,
};
const counts = () => {
  const { assetCount, storedCount, totalBytes } = fixture.catalogue.albums.get(albumId) ?? {};
  return { assetCount, storedCount, totalBytes };
};

describe('a listed object', () => {
  it('becomes a stored asset that is not ours, once', () => {
    const { assets } = fixture.catalogue;
    const video = listed('v.mov', {
      kind: 'video',
      contentType: 'video/quicktime',
      modifiedAtMs: FILE_MS + 0.6,
    });
    expect(assets.addListed(albumId, [listed('Tag 1/a.jpg'), video], NOW_MS)).toEqual({
      addedIds: [1, 2],
      changedIds: [],
    });
    expect(assets.addListed(albumId, [listed('Tag 1/a.jpg'), video], NOW_MS + 9)).toEqual({
      addedIds: [],
      changedIds: [],
    });
    expect(assets.get([assetId(1)])).toEqual([found]);
    expect(assets.patch([assetId(2)])).toEqual([
      {
        id: 2,
        aspect: 1.5,
        sortAtMs: FILE_MS + 1,
        state: 'stored',
        flags: assetFlag.video,
        thumbRevision: 0,
        cull: 0,
        stackTop: 0,
        trashedAtMs: null,
      },
    ]);
    expect(counts()).toEqual({ assetCount: 2, storedCount: 2, totalBytes: 1000 });
    expect(assets.storedObjects(albumId).map(({ key, ours }) => [key, ours])).toEqual([
      ['Tag 1/a.jpg', false],
      ['v.mov', false],
    ]);
  });

  it('that changed in the store forgets what was read from it, and its next thumbnail is a new one', () => {
    const { assets } = fixture.catalogue;
    assets.addListed(albumId, [listed('Tag 1/a.jpg')], NOW_MS);
    const facts = {
      metadata: { widthPx: 2, heightPx: 4, takenAtLocal: '2020-01-01T00:00:00' },
      thumbhash: 'h',
      hasThumb: true,
      mediaError: null,
    };
    assets.setPrepared(assetId(1), facts);
    assets.setPrepared(assetId(1), facts);
    assets.setFingerprint(assetId(1), 'f');
    const other = listed('Tag 1/a.jpg', { etag: 'other', modifiedAtMs: FILE_MS + 1000 });
    expect(assets.addListed(albumId, [other], NOW_MS + 9)).toEqual({ addedIds: [], changedIds: [1] });
    expect(assets.get([assetId(1)])).toEqual([
      { ...found, etag: 'other', sortAtMs: FILE_MS + 1000, storedAtMs: FILE_MS + 1000 },
    ]);
    expect([...assets.index(albumId).thumbRevision, ...assets.index(albumId).flags]).toEqual([0, 0]);
    expect(assets.patch([assetId(1)])[0]?.thumbRevision).toBe(0);
    expect(assets.storedTwins(albumId, 'f')).toEqual([]);
    expect(fixture.catalogue.albums.get(albumId)?.coverAssetId).toBeNull();
    // Changed once more before a thumbnail was made.
    assets.addListed(albumId, [{ ...other, sizeBytes: 7 }], NOW_MS + 9);
    assets.setPrepared(assetId(1), { ...facts, thumbPx: 160 });
    expect(assets.get([assetId(1)])[0]).toMatchObject({ thumbRevision: 3, thumbPx: 160 });
    expect([...assets.index(albumId).thumbRevision]).toEqual([3]);
    expect(counts()).toEqual({ assetCount: 1, storedCount: 1, totalBytes: 7 });
  });

  it('under the name of an upload that is on its way is left to that; a cancelled one gives way', () => {
    const { assets, transfers } = fixture.catalogue;
    const [first, second, third] = fixture.add([1, 2, 3].map((n) => file(n)));
    if (!first || !second || !third) throw new Error('three transfers');
    transfers.setState([second], 'failed', NOW_MS);
    transfers.setState([third], 'cancelled', NOW_MS);
    const objects = [1, 2, 3].map((n) => listed(file(n).key));
    expect(assets.addListed(albumId, objects, NOW_MS)).toEqual({ addedIds: [], changedIds: [3] });
    expect(assets.get([1, 2, 3].map(assetId)).map((row) => [row.state, row.origin])).toEqual([
      ['discovered', 'uploaded'],
      ['failed', 'uploaded'],
      ['stored', 'found'],
    ]);
    expect(assets.sourcePath(assetId(3))).toBeNull();
  });

  it('that we stored and that is as we stored it stays ours', () => {
    const [id] = fixture.add([file(1)]);
    if (!id) throw new Error('one transfer');
    fixture.store(id, 'abc');
    const { assets } = fixture.catalogue;
    const before = assets.get([assetId(1)]);
    const [sized, tagged] = [
      { key: file(1).key, sizeBytes: 1, etag: 'abc' },
      { key: file(1).key, sizeBytes: file(1).sizeBytes, etag: 'x' },
    ];
    expect(assets.changedKeys(albumId, [sized, { ...sized, key: 'unknown.jpg' }, tagged])).toEqual([
      file(1).key,
      file(1).key,
    ]);
    const same = listed(file(1).key, { sizeBytes: file(1).sizeBytes, etag: 'abc' });
    expect(assets.changedKeys(albumId, [same])).toEqual([]);
    expect(assets.addListed(albumId, [same], NOW_MS + 9)).toEqual({ addedIds: [], changedIds: [] });
    expect(assets.get([assetId(1)])).toEqual(before);
  });
});

it('stored keys come in the order of UTF-8 bytes, between bounds', () => {
  const { assets } = fixture.catalogue;
  // U+FF5E sorts before U+1F4F7 by bytes, after it by UTF-16 units.
  const keys = ['A.jpg', 'a.jpg', '\u00e9.jpg', 'e\u0301.jpg', '～.jpg', '📷.jpg'];
  assets.addListed(
    albumId,
    [...keys].reverse().map((key) => listed(key)),
    NOW_MS,
  );
  fixture.add([file(1)]); // on its way, not stored
  const ordered = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const between = (after: string | null, upTo: string | null, limit = 100) =>
    assets.storedKeys(albumId, after, upTo, limit).map((row) => row.key);
  expect(between(null, null)).toEqual(ordered);
  expect(between('a.jpg', '～.jpg')).toEqual(ordered.slice(2, 5));
  expect(between(null, 'A.jpg')).toEqual(['A.jpg']);
  expect(between('～.jpg', null)).toEqual(['📷.jpg']);
  expect(between('a.jpg', null, 2)).toEqual(ordered.slice(2, 4));
});

describe('the order of found photos', () => {
  it('stays while they are read, and is by capture time when the album is shown the next time', () => {
    const { assets } = fixture.catalogue;
    const { addedIds } = assets.addListed(
      albumId,
      ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => listed(key)),
      NOW_MS,
    );
    const [a, b, c] = addedIds as [Asset['id'], Asset['id'], Asset['id']];
    const read = (id: Asset['id'], takenAtLocal: string | undefined) =>
      assets.setPrepared(id, {
        metadata: takenAtLocal === undefined ? {} : { takenAtLocal },
        thumbhash: null,
        hasThumb: true,
        mediaError: null,
      });
    read(c, '2020-05-01T10:00:00');
    read(b, undefined);
    const order = () => [...assets.index(albumId).ids];
    const whileLookedAt = order();
    assets.settleOrder(albumId);
    expect({ whileLookedAt, settled: order() }).toEqual({ whileLookedAt: [a, b, c], settled: [c, a, b] });
    // Read once more, with the same outcome: nothing waits.
    read(c, '2020-05-01T10:00:00');
    assets.settleOrder(albumId);
    expect(assets.get([c])[0]?.sortAtMs).toBe(Date.UTC(2020, 4, 1, 10));
  });
});
