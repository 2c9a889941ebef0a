/** Albums carry their thumbnails and metadata in packs: a second computer shows them without reading one original. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { deleteAlbum } from '../../src-main/services/albums';
import { openAlbum } from '../../src-main/services/open-album';
import { assetsInPackName } from '../../src-main/services/pack-format';
import { readPackedThumb, readPackedThumbs } from '../../src-main/services/read-derivatives';
import { createDerivativeWriter, type DerivativeWriter } from '../../src-main/services/write-derivatives';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { AppError } from '../../src-shared/app-error';
import type { Album } from '../../src-shared/domain/album';
import type { Asset } from '../../src-shared/domain/asset';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import type { ConnectionId } from '../../src-shared/units';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const PACKS = '.caos/derivatives/';
const DAY_MS = 24 * 3600 * 1000;

/** The number of a photo with so long a caption that the header of its pack does not come with the first request. */
const LONG = 9999;
/** A photo is its own number; its thumbnail a small picture made of that number. */
const photo = (n: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`photo ${n} `.repeat(100))]);
const thumbOf = (n: number): Promise<Buffer> =>
  sharp({
    create: { width: 32, height: 24, channels: 3, background: { r: n % 256, g: (n * 7) % 256, b: 90 } },
  })
    .webp({ quality: 78 })
    .toBuffer();
const metadataOf = (n: number) => ({
  format: 'jpeg',
  widthPx: 4000,
  heightPx: 2000 + n,
  takenAtLocal: `2024-05-01T10:${String(n % 60).padStart(2, '0')}:00`,
  keywords: ['신부', `n${n}`],
  ...(n === LONG && { caption: '긴 이야기 '.repeat(5000) }),
});
const media: MediaPool = {
  prepare: async ({ sourcePath, thumbPath }) => {
    const n = Number(/photo (\d+) /.exec(readFileSync(sourcePath, 'latin1'))?.[1]);
    writeFileSync(thumbPath, await thumbOf(n));
    return {
      metadata: metadataOf(n),
      thumb: { widthPx: 32, heightPx: 24, sizeBytes: 1 },
      thumbhash: `hash ${n}`,
      mediaError: null,
    };
  },
} as MediaPool;

interface Profile {
  test: TestCore;
  store: ObjectStore;
  lister: AlbumLister;
  writer: DerivativeWriter;
  calls: string[];
  fault: ((operation: string, key: string | null) => void) | null;
  close(): Promise<void>;
}
async function profile(inner: ObjectStore, bucket: string): Promise<Profile> {
  const calls: string[] = [];
  let made: Profile | null = null;
  const store = wrapStore(inner, async (call, run) => {
    calls.push(`${call.operation} ${call.key}`);
    made?.fault?.(call.operation, call.key);
    return run();
  });
  const test = await openTestCore(store, { media, bucket });
  const own: Profile = {
    test,
    store,
    calls,
    fault: null,
    lister: createAlbumLister(test.core),
    writer: createDerivativeWriter(test.core, { restMs: 60_000 }),
    async close() {
      await own.lister.stop();
      await own.writer.stop(0);
      await test.close();
    },
  };
  made = own;
  return own;
}
const giveFrom = async ({ test }: Profile, from: number, count: number): Promise<void> => {
  for (let n = from; n < from + count; n += 1)
    writeFileSync(join(test.source, `IMG_${String(n).padStart(4, '0')}.jpg`), photo(n));
  await test.importAll();
};
async function openFrom(second: Profile, bucket: string, prefix = ''): Promise<Album> {
  const [connection] = second.test.core.catalogue.connections.list();
  second.calls.length = 0;
  const album = await openAlbum(second.test.core, second.lister, {
    connectionId: connection?.id as ConnectionId,
    bucket,
    prefix,
  });
  await second.lister.idle();
  return second.test.core.catalogue.albums.get(album.id) as Album;
}
const photosOf = ({ test }: Profile, album: Album): Asset[] =>
  test.core.catalogue.assets.page(album.id, null, 5000);
const packsIn = async ({ store }: Profile, bucket: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const { key } of store.list(bucket, { prefix: PACKS })) names.push(key.slice(PACKS.length));
  return names;
};
const readsOfOriginals = ({ calls }: Profile): string[] =>
  calls.filter((call) => /^(get|head) /.test(call) && !call.includes('.caos/'));
const numberOf = (asset: Asset): number => Number(/(\d+)/.exec(asset.fileName)?.[1]);

let first: Profile;
let second: Profile;
let now = Date.now();
let backing: ObjectStore;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  backing = createMemoryStore({ now: () => now });
  first = await profile(backing, 'wedding');
  second = await profile(backing, 'other');
});
afterEach(async () => {
  await first.close();
  await second.close();
});

async function expectWhole(from: Profile, to: Profile, bucket: string): Promise<void> {
  const mine = from.test.core.catalogue.assets.page(from.test.albumId, null, 5000);
  const album = await openFrom(to, bucket);
  const theirs = photosOf(to, album);
  const facts = ({ key, kind, sizeBytes, metadata, thumbhash, sortAtMs, etag, origin }: Asset) => ({
    ...{ key, kind, sizeBytes, metadata, thumbhash, sortAtMs, etag, origin },
  });
  expect(theirs.map(facts)).toEqual(mine.map(facts));
  expect(album).toMatchObject({ title: 'Test', origin: 'made', id: from.test.albumId });
  const packs = to.test.core.catalogue.assets.packOf(theirs.map((asset) => asset.id));
  for (const pack of new Set(packs.values())) {
    const wanted = theirs.filter((asset) => packs.get(asset.id) === pack);
    const thumbs = await readPackedThumbs(
      to.test.core,
      album,
      pack,
      wanted.map((asset) => asset.key),
    );
    expect(thumbs.size).toBe(wanted.length);
    for (const asset of wanted) {
      expect(thumbs.get(asset.key)).toEqual({ bytes: await thumbOf(numberOf(asset)), px: 512 });
    }
  }
  expect(packs.size).toBe(mine.length);
  expect(readsOfOriginals(to)).toEqual([]);
}

describe('an album that was filled by one profile', () => {
  it('opens in another with all metadata and thumbnails, without one request for an original', async () => {
    // Known to be a photo by its bytes alone.
    writeFileSync(join(first.test.source, `IMG_${LONG}`), photo(LONG));
    await giveFrom(first, 0, 229);
    await first.writer.write(first.test.albumId);
    const counts = (await packsIn(first, 'wedding')).map((name) => assetsInPackName(name));
    expect(counts.sort()).toEqual([200, 30]);
    await expectWhole(first, second, 'wedding');
    // Two headers (one of them long) at opening and again for the thumbnails; these come in one request for each pack.
    expect(second.calls.filter((call) => call.startsWith('get .caos/derivatives/'))).toHaveLength(3 + 3 + 2);
  });

  it('on this computer', async () => {
    const root = mkdtempSync(join(tmpdir(), 'caos-store-'));
    const local = () => openObjectStore({ config: { kind: 'local', root }, secret: null });
    const [one, two] = [await profile(local(), 'wedding'), await profile(local(), 'other')];
    try {
      await giveFrom(one, 0, 12);
      await one.writer.write(one.test.albumId);
      await expectWhole(one, two, 'wedding');
    } finally {
      await one.close();
      await two.close();
      rmSync(root, { recursive: true, force: true });
    }
  });

  const swift = sharedSwift();
  const { s3Endpoint: endpoint = '', region = '', accessKey = '', authUrl = '', user = '' } = swift ?? {};
  it.skipIf(!swift).each<[string, ConnectionConfig, string | undefined]>([
    ['S3', { kind: 's3', endpoint, region, accessKey, pathStyle: true }, swift?.secretKey],
    ['own', { kind: 'swift', authUrl, authVersion: '1', user, interface: 'public' }, swift?.key],
  ])('on OpenStack Swift by its %s interface', async (_, config, secret) => {
    const open = () => openObjectStore({ config, secret: secret ?? null });
    const bucket = `packs-${Date.now().toString(36)}`;
    const [one, two] = [await profile(open(), bucket), await profile(open(), `${bucket}-2`)];
    try {
      await giveFrom(one, 0, 12);
      await one.writer.write(one.test.albumId);
      await expectWhole(one, two, bucket);
      const none = { objects: true, cancelTransfers: async () => undefined };
      expect(await deleteAlbum(one.test.core, one.test.albumId, none)).toEqual({
        deletedObjects: 14,
        keptObjects: 0,
      });
      await deleteAlbum(two.test.core, two.test.albumId, none);
      expect(await one.store.bucketExists(bucket)).toBe(false);
    } finally {
      await one.close();
      await two.close();
    }
  });

  it('knows its photos again when the same folder is imported there: nothing is stored twice', async () => {
    await giveFrom(first, 0, 3);
    await first.writer.write(first.test.albumId);
    const album = await openFrom(second, 'wedding');
    for (let n = 0; n < 4; n += 1)
      writeFileSync(join(second.test.source, `IMG_${String(n).padStart(4, '0')}.jpg`), photo(n));
    const run = await second.test.ended(await second.test.imports.start(album.id, [second.test.source]));
    expect([run.storedCount, run.skippedCount]).toEqual([1, 3]);
    expect(photosOf(second, album).map((asset) => asset.fileName)).toEqual([
      'IMG_0000.jpg',
      'IMG_0001.jpg',
      'IMG_0002.jpg',
      'IMG_0003.jpg',
    ]);
  });

  it('changed by another program since: what the pack tells of that photo does not count', async () => {
    await giveFrom(first, 0, 3);
    await first.writer.write(first.test.albumId);
    await backing.put('wedding', 'IMG_0001.jpg', photo(50));
    const album = await openFrom(second, 'wedding');
    expect(
      photosOf(second, album).map(({ fileName, origin, thumbhash }) => [fileName, origin, thumbhash]),
    ).toEqual(
      expect.arrayContaining([
        ['IMG_0000.jpg', 'uploaded', 'hash 0'],
        ['IMG_0001.jpg', 'found', null],
        ['IMG_0002.jpg', 'uploaded', 'hash 2'],
      ]),
    );
  });
});

describe('packs are written', () => {
  it('by themselves: when an import ends, at rest, and at quitting for what this run stored', async () => {
    await first.writer.stop(0);
    first.writer = createDerivativeWriter(first.test.core, { restMs: 60_000 });
    first.writer.start();
    await giveFrom(first, 0, 3);
    first.test.core.changes.flush();
    await first.writer.stop(60_000);
    expect((await packsIn(first, 'wedding')).map((name) => name.split('-')[2])).toEqual(['3.pack']);
  });

  it('quietly later, when the store does not take them; photos are stored all the same', async () => {
    first.fault = (operation, key) => {
      if (operation === 'put' && key?.includes(PACKS)) throw new AppError('access-denied', 'no');
    };
    await giveFrom(first, 0, 3);
    await first.writer.write(first.test.albumId);
    expect(await packsIn(first, 'wedding')).toEqual([]);
    first.fault = null;
    await first.writer.stop(0);
    first.writer = createDerivativeWriter(first.test.core, { restMs: 0 });
    const written = new Promise<void>((resolve) => {
      first.test.core.log.info = (event) => {
        if (event === 'packed') resolve();
      };
    });
    first.writer.start();
    await written;
    expect(await packsIn(first, 'wedding')).toHaveLength(1);
  });

  /** The pack is in the store, and no row knows of it. */
  const killedAfterPack = async (): Promise<void> => {
    await giveFrom(first, 0, 3);
    await first.writer.write(first.test.albumId);
    const [pack = ''] = await packsIn(first, 'wedding');
    first.test.core.catalogue.assets.dropPack(first.test.albumId, pack);
  };

  it('and taken away again when the catalogue cannot say so', async () => {
    const { assets } = first.test.core.catalogue;
    const { setPack } = assets;
    assets.setPack = () => {
      throw new AppError('disk-full', 'The disk is full.');
    };
    await giveFrom(first, 0, 3);
    await first.writer.write(first.test.albumId);
    expect(await packsIn(first, 'wedding')).toEqual([]);
    assets.setPack = setPack;
  });

  it('once more after a kill between a pack and its rows, which harms nobody', async () => {
    await killedAfterPack();
    await first.writer.write(first.test.albumId);
    // Each of the two may be the one that another computer relies on: neither is ever tidied away.
    first.test.advance(DAY_MS + 1);
    first.lister.refresh(first.test.albumId);
    await first.lister.idle();
    expect(await packsIn(first, 'wedding')).toHaveLength(2);
    await expectWhole(first, second, 'wedding');
  });

  it('or found again at a refresh instead', async () => {
    await killedAfterPack();
    const { assets } = first.test.core.catalogue;
    expect(assets.unpacked(first.test.albumId, 10)).toHaveLength(3);
    first.lister.refresh(first.test.albumId);
    await first.lister.idle();
    expect(assets.unpacked(first.test.albumId, 10)).toEqual([]);
    expect(assets.packs(first.test.albumId)).toEqual([
      { pack: (await packsIn(first, 'wedding'))[0], assetCount: 3 },
    ]);
  });

  it('never into a bucket that something else filled, but for what was uploaded into it', async () => {
    await backing.createBucket('holiday');
    await backing.put('holiday', 'theirs.jpg', photo(1));
    const album = await openFrom(second, 'holiday');
    const [theirs] = photosOf(second, album);
    if (!theirs) throw new Error('one');
    writeFileSync(second.test.core.cache.thumb(theirs.id), await thumbOf(1));
    second.test.core.catalogue.assets.setPrepared(theirs.id, {
      metadata: {},
      thumbhash: null,
      hasThumb: true,
      mediaError: null,
    });
    await second.writer.write(album.id);
    expect(await packsIn(second, 'holiday')).toEqual([]);
    writeFileSync(join(second.test.source, 'IMG_0002.jpg'), photo(2));
    await second.test.ended(await second.test.imports.start(album.id, [second.test.source]));
    await second.writer.write(album.id);
    expect((await packsIn(second, 'holiday')).map((name) => name.split('-')[2])).toEqual(['1.pack']);
    // It goes with the album, as the one photo that it tells of; nothing else does.
    await backing.put(
      'holiday',
      `${PACKS}20260101T000000000Z-00000000-1.pack`,
      Buffer.from('not of this album'),
    );
    expect(
      await deleteAlbum(second.test.core, album.id, {
        objects: true,
        cancelTransfers: async () => undefined,
      }),
    ).toEqual({ deletedObjects: 2, keptObjects: 2 });
  });
});

describe('a pack', () => {
  it('none of whose photos is there any more goes at a refresh, once it is a day old', async () => {
    await giveFrom(first, 0, 2);
    await first.writer.write(first.test.albumId);
    await giveFrom(first, 2, 1);
    await first.writer.write(first.test.albumId);
    const other = `${PACKS}readme.txt`;
    const fake = `${PACKS}20250101T000000000Z-00000000-1.pack`;
    await backing.put('wedding', other, Buffer.from('x'));
    await backing.put('wedding', fake, Buffer.from('a name of ours, and no pack'));
    for (const key of ['IMG_0000.jpg', 'IMG_0001.jpg']) await backing.delete('wedding', key);
    const refresh = async (): Promise<void> => {
      first.lister.refresh(first.test.albumId);
      await first.lister.idle();
    };
    await refresh();
    expect(await packsIn(first, 'wedding')).toHaveLength(4);
    first.test.advance(DAY_MS + 1);
    await refresh();
    expect((await packsIn(first, 'wedding')).map((name) => name.replace(/-[0-9a-f]{8}-/, '-x-'))).toEqual([
      '20250101T000000000Z-x-1.pack',
      '20260101T000000000Z-x-1.pack',
      'readme.txt',
    ]);
  });

  it('that was read is not read again when some of its photos went, but for photos that come back', async () => {
    await giveFrom(first, 0, 4);
    await first.writer.write(first.test.albumId);
    const album = await openFrom(second, 'wedding');
    const listed = async (): Promise<string[]> => {
      second.calls.length = 0;
      second.lister.refresh(album.id);
      await second.lister.idle();
      // Whose the album is may have changed; its own file is read each time.
      return second.calls.filter((call) => call.startsWith('get ') && call !== 'get .caos/album.json');
    };
    for (const n of [1, 2]) await backing.delete('wedding', `IMG_000${n}.jpg`);
    expect([await listed(), await listed()]).toEqual([[], []]);
    await backing.put('wedding', 'IMG_0001.jpg', photo(1));
    expect(await listed()).toEqual([`get ${PACKS}${(await packsIn(first, 'wedding'))[0]}`]);
    expect(photosOf(second, album).map(({ fileName, thumbhash }) => [fileName, thumbhash])).toEqual([
      ['IMG_0000.jpg', 'hash 0'],
      ['IMG_0001.jpg', 'hash 1'],
      ['IMG_0003.jpg', 'hash 3'],
    ]);
    // Opened anew, nothing is remembered: what packs tell is read before the photos are listed.
    await deleteAlbum(second.test.core, album.id, { objects: false, cancelTransfers: async () => undefined });
    const again = await openFrom(second, 'wedding');
    expect(photosOf(second, again).every((asset) => asset.thumbhash !== null)).toBe(true);
    const read = second.calls.findIndex((call) => call.startsWith(`get ${PACKS}`));
    expect([read > 0, read < second.calls.indexOf('list ')]).toEqual([true, true]);
  });

  it('that went is written again from the thumbnails at hand', async () => {
    await giveFrom(first, 0, 2);
    await first.writer.write(first.test.albumId);
    const [name] = await packsIn(first, 'wedding');
    await backing.delete('wedding', `${PACKS}${name}`);
    first.lister.refresh(first.test.albumId);
    await first.lister.idle();
    await first.writer.write(first.test.albumId);
    expect(await packsIn(first, 'wedding')).toHaveLength(1);
    await expectWhole(first, second, 'wedding');
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 40)],
    ['no pack', () => Buffer.from('<html>')],
    [
      'of a newer version',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":2'), 'latin1'),
    ],
  ])('%s is left out, and the photos show all the same', async (_, damage) => {
    await giveFrom(first, 0, 2);
    await first.writer.write(first.test.albumId);
    const key = `${PACKS}${(await packsIn(first, 'wedding'))[0]}`;
    const { body } = await backing.get('wedding', key);
    const whole = Buffer.concat(await body.toArray());
    await backing.put('wedding', key, damage(whole));
    const album = await openFrom(second, 'wedding');
    expect(photosOf(second, album).map(({ origin, thumbhash }) => [origin, thumbhash])).toEqual([
      ['found', null],
      ['found', null],
    ]);
    // Whole again (or for a newer CAOS to read), it tells all that it told.
    await backing.put('wedding', key, whole);
    second.lister.refresh(album.id);
    await second.lister.idle();
    expect(photosOf(second, album).map(({ origin, thumbhash }) => [origin, thumbhash])).toEqual([
      ['uploaded', 'hash 0'],
      ['uploaded', 'hash 1'],
    ]);
  });

  it('gives single thumbnails, many in few requests, and nothing for what it does not hold', async () => {
    await giveFrom(first, 0, 40);
    await first.writer.write(first.test.albumId);
    const album = await openFrom(second, 'wedding');
    const [pack = ''] = await packsIn(second, 'wedding');
    const { core } = second.test;
    second.calls.length = 0;
    expect(await readPackedThumb(core, album, pack, 'IMG_0007.jpg')).toEqual({
      bytes: await thumbOf(7),
      px: 512,
    });
    expect(await readPackedThumb(core, album, pack, 'IMG_9999.jpg')).toBeNull();
    expect(second.calls).toEqual([`get ${PACKS}${pack}`, `get ${PACKS}${pack}`]);
    const keys = [1, 3, 30].map((n) => `IMG_${String(n).padStart(4, '0')}.jpg`);
    expect([...(await readPackedThumbs(core, album, pack, keys)).keys()].sort()).toEqual(keys);
    expect(second.calls).toHaveLength(3);
    expect(
      await readPackedThumb(core, album, '20260101T000000000Z-ffffffff-1.pack', 'IMG_0001.jpg'),
    ).toBeNull();
  });
});
