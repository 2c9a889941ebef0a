/** A private album shown to a group: it follows photos and people, and who is taken out gets nothing any more. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import type { Share } from '../../../src-shared/domain/share';
import { fromBase64Url } from '../../../src-shared/sealing/bytes';
import { objectSeal, openStream } from '../../../src-shared/sealing/sealed-object';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  openStoreOf,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';
import { addPhoto, memberOf, signInAs, statusOf, untilStanding } from '../../support/two-photographers';

const DAY_MS = 86_400_000;
/** S3 in the long run: what differs is how addresses are signed, and for how long. */
const wanted = process.env.CAOS_LONG === '1' ? ['Swift', 'S3'] : ['Swift'];
const stores = shareStores.filter(([name]) => wanted.includes(name));
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world?.close());

const isQuiet = async ({ call }: ShareWorld): Promise<boolean> =>
  (await call('groups.standing', {})).every(({ behind, rekeying }) => !behind && !rekeying);
/** Waits until the pages tell all. */
const quiet = (): Promise<void> =>
  expect.poll(() => isQuiet(world), { timeout: 60_000, interval: 200 }).toBe(true);
const emailsOf = (share: Share): string[] => share.recipients.map(({ email, state }) => `${email} ${state}`);

it.skipIf(swiftUnavailableReason()).each(stores)(
  'a standing share follows its album and its group: %s',
  { timeout: 240_000 },
  async (name, connectionOf) => {
    const connection = connectionOf();
    if (!connection) throw new Error('a store is needed');
    world = await openShareWorld(build, { connection, photos: 3 });
    const { call, albumId } = world;
    await signInAs(world, 'kim@studio.test', 'Kim');
    await call('albums.setAccess', { id: albumId, visibility: 'private' });
    const { id: groupId } = await call('groups.create', { name: 'Family' });
    await call('groups.share', { albumId, groupId });
    expect(await call('shares.list', {})).toEqual([]);

    await call('groups.add', {
      id: groupId,
      members: [
        { email: 'Anna@example.org', name: 'Anna' },
        { email: 'bo@example.org', name: 'Bo' },
      ],
    });
    const first = await untilStanding(world, ({ state }) => state === 'live');
    expect([first.title, first.photoCount, emailsOf(first)]).toEqual([
      ...['Wedding', 3],
      ['anna@example.org live', 'bo@example.org live'],
    ]);
    await quiet();
    const anna = await memberOf(world, first, 'anna@example.org');
    const names = (member: typeof anna): string[] =>
      member.guest.manifest.items.map(({ fileName }) => fileName).sort();

    // A photo comes in and another goes: only what is new is sent, links stay, and the store keeps nothing of what went.
    const ids = (await call('assets.list', { albumId })).map(({ id }) => id);
    const goes = anna.guest.manifest.items.find(({ fileName }) => fileName === 'IMG_0002.jpg');
    const gone = await call('assets.get', { ids });
    await addPhoto(world, 'IMG_0009.jpg', 9);
    await call('trash.move', {
      ids: gone.filter(({ fileName }) => fileName === 'IMG_0002.jpg').map(({ id }) => id),
      others: 'move',
    });
    await untilStanding(world, ({ photoCount }) => photoCount === 3);
    await expect
      .poll(async () => names(await memberOf(world, first, 'anna@example.org')), { timeout: 60_000 })
      .toEqual(['IMG_0001.jpg', 'IMG_0003.jpg', 'IMG_0009.jpg']);
    await quiet();
    const later = await memberOf(world, await call('shares.get', { id: first.id }), 'anna@example.org');
    expect([later.link, later.code]).toEqual([anna.link, anna.code]);
    const webOf = (member: typeof anna, fileName: string): string => {
      const item = member.guest.manifest.items.find((one) => one.fileName === fileName);
      return member.guest.address(member.guest.manifest.objects[item?.web?.object ?? 0] as never);
    };
    // What stayed lies where it lay.
    expect(webOf(later, 'IMG_0001.jpg').split('?')[0]).toBe(webOf(anna, 'IMG_0001.jpg').split('?')[0]);
    const web = anna.guest.manifest.objects[goes?.web?.object ?? 0];
    const thumbs = anna.guest.manifest.objects[goes?.thumb?.object ?? 0];
    for (const object of [web, thumbs]) expect(await statusOf(anna.guest.address(object as never))).toBe(404);
    for (const object of later.guest.manifest.objects)
      expect((await later.guest.open(object)).length).toBe(object.sizeBytes);

    // Somebody comes: the others are not touched.
    await call('groups.add', { id: groupId, members: [{ email: 'cho@example.org', name: 'Cho' }] });
    const joined = await untilStanding(world, (share) => emailsOf(share).includes('cho@example.org live'));
    await quiet();
    const bo = await memberOf(world, joined, 'bo@example.org');
    const cho = await memberOf(world, joined, 'cho@example.org');
    expect(names(cho)).toEqual(names(later));
    const mails = async () =>
      (await call('outbox.list', {})).map(({ kind, to }) => `${to.email} ${kind}`).sort();
    expect((await mails()).filter((mail) => !mail.startsWith('kim'))).toEqual([
      ...['anna@example.org share-code', 'anna@example.org share-link'],
      ...['bo@example.org share-code', 'bo@example.org share-link'],
      ...['cho@example.org share-code', 'cho@example.org share-link'],
    ]);

    // Somebody is taken out: what they had opens nothing, their key opens nothing that is there now.
    await call('groups.remove', { id: groupId, emails: ['bo@example.org'] });
    await quiet();
    const after = await call('shares.get', { id: first.id });
    expect([after.state, after.reason, emailsOf(after)]).toEqual([
      ...['live', null],
      ['anna@example.org live', 'cho@example.org live'],
    ]);
    expect(await Promise.all(bo.addresses.map(statusOf))).toEqual(bo.addresses.map(() => 404));
    const annaAfter = await openAsGuest(anna.link, anna.code);
    const choAfter = await openAsGuest(cho.link, cho.code);
    if (!annaAfter || !choAfter) throw new Error('the others must get in');
    expect(choAfter.manifest.items).toEqual(annaAfter.manifest.items);
    expect(annaAfter.content.contentKey).not.toBe(bo.guest.content.contentKey);
    for (const object of annaAfter.manifest.objects) {
      expect((await annaAfter.open(object)).length).toBe(object.sizeBytes);
      const seal = await objectSeal(sealingPrimitives, {
        contentKey: fromBase64Url(bo.guest.content.contentKey),
        shareId: after.id,
        object,
      });
      const { body } = await fetch(annaAfter.address(object));
      const opens = async () => {
        for await (const chunk of openStream(seal, body as never)) if (chunk.length > 0) return true;
        return false;
      };
      await expect(opens()).rejects.toMatchObject({ name: 'SealError' });
    }
    await expect(
      call('shares.revoke', { id: after.id, recipientId: after.recipients[0]?.id }),
    ).rejects.toThrow('shows an album to a group');

    // It has no end: signatures are renewed in time.
    const lifeMs = (after.sureUntilMs ?? 0) - after.stateAtMs;
    expect(Math.round(lifeMs / DAY_MS)).toBe(name === 'Swift' ? 365 : 7);
    world.advance(name === 'Swift' ? 320 * DAY_MS : 5.5 * DAY_MS);
    const renewed = await untilStanding(
      world,
      ({ sureUntilMs }) => (sureUntilMs ?? 0) > (after.sureUntilMs ?? 0),
    );
    expect(renewed.state).toBe('live');
    await quiet();

    // The last one goes, and with them everything.
    await call('groups.unshare', { albumId, groupId });
    await expect.poll(() => call('groups.standing', {}), { timeout: 30_000 }).toEqual([]);
    expect(await call('shares.list', {})).toEqual([]);
    expect(await statusOf(anna.link)).toBe(404);
    await using store = Object.assign(openStoreOf(connection), {
      [Symbol.asyncDispose]: async () => store.close(),
    });
    const left = [];
    for await (const { key } of store.list(after.bucket, { prefix: '.caos/shares/' }))
      if ((await store.head(after.bucket, key)) !== null) left.push(key);
    expect(left).toEqual([]);
  },
);
