/** What a guest puts into slots that outlived their share, request or place in it: nobody reads it, and it is deleted in the end. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askForPhotos, openAsSender } from '../../support/request-world';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  openStoreOf,
  rubbish,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

/** Files below any folder of shares on this computer. */
const left = (): string[] =>
  readdirSync(join(world.profile, 'store'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('.caos/shares'))
    .map((entry) => entry.name);

it('answers of somebody who was taken out, and of a share that is forgotten', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { call } = world;
  const share = await world.share({ days: 3 });
  const [anna, bo] = await Promise.all(
    share.recipients.map(async ({ id: recipientId }) => {
      const { link, code } = await call('shares.secrets', { id: share.id, recipientId });
      return openAsGuest(link ?? '', code);
    }),
  );
  if (!anna || !bo) throw new Error('both must get in');
  await call('shares.revoke', { id: share.id, recipientId: share.recipients[0]?.id });
  expect(await anna.sendBytes(1, rubbish())).toBeLessThan(300);
  // Signatures last three days; renewed pages and the share's life do not shorten that.
  await call('shares.extend', { id: share.id, endsAtMs: (share.endsAtMs ?? 0) - DAY_MS });
  await call('shares.revoke', { id: share.id });
  expect(left()).toEqual([]);
  expect([await anna.sendBytes(2, rubbish()), await bo.sendBytes(2, rubbish())]).toEqual([201, 201]);
  await call('shares.discard', { id: share.id });
  await world.restart();
  expect(left()).toHaveLength(2);

  world.advance(3 * DAY_MS + 2 * HOUR_MS);
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
});

/** Of a request the end is looked at with two stores: single PUTs are signed on this computer, a form for a whole prefix on Swift. */
describe.skipIf(swiftUnavailableReason())('photos of a request that ended', () => {
  it.each(shareStores.filter(([name]) => name !== 'S3'))('%s', async (_name, connectionOf) => {
    const connection = connectionOf();
    world = await openShareWorld(build, { ...(connection && { connection }), photos: 1 });
    const { call } = world;
    const request = await askForPhotos(world, { days: 3 });
    const guests = await Promise.all(
      request.people.map(async ({ id: personId }) => {
        const { link, code } = await call('requests.secrets', { id: request.id, personId });
        const guest = await openAsSender(link ?? '', code);
        if (!guest) throw new Error('it must open');
        return {
          guest,
          prefix: new URL(link ?? '').pathname.replace(/^.*?(\.caos\/shares\/[0-9a-f]{32}\/).*$/, '$1'),
        };
      }),
    );
    const [anna, bo] = guests;
    if (!anna || !bo) throw new Error('two were asked');
    const slot = anna.guest.content.arrivals.kind === 'form' ? `p-${'a'.repeat(32)}` : 's-001';
    const late = (): Promise<number> => anna.guest.put(slot, rubbish(MIB));
    const store = connection ? openStoreOf(connection) : null;
    const held = async (): Promise<number> => {
      if (!store) return left().length;
      let count = 0;
      for await (const { key } of store.list(request.bucket, { prefix: anna.prefix })) if (key) count += 1;
      return count;
    };

    await call('requests.revoke', { id: request.id, personId: request.people[0]?.id });
    expect(await late()).toBeLessThan(300);
    await call('requests.revoke', { id: request.id });
    await call('requests.discard', { id: request.id });
    expect(await late()).toBeLessThan(300);
    expect(await bo.guest.put(slot, rubbish(MIB))).toBeLessThan(300);
    expect(await held()).toBe(2);
    // Out of reach when it is due, it is tried again.
    if (!connection) {
      const folder = join(world.profile, 'store');
      renameSync(folder, `${folder}.away`);
      world.advance(3 * DAY_MS + 2 * HOUR_MS);
      await world.restart();
      renameSync(`${folder}.away`, folder);
      world.advance(HOUR_MS);
    } else world.advance(3 * DAY_MS + 2 * HOUR_MS);
    await expect.poll(held, { timeout: 30_000 }).toBe(0);
    store?.close();
  });
});
