/** Which transfers come next, and the pages of one import. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TransferState } from '../../../src-shared/domain/transfer';
import type { TransferId } from '../../../src-shared/units';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  connectionId,
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

const none: ReadonlySet<TransferId> = new Set();
const sized = (n: number, sizeBytes: number, change = {}) => file(n, { sizeBytes, ...change });

it('higher priority first, then as found, or small first with videos last', () => {
  const { transfers } = fixture.catalogue;
  const ids = fixture.add([
    sized(1, 500),
    sized(2, 10, { kind: 'video' }),
    sized(3, 300),
    sized(4, 100),
    sized(5, 900),
    sized(6, 50),
  ]);
  const [a, b, c, d, e, f] = ids as [TransferId, TransferId, TransferId, TransferId, TransferId, TransferId];
  transfers.setState([f], 'cancelled', NOW_MS);
  transfers.setPriority([e, f], 5);
  const next = (...args: Parameters<typeof transfers.next>): TransferId[] =>
    transfers.next(...args).map((job) => job.id);
  expect([
    next('discovered', 9, NOW_MS, none),
    next('discovered', 2, NOW_MS, new Set([e, a]), 'found'),
    next('discovered', 9, NOW_MS, none, 'small-first'),
    next('cancelled', 9, NOW_MS, none),
    next('stored', 9, NOW_MS, none, 'small-first'),
  ]).toEqual([[e, a, b, c, d], [b, c], [e, d, c, a, b], [f], []]);
  expect(transfers.get([e, f]).map((row) => row.priority)).toEqual([5, 0]);
  transfers.setPriority([e], 0);
  transfers.setStamp(a, { sizeBytes: 1, modifiedAtMs: 1 });
  expect(next('discovered', 9, NOW_MS, none, 'small-first')).toEqual([a, d, c, e, b]);
});

it('those that wait come when their time has come, in the same order', () => {
  const { transfers } = fixture.catalogue;
  const [a, b, c] = fixture.add(files(3)) as [TransferId, TransferId, TransferId];
  transfers.setPriority([c], 1);
  transfers.setState([a], 'waiting', NOW_MS, { retryAtMs: NOW_MS + 100 });
  transfers.setState([b, c], 'waiting', NOW_MS, { retryAtMs: NOW_MS + 50 });
  const due = (atMs: number): TransferId[] => transfers.next('waiting', 9, atMs, none).map((job) => job.id);
  expect([due(NOW_MS + 49), due(NOW_MS + 50), due(NOW_MS + 100)]).toEqual([[], [c, b], [c, a, b]]);
});

it('the open transfers of photos, and the uploads that something goes on with', () => {
  const { transfers } = fixture.catalogue;
  const [a, b, c, d] = fixture.add(files(4)) as [TransferId, TransferId, TransferId, TransferId];
  for (const [n, id] of [a, b, c, d].entries()) transfers.setUpload(id, `upload-${n}`, 100);
  fixture.store(a);
  transfers.setState([b], 'failed', NOW_MS);
  transfers.setState([c], 'cancelled', NOW_MS);
  expect(transfers.openOfAssets([4, 99, 1, 2].map(assetId))).toEqual([d]);
  expect(transfers.uploadIds(connectionId)).toEqual(new Set(['upload-1', 'upload-3']));
  expect(transfers.cancelledUploads(connectionId)).toEqual([c]);
});

it('what is stored before its pictures were read waits to be read', () => {
  const { transfers, assets, imports } = fixture.catalogue;
  const importId = imports.insert(albumId, ['/card'], NOW_MS, { picturesFirst: false });
  transfers.addFound(albumId, importId, files(3), NOW_MS);
  const [a, b, c] = transfers.ids({ states: ['discovered'] }) as [TransferId, TransferId, TransferId];
  for (const id of [a, b]) fixture.store(id);
  assets.addListed(
    albumId,
    [{ key: 'f.jpg', kind: 'photo', contentType: 'image/jpeg', sizeBytes: 1, etag: 'e', modifiedAtMs: 1 }],
    NOW_MS,
  );
  expect(transfers.job(c)?.picturesFirst).toBe(false);
  expect(
    transfers
      .unread(9, new Set())
      .map(({ id, picturesFirst, sourcePath }) => [id, picturesFirst, sourcePath]),
  ).toEqual([
    [a, false, '/card/DCIM/IMG_0.JPG'],
    [b, false, '/card/DCIM/IMG_1.JPG'],
  ]);
  expect(transfers.unread(1, new Set([assetId(1)])).map((job) => job.id)).toEqual([b]);
  assets.setPrepared(assetId(1), { metadata: {}, thumbhash: null, hasThumb: false, mediaError: null });
  expect(transfers.unread(9, new Set()).map((job) => job.id)).toEqual([b]);
});

it('pages of an import: open ones first, newest first in each, filtered by state and album', () => {
  const { transfers, imports, albums } = fixture.catalogue;
  albums.insert({
    id: otherAlbumId,
    title: 'Other',
    note: '',
    connectionId,
    bucket: 'other',
    prefix: '',
    createdAtMs: NOW_MS,
  });
  fixture.add(files(2));
  const importId = imports.insert(albumId, ['/second'], NOW_MS);
  transfers.addFound(albumId, importId, files(6, 10), NOW_MS);
  const [a, b, c, d, e, f] = transfers.ids({ states: ['discovered'] }).slice(2) as [...Array<TransferId>] as [
    TransferId,
    TransferId,
    TransferId,
    TransferId,
    TransferId,
    TransferId,
  ];
  fixture.store(f);
  fixture.store(a);
  transfers.setState([c], 'failed', NOW_MS);
  transfers.setState([d], 'paused', NOW_MS);
  const page = (filter: Partial<Parameters<typeof transfers.list>[0]>) => {
    const { total, items } = transfers.list({ importId, offset: 0, limit: 99, ...filter });
    return [total, items.map((row) => row.id)];
  };
  expect([
    page({}),
    page({ offset: 2, limit: 2 }),
    page({ offset: 4 }),
    page({ states: ['paused', 'stored'] }),
    page({ states: ['waiting'] }),
    page({ states: ['failed'], albumId }),
    page({ albumId: otherAlbumId }),
  ]).toEqual([
    [6, [e, d, b, f, c, a]],
    [6, [b, f]],
    [6, [c, a]],
    [3, [d, f, a]],
    [0, []],
    [1, [c]],
    [0, []],
  ]);
  expect(page({ importId: 99 as typeof importId })).toEqual([0, []]);
  const files3 = (after: TransferId | null, limit: number) =>
    imports.files(importId, after, limit).map((one) => one.transferId);
  expect([files3(null, 4), files3(d, 99), files3(f, 9)]).toEqual([[a, b, c, d], [e, f], []]);
  expect(imports.files(importId, b, 1)).toEqual([
    {
      transferId: c,
      assetId: 5,
      key: 'DCIM/IMG_12.JPG',
      sourcePath: '/card/DCIM/IMG_12.JPG',
      sizeBytes: 1012,
      modifiedAtMs: file(12).modifiedAtMs,
      state: 'failed',
      error: null,
    },
  ]);
  expect(transfers.ids({ states: [...TransferState.options] })).toHaveLength(8);
});

it('a photo whose facts were read beforehand shows at once where it belongs', () => {
  const { assets, transfers } = fixture.catalogue;
  const metadata = { widthPx: 200, heightPx: 100, takenAtLocal: '2020-01-01T00:00:00', cameraModel: 'X' };
  fixture.add([file(0, { metadata })]);
  expect(assets.get([assetId(1)])[0]).toMatchObject({
    metadata,
    sortAtMs: Date.UTC(2020, 0, 1),
    thumbRevision: 0,
  });
  expect(assets.patch([assetId(1)])[0]?.aspect).toBe(2);
  expect(transfers.next('discovered', 1, NOW_MS, none)[0]?.preparedAtMs).toBeNull();
});
