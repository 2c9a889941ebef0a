/** What is thrown away stays its thirty days, whatever the clocks of the computers say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum } from '../../src-main/services/albums';
import { createTrash, type Trash } from '../../src-main/services/library/trash';
import { createUndoHistory } from '../../src-main/services/library/undo';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import type { AssetId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

const DAY_MS = 86_400_000;
const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 1)]);

/** The store's clock. */
let storeNowMs: number;
let isAway: boolean;
let store: ObjectStore;
let test: TestCore;
let trash: Trash;

beforeEach(async () => {
  storeNowMs = Date.UTC(2026, 0, 1);
  isAway = false;
  store = wrapStore(createMemoryStore({ now: () => storeNowMs }), (_, run) => {
    if (isAway) throw new AppError('unreachable', 'The store does not answer.');
    return run();
  });
  test = await openTestCore(store);
  open();
});
afterEach(async () => {
  await trash.mover.stop();
  await test.close();
});

function open(): void {
  trash = createTrash(test.core, { queue: test.queue, undo: createUndoHistory(() => undefined) });
}
/** The app begins anew, this computer's clock so much later, and the store's. */
async function later(days: number, daysOfStore = days): Promise<void> {
  await trash.mover.stop();
  test.advance(days * DAY_MS);
  storeNowMs += daysOfStore * DAY_MS;
  open();
  trash.mover.start();
  await trash.mover.idle();
}
async function throwAway(): Promise<AssetId> {
  writeFileSync(join(test.source, 'a.jpg'), photo);
  await test.importAll();
  const id = test.core.catalogue.assets.findByKey(test.albumId, 'a.jpg')?.id as AssetId;
  await trash.move([id], 'ask');
  await trash.mover.idle();
  return id;
}
async function inTrash(): Promise<number> {
  let count = 0;
  for await (const _ of store.list(test.bucket, { prefix: '.caos/trash/' })) count += 1;
  return count;
}

it('a clock that is years ahead deletes nothing', async () => {
  const id = await throwAway();
  await later(4 * 365, 29);
  expect([await inTrash(), test.core.catalogue.trash.all()]).toEqual([1, [id]]);
  await later(2);
  expect([await inTrash(), test.core.catalogue.trash.all()]).toEqual([0, []]);
});

it('what a computer with a clock years behind threw away stays its days, and its time is put right', async () => {
  await store.put(test.bucket, '.caos/trash/20150101T000000000Z-0123abcd/b.jpg', photo);
  const lister = createAlbumLister(test.core);
  lister.refresh(test.albumId);
  await lister.idle();
  await lister.stop();
  await later(1);
  expect(await inTrash()).toBe(1);
  expect(test.core.catalogue.trash.list()).toMatchObject([
    { from: 'b.jpg', trashedAtMs: Date.UTC(2026, 0, 1), leavesAtMs: Date.UTC(2026, 0, 31) },
  ]);
  await later(30);
  expect(await inTrash()).toBe(0);
});

it('while the store is away nothing is forgotten, and what never came there needs no store', async () => {
  const id = await throwAway();
  isAway = true;
  await later(31);
  expect(test.core.catalogue.trash.all()).toEqual([id]);
  isAway = false;
  await later(0);
  expect([await inTrash(), test.core.catalogue.trash.all()]).toEqual([0, []]);
});

it('a question for the time that a kill left behind goes with the album', async () => {
  await store.put(test.bucket, '.caos/trash/clock', Buffer.from('?'));
  await deleteAlbum(test.core, test.albumId, { objects: true, cancelTransfers: async () => undefined });
  expect(await store.bucketExists(test.bucket)).toBe(false);
});
