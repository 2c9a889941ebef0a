/** What a bucket says of itself is not believed where that could harm this computer, or the bucket. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AlbumLister, createAlbumLister } from '../../src-main/services/album-lister';
import { fetchOriginal } from '../../src-main/services/fetch-original';
import { openAlbum } from '../../src-main/services/open-album';
import { encodePack, PACKS_PREFIX } from '../../src-main/services/pack-format';
import { readPackedThumb } from '../../src-main/services/read-derivatives';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { Album } from '../../src-shared/domain/album';
import type { Asset } from '../../src-shared/domain/asset';
import type { ConnectionId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

let memory: ObjectStore;
let reads: string[];
let endless: boolean;
let test: TestCore;
let lister: AlbumLister;

beforeEach(async () => {
  memory = createMemoryStore();
  reads = [];
  endless = false;
  const store: ObjectStore = {
    ...memory,
    async get(bucket, key, options = {}) {
      reads.push(`${key} ${options.end ?? ''}`);
      const answer = await memory.get(bucket, key, options);
      return endless ? { ...answer, body: Readable.from(forEver()) } : answer;
    },
  };
  test = await openTestCore(store);
  lister = createAlbumLister(test.core);
  await memory.createBucket('holiday');
});
afterEach(async () => {
  await lister.stop();
  await test.close();
});

function* forEver(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024);
}
const open = async (): Promise<Album> => {
  const connectionId = test.core.catalogue.connections.list()[0]?.id as ConnectionId;
  const album = await openAlbum(test.core, lister, { connectionId, bucket: 'holiday', prefix: '' });
  await lister.idle();
  return test.core.catalogue.albums.get(album.id) as Album;
};
const assetsOf = (album: Album): Asset[] => test.core.catalogue.assets.page(album.id, null, 100);
const entry = (key: string, etag: string, sizeBytes: number) => ({
  ...{ key, etag, sizeBytes, kind: 'photo' as const, metadata: {}, thumbhash: null },
  ...{ fingerprint: null, md5: null },
});
const givePack = (name: string, parts: Uint8Array[]) =>
  memory.put('holiday', PACKS_PREFIX + name, Buffer.concat(parts), {});
const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#123' } })
    .webp()
    .toBuffer();

it('a thumbnail that is small as a file and huge on the screen is not shown', async () => {
  const { etag } = await memory.put('holiday', 'a.jpg', Buffer.from('a'), {});
  const { etag: other } = await memory.put('holiday', 'b.jpg', Buffer.from('b'), {});
  const [bomb, good] = [await picture(4000, 3000), await picture(512, 300)];
  expect(bomb.length).toBeLessThan(1_000_000);
  const name = '20260101T000000000Z-00000000-2.pack';
  await givePack(
    name,
    encodePack(
      [
        { ...entry('a.jpg', etag, 1), thumb: { bytes: bomb, px: 512 } },
        { ...entry('b.jpg', other, 1), thumb: { bytes: good, px: 512 } },
      ],
      0,
    ),
  );
  const album = await open();
  expect(await readPackedThumb(test.core, album, name, 'a.jpg')).toBeNull();
  expect(await readPackedThumb(test.core, album, name, 'b.jpg')).toEqual({ bytes: good, px: 512 });
});

it('a pack is not read further than it may be one, whatever its name claims', async () => {
  await memory.put('holiday', 'a.jpg', Buffer.from('a'), {});
  await givePack('20260101T000000000Z-00000000-99999.pack', [Buffer.alloc(10)]);
  await givePack('20260101T000000000Z-00000001-1000.pack', [Buffer.from('CAOSPACK'), Buffer.alloc(4, 255)]);
  expect(assetsOf(await open())).toHaveLength(1);
  expect(reads.map((read) => read.split('-').at(-1))).toEqual([
    '.caos/album.json ',
    `1000.pack ${12 + 1001 * 1280}`,
  ]);
});

it('an object that never ends is not kept', async () => {
  await memory.put('holiday', 'a.jpg', Buffer.alloc(1000), {});
  const [asset] = assetsOf(await open());
  endless = true;
  await expect(fetchOriginal(test.core, asset as Asset)).rejects.toMatchObject({ code: 'file-changed' });
  expect(readdirSync(dirname(test.core.cache.fetching('x')))).toEqual([]);
});

it('a pack that tells another ETag of an object of that size is not taken for dead', async () => {
  await memory.put('holiday', '.caos/album.json', Buffer.from(albumFile), {});
  await memory.put('holiday', 'a.jpg', Buffer.from('a'), {});
  await memory.put('holiday', 'c.jpg', Buffer.from('c'), {});
  const [byAnotherWay, replaced] = [
    '20260101T000000000Z-00000000-1.pack',
    '20260101T000000000Z-00000001-1.pack',
  ];
  await givePack(byAnotherWay, encodePack([{ ...entry('a.jpg', 'x-1', 1), thumb: null }], 0));
  await givePack(replaced, encodePack([{ ...entry('c.jpg', 'x-1', 7), thumb: null }], 0));
  const album = await open();
  test.advance(365 * 24 * 3600 * 1000);
  lister.refresh(album.id);
  await lister.idle();
  const left: string[] = [];
  for await (const { key } of memory.list('holiday', { prefix: PACKS_PREFIX })) left.push(key);
  expect(left).toEqual([PACKS_PREFIX + byAnotherWay]);
});

const albumFile = JSON.stringify({
  format: 'caos-album',
  version: 1,
  id: '3e0d1c2b-1111-4222-8333-444455556666',
  title: 'x',
  note: '',
  createdAt: '2024-05-01T10:00:00.000Z',
  updatedAt: '2024-05-01T10:00:00.000Z',
});
