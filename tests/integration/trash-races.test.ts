/** The trash loses nothing: to copies that are none, names that are taken meanwhile, photos of one size, listings, imports, and other sidecars. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { createTrash, type Trash } from '../../src-main/services/library/trash';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import type { AssetId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

let fault: ((operation: string, key: string | null) => Promise<void> | void) | null;
let store: ObjectStore;
let test: TestCore;
let trash: Trash;
let undo: UndoHistory;

async function start(inner: ObjectStore): Promise<void> {
  fault = null;
  store = wrapStore(inner, async (call, run) => {
    await fault?.(call.operation, call.key);
    return run();
  });
  test = await openTestCore(store);
  undo = createUndoHistory(() => undefined);
  trash = createTrash(test.core, { queue: test.queue, undo });
}
async function again(inner: ObjectStore): Promise<void> {
  await close();
  await start(inner);
}
async function close(): Promise<void> {
  fault = null;
  await trash.mover.stop();
  await test.close();
}
async function give(files: Record<string, Buffer>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(test.source, name), bytes);
  await test.importAll();
}
const idOf = (key: string): AssetId => test.core.catalogue.assets.findByKey(test.albumId, key)?.id as AssetId;
const assets = () => test.core.catalogue.assets.page(test.albumId, null, 100);
const shown = (): string[] => assets().map((asset) => asset.key);
async function bytesOf(key: string): Promise<Buffer | null> {
  if (!(await store.head(test.bucket, key))) return null;
  return Buffer.concat(await (await store.get(test.bucket, key)).body.toArray());
}
async function objects(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(test.bucket)) keys.push(key.replace(/trash\/[^/]+/, 'trash/*'));
  return keys.filter((key) => key !== '.caos/album.json' && !key.endsWith('.pack')).sort();
}
async function throwAway(...keys: string[]): Promise<AssetId[]> {
  const ids = keys.map(idOf);
  await trash.move(ids, 'ask');
  await trash.mover.idle();
  return ids;
}
/** Every photo that shows is there as it was stored. */
async function expectAllThere(): Promise<void> {
  for (const { key, etag } of assets())
    expect([key, md5((await bytesOf(key)) ?? Buffer.of())]).toEqual([key, etag]);
}
const away = (): never => {
  throw new AppError('unreachable', 'The store does not answer.');
};

beforeEach(() => start(createMemoryStore()));
afterEach(close);

describe('a copy', () => {
  /** A store that tells no checksum and copies garbage of the right size. */
  function lyingStore(): { store: ObjectStore; lies: boolean } {
    const inner = createMemoryStore({ capabilities: { etagIsMd5: false } });
    const given = {
      lies: true,
      store: {
        ...inner,
        copy: async (...[from, to, options]: Parameters<ObjectStore['copy']>) => {
          if (!given.lies) return inner.copy(from, to, options);
          const { sizeBytes = 0 } = (await inner.head(from.bucket, from.key)) ?? {};
          return inner.put(to.bucket, to.key, Buffer.alloc(sizeBytes, 0x55));
        },
      } as ObjectStore,
    };
    return given;
  }

  it('that has the size of the photo and not its bytes is never taken for it', async () => {
    const lying = lyingStore();
    await again(lying.store);
    await give({ 'a.jpg': photo(1) });
    await throwAway('a.jpg');
    expect(await bytesOf('a.jpg')).toEqual(photo(1));
    expect(test.core.catalogue.trash.list()).toMatchObject([{ place: 'moving' }]);
    lying.lies = false;
    trash.mover.hurry();
    await trash.mover.idle();
    expect(await objects()).toEqual(['.caos/trash/*/a.jpg']);
  });

  it('of a photo of which nothing is known here is compared with the photo itself', async () => {
    const lying = lyingStore();
    await again(lying.store);
    await store.put(test.bucket, 'found.jpg', photo(3));
    const lister = createAlbumLister(test.core);
    lister.refresh(test.albumId);
    await lister.idle();
    await trash.move([idOf('found.jpg')], 'move');
    await trash.mover.idle();
    expect(await bytesOf('found.jpg')).toEqual(photo(3));
    lying.lies = false;
    trash.mover.hurry();
    await trash.mover.idle();
    expect(await objects()).toEqual(['.caos/trash/*/found.jpg']);
    await lister.stop();
  });

  it('that is gone before the photo itself is deleted keeps the photo', async () => {
    await give({ 'a.jpg': photo(1) });
    fault = (operation, key) => (operation === 'delete' && key === 'a.jpg' ? away() : undefined);
    const [a] = await throwAway('a.jpg');
    fault = null;
    // Another computer empties the trash.
    await store.delete(test.bucket, test.core.catalogue.assets.get([a as AssetId])[0]?.key ?? '');
    trash.mover.hurry();
    await trash.mover.idle();
    expect(await bytesOf('a.jpg')).toEqual(photo(1));
  });

  it('that a listing sees before its photo is known to lie there is no second photo', async () => {
    await give({ 'a.jpg': photo(1), 'b.jpg': photo(2) });
    const lister = createAlbumLister(test.core);
    let listed = false;
    fault = async (operation, key) => {
      if (listed || operation !== 'head' || !key?.includes('trash/')) return;
      listed = true;
      lister.refresh(test.albumId);
      await lister.idle();
    };
    const [a] = await throwAway('a.jpg');
    expect([listed, test.core.catalogue.trash.all(), shown()]).toEqual([true, [a], ['b.jpg']]);
    expect(await objects()).toEqual(['.caos/trash/*/a.jpg', 'b.jpg']);
    await lister.stop();
  });
});

describe('a name', () => {
  it('that another computer took before the photo came back keeps its photo, also one of the same size', async () => {
    await give({ 'a.jpg': photo(1) });
    await throwAway('a.jpg');
    fault = (operation) => (operation === 'copy' ? away() : undefined);
    await undo.back();
    await trash.mover.idle();
    fault = null;
    await store.put(test.bucket, 'a.jpg', photo(9));
    trash.mover.hurry();
    await trash.mover.idle();
    expect([await bytesOf('a.jpg'), await bytesOf('a (2).jpg')]).toEqual([photo(9), photo(1)]);
    expect(shown()).toEqual(['a (2).jpg']);
  });

  it('to which a photo is on its way back is taken by no import', async () => {
    await give({ 'a.jpg': photo(1) });
    await throwAway('a.jpg');
    writeFileSync(join(test.source, 'a.jpg'), photo(9));
    let imported = false;
    fault = async (operation, key) => {
      if (imported || operation !== 'copy' || key !== 'a.jpg') return;
      imported = true;
      await test.importAll();
    };
    await undo.back();
    await trash.mover.idle();
    expect([imported, shown().length]).toEqual([true, 2]);
    await expectAllThere();
  });

  it('whose object is being deleted for good is taken by no import of the same file', async () => {
    await give({ 'a.jpg': photo(1) });
    fault = (operation) => {
      if (operation === 'copy') throw new AppError('unsupported', 'no');
    };
    const [a] = await throwAway('a.jpg');
    let imported = false;
    fault = async (operation) => {
      if (imported || operation !== 'deleteMany') return;
      imported = true;
      await test.importAll();
    };
    await trash.empty([a as AssetId]);
    await trash.mover.idle();
    expect([imported, shown().length]).toEqual([true, 1]);
    await expectAllThere();
  });

  it('is given back in the trash to a photo that is thrown away again while it comes back', async () => {
    await give({ 'a.jpg': photo(1) });
    const [a] = await throwAway('a.jpg');
    let done = false;
    fault = async (operation, key) => {
      if (done || operation !== 'head' || key !== 'a.jpg') return;
      if (!(await store.list(test.bucket, { prefix: 'a.jpg' })[Symbol.asyncIterator]().next()).value) return;
      done = true;
      await trash.move([a as AssetId], 'ask');
    };
    await trash.restore([a as AssetId]);
    await trash.mover.idle();
    expect(done).toBe(true);
    expect(test.core.catalogue.trash.list()).toMatchObject([{ id: a, place: 'trash', from: 'a.jpg' }]);
    expect(await objects()).toEqual(['.caos/trash/*/a.jpg']);
  });
});

describe('a sidecar', () => {
  const put = (key: string, text: string) => store.put(test.bucket, key, Buffer.from(text));
  const text = async (key: string): Promise<string | undefined> => (await bytesOf(key))?.toString();

  it('that was written while its photo lay in the trash is newer than the one that comes back', async () => {
    await give({ 'a.cr2': photo(1) });
    await put('a.xmp', '<old/>');
    await throwAway('a.cr2');
    await put('a.xmp', '<new/>');
    await undo.back();
    await trash.mover.idle();
    expect(await text('a.xmp')).toBe('<new/>');
    expect(await objects()).toEqual(['.caos/trash/*/a.xmp', 'a.cr2', 'a.xmp']);
  });

  it('that two RAW files share stays with the one that stays, and goes with the last', async () => {
    await give({ 'a.cr3': photo(1), 'a.dng': photo(2) });
    await put('a.xmp', '<both/>');
    await throwAway('a.dng');
    expect(await objects()).toEqual(['.caos/trash/*/a.dng', '.caos/trash/*/a.xmp', 'a.cr3', 'a.xmp']);
    await throwAway('a.cr3');
    expect((await objects()).filter((key) => !key.startsWith('.caos/trash/'))).toEqual([]);
  });

  it('that two RAW files share is in the trash with both, whichever comes first', async () => {
    await give({ 'a.cr3': photo(1), 'a.dng': photo(2) });
    await put('a.xmp', '<both/>');
    let taken = false;
    fault = async (operation, key) => {
      if (taken || operation !== 'copy' || !key?.endsWith('a.xmp')) return;
      taken = true;
      // The other one copied it, and deleted where it lay.
      await put(key, '<both/>');
      await store.delete(test.bucket, 'a.xmp');
    };
    const both = await throwAway('a.cr3', 'a.dng');
    expect(await objects()).toEqual(['.caos/trash/*/a.cr3', '.caos/trash/*/a.dng', '.caos/trash/*/a.xmp']);
    await trash.restore(both);
    await trash.mover.idle();
    expect(await objects()).toEqual(['a.cr3', 'a.dng', 'a.xmp']);
  });

  it('of a RAW file in the trash is not deleted with the JPEG beside it', async () => {
    await give({ 'a.cr2': photo(1), 'a.jpg': photo(2) });
    await put('a.xmp', '<raw/>');
    await put('a.jpg.xmp', '<jpeg/>');
    const [raw, jpeg] = await throwAway('a.cr2', 'a.jpg');
    await trash.empty([jpeg as AssetId]);
    await trash.mover.idle();
    expect(await objects()).toEqual(['.caos/trash/*/a.cr2', '.caos/trash/*/a.xmp']);
    await trash.restore([raw as AssetId]);
    await trash.mover.idle();
    expect(await text('a.xmp')).toBe('<raw/>');
  });
});
