import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TransferState } from '../../../src-shared/domain/transfer';
import type { TransferId } from '../../../src-shared/units';
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

const error = { code: 'key-refused' as const, message: 'The key was refused.', retry: 'after-user' as const };
const first = (ids: TransferId[]): TransferId => {
  const [id] = ids;
  if (id === undefined) throw new Error('a transfer');
  return id;
};
const move = (id: TransferId, ...states: TransferState[]): void => {
  for (const state of states) fixture.catalogue.transfers.setState([id], state, NOW_MS);
};
const assetState = (n: number): string | undefined => fixture.catalogue.assets.get([assetId(n)])[0]?.state;

describe('files found on disk', () => {
  const outcomes = (...found: Parameters<typeof file>[]): Array<[string, number]> =>
    fixture.catalogue.transfers
      .addFound(
        albumId,
        fixture.importId,
        found.map((given) => file(...given)),
        NOW_MS + 1,
      )
      .map((item) => [item.outcome, item.assetId]);

  it('become assets and transfers once', () => {
    expect(outcomes([1], [2])).toEqual([
      ['added', 1],
      ['added', 2],
    ]);
    expect(outcomes([1], [2], [3])).toEqual([
      ['known', 1],
      ['known', 2],
      ['added', 3],
    ]);
    expect(
      fixture.catalogue.transfers.get(fixture.catalogue.transfers.ids({ states: ['discovered'] }))[0],
    ).toEqual({
      id: 1,
      importId: fixture.importId,
      albumId,
      assetId: 1,
      fileName: 'IMG_1.JPG',
      sourcePath: '/card/DCIM/IMG_1.JPG',
      state: 'discovered',
      sizeBytes: 1001,
      sentBytes: 0,
      attempts: 0,
      retryAtMs: null,
      error: null,
      priority: 0,
      createdAtMs: NOW_MS + 1,
      updatedAtMs: NOW_MS + 1,
    });
  });

  it('that are stored are already here; the key of another file is taken', () => {
    fixture.store(first(fixture.add([file(1)])));
    const key = file(1).key;
    expect(outcomes([1], [1, { sizeBytes: 9 }], [1, { modifiedAtMs: 0.5 }], [2, { key }])).toEqual([
      ['already-here', 1],
      ['key-taken', 1],
      ['key-taken', 1],
      ['key-taken', 1],
    ]);
  });

  it('keep a stamp that has a fraction of a millisecond', () => {
    const found = file(1, { modifiedAtMs: FILE_MS + 0.1234 });
    fixture.add([found]);
    expect(outcomes([1, found])).toEqual([['known', 1]]);
    expect(fixture.catalogue.transfers.job(1 as TransferId)?.modifiedAtMs).toBe(FILE_MS + 0.1234);
  });

  it.each(['failed', 'cancelled'] as const)('that %s start again as part of the new import', (state) => {
    const { imports, transfers } = fixture.catalogue;
    const id = first(fixture.add([file(1)]));
    transfers.setState([id], state, NOW_MS, { error, attempts: 7 });
    const before = fixture.importId;
    imports.setState(before, 'done', NOW_MS);
    fixture.importId = imports.insert(albumId, ['/card'], NOW_MS);
    expect(outcomes([1])).toEqual([['known', 1]]);
    expect(transfers.get([id])[0]).toMatchObject({
      state: 'discovered',
      importId: fixture.importId,
      attempts: 0,
      error: null,
    });
    expect([before, fixture.importId].map((run) => imports.get(run)?.foundCount)).toEqual([0, 1]);
    expect(assetState(1)).toBe('discovered');
  });

  it('are all added or none', () => {
    expect(() => outcomes([1], [2, { sizeBytes: 1.5 }])).toThrow();
    expect(fixture.catalogue.transfers.totals().totalCount).toBe(0);
  });
});

describe('the queue', () => {
  it('gives the oldest that are due, with all that the engine needs', () => {
    const { transfers, assets } = fixture.catalogue;
    const ids = fixture.add(files(5));
    for (const id of ids) move(id, 'queued');
    assets.setFingerprint(assetId(2), 'f');
    assets.setPrepared(assetId(2), { metadata: {}, thumbhash: null, hasThumb: false, mediaError: null });
    transfers.setUpload(ids[1] as TransferId, 'upload-1', 500);
    const next = transfers.next('queued', 2, NOW_MS, new Set([ids[0] as TransferId, ids[2] as TransferId]));
    expect(next.map((job) => job.id)).toEqual([ids[1], ids[3]]);
    expect(next[0]).toEqual({
      id: ids[1],
      importId: fixture.importId,
      albumId,
      assetId: 2,
      state: 'queued',
      sourcePath: '/card/DCIM/IMG_1.JPG',
      sizeBytes: 1001,
      modifiedAtMs: FILE_MS + 1000,
      contentType: 'image/jpeg',
      kind: 'photo',
      key: 'DCIM/IMG_1.JPG',
      uploadId: 'upload-1',
      partBytes: 500,
      attempts: 0,
      retryAtMs: null,
      preparedAtMs: NOW_MS,
      fingerprint: 'f',
      connectionId,
      bucket: 'wedding',
      prefix: '',
      priority: 0,
      picturesFirst: true,
    });
    expect(transfers.job(first(ids))?.preparedAtMs).toBeNull();
  });

  it('waits until the time has come', () => {
    const { transfers } = fixture.catalogue;
    const [early, late] = fixture.add(files(2));
    if (!early || !late) throw new Error('two transfers');
    expect(transfers.nextRetryAtMs()).toBeNull();
    transfers.setState([late], 'waiting', NOW_MS, { error, retryAtMs: NOW_MS + 900, attempts: 2 });
    transfers.setState([early], 'waiting', NOW_MS, { retryAtMs: NOW_MS + 500, attempts: 1 });
    expect(transfers.nextRetryAtMs()).toBe(NOW_MS + 500);
    expect(
      [499, 500, 900].map((ms) => transfers.next('waiting', 9, NOW_MS + ms, new Set()).map((job) => job.id)),
    ).toEqual([[], [early], [early, late]]);
    move(late, 'queued');
    expect(transfers.get([late])[0]).toMatchObject({
      state: 'queued',
      error: null,
      retryAtMs: null,
      attempts: 2,
    });
  });

  it('moves the asset along', () => {
    const id = first(fixture.add([file(1)]));
    const seen = (
      [
        'preparing',
        'queued',
        'waiting',
        'paused',
        'queued',
        'uploading',
        'verifying',
        'failed',
        'cancelled',
      ] as const
    ).map((state) => {
      move(id, state);
      return `${state}: ${assetState(1)}`;
    });
    expect(seen).toEqual([
      'preparing: preparing',
      'queued: queued',
      'waiting: queued',
      'paused: queued',
      'queued: queued',
      'uploading: uploading',
      'verifying: uploading',
      'failed: failed',
      'cancelled: cancelled',
    ]);
  });

  it('refuses a move that is not allowed, and then none of the others is made', () => {
    const { transfers } = fixture.catalogue;
    const [stored, open] = fixture.add(files(2));
    if (!stored || !open) throw new Error('two transfers');
    fixture.store(stored);
    for (const state of ['discovered', 'queued', 'failed', 'cancelled'] as const) {
      expect(() => transfers.setState([open, stored], state, NOW_MS)).toThrow(
        expect.objectContaining({ code: 'internal', details: `transfer ${stored}: stored -> ${state}` }),
      );
    }
    expect(() => transfers.setState([open], 'stored', NOW_MS)).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    expect(() =>
      transfers.finish(open, { etag: 'e', md5Hex: null, parts: null, sizeBytes: 1, proof: 'size' }, NOW_MS),
    ).toThrow(/not allowed/);
    expect(transfers.get([stored, open]).map((item) => item.state)).toEqual(['stored', 'discovered']);
  });

  it('quietly leaves out what was forgotten meanwhile', () => {
    const { transfers, albums } = fixture.catalogue;
    const id = first(fixture.add([file(1)]));
    albums.remove(albumId);
    move(id, 'queued');
    transfers.finish(id, { etag: 'e', md5Hex: null, parts: null, sizeBytes: 1, proof: 'size' }, NOW_MS);
    transfers.dropDuplicate(id, 'x');
    transfers.setUpload(id, 'u', 1);
    expect([transfers.job(id), transfers.events(id)]).toEqual([null, []]);
  });
});

describe('an upload in parts', () => {
  const part = (number: number, sizeBytes = 400) => ({
    number,
    etag: `e${number}`,
    md5Hex: `m${number}`,
    sizeBytes,
  });
  const sent = (id: TransferId): number | undefined => fixture.catalogue.transfers.get([id])[0]?.sentBytes;

  it('remembers each part and counts its bytes once', () => {
    const { transfers } = fixture.catalogue;
    const id = first(fixture.add([file(1)]));
    transfers.setUpload(id, 'upload-1', 400);
    transfers.addPart(id, part(2));
    transfers.addPart(id, part(1));
    transfers.addPart(id, { ...part(2), etag: 'again' });
    fixture.reopen();
    expect(fixture.catalogue.transfers.parts(id)).toEqual([part(1), { ...part(2), etag: 'again' }]);
    expect(sent(id)).toBe(800);
    fixture.catalogue.transfers.replaceParts(id, [part(1)]);
    expect([fixture.catalogue.transfers.parts(id), sent(id)]).toEqual([[part(1)], 400]);
    expect(fixture.catalogue.transfers.totals()).toMatchObject({ totalBytes: 1001, sentBytes: 400 });
  });

  it('forgets the parts of an upload that is replaced, and only then', () => {
    const { transfers } = fixture.catalogue;
    const id = first(fixture.add([file(1)]));
    transfers.setUpload(id, 'upload-1', 400);
    transfers.addPart(id, part(1));
    transfers.setUpload(id, 'upload-1', 400);
    expect(transfers.parts(id)).toEqual([part(1)]);
    transfers.setUpload(id, 'upload-2', 400);
    expect([transfers.parts(id), sent(id)]).toEqual([[], 0]);
  });

  it('keeps the parts it was stored in: their sums prove the object', () => {
    const { transfers } = fixture.catalogue;
    const id = first(fixture.add([file(1)]));
    transfers.setUpload(id, 'upload-1', 400);
    transfers.addPart(id, part(1));
    move(id, 'queued', 'uploading', 'verifying');
    transfers.finish(
      id,
      { etag: 'abc-1', md5Hex: null, parts: null, sizeBytes: 1001, proof: 'size' },
      NOW_MS + 3,
    );
    expect(transfers.parts(id)).toEqual([part(1)]);
    expect(transfers.get([id])[0]).toMatchObject({
      state: 'stored',
      sentBytes: 1001,
      updatedAtMs: NOW_MS + 3,
    });
    expect(fixture.catalogue.assets.get([assetId(1)])[0]).toMatchObject({
      state: 'stored',
      etag: 'abc-1',
      storedAtMs: NOW_MS + 3,
    });
    expect(transfers.job(id)?.uploadId).toBeNull();
  });
});

it('a file that changed has a new stamp and must be read again', () => {
  const { transfers, assets, albums } = fixture.catalogue;
  const id = first(fixture.add([file(1)]));
  assets.setFingerprint(assetId(1), 'f');
  assets.setPrepared(assetId(1), { metadata: {}, thumbhash: null, hasThumb: false, mediaError: null });
  transfers.setStamp(id, { sizeBytes: 5, modifiedAtMs: 7 });
  expect(transfers.job(id)).toMatchObject({
    sizeBytes: 5,
    modifiedAtMs: 7,
    preparedAtMs: null,
    fingerprint: null,
  });
  expect([
    albums.get(albumId)?.totalBytes,
    transfers.totals().totalBytes,
    transfers.get([id])[0]?.sizeBytes,
  ]).toEqual([5, 5, 5]);
});

it('a duplicate leaves as skipped, with the key of its twin', () => {
  const { transfers, imports, albums, assets } = fixture.catalogue;
  const [kept, twin] = fixture.add(files(2));
  if (!kept || !twin) throw new Error('two transfers');
  move(twin, 'queued', 'uploading');
  transfers.dropDuplicate(twin, 'DCIM/IMG_0.JPG');
  expect(imports.skipped(fixture.importId, 9)).toEqual([
    { path: '/card/DCIM/IMG_1.JPG', reason: 'duplicate', detail: 'DCIM/IMG_0.JPG' },
  ]);
  expect(imports.get(fixture.importId)).toMatchObject({ foundCount: 1, foundBytes: 1000, skippedCount: 1 });
  expect([albums.get(albumId)?.assetCount, assets.get([assetId(2)]), transfers.job(twin)]).toEqual([
    1,
    [],
    null,
  ]);
  fixture.store(kept);
  expect(() => transfers.dropDuplicate(kept, 'x')).toThrow(/not allowed/);
});

it('the story of a transfer is kept, the last 50 steps of it', () => {
  const { transfers } = fixture.catalogue;
  const id = first(fixture.add([file(1)]));
  transfers.setState([id], 'queued', NOW_MS);
  transfers.setState([id], 'waiting', NOW_MS + 1, { error, retryAtMs: NOW_MS + 9 });
  expect(transfers.events(id)).toEqual([
    { atMs: NOW_MS, state: 'queued', error: null },
    { atMs: NOW_MS + 1, state: 'waiting', error },
  ]);
  for (let n = 2; n < 60; n += 1) transfers.setState([id], 'waiting', NOW_MS + n);
  expect(transfers.events(id).map((event) => event.atMs - NOW_MS)).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 10),
  );
});

describe('lists and totals', () => {
  let ids: TransferId[];
  /** Transfers 1..8: two open, two stored, two failed, one cancelled, one paused. */
  beforeEach(() => {
    ids = fixture.add(files(8));
    const [, , stored, storedToo, failed, failedToo, cancelled, paused] = ids as [
      TransferId,
      ...TransferId[],
    ];
    for (const id of [stored, storedToo]) if (id) fixture.store(id);
    for (const id of [failed, failedToo]) if (id) move(id, 'failed');
    if (cancelled) move(cancelled, 'cancelled');
    if (paused) move(paused, 'paused');
  });
  const page = (
    filter: Partial<Parameters<typeof fixture.catalogue.transfers.list>[0]>,
  ): [number, number[]] => {
    const { total, items } = fixture.catalogue.transfers.list({ offset: 0, limit: 100, ...filter });
    return [total, items.map((item) => item.id)];
  };

  it('open ones come first, newest first, page by page', () => {
    expect(page({})).toEqual([8, [8, 2, 1, 7, 6, 5, 4, 3]]);
    expect([0, 2, 4, 6, 8].map((offset) => page({ offset, limit: 2 })[1])).toEqual([
      [8, 2],
      [1, 7],
      [6, 5],
      [4, 3],
      [],
    ]);
    expect(page({ states: ['failed'] })).toEqual([2, [6, 5]]);
    expect(page({ states: ['stored', 'failed', 'paused'] })).toEqual([5, [8, 6, 5, 4, 3]]);
    expect(page({ states: [] })).toEqual([0, []]);
  });

  it('of one album', () => {
    const { albums, imports, transfers } = fixture.catalogue;
    albums.insert({
      id: otherAlbumId,
      title: 'Other',
      note: '',
      connectionId,
      bucket: 'other',
      prefix: '',
      createdAtMs: NOW_MS,
    });
    const importId = imports.insert(otherAlbumId, ['/b'], NOW_MS);
    transfers.addFound(otherAlbumId, importId, [file(1), file(2)], NOW_MS);
    expect(page({ albumId: otherAlbumId })).toEqual([2, [10, 9]]);
    expect(page({ albumId, states: ['stored', 'discovered'], offset: 1 })).toEqual([4, [1, 4, 3]]);
    expect(page({ albumId: otherAlbumId, states: ['stored'] })).toEqual([0, []]);
  });

  it('ids by state, or those of the given ones that are in it', () => {
    const { transfers } = fixture.catalogue;
    expect(transfers.ids({ states: ['paused', 'discovered'] })).toEqual([1, 2, 8]);
    expect(transfers.ids({ states: ['paused', 'failed'], ids: [8, 1, 6, 99] as TransferId[] })).toEqual([
      8, 6,
    ]);
  });

  it('counts and bytes over the open imports, else the newest', () => {
    const { transfers, imports } = fixture.catalogue;
    imports.addSkipped(fixture.importId, [{ path: '/x', reason: 'empty', detail: null }]);
    const totals = {
      totalCount: 8,
      storedCount: 2,
      failedCount: 2,
      cancelledCount: 1,
      activeCount: 2,
      pausedCount: 1,
      waitingCount: 0,
      totalBytes: 8028 - 1006,
      sentBytes: 2005,
      skippedCount: 1,
    };
    expect(transfers.totals()).toEqual(totals);
    expect(transfers.countByState()).toEqual({
      discovered: 2,
      preparing: 0,
      queued: 0,
      uploading: 0,
      verifying: 0,
      stored: 2,
      paused: 1,
      waiting: 0,
      failed: 2,
      cancelled: 1,
    });
    imports.setState(fixture.importId, 'done', NOW_MS);
    const second = imports.insert(albumId, ['/b'], NOW_MS);
    // Done, but with open transfers of its own (a retry): still part of what goes on.
    expect(transfers.totals()).toEqual(totals);
    for (const id of transfers.ids({ states: ['discovered', 'paused'] })) move(id, 'cancelled');
    expect(transfers.totals()).toMatchObject({ totalCount: 0, skippedCount: 0 });
    imports.setState(second, 'done', NOW_MS);
    expect(transfers.totals()).toMatchObject({ totalCount: 0 });
    imports.setState(fixture.importId, 'running', NOW_MS);
    expect(transfers.totals()).toMatchObject({ totalCount: 8, cancelledCount: 4 });
  });
});
