/** Videos of a share as its guests get them: after the photos, playable while they are fetched, and said where that cannot be. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { areFilmFragments } from '../../../src-shared/domain/film-fragments';
import { makeLongFilm, makeRealFilm } from '../../support/make-real-film';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';
import { memberOf, signInAs, statusOf, untilStanding } from '../../support/two-photographers';

let build: ShareBuild;
let world: ShareWorld;
let folder: string;
beforeAll(async () => {
  build = await buildForShares();
  folder = mkdtempSync(join(tmpdir(), 'caos-share-films-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await build.dispose();
});
afterEach(() => world.close());

it('a film goes up in fragments; of one that cannot be read it is said, and its original is given', async () => {
  makeRealFilm(join(folder, 'good.mov'), { seconds: 5 });
  const good = readFileSync(join(folder, 'good.mov'));
  const unreadable = Buffer.from(good);
  const pictures = unreadable.indexOf('mdat') + 4;
  unreadable.fill(0, pictures, unreadable.indexOf('moov', pictures) - 4);
  world = await openShareWorld(build, { photos: 1, files: { 'DANCE.mov': good, 'ODD.mov': unreadable } });
  const share = await world.share({
    allow: { original: true },
    options: { stripLocation: false, watermark: 'Kim' },
  });
  expect([share.leftOut, share.originalsLeftOut]).toEqual([[], []]);
  expect(share.filmsLeftOut).toMatchObject([
    { fileName: 'ODD.mov', error: { code: 'unsupported', params: { key: 'ODD.mov', film: 'unreadable' } } },
  ]);
  expect(share.filmsLeftOut?.[0]?.error.message).toContain('shown by a still picture and not as a film');

  const { link, code } = await world.call('shares.secrets', {
    id: share.id,
    recipientId: share.recipients[0]?.id as never,
  });
  const guest = await openAsGuest(link ?? '', code);
  if (!guest) throw new Error('the right code must open it');
  const items = new Map(guest.manifest.items.map((item) => [item.fileName, item]));
  expect(items.get('ODD.mov')).toMatchObject({ web: null, original: { type: 'video/mp4' } });
  expect([items.get('ODD.mov')?.film, items.get('IMG_0001.jpg')?.film]).toEqual([undefined, undefined]);
  const dance = items.get('DANCE.mov');
  expect(dance).toMatchObject({ kind: 'video', width: 320, height: 180, durationMs: 5000 });
  expect(dance?.poster).not.toBeNull();
  expect(areFilmFragments(dance?.film, dance?.web ?? null)).toBe(true);
  expect(dance?.film?.durationsMs).toEqual([2000, 2000, 1000]);
  const film = await guest.open(guest.manifest.objects[dance?.web?.object ?? -1] as never);
  expect(film.toString('latin1', (dance?.film?.headBytes ?? 0) + 4).startsWith('moof')).toBe(true);
  expect(film.includes('SecretCamera')).toBe(false);
});

it('photos go up first, and a pause ends the film that is being made', async () => {
  makeLongFilm(join(folder, 'long.mov'), 600, { seconds: 2, size: '1280x720' });
  world = await openShareWorld(build, {
    photos: 2,
    files: { 'A first by name.mov': readFileSync(join(folder, 'long.mov')) },
  });
  const draft = await world.call('shares.create', {
    source: { albumId: world.albumId },
    recipients: [{ email: 'anna@example.org', codeWay: 'show' }],
  });
  await world.call('shares.send', { id: draft.id });
  const staging = join(world.profile, 'cache', 'shares', draft.id);
  await until(() => isBeingMade(staging));
  const waiting = await world.until(draft.id, ({ progress }) => progress.storedObjects === 2);
  expect([waiting.state, waiting.progress.preparedPhotos]).toEqual(['preparing', 2]);

  await world.call('transfers.pause', {});
  const held = await world.until(draft.id, ({ reason }) => reason !== null);
  expect([held.state, held.reason?.code]).toEqual(['preparing', 'uploads-held']);
  await until(() => !isBeingMade(staging) && !isEncoding(staging));

  await world.call('transfers.resume', {});
  world.advance(0);
  await until(() => isBeingMade(staging));
  await world.call('shares.revoke', { id: draft.id });
  expect((await world.call('shares.get', { id: draft.id })).state).toBe('revoked');
  await until(() => !isEncoding(staging));
});

it('a photo that is taken out of an album leaves the gallery of a group while a film that came in is made', {
  timeout: 240_000,
}, async () => {
  makeLongFilm(join(folder, 'long.mov'), 600, { seconds: 2, size: '1280x720' });
  world = await openShareWorld(build, { photos: 2 });
  const { call, albumId, assetIds } = world;
  await signInAs(world, 'kim@studio.test', 'Kim');
  const { id: groupId } = await call('groups.create', { name: 'Family' });
  await call('groups.add', { id: groupId, members: [{ email: 'anna@example.org', name: 'Anna' }] });
  await call('groups.share', { albumId, groupId });
  const share = await untilStanding(world, ({ state }) => state === 'live');
  const before = await memberOf(world, share, 'anna@example.org');

  const staging = join(world.profile, 'cache', 'shares', share.id);
  await call('imports.start', { albumId, paths: [join(folder, 'long.mov')] });
  await until(() => isBeingMade(staging));
  await call('trash.move', { ids: [assetIds[0] as never], others: 'move' });
  await expect
    .poll(
      async () =>
        (await Promise.all(before.addresses.map(statusOf))).filter((status) => status === 404).length,
      {
        timeout: 30_000,
        interval: 200,
      },
    )
    .toBeGreaterThan(1);
  const after = await memberOf(world, share, 'anna@example.org');
  expect(after.guest.manifest.items.map(({ fileName }) => fileName)).toEqual(['IMG_0002.jpg']);
  for (const object of after.guest.manifest.objects)
    expect((await after.guest.open(object)).length).toBe(object.sizeBytes);
  // It is made again from its beginning.
  await until(() => isBeingMade(staging));
});

const isBeingMade = (staging: string): boolean => {
  try {
    return readdirSync(staging).some((name) => /^film-\d+\.mp4\.\d+\.tmp$/.test(name));
  } catch {
    return false;
  }
};
const isEncoding = (staging: string): boolean =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes('libx264') && line.includes(staging));

async function until(test: () => boolean): Promise<void> {
  while (!test()) await pause(20);
}
