/** The trash: at once here, then in the store, over kills, offline, over names that are taken, and never anything that is not ours. */
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum } from '../../src-main/services/albums';
import { createTrash, type Trash } from '../../src-main/services/library/trash';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import { readTrashKey } from '../../src-shared/domain/trash';
import type { AssetId } from '../../src-shared/units';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { openTestCore, type TestCore } from '../support/test-core';
import { makeReceipt } from './receipts/receipt-fixture';

const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
const DAY_MS = 86_400_000;

let fault: ((operation: string, key: string | null) => Promise<void> | void) | null;
let store: ObjectStore;
let test: TestCore;
let trash: Trash;
let undo: UndoHistory;

async function start(inner: ObjectStore, bucket?: string): Promise<void> {
  fault = null;
  store = wrapStore(inner, async (call, run) => {
    await fault?.(call.operation, call.key);
    return run();
  });
  test = await openTestCore(store, bucket === undefined ? {} : { bucket });
  undo = createUndoHistory(() => undefined);
  trash = createTrash(test.core, { queue: test.queue, undo });
}
/** Files by name become photos of the album. */
async function give(files: Record<string, Buffer>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(test.source, name), bytes);
  await test.importAll();
}
const idOf = (key: string): AssetId => test.core.catalogue.assets.findByKey(test.albumId, key)?.id as AssetId;
const shown = (): string[] =>
  test.core.catalogue.assets.page(test.albumId, null, 100).map((asset) => asset.key);
const album = () => test.core.catalogue.albums.get(test.albumId);
async function objects(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(test.bucket)) keys.push(key.replace(/trash\/[^/]+/, 'trash/*'));
  return keys.filter((key) => key !== '.caos/album.json' && !key.endsWith('.pack')).sort();
}
/** As after kill -9: nothing that ran says another word, and the next run begins. */
async function runAgain(): Promise<void> {
  await trash.mover.stop();
  fault = null;
  trash = createTrash(test.core, { queue: test.queue, undo });
  trash.mover.start();
  await trash.mover.idle();
}
const killed = (): Promise<never> => new Promise(() => undefined);

// Its clock is that of the computer.
beforeEach(() => start(createMemoryStore({ now: () => test?.core.now() ?? 0 })));
afterEach(async () => {
  fault = null;
  await trash.mover.stop();
  await test.close();
});

it('leaves grid and counts at once, moves in the store, and comes back by undo under its own name', async () => {
  await give({ 'a.jpg': photo(1), 'b.jpg': photo(2) });
  const a = idOf('a.jpg');
  const before = album();
  expect(await trash.move([a], 'ask')).toEqual({ moved: 1, others: 0 });
  expect(shown()).toEqual(['b.jpg']);
  expect(album()).toMatchObject({ assetCount: 1, storedCount: 1, totalBytes: 504 });
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'b.jpg']);
  const lies = test.core.catalogue.assets.get([a])[0];
  expect(readTrashKey(lies?.key ?? '')).toMatchObject({ from: 'a.jpg', atMs: test.core.now() });
  expect(test.core.catalogue.trash.list()).toEqual([
    {
      id: a,
      from: 'a.jpg',
      place: 'trash',
      trashedAtMs: test.core.now(),
      leavesAtMs: test.core.now() + 30 * DAY_MS,
    },
  ]);
  expect(undo.state().back).toMatchObject({ what: 'trash', count: 1 });
  await undo.back();
  expect(shown()).toHaveLength(2);
  await trash.mover.idle();
  expect(await objects()).toEqual(['a.jpg', 'b.jpg']);
  expect(test.core.catalogue.assets.get([a])[0]).toMatchObject({
    key: 'a.jpg',
    etag: md5(photo(1)),
    trashedAtMs: null,
  });
  expect(album()).toEqual(before);
  expect(test.core.catalogue.trash.nextDueAtMs()).toBeNull();
  await undo.again();
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'b.jpg']);
});

describe('killed', () => {
  const moments: Array<[string, (operation: string, key: string | null) => boolean, boolean]> = [
    ['before the copy', (operation) => operation === 'copy', false],
    [
      'between the copy and its comparison',
      (operation, key) => operation === 'head' && (key ?? '').includes('trash/'),
      false,
    ],
    ['before the original is deleted', (operation, key) => operation === 'delete' && key === 'a.jpg', false],
    ['after it was deleted', (operation, key) => operation === 'delete' && key === 'a.jpg', true],
  ];
  for (const [when, isThen, done] of moments) {
    it(`${when}, it goes on and ends the same`, async () => {
      await give({ 'a.jpg': photo(1) });
      const a = idOf('a.jpg');
      const reached = new Promise<void>((resolve) => {
        const inner = store;
        fault = async (operation, key) => {
          if (!isThen(operation, key)) return;
          fault = null;
          if (done) await inner.delete(test.bucket, 'a.jpg');
          resolve();
          await killed();
        };
      });
      await trash.move([a], 'ask');
      await reached;
      // What hangs is never heard of again; the rows say where to go on.
      void trash.mover.stop();
      fault = null;
      trash = createTrash(test.core, { queue: test.queue, undo });
      trash.mover.start();
      await trash.mover.idle();
      expect(await objects()).toEqual(['.caos/trash/*/a.jpg']);
      expect(test.core.catalogue.trash.nextDueAtMs()).toBeNull();
      await trash.restore([a]);
      await trash.mover.idle();
      expect(await objects()).toEqual(['a.jpg']);
      const back = await store.get(test.bucket, 'a.jpg');
      expect((await back.body.toArray())[0]).toEqual(photo(1));
    });
  }

  it('taken back before it was moved, no copy stays behind', async () => {
    await give({ 'a.jpg': photo(1) });
    let copied = false;
    fault = (operation, key) => {
      if (copied && operation === 'head' && key?.includes('trash/'))
        throw new AppError('unreachable', 'away');
      copied ||= operation === 'copy';
    };
    await trash.move([idOf('a.jpg')], 'ask');
    await trash.mover.idle();
    expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'a.jpg']);
    await undo.back();
    await runAgain();
    expect(await objects()).toEqual(['a.jpg']);
    expect(shown()).toEqual(['a.jpg']);
  });
});

it('waits while the store is away, and a picture can still be made of where it lies', async () => {
  await give({ 'a.jpg': photo(1) });
  const a = idOf('a.jpg');
  fault = () => {
    throw new AppError('unreachable', 'The store does not answer.');
  };
  await trash.move([a], 'ask');
  await trash.mover.idle();
  expect(shown()).toEqual([]);
  expect(test.core.catalogue.assets.get([a])[0]?.key).toBe('a.jpg');
  expect(test.core.catalogue.trash.list()[0]).toMatchObject({ place: 'moving' });
  expect(test.core.catalogue.trash.facts()).toEqual({ count: 1, totalBytes: 504, waiting: 1, hidden: 0 });
  fault = null;
  trash.mover.hurry();
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg']);
});

it('the same file imported again is stored anew, also while the first one is on its way out', async () => {
  await give({ 'a.jpg': photo(1) });
  const a = idOf('a.jpg');
  fault = (operation) => {
    if (operation === 'copy') throw new AppError('unreachable', 'away');
  };
  await trash.move([a], 'ask');
  await trash.mover.idle();
  await test.importAll();
  expect(shown()).toEqual(['a (2).jpg']);
  fault = null;
  trash.mover.hurry();
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'a (2).jpg']);
  await trash.move([idOf('a (2).jpg')], 'ask');
  await trash.mover.idle();
  await test.importAll();
  expect(shown()).toEqual(['a.jpg']);
  expect(await objects()).toEqual(['.caos/trash/*/a (2).jpg', '.caos/trash/*/a.jpg', 'a.jpg']);
  // Its name is taken: it comes back under another one, and that is said.
  expect(await trash.restore([a])).toEqual({ restored: 1 });
  await trash.mover.idle();
  expect(shown().sort()).toEqual(['a (2).jpg', 'a.jpg']);
  expect(
    test.core.catalogue.journal.list({ limit: 10 }).find(({ type }) => type === 'restored-as'),
  ).toMatchObject({
    title: 'a (2).jpg',
    params: { from: 'a.jpg' },
  });
});

it('the import that takes a name while its old object is about to be deleted loses nothing', async () => {
  await give({ 'a.jpg': photo(1) });
  let imported: Promise<unknown> | null = null;
  fault = async (operation, key) => {
    if (operation !== 'delete' || key !== 'a.jpg' || imported !== null) return;
    imported = test.importAll();
    await imported;
  };
  await trash.move([idOf('a.jpg')], 'ask');
  await trash.mover.idle();
  await imported;
  fault = null;
  trash.mover.hurry();
  await trash.mover.idle();
  const held = await objects();
  for (const key of shown()) expect(held).toContain(key);
  expect(shown()).toHaveLength(1);
  expect(held).toHaveLength(2);
});

it('somebody else’s new object under that name is never deleted', async () => {
  await give({ 'a.jpg': photo(1) });
  fault = async (operation, key) => {
    if (operation !== 'delete' || key !== 'a.jpg') return;
    throw new AppError('unreachable', 'away');
  };
  await trash.move([idOf('a.jpg')], 'ask');
  await trash.mover.idle();
  fault = null;
  await store.put(test.bucket, 'a.jpg', photo(9));
  trash.mover.hurry();
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'a.jpg']);
  expect((await store.head(test.bucket, 'a.jpg'))?.etag).toBe(md5(photo(9)));
});

it('sidecars go along and come back', async () => {
  await give({ 'a.cr2': photo(1), 'a.jpg': photo(2) });
  const a = idOf('a.cr2');
  await store.put(test.bucket, 'a.xmp', Buffer.from('<raw/>'));
  await store.put(test.bucket, 'a.jpg.xmp', Buffer.from('<jpeg/>'));
  await trash.move([a], 'ask');
  await trash.mover.idle();
  expect(await objects()).toEqual(['.caos/trash/*/a.cr2', '.caos/trash/*/a.xmp', 'a.jpg', 'a.jpg.xmp']);
  await undo.back();
  await trash.mover.idle();
  expect(await objects()).toEqual(['a.cr2', 'a.jpg', 'a.jpg.xmp', 'a.xmp']);
  await trash.move([a], 'ask');
  await trash.mover.idle();
  expect(await trash.empty()).toEqual({ deleted: 1, kept: 0 });
  await trash.mover.idle();
  expect(await objects()).toEqual(['a.jpg', 'a.jpg.xmp']);
});

it('after thirty days it is deleted by itself; what is only hidden is not', async () => {
  await give({ 'a.jpg': photo(1), 'b.jpg': photo(2), 'c.jpg': photo(3) });
  test.core.catalogue.assets.setFound(idOf('b.jpg'));
  expect(await trash.move([idOf('a.jpg'), idOf('b.jpg')], 'ask')).toEqual({ moved: 1, others: 1 });
  expect(await trash.move([idOf('b.jpg')], 'hide')).toEqual({ moved: 1, others: 0 });
  await trash.mover.idle();
  expect(shown()).toEqual(['c.jpg']);
  expect(
    test.core.catalogue.trash.list().map(({ place, leavesAtMs }) => [place, leavesAtMs !== null]),
  ).toEqual([
    ['hidden', false],
    ['trash', true],
  ]);
  test.advance(30 * DAY_MS - 1);
  await runAgain();
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'b.jpg', 'c.jpg']);
  test.advance(2);
  await runAgain();
  expect(await objects()).toEqual(['b.jpg', 'c.jpg']);
  expect(await trash.empty()).toEqual({ deleted: 0, kept: 1 });
  expect(await objects()).toEqual(['b.jpg', 'c.jpg']);
});

it('emptied offline, the objects go when the store answers', async () => {
  await give({ 'a.jpg': photo(1) });
  await trash.move([idOf('a.jpg')], 'ask');
  await trash.mover.idle();
  fault = () => {
    throw new AppError('unreachable', 'away');
  };
  expect(await trash.empty()).toEqual({ deleted: 1, kept: 0 });
  await trash.mover.idle();
  expect(test.core.catalogue.trash.facts()).toEqual({ count: 0, totalBytes: 0, waiting: 1, hidden: 0 });
  fault = null;
  expect(await objects()).toEqual(['.caos/trash/*/a.jpg']);
  await runAgain();
  expect(await objects()).toEqual([]);
});

it('a listing shows nothing twice, nothing of the trash, and the trash of other computers', async () => {
  await give({ 'a.jpg': photo(1), 'b.jpg': photo(2) });
  const a = idOf('a.jpg');
  const lister = createAlbumLister(test.core);
  const list = async (): Promise<void> => {
    lister.refresh(test.albumId);
    await lister.idle();
  };
  fault = (operation, key) => {
    if (operation === 'delete' && key === 'a.jpg') throw new AppError('unreachable', 'away');
  };
  await trash.move([a], 'ask');
  await trash.mover.idle();
  await list();
  expect(shown()).toEqual(['b.jpg']);
  fault = null;
  trash.mover.hurry();
  await trash.mover.idle();
  await list();
  expect(shown()).toEqual(['b.jpg']);
  expect(test.core.catalogue.trash.all()).toEqual([a]);
  // Another computer throws one away, and deletes the other for good.
  const other = '.caos/trash/20251231T235959999Z-0123abcd/Day 1/c.jpg';
  await store.put(test.bucket, other, photo(3));
  const lies = test.core.catalogue.assets.get([a])[0]?.key ?? '';
  await store.delete(test.bucket, lies);
  await list();
  expect(test.core.catalogue.trash.list()).toMatchObject([
    { from: 'Day 1/c.jpg', place: 'trash', trashedAtMs: Date.UTC(2025, 11, 31, 23, 59, 59, 999) },
  ]);
  expect(album()).toMatchObject({ assetCount: 1, storedCount: 1 });
  await trash.restore(test.core.catalogue.trash.all());
  await trash.mover.idle();
  expect((await objects()).sort()).toEqual(['Day 1/c.jpg', 'b.jpg']);
  expect(album()).toMatchObject({ assetCount: 2, storedCount: 2 });
  await lister.stop();
});

it('what lies in the trash is not safe to erase from its card', async () => {
  await give({ 'a.jpg': photo(1), 'b.jpg': photo(2) });
  expect((await makeReceipt(test)).receipt.verdict?.safe).toBe(true);
  await trash.move([idOf('a.jpg')], 'ask');
  await trash.mover.idle();
  const { receipt } = await makeReceipt(test);
  expect(receipt.verdict?.safe).toBe(false);
});

it('deleting the album deletes its trash, too', async () => {
  await give({ 'a.jpg': photo(1), 'b.jpg': photo(2) });
  const a = idOf('a.jpg');
  await trash.move([a], 'ask');
  await trash.mover.idle();
  const told: number[] = [];
  const cache = test.core.cache.remove;
  test.core.cache.remove = async (ids) => {
    told.push(...ids);
    await cache(ids);
  };
  const { keptObjects } = await deleteAlbum(test.core, test.albumId, {
    objects: true,
    cancelTransfers: async () => undefined,
  });
  expect(keptObjects).toBe(0);
  expect(told).toContain(a);
  expect(await store.bucketExists(test.bucket)).toBe(false);
});

it('a photo that is not stored yet is cancelled first, and goes on by undo', async () => {
  fault = (operation) => {
    if (operation === 'put') throw new AppError('unreachable', 'away');
  };
  writeFileSync(join(test.source, 'a.jpg'), photo(1));
  const id = await test.imports.start(test.albumId, [test.source]);
  await test.ended(id, (run) => run.state === 'running');
  const a = idOf('a.jpg');
  await trash.move([a], 'ask');
  expect(test.core.catalogue.assets.get([a])[0]).toMatchObject({ state: 'cancelled' });
  expect(shown()).toEqual([]);
  await test.ended(id);
  fault = null;
  await undo.back();
  await test.ended(id);
  expect(test.core.catalogue.assets.get([a])[0]).toMatchObject({ state: 'stored', trashedAtMs: null });
});

it('too large or not to be copied, it stays where it is and only does not show', async () => {
  await give({ 'a.jpg': photo(1) });
  fault = (operation) => {
    if (operation === 'copy') throw new AppError('unsupported', 'no');
  };
  const a = idOf('a.jpg');
  await trash.move([a], 'ask');
  await trash.mover.idle();
  expect(test.core.catalogue.trash.list()).toMatchObject([{ id: a, place: 'hidden', leavesAtMs: null }]);
  expect(await objects()).toEqual(['a.jpg']);
  // On purpose it is deleted all the same: it is ours.
  expect(await trash.empty([a])).toEqual({ deleted: 1, kept: 0 });
  await trash.mover.idle();
  expect(await objects()).toEqual([]);
});

describe.skipIf(swiftUnavailable !== undefined)('on real Swift', () => {
  const swift = reachNativeSwift();

  it('photos and a large one of segments go to the trash, are emptied or come back, byte for byte', async () => {
    await trash.mover.stop();
    await test.close();
    await start(swift.open(), freshBucket());
    const large = Buffer.concat([photo(7), randomBytes(17 * 1024 * 1024)]);
    await give({ 'a.jpg': photo(1), '사진 1.jpg': photo(2), 'large.jpg': large });
    const [a, b, c] = [idOf('a.jpg'), idOf('사진 1.jpg'), idOf('large.jpg')];
    const stored = test.core.catalogue.assets.confirmable([c])[0];
    const read: Array<string | null> = [];
    fault = (operation, key) => void (operation === 'get' && read.push(key));
    await trash.move([a, b, c], 'ask');
    await trash.mover.idle();
    expect(await objects()).toEqual([
      '.caos/trash/*/a.jpg',
      '.caos/trash/*/large.jpg',
      '.caos/trash/*/사진 1.jpg',
    ]);
    expect(await trash.empty([b])).toEqual({ deleted: 1, kept: 0 });
    await undo.back();
    await trash.mover.idle();
    expect(await objects()).toEqual(['a.jpg', 'large.jpg']);
    fault = null;
    const { body } = await store.get(test.bucket, 'large.jpg');
    expect(md5(Buffer.concat(await body.toArray()))).toBe(md5(large));
    // Copied in the parts it had: by its ETag it is the same, and no segment of what was moved is left behind.
    expect(test.core.catalogue.assets.confirmable([c])[0]).toEqual(stored);
    expect(await swift.names(`${test.bucket}_segments`)).toHaveLength(stored?.parts?.md5Hex.length ?? 0);
    expect(read).toEqual([]);
  }, 60_000);
});
