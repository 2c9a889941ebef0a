/** A folder that is in the bucket already, put there by another program, is not stored a second time. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum } from '../../src-main/services/albums';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { Album } from '../../src-shared/domain/album';
import type { ConnectionId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

let store: ObjectStore;
let test: TestCore;
let lister: AlbumLister;

beforeEach(async () => {
  store = createMemoryStore();
  test = await openTestCore(store);
  lister = createAlbumLister(test.core);
  await store.createBucket('holiday');
});
afterEach(async () => {
  await lister.stop();
  await test.close();
});

const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);
const open = async (): Promise<Album> => {
  const connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
  const album = await openAlbum(test.core, lister, { connectionId, bucket: 'holiday', prefix: '' });
  await lister.idle();
  return album;
};
const importInto = async (album: Album) => {
  const run = await test.ended(await test.imports.start(album.id, [test.source]));
  return test.core.catalogue.imports.skipped(run.id, 100);
};
const held = (album: Album) =>
  test.core.catalogue.assets
    .storedObjects(album.id)
    .map(({ key, ours }) => `${key} ${ours ? 'ours' : 'found'}`);

it('the same bytes under the same name are there, and stay somebody else’s', async () => {
  await store.put('holiday', 'a.jpg', photo(1));
  await store.put('holiday', 'b.jpg', photo(2));
  await store.put('holiday', 'b (2).jpg', photo(3));
  await store.put('holiday', 'c.jpg', photo(4));
  const album = await open();
  writeFileSync(join(test.source, 'a.jpg'), photo(1));
  writeFileSync(join(test.source, 'b.jpg'), photo(3));
  writeFileSync(join(test.source, 'c.jpg'), photo(5));
  expect(await importInto(album)).toEqual([
    { path: join(test.source, 'a.jpg'), reason: 'duplicate', detail: 'a.jpg' },
    { path: join(test.source, 'b.jpg'), reason: 'duplicate', detail: 'b (2).jpg' },
  ]);
  expect(held(album)).toEqual([
    'a.jpg found',
    'b (2).jpg found',
    'b.jpg found',
    'c (2).jpg ours',
    'c.jpg found',
  ]);
  const deleted = await deleteAlbum(test.core, album.id, { objects: true, cancelTransfers: async () => {} });
  expect(deleted).toEqual({ deletedObjects: 1, keptObjects: 4 });
});

it('what the store has replaced since the listing does not count', async () => {
  await store.put('holiday', 'a.jpg', photo(1));
  const album = await open();
  await store.put('holiday', 'a.jpg', photo(9));
  writeFileSync(join(test.source, 'a.jpg'), photo(1));
  expect(await importInto(album)).toEqual([]);
  expect(held(album)).toEqual(['a (2).jpg ours', 'a.jpg found']);
});

it('a large one is known by its parts', async () => {
  const film = randomBytes(20 * 1024 * 1024);
  const bucket = 'holiday';
  const begun = { bucket, key: 'film.tif' };
  const album = await open();
  writeFileSync(join(test.source, 'film.tif'), film);
  // Sent by the same rules as ours, by an app of another computer that wrote no packs yet.
  await importInto(album);
  const { etag } = (await store.head(bucket, begun.key)) ?? {};
  test.core.catalogue.assets.remove(test.core.catalogue.assets.findByKey(album.id, 'film.tif')?.id as never);
  lister.refresh(album.id);
  await lister.idle();
  expect(held(album)).toEqual(['film.tif found']);
  expect(await importInto(album)).toEqual([
    { path: join(test.source, 'film.tif'), reason: 'duplicate', detail: 'film.tif' },
  ]);
  expect(etag).toMatch(/-/);
});

it('the same bytes that came since the listing stay somebody else’s too; what we sent ourselves is ours', async () => {
  const album = await open();
  await store.put('holiday', 'late.jpg', photo(6));
  writeFileSync(join(test.source, 'late.jpg'), photo(6));
  writeFileSync(join(test.source, 'new.jpg'), photo(7));
  await importInto(album);
  expect(held(album)).toEqual(['late.jpg found', 'new.jpg ours']);
  await deleteAlbum(test.core, album.id, { objects: true, cancelTransfers: async () => undefined });
  const left: string[] = [];
  for await (const { key } of store.list('holiday')) left.push(key);
  expect(left).toEqual(['late.jpg']);
});
