/** Buckets that something else filled open as albums, stay in step with the store, and are never written into or deleted from. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum, editAlbum } from '../../src-main/services/albums';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import type { Album, AlbumListing } from '../../src-shared/domain/album';
import { type AlbumId, type AssetId, ConnectionId } from '../../src-shared/units';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const secondConnection = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a22');
const photo = (fill: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, fill)]);

/** Everything that was asked of the store, as `operation key`. */
let calls: string[];
let fault: ((operation: string, key: string | null) => Promise<void> | void) | null;
let store: ObjectStore;
let test: TestCore;
let lister: AlbumLister;

const counting = (inner: ObjectStore): ObjectStore =>
  wrapStore(inner, async (call, run) => {
    calls.push(`${call.operation} ${call.key}`);
    await fault?.(call.operation, call.key);
    return run();
  });
const writes = (): string[] => calls.filter((call) => /^(put|copy|delete|create|multipart|admin)/.test(call));

async function start(inner: ObjectStore): Promise<void> {
  calls = [];
  fault = null;
  store = counting(inner);
  test = await openTestCore(store);
  test.core.catalogue.connections.insert({
    id: secondConnection,
    name: 'Second',
    config: { kind: 'local', root: '/second' },
    builtIn: false,
    createdAtMs: 0,
  });
  lister = createAlbumLister(test.core);
}
const connectionId = () => test.core.catalogue.connections.list()[0]?.id as ConnectionId;
const give = async (key: string, bytes: Buffer | string = photo(1), bucket = 'holiday'): Promise<void> => {
  if (!(await store.bucketExists(bucket))) await store.createBucket(bucket);
  await store.put(bucket, key, Buffer.from(bytes));
};
async function open(given: Partial<Parameters<typeof openAlbum>[2]> = {}): Promise<Album> {
  const album = await openAlbum(test.core, lister, {
    connectionId: connectionId(),
    bucket: 'holiday',
    prefix: '',
    ...given,
  });
  await lister.idle(album.id);
  return test.core.catalogue.albums.get(album.id) as Album;
}
async function refresh(id: AlbumId): Promise<void> {
  lister.refresh(id);
  await lister.idle(id);
}
const shown = (id: AlbumId): string[] =>
  test.core.catalogue.assets.storedObjects(id).map((object) => object.key);
const listings = (): AlbumListing[] => {
  const heard: AlbumListing[] = [];
  test.core.changes.listen((event) => {
    if (event.name === 'albums.listing') heard.push(event.payload);
  });
  return heard;
};
const noTransfers = { cancelTransfers: async () => undefined };

beforeEach(() => start(createMemoryStore()));
afterEach(async () => {
  await lister.stop();
  await test.close();
});

describe('a bucket that something else filled', () => {
  const photos = ['2024/a.JPG', '2024/tag 2/b.heic', 'clip.mov', '사진/가.png', 'inner/c.jpg'];

  it('shows every photo and video in it, under its own name, and is only read', async () => {
    for (const key of photos) await give(key);
    // Nothing of this is a photo: an empty one, a folder marker, other files, our own files at any depth, litter of systems.
    await give('empty.jpg', '');
    await give('2024/', '');
    await give('notes.txt', 'x');
    await give('IMG_0001', photo(2));
    await give('inner/.caos/album.json', '{}');
    await give('inner/.caos/x.jpg');
    await give('@eaDir/thumb.jpg');
    await give('2024/._a.JPG');
    calls = [];
    const heard = listings();
    const album = await open();
    expect(writes()).toEqual([]);
    expect(calls.filter((call) => call.startsWith('get '))).toEqual(['get .caos/album.json']);
    expect(shown(album.id)).toEqual([...photos].sort());
    expect(album).toMatchObject({
      title: 'holiday',
      note: '',
      origin: 'opened',
      assetCount: 5,
      storedCount: 5,
      listedAtMs: test.core.now(),
      state: 'stored',
    });
    expect(heard.at(-1)).toEqual({
      albumId: album.id,
      state: 'done',
      seenObjects: 13,
      addedAssets: 5,
      removedAssets: 0,
      error: null,
    });
  });

  it('opens a folder of it, with a slash at the end or without, and another title', async () => {
    for (const key of photos) await give(key);
    const album = await open({ prefix: '2024' });
    expect(shown(album.id)).toEqual(['a.JPG', 'tag 2/b.heic']);
    expect([album.prefix, album.title]).toEqual(['2024/', '2024']);
    expect((await open({ prefix: '2024/' })).id).toBe(album.id);
    expect((await open({ prefix: 'inner/', title: 'Inside' })).title).toBe('Inside');
  });

  it('that is not there, or a place inside .caos, is said at once and leaves nothing behind', async () => {
    await expect(open({ bucket: 'Holiday' })).rejects.toMatchObject({
      code: 'bucket-missing',
      message: 'There is no bucket “Holiday” on “Test”. Check its name, capitals included.',
    });
    await give('a.jpg');
    await expect(open({ prefix: 'x/.caos/derivatives' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(test.core.catalogue.albums.list().map((album) => album.title)).toEqual(['Test']);
  });

  it('opened again is the same album, listed anew', async () => {
    await give('a.jpg');
    const album = await open();
    await give('b.jpg');
    expect(await open()).toMatchObject({ id: album.id, assetCount: 2 });
    const both = await Promise.all([open({ prefix: 'p/' }), open({ prefix: 'p/' })]);
    expect(both[0].id).toBe(both[1].id);
  });

  it('takes another title here only', async () => {
    await give('a.jpg');
    const album = await open();
    calls = [];
    expect(await editAlbum(test.core, album.id, { title: 'Mine' })).toMatchObject({ title: 'Mine' });
    expect(calls).toEqual([]);
  });

  it('deleted with its objects keeps every one of them, and its bucket', async () => {
    await give('a.jpg');
    await give('b.txt', 'x');
    const album = await open();
    const done = await deleteAlbum(test.core, album.id, { objects: true, ...noTransfers });
    expect(done).toEqual({ deletedObjects: 0, keptObjects: 2 });
    expect(await store.head('holiday', 'a.jpg')).not.toBeNull();
  });
});

describe('an album of ours', () => {
  const json = (change: Record<string, unknown> = {}) =>
    JSON.stringify({
      format: 'caos-album',
      version: 1,
      id: '3e0d1c2b-1111-4222-8333-444455556666',
      title: 'Kim & Lée 결혼식',
      note: 'church first',
      createdAt: '2024-05-01T10:00:00.000Z',
      updatedAt: '2024-05-01T10:00:00.000Z',
      ...change,
    });

  it('keeps its id, title and note; through a second connection it is another album here of the same photos', async () => {
    await give('.caos/album.json', json());
    await give('a.jpg');
    const first = await open();
    const second = await open({ connectionId: secondConnection });
    expect(first).toMatchObject({
      id: '3e0d1c2b-1111-4222-8333-444455556666',
      title: 'Kim & Lée 결혼식',
      note: 'church first',
      origin: 'made',
      createdAtMs: Date.UTC(2024, 4, 1, 10),
    });
    expect(second).toMatchObject({ title: first.title, origin: 'made', connectionName: 'Second' });
    expect(second.id).not.toBe(first.id);
    expect([shown(first.id), shown(second.id)]).toEqual([['a.jpg'], ['a.jpg']]);
    // Edited through the second, the bucket still tells the album's own id.
    await editAlbum(test.core, second.id, { title: 'Both' });
    const { body } = await store.get('holiday', '.caos/album.json');
    expect(JSON.parse(Buffer.concat(await body.toArray()).toString())).toMatchObject({
      id: first.id,
      title: 'Both',
      note: 'church first',
      createdAt: '2024-05-01T10:00:00.000Z',
    });
  });

  it.each([
    ['damaged', '{"format":"caos-al', '“.caos/album.json” in “holiday” is damaged and was left as it is.'],
    ['newer', json({ version: 2 }), '“.caos/album.json” in “holiday” was written by a newer CAOS.'],
    ['not ours', '[]', '“.caos/album.json” in “holiday” is damaged and was left as it is.'],
    ['endless', 'x'.repeat(300_000), '“.caos/album.json” in “holiday” is damaged and was left as it is.'],
  ])(
    'whose description is %s opens as any other bucket, says so, and its description stays',
    async (_, text, sentence) => {
      await give('.caos/album.json', text);
      await give('a.jpg');
      const heard = listings();
      const album = await open();
      expect(album).toMatchObject({ origin: 'opened', title: 'holiday', assetCount: 1 });
      expect(heard.at(-1)).toMatchObject({ state: 'done', addedAssets: 1 });
      expect(heard.at(-1)?.error?.message).toContain(sentence);
      await editAlbum(test.core, album.id, { title: 'Mine' });
      await deleteAlbum(test.core, album.id, { objects: true, ...noTransfers });
      expect((await store.head('holiday', '.caos/album.json'))?.sizeBytes).toBe(Buffer.byteLength(text));
    },
  );

  it('that may not be written keeps its title here', async () => {
    await give('.caos/album.json', json());
    const album = await open();
    fault = (operation) => {
      if (operation === 'put') throw new AppError('access-denied', 'no');
    };
    expect(await editAlbum(test.core, album.id, { title: 'Mine' })).toMatchObject({ title: 'Mine' });
    fault = (operation) => {
      if (operation === 'put') throw new AppError('unreachable', 'no');
    };
    await expect(editAlbum(test.core, album.id, { title: 'Never' })).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(test.core.catalogue.albums.get(album.id)?.title).toBe('Mine');
  });
});

describe('a refresh', () => {
  it('finds what is new, reads again what changed, and lets go what is gone', async () => {
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) await give(key);
    const album = await open();
    const { assets } = test.core.catalogue;
    const [a, b, c] = ['a.jpg', 'b.jpg', 'c.jpg'].map(
      (key) => assets.findByKey(album.id, key)?.id as AssetId,
    );
    if (!a || !b || !c) throw new Error('three');
    for (const id of [a, b, c]) {
      writeFileSync(test.core.cache.thumb(id), 'thumb');
      assets.setPrepared(id, { metadata: { rating: 3 }, thumbhash: 'h', hasThumb: true, mediaError: null });
    }
    await give('b.jpg', photo(9));
    await store.delete('holiday', 'c.jpg');
    await give('d.jpg');
    const removed: AssetId[] = [];
    test.core.changes.listen((event) => {
      if (event.name === 'assets.patched') removed.push(...event.payload.removedIds);
    });
    const heard = listings();
    await refresh(album.id);
    expect(shown(album.id)).toEqual(['a.jpg', 'b.jpg', 'd.jpg']);
    expect(assets.get([a, b]).map(({ metadata, thumbRevision }) => [metadata, thumbRevision])).toEqual([
      [{ rating: 3 }, 1],
      [{}, 0],
    ]);
    expect(removed).toEqual([c]);
    expect(heard.at(-1)).toMatchObject({ state: 'done', seenObjects: 3, addedAssets: 1, removedAssets: 1 });
    const thumbs = readdirSync(dirname(test.core.cache.thumb(a)));
    expect(thumbs).toEqual([`${a}.webp`]);
  });

  it('that fails halfway removes nothing, says so, and can be repeated', async () => {
    for (let n = 0; n < 600; n += 1) await give(`${String(n).padStart(4, '0')}.jpg`, `photo ${n}`);
    const album = await open();
    for (let n = 0; n < 600; n += 2) await store.delete('holiday', `${String(n).padStart(4, '0')}.jpg`);
    let steps = 0;
    fault = (operation) => {
      if (operation === 'list' && ++steps > 290) throw new AppError('unreachable', 'The store is gone.');
    };
    const heard = listings();
    await refresh(album.id);
    test.core.changes.flush();
    expect(heard.at(-1)).toMatchObject({ state: 'failed', error: { code: 'unreachable' } });
    expect(shown(album.id)).toHaveLength(600);
    fault = null;
    await refresh(album.id);
    expect(shown(album.id)).toHaveLength(300);
    expect(shown(album.id)[0]).toBe('0001.jpg');
  });

  it('of what is as it was asks for nothing but the listings', async () => {
    for (let n = 0; n < 450; n += 1) await give(`${n}.jpg`, `photo ${n}`);
    await give('between.txt', 'x');
    const album = await open();
    calls = [];
    await refresh(album.id);
    expect(new Set(calls)).toEqual(new Set(['list .caos/derivatives/', 'list ']));
  });

  it('asked for while one is under way follows it', async () => {
    await give('b.jpg');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      fault = async (operation, key) => {
        if (operation !== 'list' || key !== '') return;
        resolve();
        await held;
      };
    });
    const album = await openAlbum(test.core, lister, {
      connectionId: connectionId(),
      bucket: 'holiday',
      prefix: '',
    });
    await reached;
    fault = null;
    lister.refresh(album.id);
    release();
    await reached;
    await give('a.jpg');
    await lister.idle();
    expect(shown(album.id)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('believes a listing that lacks an object, or tells another ETag, only when the store says the same of the object', async () => {
    for (const key of ['a.jpg', 'b.jpg']) await give(key);
    const album = await open();
    const before = test.core.catalogue.assets.get(
      test.core.catalogue.assets.storedObjects(album.id).map((object) => object.id),
    );
    const lagging: ObjectStore = {
      ...store,
      async *list(bucket, options) {
        for await (const object of store.list(bucket, options))
          if (object.key === 'b.jpg') yield { ...object, etag: 'of a manifest', sizeBytes: 0 };
      },
    };
    test.core.stores.open = async () => lagging;
    await refresh(album.id);
    expect(test.core.catalogue.assets.get(before.map((asset) => asset.id))).toEqual(before);
  });

  it('begins again after a restart where the first one never ended', async () => {
    await give('a.jpg');
    fault = (operation) => {
      if (operation === 'list') throw new AppError('unreachable', 'The store is gone.');
    };
    const album = await open();
    expect(album).toMatchObject({ assetCount: 0, listedAtMs: null });
    fault = null;
    await lister.stop();
    await test.restart();
    lister = createAlbumLister(test.core);
    calls = [];
    lister.resumeInterrupted();
    await lister.idle();
    expect(shown(album.id)).toEqual(['a.jpg']);
    lister.resumeInterrupted();
    await lister.idle();
    expect(new Set(calls)).toEqual(new Set(['list .caos/derivatives/', 'list ']));
    // What was filled from here needs none.
    expect(test.core.catalogue.albums.get(test.albumId)?.listedAtMs).toBeNull();
  });

  it('of an album that was filled from here loses and doubles nothing', async () => {
    writeFileSync(join(test.source, 'a.jpg'), photo(1));
    writeFileSync(join(test.source, 'no extension'), photo(2));
    await test.importAll();
    const { assets } = test.core.catalogue;
    const before = assets.page(test.albumId, null, 10);
    await refresh(test.albumId);
    expect(assets.page(test.albumId, null, 10)).toEqual(before);
    expect(before.map((asset) => [asset.key, asset.origin])).toEqual([
      ['a.jpg', 'uploaded'],
      ['no extension', 'uploaded'],
    ]);
    expect(test.core.catalogue.albums.get(test.albumId)?.listedAtMs).toBe(test.core.now());
  });

  it('of an album that is deleted meanwhile ends', async () => {
    for (let n = 0; n < 300; n += 1) await give(`${n}.jpg`);
    const album = await openAlbum(test.core, lister, {
      connectionId: connectionId(),
      bucket: 'holiday',
      prefix: '',
    });
    await deleteAlbum(test.core, album.id, {
      objects: false,
      cancelTransfers: () => lister.cancel(album.id),
    });
    await lister.idle();
    expect(test.core.catalogue.albums.get(album.id)).toBeNull();
  });
});

describe('uploading into an opened album', () => {
  it('never overwrites what is there, doubles nothing, and only what was uploaded goes with the album', async () => {
    await give('a.jpg', photo(1));
    const album = await open();
    // Put there by somebody after the album was listed.
    await give('b.jpg', photo(2));
    writeFileSync(join(test.source, 'a.jpg'), photo(11));
    writeFileSync(join(test.source, 'b.jpg'), photo(12));
    writeFileSync(join(test.source, 'c.jpg'), photo(13));
    await test.ended(await test.imports.start(album.id, [test.source]));
    expect(shown(album.id)).toEqual(['a (2).jpg', 'a.jpg', 'b (2).jpg', 'c.jpg']);
    await refresh(album.id);
    await refresh(album.id);
    const objects = test.core.catalogue.assets.storedObjects(album.id);
    expect(objects.map(({ key, ours }) => [key, ours])).toEqual([
      ['a (2).jpg', true],
      ['a.jpg', false],
      ['b (2).jpg', true],
      ['b.jpg', false],
      ['c.jpg', true],
    ]);
    const foreign = await store.get('holiday', 'b.jpg');
    expect(Buffer.concat(await foreign.body.toArray()).equals(photo(2))).toBe(true);
    // Somebody writes another photo over one of ours: it is not ours any more.
    await give('c.jpg', photo(99));
    const done = await deleteAlbum(test.core, album.id, { objects: true, ...noTransfers });
    expect(done).toEqual({ deletedObjects: 2, keptObjects: 3 });
    expect(await store.bucketExists('holiday')).toBe(true);
  });
});

const swift = sharedSwift();
it.skipIf(!swift)('the same container by S3 and by Swift shows the same objects, and stays so', async () => {
  if (!swift) return;
  const { s3Endpoint: endpoint, region, accessKey, secretKey, authUrl, user, key } = swift;
  const byS3 = openObjectStore({
    config: { kind: 's3', endpoint, region, accessKey, pathStyle: true },
    secret: secretKey,
  });
  const bySwift = openObjectStore({
    config: {
      kind: 'swift',
      authUrl,
      authVersion: '1',
      user,
      interface: 'public',
    },
    secret: key,
  });
  const bucket = `both-${Date.now().toString(36)}`;
  const stores = [byS3, bySwift] as const;
  test.core.stores.open = async (id) => (id === secondConnection ? bySwift : byS3);
  const large = Buffer.alloc(6 * 1024 * 1024, 7);
  const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
  try {
    await byS3.createBucket(bucket);
    for (const [index, into] of stores.entries()) {
      await into.put(bucket, `from ${index}/사진 ~ü & +.jpg`, photo(index));
      const begun = { bucket, key: `from ${index}/clip.mp4` };
      const upload = { ...begun, uploadId: await into.multipart.begin(bucket, begun.key) };
      const parts = [];
      for (const number of [1, 2])
        parts.push(await into.multipart.putPart(upload, { number, body: large, md5Hex: md5(large) }));
      await into.multipart.complete(upload, parts);
    }
    const first = await open({ bucket });
    const second = await open({ bucket, connectionId: secondConnection });
    const objects = (album: Album) =>
      test.core.catalogue.assets.storedObjects(album.id).map(({ key, sizeBytes }) => ({ key, sizeBytes }));
    expect(objects(first)).toEqual([
      { key: 'from 0/clip.mp4', sizeBytes: 2 * large.length },
      { key: 'from 0/사진 ~ü & +.jpg', sizeBytes: photo(0).length },
      { key: 'from 1/clip.mp4', sizeBytes: 2 * large.length },
      { key: 'from 1/사진 ~ü & +.jpg', sizeBytes: photo(1).length },
    ]);
    expect(objects(second)).toEqual(objects(first));
    const { assets } = test.core.catalogue;
    const rows = [first, second].map((album) => assets.page(album.id, null, 10));
    await refresh(first.id);
    await refresh(second.id);
    expect([first, second].map((album) => assets.page(album.id, null, 10))).toEqual(rows);
  } finally {
    const keys = [];
    for await (const object of bySwift.list(bucket)) keys.push(object.key);
    await bySwift.deleteMany(bucket, keys);
    await bySwift.deleteBucket(bucket);
    for (const each of stores) each.close();
  }
});

it('on this computer: a folder of photos opens as an album, names as they are on disk', async () => {
  await lister.stop();
  await test.close();
  const root = mkdtempSync(join(tmpdir(), 'caos-store-'));
  mkdirSync(join(root, 'holiday', 'tag 1'), { recursive: true });
  writeFileSync(join(root, 'holiday', 'tag 1', 'über.jpg'), photo(1));
  writeFileSync(join(root, 'holiday', 'b.jpg'), photo(2));
  await start(openObjectStore({ config: { kind: 'local', root }, secret: null }));
  const album = await open();
  expect(shown(album.id)).toEqual(['b.jpg', 'tag 1/über.jpg']);
  expect(readdirSync(join(root, 'holiday')).sort()).toEqual(['b.jpg', 'tag 1']);
  rmSync(root, { recursive: true, force: true });
});
