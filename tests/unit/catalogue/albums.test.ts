import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
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

const empty: Album = {
  id: albumId,
  title: 'Wedding',
  note: '',
  connectionId,
  connectionName: 'This computer',
  bucket: 'wedding',
  prefix: '',
  createdAtMs: NOW_MS,
  origin: 'made',
  copyOf: null,
  listedAtMs: null,
  writesSidecars: null,
  assetCount: 0,
  storedCount: 0,
  failedCount: 0,
  totalBytes: 0,
  coverAssetId: null,
  coverThumbRevision: 0,
  state: 'empty',
  firstAtMs: null,
  lastAtMs: null,
};
const album = (): Album | null => fixture.catalogue.albums.get(albumId);
const prepared = { metadata: {}, thumbhash: 'h', hasThumb: true, mediaError: null };

it('an empty one says so, also while nothing was found yet in its import', () => {
  expect(album()).toEqual({ ...empty, state: 'importing' });
  fixture.catalogue.imports.setState(fixture.importId, 'done', NOW_MS);
  expect(album()).toEqual(empty);
});

it('counts, cover and times follow its assets all the way', () => {
  const { imports, assets, transfers } = fixture.catalogue;
  const [first, second, third] = fixture.add(files(3));
  if (!first || !second || !third) throw new Error('three transfers');
  imports.setState(fixture.importId, 'done', NOW_MS);
  const counted = { ...empty, assetCount: 3, totalBytes: 3003, firstAtMs: FILE_MS, lastAtMs: FILE_MS + 2000 };
  expect(album()).toEqual({ ...counted, state: 'importing' });

  assets.setPrepared(assetId(3), prepared);
  expect(album()).toMatchObject({ coverAssetId: 3, coverThumbRevision: 1 });
  assets.setPrepared(assetId(2), prepared);
  assets.setPrepared(assetId(2), { ...prepared, metadata: { takenAtLocal: '2020-01-01T00:00:00' } });
  const covered = {
    ...counted,
    coverAssetId: assetId(2),
    coverThumbRevision: 2,
    firstAtMs: Date.UTC(2020, 0, 1),
  };

  fixture.store(first);
  transfers.setState([second], 'failed', NOW_MS);
  expect(album()).toEqual({ ...covered, state: 'importing', storedCount: 1, failedCount: 1 });
  transfers.setState([third], 'cancelled', NOW_MS);
  expect(album()).toEqual({ ...covered, state: 'attention', storedCount: 1, failedCount: 1 });
  transfers.setState([second], 'cancelled', NOW_MS);
  expect(album()).toEqual({ ...covered, state: 'stored', storedCount: 1 });
  assets.remove(assetId(1));
  expect(album()).toEqual({
    ...covered,
    state: 'empty',
    assetCount: 2,
    totalBytes: 2003,
    lastAtMs: FILE_MS + 2000,
  });
});

it('are listed newest first', () => {
  const { albums } = fixture.catalogue;
  albums.insert({ ...empty, id: otherAlbumId, title: 'Older', bucket: 'older', createdAtMs: NOW_MS - 1 });
  expect(albums.list().map((item) => item.title)).toEqual(['Wedding', 'Older']);
});

it('in one place there is one', () => {
  expect(() => fixture.catalogue.albums.insert({ ...empty, id: otherAlbumId })).toThrow(
    expect.objectContaining({ code: 'already-exists' }),
  );
});

it('title and note change on their own', () => {
  const { albums } = fixture.catalogue;
  albums.edit(albumId, { title: 'Anna & Tom' });
  albums.edit(albumId, { note: 'second card' });
  albums.edit(albumId, {});
  expect(album()).toMatchObject({ title: 'Anna & Tom', note: 'second card' });
});

it('knows whether something else filled it, and when it was listed', () => {
  const { albums } = fixture.catalogue;
  albums.insert({ ...empty, id: otherAlbumId, bucket: 'foreign', origin: 'opened' });
  albums.setListed(otherAlbumId, NOW_MS + 5);
  expect(albums.get(otherAlbumId)).toMatchObject({ origin: 'opened', listedAtMs: NOW_MS + 5 });
  expect(album()).toMatchObject({ origin: 'made', listedAtMs: null });
});

it('forgotten, nothing of it stays, and no id comes back', () => {
  const { albums, imports, transfers, assets } = fixture.catalogue;
  const [id] = fixture.add([file(1)]);
  if (!id) throw new Error('one transfer');
  transfers.setState([id], 'queued', NOW_MS);
  transfers.setUpload(id, 'upload', 5);
  transfers.addPart(id, { number: 1, etag: 'e', md5Hex: 'm', sizeBytes: 5 });
  imports.addSkipped(fixture.importId, [{ path: '/x', reason: 'empty', detail: null }]);
  albums.remove(albumId);
  expect([
    albums.list(),
    imports.list(),
    transfers.get([id]),
    transfers.parts(id),
    transfers.events(id),
  ]).toEqual([[], [], [], [], []]);
  expect(imports.skipped(fixture.importId, 10)).toEqual([]);
  expect(transfers.totals()).toMatchObject({ totalCount: 0, totalBytes: 0 });

  albums.insert(empty);
  fixture.importId = imports.insert(albumId, ['/card'], NOW_MS);
  expect([
    fixture.importId,
    fixture.add([file(1)]),
    assets.page(albumId, null, 9).map((item) => item.id),
  ]).toEqual([2, [2], [2]]);
});
