/** How shares end, looked at from outside: requests that worked for a guest fail, and the store holds nothing any more. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

const DAY_MS = 86_400_000;
const isLong = process.env.CAOS_LONG === '1';
/** S3 is Swift's own door here, and the contract tries its copies: in the long run. What a store does not take part in, one tells. */
const remote = shareStores.filter(
  ([name]) => name === 'Swift' || (isLong && name !== 'this computer, over the gateway'),
);

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

const statusOf = async (address: string): Promise<number> => {
  const answer = await fetch(address);
  await answer.arrayBuffer();
  return answer.status;
};

/** Link and code of a person, and all that they reach with it. */
async function guestOf(world: ShareWorld, share: { id: never }, recipientId: never) {
  const { link, code } = await world.call('shares.secrets', { id: share.id, recipientId });
  const guest = await openAsGuest(link ?? '', code);
  if (!link || !guest) throw new Error('the share must open');
  const addresses = [guest.content.manifest, ...guest.manifest.objects].map((object) =>
    guest.address(object),
  );
  return { link, code, guest, addresses: [link, ...addresses] };
}

describe.skipIf(swiftUnavailableReason())('a share', () => {
  it.each(isLong ? shareStores : remote)(
    'revoked for one person goes on for the others: %s',
    async (_name, connectionOf) => {
      const connection = connectionOf();
      world = await openShareWorld(build, { ...(connection && { connection }) });
      const share = await world.share();
      const [anna, bo] = share.recipients;
      const of = (id: unknown) => guestOf(world, share as never, id as never);
      const annas = await of(anna?.id);
      const bos = await of(bo?.id);
      expect(await Promise.all(annas.addresses.map(statusOf))).toEqual(annas.addresses.map(() => 200));

      const after = await world.call('shares.revoke', { id: share.id, recipientId: anna?.id });
      expect([after.state, after.moving, after.reason]).toEqual(['live', false, null]);
      expect(after.recipients.map(({ state }) => state)).toEqual(['revoked', 'live']);

      expect(await Promise.all(annas.addresses.map(statusOf))).toEqual(annas.addresses.map(() => 404));
      // Bo's link and code are the ones from before; the same photos are behind them.
      const again = await openAsGuest(bos.link, bos.code);
      if (!again) throw new Error('Bo must get in');
      expect(again.manifest).toEqual(bos.guest.manifest);
      for (const object of again.manifest.objects)
        expect((await again.open(object)).length).toBe(object.sizeBytes);
      expect(again.page.header.revision).toBe(bos.guest.page.header.revision + 1);
      await expect(
        world.call('shares.secrets', { id: share.id, recipientId: anna?.id as never }),
      ).rejects.toThrow('no way into this share any more');
      const mails = await world.call('outbox.list', {});
      expect(mails.map(({ to }) => to.email)).toEqual(['bo@example.org']);
    },
  );

  it.each(remote)('revoked for all leaves nothing, no version either: %s', async (_name, connectionOf) => {
    const connection = connectionOf();
    if (!connection) throw new Error('a store is needed');
    world = await openShareWorld(build, { connection });
    // What the store can do is known once it was tried.
    const { capabilities } = await world.call('connections.probe', { id: world.connectionId });
    const share = await world.share();
    await using store = disposable(openStoreOf(connection, capabilities));
    await store.admin.updateBucket(share.bucket, { versioning: 'on' });
    const [anna, bo] = share.recipients;
    const bos = await guestOf(world, share as never, bo?.id as never);
    // Pages are written anew: what they were is an older version from now on.
    await world.call('shares.revoke', { id: share.id, recipientId: anna?.id });
    const ended = await world.call('shares.revoke', { id: share.id });
    expect([ended.state, ended.reason, typeof ended.cleanedAtMs]).toEqual(['revoked', null, 'number']);
    expect(await Promise.all(bos.addresses.map(statusOf))).toEqual(bos.addresses.map(() => 404));
    const prefix = new URL(bos.link).pathname.replace(/^.*?(\.caos\/shares\/[0-9a-f]{32}\/).*$/, '$1');
    // A busy Swift lists for a while what is gone.
    const left = async () => {
      const keys = [];
      for await (const version of store.admin.versions(share.bucket, { prefix })) keys.push(version.key);
      for await (const { key } of store.list(share.bucket, { prefix })) keys.push(key);
      return keys;
    };
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
    await world.call('shares.discard', { id: share.id });
    expect(await world.call('shares.list', {})).toEqual([]);
  });

  it.each(isLong ? shareStores : shareStores.slice(0, 1))(
    'ends by itself at its time, and not before: %s',
    async (_name, connectionOf) => {
      const connection = connectionOf();
      world = await openShareWorld(build, { ...(connection && { connection }) });
      const share = await world.share({ days: 3 });
      const guest = await guestOf(world, share as never, share.recipients[0]?.id as never);
      const extended = await world.call('shares.extend', {
        id: share.id,
        endsAtMs: (share.endsAtMs ?? 0) + 2 * DAY_MS,
      });
      expect(extended.sureUntilMs).toBeGreaterThanOrEqual((extended.endsAtMs ?? 0) - 1000);
      const fresh = await guestOf(world, share as never, share.recipients[0]?.id as never);
      expect((await fresh.guest.open(fresh.guest.content.manifest)).length).toBeGreaterThan(100);

      world.advance(4 * DAY_MS);
      await world.call('shares.collect', {});
      expect((await world.call('shares.get', { id: share.id })).state).toBe('live');
      world.advance(1.1 * DAY_MS);
      const ended = await world.until(share.id, ({ cleanedAtMs }) => cleanedAtMs !== null);
      expect([ended.state, ended.reason]).toEqual(['expired', null]);
      // Links to this computer end by the app's own clock, before the object is looked for.
      const gone = connection ? 404 : 403;
      for (const { addresses } of [guest, fresh])
        expect(await Promise.all(addresses.map(statusOf))).toEqual(addresses.map(() => gone));
      const waiting = (await world.call('outbox.list', {})).filter(({ state }) => state === 'waiting');
      expect(waiting).toEqual([]);
    },
  );

  it('whose links end before it gets fresh ones in time, and says until when it is sure', async () => {
    const connection = shareStores.find(([name]) => name === 'S3')?.[1]();
    if (!connection) throw new Error('S3 is needed');
    world = await openShareWorld(build, { connection, photos: 1 });
    const share = await world.share({ days: 30 });
    const lifeMs = (share.sureUntilMs ?? 0) - share.stateAtMs;
    expect(Math.round(lifeMs / DAY_MS)).toBe(7);
    const estimate = await world.call('shares.estimate', { id: share.id });
    expect(estimate.notes).toEqual(['not-https', 'renewed-while-running', 'codes-by-mail']);
    expect(estimate.cost).toEqual({ known: 'unknown' });
    const prices = { currency: 'EUR', storedGbMonth: 2, downloadedGb: 3, writes1000: 5 };
    await world.call('connections.update', { id: share.connectionId, prices });
    const { cost, uploadBytes, byteDays } = await world.call('shares.estimate', { id: share.id });
    expect(byteDays).toBe(uploadBytes * 30);
    // Two people load their pages (420 kB each) and the picture. One picture, one pack, one manifest, two pages and two receipts.
    const [stored, downloaded, written] = [
      ((uploadBytes / 1e9) * 30 * 2) / (730 / 24),
      ((2 * uploadBytes - 2 * 420_000) / 1e9) * 3,
      0.035,
    ];
    expect(cost).toEqual({
      ...{ known: 'about', currency: 'EUR', byList: false },
      amount: expect.closeTo(stored + downloaded + written, 9),
      stored: expect.closeTo(stored, 9),
      downloaded: expect.closeTo(downloaded, 9),
      written,
    });
    const before = await guestOf(world, share as never, share.recipients[0]?.id as never);

    world.advance(5.5 * DAY_MS);
    const renewed = await world.until(
      share.id,
      ({ sureUntilMs }) => (sureUntilMs ?? 0) > (share.sureUntilMs ?? 0),
    );
    expect(renewed.state).toBe('live');
    const after = await guestOf(world, share as never, share.recipients[0]?.id as never);
    // Not the links are compared: the store's clock is the real one, and both may be signed within one second.
    expect(after.guest.page.header.revision).toBe(before.guest.page.header.revision + 1);
    expect(after.code).toBe(before.code);
    // The first mails still wait: they bring the new link, and nobody gets a second one about it.
    const links = async () =>
      (await world.call('outbox.list', {})).flatMap(({ kind, to, expiresAtMs }) =>
        kind === 'share-code' ? [] : [[kind, to.email, expiresAtMs]],
      );
    await expect.poll(links, { timeout: 20_000 }).toEqual([
      ['share-link', 'bo@example.org', renewed.sureUntilMs],
      ['share-link', 'anna@example.org', renewed.sureUntilMs],
    ]);
  });
});

const disposable = <T extends { close(): void }>(store: T): T & AsyncDisposable =>
  Object.assign(store, { [Symbol.asyncDispose]: async () => store.close() });
