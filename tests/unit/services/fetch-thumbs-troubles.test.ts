/** Thumbnails on demand, second part: what goes wrong, what is made sharper, and what the viewer's download gives. */
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { createThumbFetcher } from '../../../src-main/services/fetch-thumbs';
import { createPreviewMaker } from '../../../src-main/services/make-preview';
import { AppError } from '../../../src-shared/app-error';
import type { AssetId } from '../../../src-shared/units';
import { camera, type Found, HEAD, openFound, sizeOf, twelve } from '../../support/found-photos';

let opened: Found | undefined;
afterEach(async () => {
  await opened?.[Symbol.asyncDispose]();
  opened = undefined;
});
const open = async (): Promise<Found> => {
  opened = await openFound();
  return opened;
};

describe('troubles', () => {
  test.each([
    ['archived', 2],
    ['access-denied', 2],
    ['media-broken', 1],
  ] as const)('%s is kept as the reason, and asked %i times in one run at most', async (code, times) => {
    const it = await open();
    const [id] = await it.found({ 'a.jpg': await camera(1) });
    it.beforeRead = () => {
      throw new AppError(code, 'No.');
    };
    await it.want([id]);
    expect(it.asset(id)).toMatchObject({ thumbRevision: 0, mediaError: { code } });
    await it.want([id]);
    expect(it.reads).toHaveLength(1);
    // Another run of the app asks once more where a person may have changed it.
    const next = createThumbFetcher(it.test.core);
    await next.want([id as AssetId], false);
    await next.want([id as AssetId], false);
    await next.close();
    expect(it.reads).toHaveLength(times);
  });

  test.each([
    ['a network that fails', new AppError('unreachable', 'The store does not answer.')],
    ['a media host that does not start', new AppError('media-crashed', 'No.', { retry: 'after-user' })],
  ])('%s costs the others of the screen no request, and the next wish tries again', async (_, error) => {
    const it = await open();
    const ids = await twelve(it);
    it.beforeRead = () => {
      throw error;
    };
    await it.want(ids);
    expect(it.reads).toHaveLength(8);
    expect(it.asset(ids[0])).toMatchObject({ thumbRevision: 0, mediaError: null });
    it.beforeRead = () => undefined;
    await it.want(ids);
    expect(ids.map((id) => it.asset(id).thumbPx)).toEqual(ids.map(() => 160));
  });

  test('one that is gone is passed over until its album is listed again', async () => {
    const it = await open();
    const [id] = await it.found({ 'a.jpg': await camera(1) });
    const store = await it.test.core.stores.open('x' as never);
    await store.delete(it.test.bucket, 'a.jpg');
    await it.want([id]);
    await it.want([id]);
    expect(it.reads).toHaveLength(1);
    await it.found({ 'a.jpg': await camera(2) });
    await it.want([id]);
    expect(it.asset(id)).toMatchObject({ thumbPx: 160, mediaError: null });
  });

  test('one that changed while it was read shows nothing of the old one', async () => {
    const it = await open();
    const [id] = await it.found({ 'a.jpg': await camera(1) });
    it.beforeRead = async () => {
      it.beforeRead = () => undefined;
      await it.found({ 'a.jpg': await camera(2) });
    };
    await it.want([id]);
    expect(it.asset(id)).toMatchObject({ thumbRevision: 0 });
    await it.want([id]);
    expect(it.asset(id)).toMatchObject({ thumbRevision: 1, thumbPx: 160 });
  });
});

describe('sharper', () => {
  test('a preview by its exact range, then nothing more', async () => {
    const it = await open();
    const photo = await camera(1, { mpfPx: 1620 });
    const [id] = await it.found({ 'a.jpg': photo });
    await it.want([id]);
    await it.want([id], true);
    expect(it.reads).toEqual([
      `a.jpg 0-${HEAD}`,
      expect.stringMatching(new RegExp(`^a\\.jpg \\d+-${photo.length}$`)),
    ]);
    expect(it.asset(id)).toMatchObject({
      thumbPx: 512,
      thumbRevision: 2,
      metadata: { cameraModel: 'Camera' },
    });
    await it.want([id], true);
    expect(it.reads).toHaveLength(2);
  });

  test('without one the whole photo, kept for its content too', async () => {
    const it = await open();
    const photo = await camera(1);
    const [id] = await it.found({ 'a.jpg': photo });
    await it.want([id], true);
    expect(it.reads).toEqual([`a.jpg 0-${HEAD}`, 'a.jpg whole']);
    expect(it.asset(id)).toMatchObject({ thumbPx: 512, thumbRevision: 2 });
    const [copy] = await it.found({ 'b.jpg': photo });
    await it.want([copy]);
    expect(it.asset(copy).thumbPx).toBe(512);
    expect(it.reads).toHaveLength(2);
  });

  test('a whole photo that turns out to be broken keeps its stamp', async () => {
    const it = await open();
    const broken = await camera(1);
    broken.fill(0, 4 + broken.readUInt16BE(4) + 2); // all after its EXIF
    const [id] = await it.found({ 'a.jpg': broken });
    await it.want([id]);
    const before = it.asset(id);
    await it.want([id], true);
    expect(it.asset(id)).toMatchObject({
      thumbPx: 160,
      thumbRevision: before.thumbRevision,
      thumbhash: before.thumbhash,
    });
    expect(existsSync(it.test.core.cache.thumb(id as AssetId))).toBe(true);
  });
});

test('the download for the viewer gives the good thumbnail as well', async () => {
  const it = await open();
  const [id] = await it.found({ 'a.jpg': await camera(1) });
  await it.want([id]);
  const renewed = new Promise<void>((resolve) => {
    it.test.core.changes.listen((event) => {
      if (event.name === 'assets.patched' && it.asset(id).thumbPx === 512) resolve();
    });
  });
  const preview = await createPreviewMaker(it.test.core).path(id as AssetId);
  expect(await sizeOf(preview)).toBe('jpeg 1200x800');
  await renewed;
  expect(it.reads).toEqual([`a.jpg 0-${HEAD}`, 'a.jpg whole']);
  expect(it.asset(id)).toMatchObject({ thumbPx: 512, thumbRevision: 2 });
  expect(await sizeOf(it.test.core.cache.thumb(id as AssetId))).toBe('webp 512x341');
  await it.want([id], true);
  expect(it.reads).toHaveLength(2);
});
