/** The storage browser: what a store holds beside the albums in it, and that browsing never breaks one of them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlbum } from '../../src-main/services/albums';
import {
  bucketFacts,
  linkTo,
  listBuckets,
  listObjects,
  removeBucket,
  removeObjects,
  statObject,
  usageOf,
} from '../../src-main/services/storage-browser';
import {
  createMemoryStore,
  type MemoryStoreOptions,
} from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ConnectionId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

const NOW_MS = Date.UTC(2026, 0, 1);
const signal = new AbortController().signal;
let test: TestCore;
let store: ObjectStore;
let connectionId: ConnectionId;

async function open(options: MemoryStoreOptions = {}, change: Partial<ObjectStore> = {}): Promise<void> {
  store = { ...createMemoryStore({ now: () => NOW_MS, ...options }), ...change };
  test = await openTestCore(store);
  connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
}
beforeEach(() => open());
afterEach(() => test.close());

/** `home`: albums become folders of that bucket from now on. */
const workIn = (home: string): void =>
  test.core.catalogue.connections.update(connectionId, {
    config: {
      kind: 's3',
      endpoint: 'https://s3.example',
      region: 'x',
      accessKey: 'AK',
      pathStyle: true,
      bucket: home,
    },
  });
const put = (bucket: string, ...keys: string[]): Promise<unknown> =>
  Promise.all(keys.map((key) => store.put(bucket, key, Buffer.from(key))));
const give = (name: string, fill: number): void => {
  const path = join(test.source, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]));
};
const keysOf = async (bucket: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of store.list(bucket)) keys.push(key);
  return keys;
};
const denied = (): Promise<never> =>
  Promise.reject(new AppError('access-denied', 'This key may not do that.'));

describe('buckets', () => {
  it('are listed with their counts and the albums in them', async () => {
    await store.createBucket('scans');
    await put('scans', 'a', 'bb');
    expect(await listBuckets(test.core, connectionId, signal)).toEqual([
      { name: 'scans', createdAtMs: NOW_MS, objectCount: 2, totalBytes: 3, albumIds: [] },
      {
        name: test.bucket,
        createdAtMs: NOW_MS,
        objectCount: 1,
        totalBytes: (await store.head(test.bucket, '.caos/album.json'))?.sizeBytes,
        albumIds: [test.albumId],
      },
    ]);
  });

  it('are listed also when their counts may not be seen, eight asked at once at most', async () => {
    await test.close();
    let running = 0;
    let most = 0;
    const memory = createMemoryStore({ now: () => NOW_MS });
    await open(
      {},
      {
        ...memory,
        admin: {
          ...memory.admin,
          bucketFacts: async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
            return denied();
          },
        },
      },
    );
    for (let n = 0; n < 20; n += 1) await store.createBucket(`b${n}`);
    const buckets = await listBuckets(test.core, connectionId, signal);
    expect(buckets).toHaveLength(21);
    expect(new Set(buckets.map(({ objectCount, totalBytes }) => `${objectCount} ${totalBytes}`))).toEqual(
      new Set(['null null']),
    );
    expect(most).toBe(8);
  });

  it('that may not be listed: the one that the connection works in is shown', async () => {
    await test.close();
    await open({}, { listBuckets: denied });
    await expect(listBuckets(test.core, connectionId, signal)).rejects.toMatchObject({
      code: 'access-denied',
    });
    workIn('home');
    await store.createBucket('home');
    expect(await listBuckets(test.core, connectionId, signal)).toEqual([
      { name: 'home', createdAtMs: null, objectCount: 0, totalBytes: 0, albumIds: [] },
    ]);
  });

  it('go only when they are empty, and no album lives in them', async () => {
    await store.createBucket('full');
    await store.createBucket('empty');
    await put('full', 'a');
    const remove = (bucket: string): Promise<void> => removeBucket(test.core, connectionId, bucket, signal);
    await expect(remove(test.bucket)).rejects.toMatchObject({
      code: 'bad-input',
      message: 'The album “Test” lives in “test-album”. Delete the album instead.',
    });
    await expect(remove('full')).rejects.toMatchObject({ code: 'precondition' });
    await expect(remove('never there')).rejects.toMatchObject({ code: 'bucket-missing' });
    workIn('empty');
    await expect(remove('empty')).rejects.toMatchObject({ code: 'bad-input' });
    workIn('elsewhere');
    await remove('empty');
    expect((await store.listBuckets()).map(({ name }) => name)).toEqual(['full', test.bucket]);
  });
});

describe('objects', () => {
  it('are listed level by level, in pages', async () => {
    await put(test.bucket, 'a.jpg', 'day 1/b.jpg', 'day 1/night/c.jpg', 'e.jpg');
    const level = (prefix: string, limit: number, after?: string) =>
      listObjects(test.core, connectionId, { bucket: test.bucket, prefix, limit, after }, signal);
    const first = await level('', 3);
    expect(first.folders).toEqual(['.caos/', 'day 1/']);
    expect(first.objects).toEqual([
      { key: 'a.jpg', sizeBytes: 5, modifiedAtMs: NOW_MS, etag: expect.any(String), tier: 'standard' },
    ]);
    const rest = await level('', 3, first.next as string);
    expect([rest.folders, rest.objects.map(({ key }) => key), rest.next]).toEqual([[], ['e.jpg'], null]);
    const inside = await level('day 1/', 100);
    expect([inside.folders, inside.objects.map(({ key }) => key)]).toEqual([
      ['day 1/night/'],
      ['day 1/b.jpg'],
    ]);
  });

  it('tell everything that the store knows of them, and their album', async () => {
    await store.put(test.bucket, 'a.jpg', Buffer.from('photo'), {
      contentType: 'image/jpeg',
      metadata: { by: 'Kim' },
      tier: 'archive',
      expiresAtMs: NOW_MS + 1000,
    });
    expect(await statObject(test.core, connectionId, test.bucket, 'a.jpg', signal)).toEqual({
      key: 'a.jpg',
      sizeBytes: 5,
      etag: createHash('md5').update('photo').digest('hex'),
      modifiedAtMs: NOW_MS,
      contentType: 'image/jpeg',
      metadata: { by: 'Kim' },
      tier: 'archive',
      archive: null,
      expiresAtMs: NOW_MS + 1000,
      albumId: test.albumId,
    });
  });

  it('that are not there, and buckets that are not, say so in the same way everywhere', async () => {
    const stat = (bucket: string) => statObject(test.core, connectionId, bucket, 'gone.jpg', signal);
    await expect(stat(test.bucket)).rejects.toMatchObject({
      code: 'not-found',
      message: '“gone.jpg” is not in the bucket “test-album”. Look at the list again.',
    });
    await expect(stat('nowhere')).rejects.toMatchObject({ code: 'bucket-missing' });
    await expect(bucketFacts(test.core, connectionId, 'nowhere', signal)).rejects.toMatchObject({
      code: 'bucket-missing',
    });
  });
});

describe('removing objects', () => {
  it('takes photos out of their album, with their cached images, and tells it', async () => {
    give('a.jpg', 1);
    give('b.jpg', 2);
    await test.importAll();
    const { core } = test;
    const idOf = (key: string): AssetId => core.catalogue.assets.findByKey(test.albumId, key)?.id as AssetId;
    const [a, b] = [idOf('a.jpg'), idOf('b.jpg')];
    for (const id of [a, b]) writeFileSync(core.cache.thumb(id), 'thumbnail');
    const events: AppEvent[] = [];
    core.changes.flush();
    core.changes.listen((event) => events.push(event));
    await put(test.bucket, 'not a photo.txt');
    expect(
      await removeObjects(
        core,
        connectionId,
        test.bucket,
        ['a.jpg', 'not a photo.txt', 'never there'],
        signal,
      ),
    ).toEqual({ deleted: 3, failed: [] });
    expect(await keysOf(test.bucket)).toEqual(['.caos/album.json', 'b.jpg']);
    expect([...core.catalogue.assets.index(test.albumId).ids]).toEqual([b]);
    expect([existsSync(core.cache.thumb(a)), existsSync(core.cache.thumb(b))]).toEqual([false, true]);
    expect(events.find((event) => event.name === 'assets.patched')?.payload).toMatchObject({
      removedIds: [a],
    });
    expect(events.find((event) => event.name === 'albums.changed')?.payload).toMatchObject({
      albums: [{ id: test.albumId, assetCount: 1, storedCount: 1 }],
    });
  });

  it('keeps in the album what the store did not delete', async () => {
    await test.close();
    const memory = createMemoryStore({ now: () => NOW_MS });
    const locked = new AppError('access-denied', 'This object is locked.');
    await open({}, { ...memory, deleteMany: async (_, keys) => keys.map((key) => ({ key, error: locked })) });
    give('a.jpg', 1);
    await test.importAll();
    expect(await removeObjects(test.core, connectionId, test.bucket, ['a.jpg'], signal)).toEqual({
      deleted: 0,
      failed: [
        {
          key: 'a.jpg',
          error: { code: 'access-denied', message: 'This object is locked.', retry: 'after-user' },
        },
      ],
    });
    expect(test.core.catalogue.albums.get(test.albumId)?.storedCount).toBe(1);
  });

  it('never takes what an album here describes itself with; nothing at all is deleted then', async () => {
    await put(test.bucket, 'a.jpg');
    const remove = removeObjects(test.core, connectionId, test.bucket, ['a.jpg', '.caos/album.json'], signal);
    await expect(remove).rejects.toMatchObject({
      code: 'bad-input',
      message:
        '“.caos/album.json” belongs to the album “Test”, which cannot be without it. Delete the album instead.',
    });
    expect(await keysOf(test.bucket)).toEqual(['.caos/album.json', 'a.jpg']);
    await store.createBucket('strange');
    await put('strange', '.caos/album.json');
    expect(
      await removeObjects(test.core, connectionId, 'strange', ['.caos/album.json'], signal),
    ).toMatchObject({ deleted: 1 });
  });

  it('never takes the parts that an album’s large files live of, nor the bucket beside it that holds them', async () => {
    const beside = [`${test.bucket}_segments`, `${test.bucket}+segments`];
    const remove = (bucket: string, key: string) =>
      removeObjects(test.core, connectionId, bucket, [key], signal);
    for (const bucket of beside) {
      await store.createBucket(bucket);
      await put(bucket, 'x/1');
      await expect(remove(bucket, 'x/1')).rejects.toMatchObject({ params: { key: 'x/1', title: 'Test' } });
      expect(await keysOf(bucket)).toEqual(['x/1']);
      await store.delete(bucket, 'x/1');
      await expect(removeBucket(test.core, connectionId, bucket, signal)).rejects.toMatchObject({
        code: 'bad-input',
        message: `“${bucket}” holds the parts of large files of the album “Test”. Delete the album instead.`,
      });
    }
    await store.createBucket('home');
    workIn('home');
    await createAlbum(test.core, { title: 'Inner', connectionId });
    await put('home', '.caos/segments/x/1');
    await expect(remove('home', '.caos/segments/x/1')).rejects.toMatchObject({ params: { title: 'Inner' } });
    await store.createBucket('other_segments');
    await put('other_segments', 'x');
    expect(await remove('other_segments', 'x')).toMatchObject({ deleted: 1 });
    await removeBucket(test.core, connectionId, 'other_segments', signal);
  });

  it('knows the album by the longest prefix', async () => {
    await store.createBucket('home');
    workIn('home');
    const inner = await createAlbum(test.core, { title: 'Inner', connectionId });
    test.core.catalogue.albums.insert({
      id: '00000000-0000-4000-8000-0000000000bb' as AlbumId,
      title: 'Whole',
      note: '',
      connectionId,
      bucket: 'home',
      prefix: '',
      createdAtMs: NOW_MS + 1,
    });
    const key = `${inner.prefix}.caos/album.json`;
    await put('home', 'loose.jpg');
    expect((await statObject(test.core, connectionId, 'home', key, signal)).albumId).toBe(inner.id);
    expect((await statObject(test.core, connectionId, 'home', 'loose.jpg', signal)).albumId).toBe(
      '00000000-0000-4000-8000-0000000000bb',
    );
    await expect(removeObjects(test.core, connectionId, 'home', [key], signal)).rejects.toMatchObject({
      params: { key, title: 'Inner' },
    });
  });
});

describe('a link', () => {
  const week = 604_800;
  const signed: unknown[] = [];
  const presignGet: ObjectStore['presignGet'] = async (...asked) => {
    signed.push(asked);
    return 'https://signed.example/';
  };
  const link = (key: string, expiresInS: number, inline = false) =>
    linkTo(test.core, connectionId, { bucket: test.bucket, key, expiresInS, inline }, signal);

  it('lasts as long as the store allows, and says until when', async () => {
    await test.close();
    await open({ capabilities: { presign: true, maxLinkSeconds: week } }, { presignGet });
    await put(test.bucket, 'day/a.jpg');
    signed.length = 0;
    expect(await link('day/a.jpg', 60)).toEqual({ url: 'https://signed.example/', untilMs: NOW_MS + 60_000 });
    expect(await link('day/a.jpg', week + 1)).toEqual({
      url: 'https://signed.example/',
      untilMs: NOW_MS + week * 1000,
    });
    expect(signed).toEqual([
      [test.bucket, 'day/a.jpg', 60, { inline: false, fileName: 'a.jpg' }],
      [test.bucket, 'day/a.jpg', week, { inline: false, fileName: 'a.jpg' }],
    ]);
    await expect(link('gone.jpg', 60)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused with a sentence where the store has none, or shows no pages', async () => {
    await put(test.bucket, 'a.jpg');
    await expect(link('a.jpg', 60)).rejects.toMatchObject({
      code: 'unsupported',
      message: '“Test” gives no links. Keep what you want to share on another connection.',
    });
    await test.close();
    await open({ capabilities: { presign: true, inlineHtml: false, maxLinkSeconds: null } }, { presignGet });
    await store.put(test.bucket, 'page.html', Buffer.from('<p>'), {
      contentType: 'text/html; charset=utf-8',
    });
    await expect(link('page.html', 60, true)).rejects.toMatchObject({
      code: 'unsupported',
      message: '“Test” shows no pages in a browser. Make a link that downloads instead.',
    });
    await link('page.html', 60);
  });
});

it('usage is what the store says, or counted when asked for', async () => {
  await test.close();
  await open({ capabilities: { usage: false } });
  const usage = (count: boolean) => usageOf(test.core, connectionId, { count, signal });
  expect(await usage(false)).toMatchObject({ objectCount: null, countedBy: 'listing' });
  expect(await usage(true)).toMatchObject({ bucketCount: 1, objectCount: 1, countedBy: 'listing' });
});
