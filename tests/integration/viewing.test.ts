/** What the viewer looks at: films by ranges and photos by their own pixels, from this computer, a folder store and real Swift. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { createFullPictures } from '../../src-main/services/viewing/full-picture';
import { createFilmStreams } from '../../src-main/services/viewing/stream-video';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import type { Asset } from '../../src-shared/domain/asset';
import { createInlineMediaPool } from '../support/inline-media-pool';
import { writeFilm } from '../support/make-film';
import { sharedSwift } from '../support/swift-server';
import { openTestCore, type TestCore } from '../support/test-core';

const PIECE = 4 * 1024 * 1024;
let buckets = 0;
const opened: Array<() => Promise<void> | void> = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface World {
  test: TestCore;
  /** Every read of the store: its range, and how many bytes of it came. */
  reads: Array<{ start: number | undefined; end: number | undefined; bytes: number; body: Readable }>;
  bytes: Buffer;
  asset(fileName: string): Asset;
  /** The card is pulled: only the store has the files. */
  eject(): void;
}

async function world(store: ObjectStore, bucket: string): Promise<World> {
  const reads: World['reads'] = [];
  const watched: ObjectStore = {
    ...store,
    async get(bucketName, key, options) {
      const answer = await store.get(bucketName, key, options);
      const read = { start: options?.start, end: options?.end, bytes: 0, body: answer.body };
      reads.push(read);
      answer.body.on('data', (chunk: Buffer) => {
        read.bytes += chunk.length;
      });
      answer.body.pause();
      return answer;
    },
  };
  const core = await openTestCore(watched, { bucket, media: createInlineMediaPool() });
  opened.push(() => core.close());
  await writeFilm(join(core.source, 'walk.webm'), 3);
  // What lies behind the last cluster is skipped by players; here it makes the film longer than one answer.
  const bytes = Buffer.concat([readFileSync(join(core.source, 'walk.webm')), randomBytes(9_000_000)]);
  writeFileSync(join(core.source, 'walk.webm'), bytes);
  const pixels = sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#336699' } });
  await pixels.clone().jpeg().withMetadata({ orientation: 6 }).toFile(join(core.source, 'turned.jpg'));
  await pixels.clone().tiff({ compression: 'lzw' }).toFile(join(core.source, 'scan.tif'));
  await core.importAll();
  reads.length = 0;
  return {
    test: core,
    reads,
    bytes,
    asset(fileName) {
      const found = core.core.catalogue.assets
        .page(core.albumId, null, 100)
        .find((one) => one.fileName === fileName);
      if (!found) throw new Error(`${fileName} was not stored`);
      return found;
    },
    eject() {
      const away = mkdtempSync(join(tmpdir(), 'caos-ejected-'));
      opened.push(() => rmSync(away, { recursive: true, force: true }));
      renameSync(core.source, join(away, 'card'));
    },
  };
}

async function bodyOf(body: Readable | null): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const swift = sharedSwift();
const stores: Array<[string, (folder: string) => ObjectStore]> = [
  ['a folder', (root) => openObjectStore({ config: { kind: 'local', root }, secret: null })],
];
if (swift) {
  stores.push([
    'Swift',
    () =>
      openObjectStore({
        config: {
          kind: 'swift',
          authUrl: swift.authUrl,
          authVersion: '1',
          user: swift.user,
          interface: 'public',
        },
        secret: swift.key,
      }),
  ]);
}

describe.each(stores)('what is kept in %s', (_name, openStore) => {
  const openWorld = (): Promise<World> => {
    const folder = mkdtempSync(join(tmpdir(), 'caos-viewing-'));
    const store = openStore(folder);
    opened.push(() => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    buckets += 1;
    return world(store, `viewing-${process.pid}-${buckets}`);
  };
  const { signal } = new AbortController();

  test('films are answered in pieces, from wherever the player asks', async () => {
    const { test: core, asset, bytes, eject, reads } = await openWorld();
    const { id } = asset('walk.webm');
    eject();
    const films = createFilmStreams(core.core);
    const total = bytes.length;

    const first = await films.answer(id, 'bytes=0-', signal);
    expect({ status: first.status, headers: first.headers }).toEqual({
      status: 206,
      headers: expect.objectContaining({
        'Content-Type': 'video/webm',
        'Accept-Ranges': 'bytes',
        'Content-Range': `bytes 0-${PIECE - 1}/${total}`,
        'Content-Length': String(PIECE),
      }),
    });
    expect((await bodyOf(first.body)).equals(bytes.subarray(0, PIECE))).toBe(true);

    const sought = await films.answer(id, 'bytes=5000000-5000999', signal);
    expect(sought.headers['Content-Range']).toBe(`bytes 5000000-5000999/${total}`);
    expect((await bodyOf(sought.body)).equals(bytes.subarray(5_000_000, 5_001_000))).toBe(true);
    const tail = await films.answer(id, 'bytes=-100', signal);
    expect((await bodyOf(tail.body)).equals(bytes.subarray(total - 100))).toBe(true);
    expect(await films.answer(id, `bytes=${total}-`, signal)).toEqual({
      status: 416,
      headers: expect.objectContaining({ 'Content-Range': `bytes */${total}` }),
      body: null,
    });
    expect(reads.map(({ start, end }) => [start, end])).toEqual([
      [0, PIECE],
      [5_000_000, 5_001_000],
      [total - 100, total],
    ]);
  });

  test('films that nobody watches any more are read no further', async () => {
    const { test: core, asset, eject, reads } = await openWorld();
    const { id } = asset('walk.webm');
    eject();
    const films = createFilmStreams(core.core);
    const leaving = new AbortController();
    const { body } = await films.answer(id, 'bytes=0-', leaving.signal);
    body?.destroy();
    await expect.poll(() => reads[0]?.body.destroyed).toBe(true);
    expect(reads[0]?.bytes).toBeLessThan(PIECE);
    leaving.abort();
    await expect(films.answer(id, 'bytes=0-', leaving.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('films come from this computer while the file is there, and the store is left alone', async () => {
    const { test: core, asset, bytes, reads } = await openWorld();
    const films = createFilmStreams(core.core);
    const { body, status } = await films.answer(asset('walk.webm').id, 'bytes=100-199', signal);
    expect([status, (await bodyOf(body)).equals(bytes.subarray(100, 200)), reads]).toEqual([206, true, []]);
    await expect(films.answer(asset('turned.jpg').id, null, signal)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  test('a photo’s own pixels: the original where it can be shown, fetched once; else made of it', async () => {
    const { test: core, asset, eject, reads } = await openWorld();
    const full = createFullPictures(core.core);
    const local = await full.file(asset('turned.jpg').id);
    expect(local).toEqual({
      path: join(core.source, 'turned.jpg'),
      contentType: 'image/jpeg',
      cached: false,
    });
    const original = readFileSync(join(core.source, 'turned.jpg'));
    eject();

    const fetched = await full.file(asset('turned.jpg').id);
    expect({ ...fetched, path: readFileSync(fetched.path).equals(original) }).toEqual({
      path: true,
      contentType: 'image/jpeg',
      cached: true,
    });
    const made = await full.file(asset('scan.tif').id);
    const { width, height, format } = await sharp(made.path as string).metadata();
    expect({ width, height, format, cached: made.cached }).toEqual({
      width: 3000,
      height: 2000,
      format: 'jpeg',
      cached: true,
    });
    expect(reads.length).toBe(2);
    await full.file(asset('turned.jpg').id);
    await full.file(asset('scan.tif').id);
    expect(reads.length).toBe(2);
    await expect(full.file(asset('walk.webm').id)).rejects.toMatchObject({ code: 'unsupported' });
  });
});
