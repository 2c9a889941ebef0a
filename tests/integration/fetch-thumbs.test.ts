/** Albums found in a store show themselves: real media hosts on real Swift, by both of its protocols; and albums of ours from their packs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { createThumbFetcher, type ThumbFetcher } from '../../src-main/services/fetch-thumbs';
import { openAlbum } from '../../src-main/services/open-album';
import { createDerivativeWriter } from '../../src-main/services/write-derivatives';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { createMediaPool } from '../../src-main/workers/media-pool';
import type { Album } from '../../src-shared/domain/album';
import type { Asset } from '../../src-shared/domain/asset';
import { type AssetId, ConnectionId } from '../../src-shared/units';
import { type BuiltMediaHost, buildMediaHost } from '../support/build-media-host';
import { createInlineMediaPool } from '../support/inline-media-pool';
import { cameraJpeg, dngFile, quarteredJpeg } from '../support/make-camera-files';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const HEAD = 64 * 1024;
const otherConnection = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a33');

interface Profile {
  test: TestCore;
  lister: AlbumLister;
  thumbs: ThumbFetcher;
  /** Each read below the photos' own keys or the packs', as `key bytes`. */
  reads: string[];
  close(): Promise<void>;
}
const opened: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Tells every read and how many bytes of it came. */
function watched(store: ObjectStore, reads: string[]): ObjectStore {
  return {
    ...store,
    async get(bucket, key, options) {
      const answer = await store.get(bucket, key, options);
      const at = reads.push(key) - 1;
      let bytes = 0;
      answer.body.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        reads[at] = `${key} ${bytes}`;
      });
      return answer;
    },
  };
}

async function profile(store: ObjectStore, media: MediaPool, bucket: string): Promise<Profile> {
  const reads: string[] = [];
  const core = await openTestCore(watched(store, reads), { media, bucket });
  const lister = createAlbumLister(core.core);
  const thumbs = createThumbFetcher(core.core);
  const own: Profile = {
    test: core,
    lister,
    thumbs,
    reads,
    async close() {
      await thumbs.close();
      await lister.stop();
      await core.close();
    },
  };
  opened.push(() => own.close());
  return own;
}

async function openIn(own: Profile, bucket: string, connectionId?: ConnectionId): Promise<Album> {
  const id = connectionId ?? (own.test.core.catalogue.connections.list()[0]?.id as ConnectionId);
  const album = await openAlbum(own.test.core, own.lister, { connectionId: id, bucket, prefix: '' });
  await own.lister.idle();
  return album;
}
const photosOf = ({ test: { core } }: Profile, album: Album): Asset[] =>
  core.catalogue.assets.page(album.id, null, 1000);
const want = async (own: Profile, album: Album, sharper = false): Promise<Asset[]> => {
  const ids = photosOf(own, album).map((asset) => asset.id);
  await own.thumbs.want(ids, sharper);
  return own.test.core.catalogue.assets.get(ids);
};
const shown = async (own: Profile, id: AssetId): Promise<string> => {
  const { width, height } = await sharp(own.test.core.cache.thumb(id)).metadata();
  return `${width}x${height}`;
};

const swift = sharedSwift();
describe.skipIf(!swift)('a container that something else filled', () => {
  let built: BuiltMediaHost;
  let media: MediaPool;
  let bySwift: ObjectStore;
  let byS3: ObjectStore;
  beforeAll(async () => {
    if (!swift) return;
    built = await buildMediaHost();
    media = createMediaPool({ ...built, processes: 2 });
    bySwift = openObjectStore({
      config: {
        kind: 'swift',
        authUrl: swift.authUrl,
        authVersion: '1',
        user: swift.user,
        interface: 'public',
      },
      secret: swift.key,
    });
    byS3 = openObjectStore({
      config: {
        kind: 's3',
        endpoint: swift.s3Endpoint,
        region: swift.region,
        accessKey: swift.accessKey,
        pathStyle: true,
      },
      secret: swift.secretKey,
    });
  });
  afterAll(async () => {
    await media?.close();
    bySwift?.close();
    byS3?.close();
    await built?.[Symbol.asyncDispose]();
  });

  test('shows every photo for a few of its bytes, by one protocol and then by the other for none', async () => {
    const bucket = `foreign-${process.pid}`;
    const objects: Record<string, Buffer> = {
      '2024/camera.jpg': await cameraJpeg({ orientation: 6, fillBytes: 3_000_000 }),
      '2024/raw.dng': await dngFile({ rawBytes: 3_000_000 }),
      '2024/web.jpg': await quarteredJpeg(900, 600),
      'broken.jpg': Buffer.alloc(200_000, 0x20),
      'film.mp4': readFileSync(join(import.meta.dirname, '../fixtures/seconds.mp4')),
      'notes.txt': Buffer.from('not a photo'),
    };
    await bySwift.createBucket(bucket);
    for (const [key, bytes] of Object.entries(objects)) await bySwift.put(bucket, key, bytes);
    const own = await profile(bySwift, media, `home-${process.pid}`);
    own.test.core.catalogue.connections.insert({
      id: otherConnection,
      name: 'The same by S3',
      config: { kind: 'local', root: '/none' },
      builtIn: false,
      createdAtMs: 0,
    });
    const plain = own.test.core.stores.open;
    own.test.core.stores.open = async (id) => (id === otherConnection ? watched(byS3, own.reads) : plain(id));

    const first = await openIn(own, bucket);
    own.reads.length = 0;
    const assets = await want(own, first);
    const told = Object.fromEntries(
      assets.map(({ key, thumbPx, thumbRevision, metadata, mediaError }) => [
        key,
        { thumbPx, thumbRevision, taken: metadata.takenAtLocal, error: mediaError?.code },
      ]),
    );
    expect(told).toEqual({
      '2024/camera.jpg': { thumbPx: 160, thumbRevision: 1, taken: '2024-05-01T10:11:12', error: undefined },
      '2024/raw.dng': { thumbPx: 512, thumbRevision: 1, taken: '2024-05-01T10:11:12', error: undefined },
      '2024/web.jpg': { thumbPx: 512, thumbRevision: 1, taken: undefined, error: undefined },
      'broken.jpg': { thumbPx: 0, thumbRevision: 0, taken: undefined, error: 'media-broken' },
      'film.mp4': { thumbPx: 512, thumbRevision: 1, taken: undefined, error: undefined },
    });
    const byKey = new Map(assets.map((asset) => [asset.key, asset.id]));
    expect(await shown(own, byKey.get('2024/camera.jpg') as AssetId)).toBe('106x160');
    expect(own.reads.filter((read) => read.startsWith('2024/camera'))).toEqual([`2024/camera.jpg ${HEAD}`]);
    expect(own.reads.filter((read) => read.startsWith('film'))).toHaveLength(1);
    const bytes = own.reads
      .filter((read) => /camera|raw/.test(read))
      .reduce((sum, read) => sum + Number(read.split(' ')[1]), 0);
    expect(bytes).toBeLessThan(
      0.05 * ((objects['2024/camera.jpg']?.length ?? 0) + (objects['2024/raw.dng']?.length ?? 0)),
    );

    const again = await openIn(own, bucket, otherConnection);
    expect(again.id).not.toBe(first.id);
    own.reads.length = 0;
    const same = await want(own, again);
    expect(own.reads).toEqual([]);
    const facts = (all: Asset[]) =>
      Object.fromEntries(
        all.map((one) => [one.key, [one.thumbPx, one.thumbhash, one.metadata, one.mediaError]]),
      );
    expect(facts(same)).toEqual(facts(assets));
  });
});

test('an album of ours on another computer: its packs are enough, and one that lost them falls back on the photos', async () => {
  const store = createMemoryStore();
  const first = await profile(store, createInlineMediaPool(), 'wedding');
  for (let n = 0; n < 5; n += 1)
    writeFileSync(join(first.test.source, `IMG_${n}.jpg`), await cameraJpeg({ fillBytes: 500_000 + n }));
  await first.test.importAll();
  const writer = createDerivativeWriter(first.test.core, { restMs: 0 });
  await writer.write(first.test.albumId);
  await writer.stop(0);

  const second = await profile(store, createInlineMediaPool(), 'elsewhere');
  const album = await openIn(second, 'wedding');
  second.reads.length = 0;
  const assets = await want(second, album);
  expect(assets.map((asset) => [asset.thumbPx, asset.thumbRevision, asset.metadata.cameraModel])).toEqual(
    assets.map(() => [512, 1, 'Camera']),
  );
  expect(assets).toHaveLength(5);
  expect(new Set(second.reads.map((read) => read.split('/')[0]))).toEqual(new Set(['.caos']));
  expect(second.reads.length).toBeLessThanOrEqual(2);
  expect(await shown(second, assets[0]?.id as AssetId)).toBe('512x341');

  const third = await profile(store, createInlineMediaPool(), 'third');
  const bare = await openIn(third, 'wedding');
  for await (const { key } of store.list('wedding', { prefix: '.caos/derivatives/' }))
    await store.delete('wedding', key);
  third.reads.length = 0;
  const fromPhotos = await want(third, bare);
  expect(fromPhotos.map((asset) => [asset.thumbPx, asset.metadata.cameraModel])).toEqual(
    fromPhotos.map(() => [160, 'Camera']),
  );
});
