/** Downloads: a queue of files like the transfers, with counts that are kept and ranges that are remembered. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DownloadFileState } from '../../../src-shared/domain/download';
import type { AssetId, DownloadId } from '../../../src-shared/units';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  FILE_MS,
  files,
  NOW_MS,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

/** A download of `count` stored photos, 1000, 1001, … bytes. */
function download(count: number): DownloadId {
  for (const id of fixture.add(files(count))) fixture.store(id);
  return start(Array.from({ length: count }, (_, n) => assetId(n + 1)));
}
const start = (ids: AssetId[], atOnce = ids.length): DownloadId => {
  const { downloads } = fixture.catalogue;
  const id = downloads.begin({
    title: 'Wedding',
    albumId,
    form: 'zip',
    to: '/out/wedding.zip',
    conflicts: 'ask',
    notStoredCount: 2,
    startedAtMs: NOW_MS,
  });
  const wanted = ids.map((assetId) => ({ assetId, path: `Wedding/${assetId}.jpg` }));
  for (let [from, there] = [0, 0]; from < wanted.length; from += atOnce)
    there = downloads.addFiles(id, there, wanted.slice(from, from + atOnce));
  downloads.complete(id);
  downloads.setState(id, 'running', NOW_MS);
  return id;
};

it.each([4, 2, 1])(
  'takes stored photos in their order, %i at once, numbered without a gap, whatever is missing',
  (atOnce) => {
    const { downloads, assets } = fixture.catalogue;
    const ids = fixture.add(files(4));
    for (const id of ids.slice(0, 3)) fixture.store(id);
    assets.remove(assetId(2));
    const id = start([3, 2, 4, 1].map(assetId), atOnce);
    expect(downloads.get(id)).toEqual({
      id,
      title: 'Wedding',
      albumId,
      form: 'zip',
      to: '/out/wedding.zip',
      conflicts: 'ask',
      state: 'running',
      fileCount: 2,
      doneCount: 0,
      alreadyThereCount: 0,
      conflictCount: 0,
      failedCount: 0,
      notStoredCount: 2,
      totalBytes: 2002,
      doneBytes: 0,
      bytesPerSecond: 0,
      remainingMs: null,
      retryAtMs: null,
      startedAtMs: NOW_MS,
      endedAtMs: null,
      error: null,
    });
    expect(downloads.files(id, { offset: 0, limit: 9 }).items.map((file) => [file.number, file.key])).toEqual(
      [
        [1, 'DCIM/IMG_2.JPG'],
        [2, 'DCIM/IMG_0.JPG'],
      ],
    );
  },
);

it('gives the engine all that it needs, and remembers what is on the disk', () => {
  const { downloads, transfers } = fixture.catalogue;
  const [transfer] = fixture.add(files(1));
  if (!transfer) throw new Error('one transfer');
  transfers.setState([transfer], 'queued', NOW_MS);
  transfers.setState([transfer], 'uploading', NOW_MS);
  const parts = {
    partBytes: 600,
    md5Hex: ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'],
  };
  transfers.finish(transfer, { etag: 'e-2', md5Hex: null, parts, sizeBytes: 1000, proof: 'parts' }, NOW_MS);
  const id = start([assetId(1)]);
  const job = {
    number: 1,
    assetId: 1,
    albumId,
    key: 'DCIM/IMG_0.JPG',
    path: 'Wedding/1.jpg',
    state: 'queued',
    sizeBytes: 1000,
    doneBytes: 0,
    etag: 'e-2',
    md5Hex: null,
    parts,
    modifiedAtMs: FILE_MS,
    sortAtMs: FILE_MS,
    have: [],
    zipOffset: null,
    crc32: null,
    attempts: 0,
  };
  expect(downloads.next(id, ['queued'], 9)).toEqual([job]);
  downloads.setFile(id, 1, { state: 'running', zipOffset: 0, attempts: 1, path: 'Wedding/1 (2).jpg' });
  downloads.setFile(id, 1, {
    doneBytes: 500,
    have: [
      [0, 300],
      [800, 1000],
    ],
    crc32: 0xffffffff,
  });
  downloads.setFile(id, 1, {});
  fixture.reopen();
  const after = {
    ...job,
    state: 'running',
    path: 'Wedding/1 (2).jpg',
    doneBytes: 500,
    have: [
      [0, 300],
      [800, 1000],
    ],
    zipOffset: 0,
    crc32: 0xffffffff,
    attempts: 1,
  };
  expect(fixture.catalogue.downloads.job(id, 1)).toEqual(after);
  expect(fixture.catalogue.downloads.job(id, 2)).toBeNull();
});

it('goes on with the bytes that it began with, although the object changed or the album is forgotten', () => {
  const { downloads, assets, albums } = fixture.catalogue;
  const id = download(1);
  const before = downloads.job(id, 1);
  assets.addListed(
    albumId,
    [
      {
        key: 'DCIM/IMG_0.JPG',
        kind: 'photo',
        contentType: 'image/jpeg',
        sizeBytes: 1000,
        etag: 'other',
        modifiedAtMs: 1,
      },
    ],
    NOW_MS,
  );
  // A pack tells the sum of the new bytes: it says nothing of those that were promised.
  const told = { thumbhash: null, fingerprint: null, md5Hex: 'other', thumb: null, metadata: {} };
  const packed = { key: 'DCIM/IMG_0.JPG', etag: 'other', sizeBytes: 1000, kind: 'photo' as const, ...told };
  expect(assets.applyPack(albumId, 'pack-1', [packed])).toEqual([1]);
  expect(downloads.job(id, 1)).toEqual({ ...before, md5Hex: null });
  albums.remove(albumId);
  expect(downloads.job(id, 1)).toEqual({ ...before, md5Hex: null });
  expect(downloads.get(id)?.albumId).toBeNull();
});

it('hands out files by number over several states, and pages of any of them', () => {
  const { downloads } = fixture.catalogue;
  const id = download(6);
  const failure = { code: 'io' as const, message: 'No.', retry: 'later' as const };
  downloads.setFile(id, 1, { state: 'done', doneBytes: 1000 });
  downloads.setFile(id, 2, { state: 'failed', error: failure });
  downloads.setFile(id, 4, { state: 'running' });
  const numbers = (states: DownloadFileState[], limit = 9): number[] =>
    downloads.next(id, states, limit).map((job) => job.number);
  expect([numbers(['queued', 'running'], 3), numbers(['failed']), numbers([])]).toEqual([[3, 4, 5], [2], []]);
  const page = (states: DownloadFileState[] | undefined, offset: number, limit: number) => {
    const { total, items } = downloads.files(id, { ...(states && { states }), offset, limit });
    return [total, items.map((file) => file.number)];
  };
  expect([
    page(undefined, 4, 9),
    page(['failed', 'queued'], 1, 2),
    page([...DownloadFileState.options], 0, 2),
    page(['conflict'], 0, 9),
    page(['done'], 1, 9),
  ]).toEqual([
    [6, [5, 6]],
    [4, [3, 5]],
    [6, [1, 2]],
    [0, []],
    [1, []],
  ]);
  expect(downloads.files(id, { states: ['failed'], offset: 0, limit: 1 }).items[0]?.error).toEqual(failure);
  downloads.setFile(id, 2, { state: 'queued', error: null });
  expect(downloads.files(id, { offset: 1, limit: 1 }).items[0]).toMatchObject({
    state: 'queued',
    error: null,
  });
});

it('counts what became of its files after any sequence of acts', () => {
  const { downloads } = fixture.catalogue;
  const id = download(3);
  const act = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom(undefined, ...DownloadFileState.options),
    doneBytes: fc.constantFrom(undefined, 0, 10, 1000),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 12 }), (acts) => {
      for (const { number, state, doneBytes } of acts)
        downloads.setFile(id, number, {
          ...(state && { state }),
          ...(doneBytes !== undefined && { doneBytes }),
        });
      const { items } = downloads.files(id, { offset: 0, limit: 9 });
      const count = (...states: DownloadFileState[]): number =>
        items.filter((file) => states.includes(file.state)).length;
      expect(downloads.get(id)).toMatchObject({
        doneCount: count('done'),
        alreadyThereCount: count('already-there'),
        conflictCount: count('conflict'),
        failedCount: count('failed'),
        doneBytes: items.reduce((sum, file) => sum + file.doneBytes, 0),
      });
      for (const state of DownloadFileState.options)
        expect(downloads.files(id, { states: [state], offset: 0, limit: 9 }).total).toBe(count(state));
    }),
    { numRuns: 60 },
  );
});

it('waits, asks, ends and is forgotten', () => {
  const { downloads } = fixture.catalogue;
  const id = download(1);
  const second = start([assetId(1)]);
  const error = { code: 'unreachable' as const, message: 'Away.', retry: 'later' as const };
  downloads.setState(id, 'waiting', NOW_MS + 1, { error, retryAtMs: NOW_MS + 50 });
  expect(downloads.get(id)).toMatchObject({
    state: 'waiting',
    error,
    retryAtMs: NOW_MS + 50,
    endedAtMs: null,
  });
  downloads.setState(id, 'asking', NOW_MS + 2);
  downloads.setState(id, 'running', NOW_MS + 3, { conflicts: 'keep-both' });
  downloads.setValue(id, '{"part":"x"}');
  expect(downloads.get(id)).toMatchObject({
    state: 'running',
    error: null,
    retryAtMs: null,
    conflicts: 'keep-both',
  });
  expect(downloads.open().map((row) => row.id)).toEqual([second, id]);
  downloads.setState(second, 'cancelled', NOW_MS + 4);
  expect([downloads.open().map((row) => row.id), downloads.get(second)?.endedAtMs]).toEqual([
    [id],
    NOW_MS + 4,
  ]);
  expect([downloads.value(id), downloads.value(second)]).toEqual(['{"part":"x"}', null]);
  downloads.remove(id);
  expect(downloads.files(id, { offset: 0, limit: 9 })).toEqual({ total: 0, items: [] });
  expect([
    downloads.list().map((row) => row.id),
    downloads.get(id),
    downloads.next(id, ['queued'], 9),
  ]).toEqual([[second], null, []]);
});
