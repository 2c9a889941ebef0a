/** Originals go to guests without the place where they were taken, or not at all; looked at as the guest gets them. */
import exifr from 'exifr';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cr3File } from '../../support/make-camera-files';
import { placedJpeg, tellingBytes } from '../../support/make-placed-files';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

it('a guest downloads originals without their place, and is only shown those of which nothing proves it', async () => {
  const placed = await placedJpeg();
  expect(tellingBytes.some((bytes) => placed.includes(bytes))).toBe(true);
  expect(await exifr.gps(placed)).toMatchObject({ latitude: expect.closeTo(37.566, 2) });
  world = await openShareWorld(build, {
    photos: 1,
    files: { 'IMG_0002.jpg': placed, 'IMG_0003.CR3': await cr3File() },
  });
  const draft = await world.call('shares.create', { source: { albumId: world.albumId }, recipients: [] });
  await world.call('shares.edit', { id: draft.id, allow: { original: true } });
  const { notes } = await world.call('shares.estimate', { id: draft.id });
  expect(notes).toContain('originals-without-location');

  const share = await world.share({ allow: { original: true } });
  expect(share.leftOut).toEqual([]);
  expect(share.originalsLeftOut.map(({ fileName, error }) => [fileName, error.code, error.params])).toEqual([
    ['IMG_0003.CR3', 'unsupported', { key: 'IMG_0003.CR3', place: 'kind' }],
  ]);
  expect(share.originalsLeftOut[0]?.error.message).toContain('is shown, but its original is not offered');
  expect(share.progress.preparedPhotos).toBe(3);

  const { link, code } = await world.call('shares.secrets', {
    id: share.id,
    recipientId: share.recipients[0]?.id as never,
  });
  const guest = await openAsGuest(link ?? '', code);
  if (!guest) throw new Error('the right code must open it');
  expect(
    guest.manifest.items
      .map(({ fileName, web, original }) => [fileName, web !== null, original !== null])
      .sort(),
  ).toEqual([
    ['IMG_0001.jpg', true, true],
    ['IMG_0002.jpg', true, true],
    ['IMG_0003.CR3', true, false],
  ]);
  for (const { fileName, original } of guest.manifest.items) {
    const object = guest.manifest.objects[original?.object ?? -1];
    if (!object) continue;
    const bytes = await guest.open(object);
    expect(await exifr.gps(bytes)).toBeUndefined();
    expect(tellingBytes.some((telling) => bytes.includes(telling))).toBe(false);
    if (fileName !== 'IMG_0002.jpg') continue;
    // The rest is as it was: length, camera and every pixel.
    expect(bytes.length).toBe(placed.length);
    expect(await exifr.parse(bytes, ['Make'])).toEqual({ Make: 'Test' });
    const [then, now] = await Promise.all([placed, bytes].map((one) => sharp(one).raw().toBuffer()));
    expect(now?.equals(then as Buffer)).toBe(true);
  }
});
