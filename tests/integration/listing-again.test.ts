/** A first listing that the store interrupts goes on by itself, and at once when a person asks. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import { AppError } from '../../src-shared/app-error';
import type { Album, AlbumListing } from '../../src-shared/domain/album';
import type { ConnectionId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

let fault: AppError | null;
let listings: number;
let heard: AlbumListing['state'][];
let test: TestCore;
let lister: AlbumLister;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fault = null;
  listings = 0;
  heard = [];
  const store = wrapStore(createMemoryStore(), async (call, run) => {
    // The first that a pass asks for.
    if (call.operation === 'list' && call.key === '.caos/derivatives/') {
      listings += 1;
      if (fault) throw fault;
    }
    return run();
  });
  test = await openTestCore(store);
  await store.createBucket('holiday');
  await store.put('holiday', 'a.jpg', Buffer.from('photo'));
  test.core.changes.listen((event) => {
    if (event.name === 'albums.listing') heard.push(event.payload.state);
  });
  lister = createAlbumLister(test.core);
});
afterEach(async () => {
  await lister.stop();
  await test.close();
  vi.useRealTimers();
});

const open = async (): Promise<Album> => {
  const connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
  const album = await openAlbum(test.core, lister, { connectionId, bucket: 'holiday', prefix: '' });
  await lister.idle();
  test.core.changes.flush();
  return album;
};
const pass = async (ms: number): Promise<void> => {
  vi.advanceTimersByTime(ms);
  await lister.idle();
  test.core.changes.flush();
};
const photos = (album: Album): number | undefined => test.core.catalogue.albums.get(album.id)?.assetCount;

it('while the store is out of reach, after longer and longer whiles, until it is back', async () => {
  fault = new AppError('unreachable', 'The store is gone.');
  const album = await open();
  expect([listings, heard.at(-1)]).toEqual([1, 'failed']);
  await pass(700);
  expect(listings).toBe(1);
  await pass(100);
  expect([listings, heard.at(-1)]).toEqual([2, 'failed']);
  for (let n = 0; n < 20; n += 1) await pass(60_000);
  expect(listings).toBe(22);
  fault = null;
  await pass(60_000);
  expect([photos(album), heard.at(-1)]).toEqual([1, 'done']);
  await pass(600_000);
  expect(listings).toBe(23);
});

it('five times when the store answers and fails all the same, never when only a person can help', async () => {
  fault = new AppError('io', 'It broke.', { retry: 'later' });
  const album = await open();
  for (let n = 0; n < 20; n += 1) await pass(60_000);
  expect(listings).toBe(5);
  fault = new AppError('access-denied', 'Not for you.', { retry: 'after-user' });
  lister.refresh(album.id);
  for (let n = 0; n < 20; n += 1) await pass(60_000);
  expect(listings).toBe(6);
});

it('at once when a person asks, and then not a second time', async () => {
  fault = new AppError('unreachable', 'The store is gone.');
  const album = await open();
  fault = null;
  lister.refresh(album.id);
  await lister.idle();
  expect(photos(album)).toBe(1);
  await pass(600_000);
  expect(listings).toBe(2);
});

it('not of an album that is gone, nor after the app was closed', async () => {
  fault = new AppError('unreachable', 'The store is gone.');
  const album = await open();
  await lister.cancel(album.id);
  await pass(600_000);
  expect(listings).toBe(1);
  lister.refresh(album.id);
  await lister.idle();
  await lister.stop();
  await pass(600_000);
  expect(listings).toBe(2);
});
