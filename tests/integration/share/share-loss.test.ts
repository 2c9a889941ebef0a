/** Shares that end while their store is out of reach, or while they move: no answer is lost, and nobody who was taken out keeps a way in. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Share } from '../../../src-shared/domain/share';
import { choiceTexts, openedText } from '../../../src-shared/sealing/picks-messages';
import { drawPicture } from '../../support/guest-fixture';
import { askForPhotos, openAsSender } from '../../support/request-world';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';
import { signInAs, statusOf, untilStanding } from '../../support/two-photographers';

const DAY_MS = 86_400_000;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

async function guestOf(share: Share, at: number) {
  const recipientId = share.recipients[at]?.id as never;
  const { link, code } = await world.call('shares.secrets', { id: share.id, recipientId });
  const guest = await openAsGuest(link ?? '', code);
  if (!guest) throw new Error('it must open');
  return guest;
}

async function outOfReach<T>(work: () => Promise<T>): Promise<T> {
  const store = join(world.profile, 'store');
  renameSync(store, `${store}.away`);
  try {
    return await work();
  } finally {
    renameSync(`${store}.away`, store);
  }
}

it.each(['expired', 'revoked'] as const)('%s out of reach: the last answers come home', async (state) => {
  world = await openShareWorld(build, { photos: 1 });
  const share = await world.share({ days: 3 });
  const guest = await guestOf(share, 0);
  const picks = guest.manifest.items.map(({ id }) => ({
    ...{ itemId: id, heart: true, colour: 'none' as const, note: 'This one' },
  }));
  const [text = ''] = choiceTexts({ atMs: Date.now(), sequence: 1, message: '', picks });
  expect(await guest.send(1, text)).toBeLessThan(300);
  await outOfReach(async () => {
    if (state === 'revoked') await world.call('shares.revoke', { id: share.id });
    else world.advance(4 * DAY_MS);
    await world.until(share.id, (now) => now.state === state && now.reason !== null);
  });
  world.advance(60_000);
  await world.until(share.id, ({ cleanedAtMs }) => cleanedAtMs !== null);
  const recipientId = share.recipients[0]?.id as never;
  const home = await world.call('shares.picks', { id: share.id, recipientId });
  expect(home.picks.map(({ fileName, heart, note }) => [fileName, heart, note])).toEqual([
    ['IMG_0001.jpg', true, 'This one'],
  ]);
});

it('revoked for one person out of reach: their last answers come home before their slots are deleted', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const share = await world.share();
  const guest = await guestOf(share, 0);
  const picks = guest.manifest.items.map(({ id }) => ({
    ...{ itemId: id, heart: true, colour: 'red' as const, note: '' },
  }));
  const [text = ''] = choiceTexts({ atMs: Date.now(), sequence: 1, message: '', picks });
  expect(await guest.send(1, text)).toBeLessThan(300);
  const recipientId = share.recipients[0]?.id as never;
  await outOfReach(async () => {
    const out = await world.call('shares.revoke', { id: share.id, recipientId });
    expect([out.recipients[0]?.state, out.moving, out.reason === null]).toEqual(['revoked', true, false]);
  });
  world.advance(60_000);
  await world.until(share.id, ({ moving, reason }) => !moving && reason === null);
  const home = await world.call('shares.picks', { id: share.id, recipientId });
  expect(home.picks.map(({ fileName, heart }) => [fileName, heart])).toEqual([['IMG_0001.jpg', true]]);
  expect(answersIn(share)).toEqual([]);
});

/** Files that guests left, as they lie on the disk. */
const answersIn = ({ bucket }: Share): string[] =>
  readdirSync(join(world.profile, 'store', bucket), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('/picks/'))
    .map((entry) => join(entry.parentPath, entry.name));

it('somebody revoked while the move for another is under way keeps no address of where it moved to', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const emails = ['anna', 'bo', 'cara'].map((name) => `${name}@example.org`);
  const share = await world.share({
    recipients: emails.map((email) => ({ email, codeWay: 'show' as const })),
  });
  await world.call('shares.revoke', { id: share.id, recipientId: share.recipients[0]?.id });
  // As a kill leaves it between the pages that were written and the old objects that were deleted.
  const database = new Database(join(world.profile, 'catalogue.db'));
  database.prepare('UPDATE shares SET next_objects_folder = objects_folder WHERE id = ?').run(share.id);
  database.close();
  const [bo, cara] = [await guestOf(share, 1), await guestOf(share, 2)];
  const after = await world.call('shares.revoke', { id: share.id, recipientId: share.recipients[1]?.id });
  expect([after.moving, after.reason]).toEqual([false, null]);
  const reached = [bo.content.manifest, ...bo.manifest.objects].map((object) => bo.address(object));
  expect(await Promise.all(reached.map(statusOf))).toEqual(reached.map(() => 404));
  const again = await guestOf(share, 2);
  expect(again.manifest).toEqual(cara.manifest);
  for (const object of again.manifest.objects)
    expect((await again.open(object)).length).toBe(object.sizeBytes);
});

it('a gallery of a group that cannot be ended yet is told once, and tried with patience', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { call, albumId } = world;
  await signInAs(world, 'kim@studio.test', 'Kim');
  const { id: groupId } = await call('groups.create', { name: 'Family' });
  await call('groups.add', { id: groupId, members: [{ email: 'anna@example.org', name: 'Anna' }] });
  await call('groups.share', { albumId, groupId });
  await untilStanding(world, ({ state }) => state === 'live');
  const told = async () =>
    (await call('journal.list', { limit: 50 })).filter(({ type }) => type === 'share-revoked').length;
  await outOfReach(async () => {
    await call('groups.unshare', { albumId, groupId });
    for (let tries = 0; tries < 3; tries += 1) {
      world.advance(60_000);
      await call('groups.unshare', { albumId, groupId });
    }
    expect([await told(), (await call('groups.standing', {})).length]).toEqual([1, 1]);
  });
  world.advance(60_000);
  await expect
    .poll(async () => (await call('groups.standing', {})).length, { timeout: 20_000, interval: 200 })
    .toBe(0);
  expect(await told()).toBe(1);
});

it('a share whose bucket somebody deleted ends all the same', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const share = await world.share({ days: 3 });
  rmSync(join(world.profile, 'store', share.bucket), { recursive: true });
  const ended = world.until(share.id, ({ cleanedAtMs }) => cleanedAtMs !== null);
  world.advance(4 * DAY_MS);
  expect([(await ended).state, (await ended).reason]).toEqual(['expired', null]);
});

it('what one share or request is out of reach of keeps nothing of the others from coming home', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { call } = world;
  const share = await world.share();
  const guest = await guestOf(share, 0);
  expect(await guest.send(0, openedText({ atMs: Date.now(), count: 1 }))).toBeLessThan(300);
  const request = await askForPhotos(world);
  const { link, code } = await call('requests.secrets', {
    id: request.id,
    personId: request.people[0]?.id as never,
  });
  const sender = await openAsSender(link ?? '', code);
  await sender?.send([{ name: 'a.jpg', bytes: new Uint8Array((await drawPicture(1, 300, 200)).bytes) }]);
  // The newest of both are looked at first; their bucket is not there.
  const lost = [(await world.share()).id, (await askForPhotos(world)).id];
  const database = new Database(join(world.profile, 'catalogue.db'));
  for (const table of ['shares', 'photo_requests'])
    database.prepare(`UPDATE ${table} SET bucket = 'nowhere' WHERE id IN (?, ?)`).run(...lost);
  database.close();
  await expect(call('shares.collect', {})).rejects.toMatchObject({ wire: { code: 'bucket-missing' } });
  await expect(call('requests.collect', {})).rejects.toMatchObject({ wire: { code: 'bucket-missing' } });
  const { recipients } = await call('shares.get', { id: share.id });
  expect(recipients.map(({ openedCount }) => openedCount)).toEqual([1, 0]);
  const arrivals = await call('requests.arrivals', { id: request.id });
  expect(arrivals.map(({ fileName, state }) => [fileName, state])).toEqual([['a.jpg', 'waiting']]);
});
