/** Albums as folders of one bucket, for keys that may not make buckets: each sees, sends, downloads and deletes only its own. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAlbum, deleteAlbum, editAlbum } from '../../src-main/services/albums';
import { createPreviewMaker } from '../../src-main/services/make-preview';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { ConnectionId } from '../../src-shared/units';
import { downloadAlbum } from '../support/download-fixture';
import { openTestCore, type TestCore } from '../support/test-core';

let test: TestCore;
let store: ObjectStore;
let connectionId: ConnectionId;
const bucketCalls: string[] = [];
const noTransfers = { cancelTransfers: async () => undefined };

beforeEach(async () => {
  store = createMemoryStore({
    beforeCall: ({ operation, bucket }) => {
      if (operation === 'createBucket' || operation === 'deleteBucket')
        bucketCalls.push(`${operation} ${bucket}`);
    },
  });
  test = await openTestCore(store);
  connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
  await store.createBucket('home');
  test.core.catalogue.connections.update(connectionId, {
    config: {
      kind: 's3',
      endpoint: 'https://s3.example',
      region: 'x',
      accessKey: 'AK',
      pathStyle: true,
      bucket: 'home',
    },
  });
  bucketCalls.length = 0;
});
afterEach(() => test.close());

const keys = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list('home')) found.push(key);
  return found;
};
const bytes = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);
async function fill(album: Album, files: Record<string, number>): Promise<void> {
  rmSync(test.source, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(test.source, name)), { recursive: true });
    writeFileSync(join(test.source, name), bytes(content));
  }
  await test.ended(await test.imports.start(album.id, [test.source]));
}

it('is made as a folder of the given bucket, which is neither made nor deleted', async () => {
  const album = await createAlbum(test.core, { title: 'Kim & Lée' });
  expect(album).toMatchObject({ bucket: 'home', connectionId });
  expect(album.prefix).toMatch(/^kim-lee-[0-9a-f]{6}\/$/);
  expect(await keys()).toEqual([`${album.prefix}.caos/album.json`]);
  await editAlbum(test.core, album.id, { title: 'Kim' });
  expect(await deleteAlbum(test.core, album.id, { objects: true, ...noTransfers })).toEqual({
    deletedObjects: 1,
    keptObjects: 0,
  });
  expect(await keys()).toEqual([]);
  expect(bucketCalls).toEqual([]);
});

it('sends, shows, downloads and deletes its own photos only', async () => {
  await store.put('home', 'loose.jpg', Buffer.from('of somebody'));
  const wedding = await createAlbum(test.core, { title: 'Wedding' });
  const party = await createAlbum(test.core, { title: 'Party' });
  await fill(wedding, { 'a.jpg': 1, 'day/b.jpg': 2 });
  await fill(party, { 'a.jpg': 3 });
  expect(await keys()).toEqual(
    [
      'loose.jpg',
      `${party.prefix}.caos/album.json`,
      `${party.prefix}a.jpg`,
      `${wedding.prefix}.caos/album.json`,
      `${wedding.prefix}a.jpg`,
      `${wedding.prefix}day/b.jpg`,
    ].sort(),
  );
  const to = mkdtempSync(join(tmpdir(), 'caos-to-'));
  expect(await downloadAlbum(test.core, wedding.id, to)).toEqual({
    written: 2,
    alreadyThere: 0,
    failed: [],
  });
  expect(readdirSync(to, { recursive: true }).sort()).toEqual(['a.jpg', 'day', join('day', 'b.jpg')]);
  rmSync(to, { recursive: true });
  expect(await deleteAlbum(test.core, wedding.id, { objects: true, ...noTransfers })).toEqual({
    deletedObjects: 3,
    keptObjects: 0,
  });
  expect(await keys()).toEqual(
    ['loose.jpg', `${party.prefix}.caos/album.json`, `${party.prefix}a.jpg`].sort(),
  );
  expect(bucketCalls).toEqual([]);
});

it('a preview is made of the object inside the folder', async () => {
  const album = await createAlbum(test.core, { title: 'Wedding' });
  await fill(album, { 'a.jpg': 1 });
  rmSync(test.source, { recursive: true, force: true }); // only the store has it now
  const asked: string[] = [];
  const get = store.get;
  store.get = (bucket, key, options) => {
    asked.push(`${bucket}/${key}`);
    return get(bucket, key, options);
  };
  const id = test.core.catalogue.assets.findByKey(album.id, 'a.jpg')?.id;
  await createPreviewMaker(test.core).path(id as never);
  expect(asked).toEqual([`home/${album.prefix}a.jpg`]);
});

it('an album on the whole bucket is deleted without the albums in its folders', async () => {
  const inner = await createAlbum(test.core, { title: 'Inner' });
  await fill(inner, { 'a.jpg': 1 });
  test.core.catalogue.albums.insert({
    id: '00000000-0000-4000-8000-0000000000bb' as never,
    title: 'Whole',
    note: '',
    connectionId,
    bucket: 'home',
    prefix: '',
    createdAtMs: 1,
  });
  const whole = test.core.catalogue.albums.list().find((album) => album.title === 'Whole') as Album;
  await fill(whole, { 'w.jpg': 2 });
  await deleteAlbum(test.core, whole.id, { objects: true, ...noTransfers });
  expect(await keys()).toEqual([`${inner.prefix}.caos/album.json`, `${inner.prefix}a.jpg`]);
  expect(bucketCalls).toEqual([]);
});

it('another bucket than the given one is refused', async () => {
  await expect(createAlbum(test.core, { title: 'X', bucket: 'elsewhere' })).rejects.toMatchObject({
    code: 'bad-input',
    message:
      '“Test” makes its albums as folders in “home”. Leave the bucket out, or choose another connection.',
  });
  expect((await createAlbum(test.core, { title: 'X', bucket: 'home' })).bucket).toBe('home');
});

it('one that could not be described leaves nothing behind', async () => {
  const { put } = store;
  store.put = async (bucket, key, body, options) => {
    await put(bucket, key, body, options);
    throw new AppError('unreachable', 'The line broke.');
  };
  await expect(createAlbum(test.core, { title: 'X' })).rejects.toMatchObject({ code: 'unreachable' });
  expect(await keys()).toEqual([]);
  expect(test.core.catalogue.albums.list().map((album) => album.title)).toEqual(['Test']);
});

it.each<[string, Partial<ObjectStore>]>([
  ['a probe saw', { capabilities: { ...createMemoryStore().capabilities, createBucket: false } }],
  ['the store says', { createBucket: () => Promise.reject(new AppError('access-denied', 'Forbidden.')) }],
])('a key that may not make buckets, as %s, is told what to do', async (_, change) => {
  Object.assign(store, change);
  test.core.catalogue.connections.update(connectionId, { config: { kind: 'local', root: '/x' } });
  await expect(createAlbum(test.core, { title: 'X' })).rejects.toMatchObject({
    code: 'access-denied',
    message:
      'The key of “Test” may not make buckets. Enter a bucket that is there already in its settings: albums become folders inside it.',
  });
});
