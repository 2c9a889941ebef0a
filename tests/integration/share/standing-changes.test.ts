/** What a group sees of an album that is larger than a gallery, and what it may do with it, changed while it sees it. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { ShareAllow } from '../../../src-shared/domain/share';
import { buildForShares, openShareWorld, type ShareBuild, type ShareWorld } from '../../support/share-world';
import { memberOf, signInAs, statusOf, untilStanding } from '../../support/two-photographers';

const { MOST } = vi.hoisted(() => ({ MOST: 2 }));
vi.mock('../../../src-shared/domain/album-access', async (original) => ({
  ...(await original<object>()),
  MAX_SHOWN: MOST,
}));

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world?.close());

const quiet = (): Promise<void> =>
  expect
    .poll(
      async () =>
        (await world.call('groups.standing', {})).every(({ behind, rekeying }) => !behind && !rekeying),
      { timeout: 60_000, interval: 200 },
    )
    .toBe(true);

it('a gallery follows removals also beyond its bound, and originals come and go with what is allowed', {
  timeout: 240_000,
}, async () => {
  world = await openShareWorld(build, { photos: MOST + 1 });
  const { call, albumId } = world;
  await signInAs(world, 'kim@studio.test', 'Kim');
  const { id: groupId } = await call('groups.create', { name: 'Family' });
  await call('groups.add', { id: groupId, members: [{ email: 'anna@example.org', name: 'Anna' }] });
  await call('groups.share', { albumId, groupId });
  const share = await untilStanding(world, ({ state }) => state === 'live');
  await quiet();
  const anna = () => memberOf(world, share, 'anna@example.org');
  const standing = async () => (await call('groups.standing', {}))[0];
  const names = (member: Awaited<ReturnType<typeof anna>>): string[] =>
    member.guest.manifest.items.map(({ fileName }) => fileName).sort();

  const first = await anna();
  expect([names(first), (await standing())?.notShown]).toEqual([['IMG_0001.jpg', 'IMG_0002.jpg'], 1]);

  // One of those that are shown is taken out of the album: it goes, and there is room for the other.
  const assets = await call('assets.get', { ids: world.assetIds });
  const goes = assets.find(({ fileName }) => fileName === 'IMG_0001.jpg');
  await call('trash.move', { ids: [goes?.id as never], others: 'move' });
  await expect
    .poll(async () => names(await anna()), { timeout: 60_000 })
    .toEqual(['IMG_0002.jpg', 'IMG_0003.jpg']);
  await quiet();
  const [gone] = first.guest.manifest.items;
  const object = (member: typeof first, at: number | undefined) => member.guest.manifest.objects[at ?? -1];
  expect([
    await statusOf(first.guest.address(object(first, gone?.web?.object) as never)),
    (await standing())?.notShown,
  ]).toEqual([404, 0]);

  const usual: ShareAllow = { view: true, web: true, original: false, pick: true, comment: true };
  const before = await anna();
  const told = await call('groups.allow', {
    albumId,
    groupId,
    allow: { ...usual, original: true, comment: false },
  });
  expect([told.allow.original, told.behind]).toEqual([true, true]);
  await quiet();
  const allowed = await anna();
  const place = (at: number | undefined, member = allowed) =>
    member.guest.address(object(member, at) as never).split('?')[0];
  expect([allowed.link, allowed.code, allowed.guest.manifest.allow]).toEqual([
    ...[before.link, before.code],
    { web: true, original: true, pick: true, comment: false },
  ]);
  const originals = [];
  for (const [at, item] of allowed.guest.manifest.items.entries()) {
    // What was shown lies where it lay.
    expect(place(item.web?.object)).toBe(place(before.guest.manifest.items[at]?.web?.object, before));
    const original = object(allowed, item.original?.object);
    expect((await allowed.guest.open(original as never)).length).toBe(original?.sizeBytes);
    originals.push(allowed.guest.address(original as never));
  }
  expect((await call('shares.get', { id: share.id })).originalsLeftOut).toEqual([]);

  await call('groups.allow', { albumId, groupId, allow: usual });
  await quiet();
  const withdrawn = await anna();
  expect({
    allow: withdrawn.guest.manifest.allow.original,
    items: withdrawn.guest.manifest.items.map(({ original }) => original),
    names: names(withdrawn),
    status: await Promise.all(originals.map(statusOf)),
    mails: (await call('outbox.list', {})).filter(({ to }) => to.email.startsWith('anna')).length,
  }).toEqual({
    ...{ allow: false, items: [null, null], names: names(allowed), status: [404, 404], mails: 2 },
  });
});

it('what is taken out of the album leaves the gallery while uploads are paused, and what waits to go up follows later', {
  timeout: 240_000,
}, async () => {
  world = await openShareWorld(build, { photos: MOST });
  const { call, albumId, assetIds } = world;
  await signInAs(world, 'kim@studio.test', 'Kim');
  const { id: groupId } = await call('groups.create', { name: 'Family' });
  await call('groups.add', { id: groupId, members: [{ email: 'anna@example.org', name: 'Anna' }] });
  await call('groups.share', { albumId, groupId });
  const share = await untilStanding(world, ({ state }) => state === 'live');
  await quiet();
  const anna = () => memberOf(world, share, 'anna@example.org');
  const captions = async () =>
    (await anna()).guest.manifest.items.map(({ fileName, caption }) => `${fileName} ${caption}`.trim());
  const before = await anna();
  const [first, second] = await call('assets.get', { ids: assetIds });
  if (!first || !second) throw new Error('two are shown');

  await call('transfers.pause', {});
  await call('edits.apply', { ids: [second.id], change: { caption: 'At the sea' } });
  await call('trash.move', { ids: [first.id], others: 'move' });
  const { items, objects } = before.guest.manifest;
  const web = objects[items.find(({ fileName }) => fileName === first.fileName)?.web?.object ?? -1];
  await expect
    .poll(() => statusOf(before.guest.address(web as never)), { timeout: 30_000, interval: 200 })
    .toBe(404);
  expect((await anna()).guest.manifest.items.map(({ fileName }) => fileName)).not.toContain(first.fileName);

  await call('transfers.resume', {});
  world.advance(60_000);
  await expect.poll(captions, { timeout: 60_000, interval: 500 }).toEqual([`${second.fileName} At the sea`]);
  await quiet();
  expect((await anna()).link).toBe(before.link);
});
