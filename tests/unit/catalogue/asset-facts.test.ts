/** What is known of an asset's bytes: for receipts, downloads and ingests that find their own again. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoredFacts } from '../../../src-main/catalogue/catalogue';
import type { AssetId, TransferId } from '../../../src-shared/units';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  connectionId,
  FILE_MS,
  file,
  files,
  NOW_MS,
  otherAlbumId,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

function finish(id: TransferId, facts: Partial<StoredFacts>): void {
  const { transfers } = fixture.catalogue;
  transfers.setState([id], 'queued', NOW_MS);
  transfers.setState([id], 'uploading', NOW_MS);
  const whole = { etag: 'e', md5Hex: null, parts: null, sizeBytes: 1000, proof: 'size' as const };
  transfers.finish(id, { ...whole, ...facts }, NOW_MS + 5);
}
const listed = (key: string, change = {}) => ({
  key,
  kind: 'photo' as const,
  contentType: 'image/jpeg',
  sizeBytes: 1000,
  etag: 'listed',
  modifiedAtMs: 7,
  ...change,
});
function otherAlbum(): void {
  fixture.catalogue.albums.insert({
    id: otherAlbumId,
    title: 'Copy',
    note: '',
    connectionId,
    bucket: 'copy',
    prefix: '',
    createdAtMs: NOW_MS,
  });
}

it('comes back as it was confirmed, in the order asked for; what is not stored is left out', () => {
  const { assets } = fixture.catalogue;
  const [first, second] = fixture.add(files(3)) as [TransferId, TransferId];
  const parts = {
    partBytes: 600,
    md5Hex: ['00ff00ff00ff00ff00ff00ff00ff00ff', 'fedcba9876543210fedcba9876543210'],
  };
  finish(first, { etag: 'e-2', parts, proof: 'parts' });
  finish(second, { etag: 'm', md5Hex: 'm', sizeBytes: 1001, proof: 'md5' });
  const [found] = assets.addListed(albumId, [listed('found.jpg')], NOW_MS).addedIds as [AssetId];
  fixture.reopen();
  const bare = { albumId, parts: null, ours: true, confirmedAtMs: NOW_MS + 5 };
  expect(
    fixture.catalogue.assets.confirmable([found, assetId(3), assetId(2), assetId(99), assetId(1)]),
  ).toEqual([
    {
      ...bare,
      id: found,
      key: 'found.jpg',
      sizeBytes: 1000,
      etag: 'listed',
      md5Hex: null,
      proof: null,
      confirmedAtMs: null,
      source: null,
      ours: false,
    },
    {
      ...bare,
      id: 2,
      key: 'DCIM/IMG_1.JPG',
      sizeBytes: 1001,
      etag: 'm',
      md5Hex: 'm',
      proof: 'md5',
      source: { path: '/card/DCIM/IMG_1.JPG', sizeBytes: 1001, modifiedAtMs: FILE_MS + 1000 },
    },
    {
      ...bare,
      id: 1,
      key: 'DCIM/IMG_0.JPG',
      sizeBytes: 1000,
      etag: 'e-2',
      md5Hex: null,
      parts,
      proof: 'parts',
      source: { path: '/card/DCIM/IMG_0.JPG', sizeBytes: 1000, modifiedAtMs: FILE_MS },
    },
  ]);
});

it('a receipt confirms again; what changed in the store is proven by nothing any more', () => {
  const { assets } = fixture.catalogue;
  const [first] = fixture.add(files(2)) as [TransferId];
  const parts = { partBytes: 600, md5Hex: ['00ff00ff00ff00ff00ff00ff00ff00ff'] };
  finish(first, { etag: 'e-1', parts, proof: 'parts' });
  assets.setConfirmed([1, 2].map(assetId), 'read-back', NOW_MS + 60);
  const facts = () =>
    assets
      .confirmable([1, 2].map(assetId))
      .map((one) => [one.id, one.parts, one.proof, one.confirmedAtMs, one.source?.path]);
  expect(facts()).toEqual([[1, parts, 'read-back', NOW_MS + 60, '/card/DCIM/IMG_0.JPG']]);
  assets.addListed(albumId, [listed('DCIM/IMG_0.JPG')], NOW_MS);
  expect(facts()).toEqual([[1, null, null, null, undefined]]);
});

it('is found again by its file, in these albums only, whatever its state', () => {
  const { assets, transfers, imports } = fixture.catalogue;
  otherAlbum();
  const importId = imports.insert(otherAlbumId, ['/card'], NOW_MS);
  const [first, second] = fixture.add(files(2)) as [TransferId, TransferId];
  finish(first, {});
  transfers.setState([second], 'failed', NOW_MS);
  transfers.addFound(otherAlbumId, importId, [file(0, { key: 'copy.jpg' })], NOW_MS);
  const source = { path: '/card/DCIM/IMG_0.JPG', sizeBytes: 1000, modifiedAtMs: FILE_MS };
  const one = { id: 1, albumId, key: 'DCIM/IMG_0.JPG', state: 'stored' };
  expect([
    assets.bySource([albumId], source),
    assets.bySource([albumId, otherAlbumId], source),
    assets.bySource([albumId], { ...source, sizeBytes: 1 }),
    assets.bySource([albumId], { ...source, modifiedAtMs: FILE_MS + 0.5 }),
    assets.bySource([], source),
    assets.bySource([albumId], { path: file(1).sourcePath, sizeBytes: 1001, modifiedAtMs: FILE_MS + 1000 }),
  ]).toEqual([
    [one],
    [one, { id: 3, albumId: otherAlbumId, key: 'copy.jpg', state: 'discovered' }],
    [],
    [],
    [],
    [{ id: 2, albumId, key: 'DCIM/IMG_1.JPG', state: 'failed' }],
  ]);
});

it('is found in any album by its content once it is stored, ours first', () => {
  const { assets } = fixture.catalogue;
  otherAlbum();
  const [found] = assets.addListed(otherAlbumId, [listed('f.jpg')], NOW_MS).addedIds as [AssetId];
  const ids = fixture.add([file(0), file(1, { sizeBytes: 1000 }), file(2)]);
  for (const n of [found, ...[2, 3, 4].map(assetId)]) assets.setFingerprint(n, 'same');
  finish(ids[0] as TransferId, {});
  finish(ids[2] as TransferId, { sizeBytes: 1002 });
  expect(assets.storedAnywhere('same', 1000).map((one) => [one.id, one.albumId, one.ours])).toEqual([
    [2, albumId, true],
    [found, otherAlbumId, false],
  ]);
  expect(assets.storedAnywhere('other', 1000)).toEqual([]);
});

it('what an album imported: its own files, and those that a skipped one was the same as', () => {
  const { assets, imports } = fixture.catalogue;
  otherAlbum();
  const ids = fixture.add(files(3));
  finish(ids[0] as TransferId, {});
  finish(ids[1] as TransferId, {});
  const [twin, second] = assets.addListed(
    albumId,
    ['twin.jpg', 'x.jpg'].map((key) => listed(key)),
    NOW_MS,
  ).addedIds;
  imports.addSkipped(fixture.importId, [
    { path: '/card/t.jpg', reason: 'duplicate', detail: 'twin.jpg' },
    { path: '/card/u.jpg', reason: 'duplicate', detail: 'DCIM/IMG_0.JPG' },
    { path: '/card/v.jpg', reason: 'not-media', detail: 'x.jpg' },
  ]);
  expect(second).toBeDefined();
  expect([assets.importedIds(albumId), assets.importedIds(otherAlbumId)]).toEqual([[1, 2, twin], []]);
});
