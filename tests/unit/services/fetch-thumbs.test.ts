/** Thumbnails on demand: which bytes are asked of the store, in what order, and what is never asked again. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { createThumbFetcher } from '../../../src-main/services/fetch-thumbs';
import { AppError } from '../../../src-shared/app-error';
import type { AssetId } from '../../../src-shared/units';
import { camera, type Found, HEAD, holdReads, openFound, sizeOf, twelve } from '../../support/found-photos';
import { dngFile, nefFile, quarteredJpeg } from '../../support/make-camera-files';

let opened: Found | undefined;
afterEach(async () => {
  await opened?.[Symbol.asyncDispose]();
  opened = undefined;
});
const open = async (): Promise<Found> => {
  opened = await openFound();
  return opened;
};

describe('the smallest bytes that suffice', () => {
  test('64 KiB of a camera JPEG give thumbnail, facts and place in time', async () => {
    const it = await open();
    const [id] = await it.found({ 'a.jpg': await camera(1, { orientation: 6 }) });
    await it.want([id]);
    expect(it.reads).toEqual([`a.jpg 0-${HEAD}`]);
    it.test.core.catalogue.assets.settleOrder(it.test.albumId);
    expect(it.asset(id)).toMatchObject({
      metadata: { widthPx: 800, heightPx: 1200, cameraModel: 'Camera' },
      sortAtMs: Date.UTC(2024, 4, 1, 10, 11, 12),
      thumbRevision: 1,
      thumbPx: 160,
      thumbhash: expect.any(String),
      mediaError: null,
    });
    expect(await sizeOf(it.test.core.cache.thumb(id as AssetId))).toBe('webp 106x160');
  });

  test('a RAW gives its middle preview by two reads', async () => {
    const it = await open();
    const [id] = await it.found({ 'a.dng': await dngFile() });
    await it.want([id]);
    expect(it.reads).toEqual([`a.dng 0-${HEAD}`, expect.stringMatching(/^a\.dng 420000-\d+$/)]);
    expect(it.asset(id)).toMatchObject({ thumbPx: 512, mediaError: null });
  });

  test('a photo without previews is read whole, a small one at once', async () => {
    const it = await open();
    const [large, small] = await it.found({
      'large.jpg': await camera(1, { stamp: false }),
      'small.jpg': await quarteredJpeg(300, 200),
    });
    await it.want([large, small]);
    expect(it.reads.sort()).toEqual([`large.jpg 0-${HEAD}`, 'large.jpg whole', 'small.jpg whole']);
    expect([it.asset(large), it.asset(small)]).toMatchObject([
      { thumbPx: 512, metadata: { cameraModel: 'Camera' } },
      { thumbPx: 512, metadata: { widthPx: 300 } },
    ]);
    // Nothing better is to be had of either.
    await it.want([large, small], true);
    expect(it.reads).toHaveLength(3);
    expect(readdirSync(path.dirname(it.test.core.cache.fetching('x')))).toEqual([]);
  });

  test('the small picture of a grid comes by content, and goes where the content has none', async () => {
    const it = await open();
    const bytes = await quarteredJpeg(900, 600);
    const [first, second, small] = await it.found({
      'a.jpg': bytes,
      'again/a.jpg': bytes,
      'small.jpg': await camera(1),
    });
    const grid = (id: number | undefined) => it.test.core.cache.grid(id as AssetId);
    for (const id of [second, small]) writeFileSync(grid(id), 'of the picture that it was before');
    await it.want([first, small]);
    await it.want([second]);
    expect(it.reads.filter((read) => read.endsWith('whole'))).toEqual(['a.jpg whole']);
    expect([await sizeOf(grid(first)), await sizeOf(grid(second)), existsSync(grid(small))]).toEqual([
      'jpeg 352x234',
      'jpeg 352x234',
      false,
    ]);
    await it.test.core.cache.remove([first as AssetId]);
    expect(existsSync(grid(first))).toBe(false);
  });

  test('a small video shows a frame of it, and frames to look through it', async () => {
    const it = await open();
    const film = readFileSync(path.join(import.meta.dirname, '../../fixtures/seconds.mp4'));
    const [video] = await it.found({ 'film.mp4': film });
    await it.want([video]);
    expect(it.reads).toEqual(['film.mp4 whole']);
    expect(it.asset(video)).toMatchObject({
      metadata: { durationMs: 6000, stripFrames: 6 },
      mediaError: null,
    });
    const { cache } = it.test.core;
    const strip = await sharp(cache.strip(video as AssetId)).metadata();
    expect([strip.width, strip.height]).toEqual([6 * 256, 144]);
    await cache.remove([video as AssetId]);
    expect(existsSync(cache.strip(video as AssetId))).toBe(false);
  });

  test('what is too large costs no download, nor does a long video', async () => {
    const it = await open();
    const [video, scan] = await it.found({
      'film.mp4': Buffer.alloc(60_000_001),
      'scan.png': Buffer.concat([
        await sharp(await quarteredJpeg(99, 99))
          .png()
          .toBuffer(),
        Buffer.alloc(60_000_001),
      ]),
    });
    await it.want([video, scan]);
    await it.want([video, scan], true);
    expect(it.reads).toEqual([`scan.png 0-${HEAD}`]);
    expect(it.asset(video)).toMatchObject({ thumbRevision: 0, mediaError: null });
    expect(it.asset(scan)).toMatchObject({ thumbRevision: 0, mediaError: { code: 'unsupported' } });
  });

  test('a RAW without a preview that cannot be developed says so and is not read again', async () => {
    const it = await open();
    const [id] = await it.found({
      'a.nef': Buffer.concat([(await nefFile()).subarray(0, 8), Buffer.alloc(200_000)]),
    });
    await it.want([id]);
    await it.want([id], true);
    expect(it.reads).toEqual([`a.nef 0-${HEAD}`, 'a.nef whole']);
    expect(it.asset(id).mediaError?.code).toBe('unsupported');
  });
});

describe('never twice', () => {
  test('the same content under other names, in other albums and after forgetting', async () => {
    const it = await open();
    const photo = await camera(1);
    const [first, second] = await it.found({ 'a.jpg': photo, 'copy/of a.jpg': photo });
    await it.want([first, second]);
    expect(it.reads).toHaveLength(1);
    expect([it.asset(first), it.asset(second)]).toMatchObject([{ thumbPx: 160 }, { thumbPx: 160 }]);

    const { catalogue, cache } = it.test.core;
    await cache.remove([first as AssetId, second as AssetId]);
    for (const id of [first, second]) catalogue.assets.remove(id as AssetId);
    const [again] = await it.found({ 'b.jpg': photo });
    await it.want([again]);
    expect(it.reads).toHaveLength(1);
    expect(it.asset(again)).toMatchObject({ thumbPx: 160, metadata: { cameraModel: 'Camera' } });
    expect(await sizeOf(cache.thumb(again as AssetId))).toBe('webp 160x106');
  });

  test('after a restart, and facts of a cache that was half cleared are made anew', async () => {
    const it = await open();
    const photo = await camera(1);
    const [first] = await it.found({ 'a.jpg': photo });
    await it.want([first]);
    await it.thumbs.close();
    await it.test.restart();
    it.thumbs = createThumbFetcher(it.test.core);
    const [second] = await it.found({ 'b.jpg': photo });
    await it.want([second]);
    expect(it.reads).toHaveLength(1);

    const cacheFolder = path.dirname(path.dirname(it.test.core.cache.fetching('x')));
    for (const shard of readdirSync(path.join(cacheFolder, 'by-etag')))
      for (const name of readdirSync(path.join(cacheFolder, 'by-etag', shard)))
        if (name.endsWith('.webp')) rmSync(path.join(cacheFolder, 'by-etag', shard, name));
    const [third] = await it.found({ 'c.jpg': photo });
    await it.want([third]);
    expect(it.reads).toHaveLength(2);
    expect(it.asset(third)).toMatchObject({ thumbPx: 160 });
  });

  test('another ETag in the answer than in the listing is not told of others', async () => {
    const it = await open();
    const [first] = await it.found({ 'a.jpg': await camera(1) });
    const { catalogue } = it.test.core;
    const row = it.asset(first);
    catalogue.assets.addListed(
      it.test.albumId,
      [
        {
          key: 'b.jpg',
          kind: 'photo',
          contentType: '',
          sizeBytes: row.sizeBytes,
          etag: 'listed-otherwise',
          modifiedAtMs: 1,
        },
      ],
      1,
    );
    const store = await it.test.core.stores.open('x' as never);
    await store.put(it.test.bucket, 'b.jpg', await camera(1));
    const other = catalogue.assets.findByKey(it.test.albumId, 'b.jpg')?.id;
    await it.want([other]);
    expect(it.asset(other)).toMatchObject({ thumbPx: 160, etag: 'listed-otherwise' });
    const folder = path.dirname(path.dirname(it.test.core.cache.fetching('x')));
    expect(
      readdirSync(path.join(folder, 'by-etag')).flatMap((shard) =>
        readdirSync(path.join(folder, 'by-etag', shard)),
      ),
    ).toEqual([]);
  });
});

describe('what is on the screen', () => {
  test('nearest first, eight at a time', async () => {
    const it = await open();
    const ids = await twelve(it);
    const eight = holdReads(it, 8);
    const done = it.want(ids.reverse());
    await eight.held;
    expect(it.reads.map((read) => read.slice(0, 2)).sort()).toEqual([
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
      '10',
      '11',
    ]);
    eight.release();
    await done;
    expect(it.reads).toHaveLength(12);
    expect(it.mostAtOnce()).toBe(8);
  });

  test('what was scrolled away is not fetched, and what was asked of it is cancelled', async () => {
    const it = await open();
    const ids = await twelve(it);
    const eight = holdReads(it, 8);
    const away = it.want(ids.slice(0, 11));
    await eight.held;
    const here = it.want([ids[11]]);
    expect(eight.aborted.sort()).toEqual(it.reads.map((read) => read.split(' ')[0]).sort());
    eight.release();
    await Promise.all([away, here]);
    expect(it.reads).toHaveLength(9);
    expect(it.asset(ids[11]).thumbPx).toBe(160);
    expect(it.asset(ids[0])).toMatchObject({ thumbRevision: 0, mediaError: null });
  });

  test.each([
    ['hardly begun is given up', 0.25, 0],
    ['nearly done is finished', 0.75, 1],
  ])('a read that has %s', async (_, share, thumbRevision) => {
    const it = await open();
    const [id, other] = await it.found({ 'a.jpg': await camera(1), 'b.jpg': await camera(2) });
    let goOn: () => void = () => undefined;
    const here = new Promise<void>((resolve) => {
      it.slowly = (body, signal) => {
        it.slowly = null;
        return Readable.from(
          (async function* () {
            const bytes = Buffer.concat(await body.toArray());
            yield bytes.subarray(0, bytes.length * share);
            await new Promise<void>((proceed, fail) => {
              goOn = proceed;
              signal?.addEventListener('abort', () => fail(new AppError('cancelled', 'It was cancelled.')));
              setImmediate(resolve);
            });
            yield bytes.subarray(bytes.length * share);
          })(),
        );
      };
    });
    const first = it.want([id]);
    await here;
    const second = it.want([other]);
    goOn();
    await Promise.all([first, second]);
    expect(it.asset(id).thumbRevision).toBe(thumbRevision);
    expect(it.asset(other).thumbRevision).toBe(1);
  });

  test('what comes back into view while its cancelled read ends is read anew', async () => {
    const it = await open();
    const [id, other] = await it.found({ 'a.jpg': await camera(1), 'b.jpg': await camera(2) });
    const one = holdReads(it, 1);
    const first = it.want([id]);
    await one.held;
    const second = it.want([other]);
    const third = it.want([id]);
    one.release();
    await Promise.all([first, second, third]);
    expect(it.reads.filter((read) => read.startsWith('a.jpg'))).toHaveLength(2);
    expect(it.asset(id).thumbPx).toBe(160);
  });
});
