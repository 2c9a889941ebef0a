/** One connection, two photographers: whose an album is, who may look, and who may change it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  buildForShares,
  openShareWorld,
  openStoreOf,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';
import { albumOf, refusal, signInAs } from '../../support/two-photographers';

let build: ShareBuild;
let worlds: ShareWorld[] = [];
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(async () => {
  for (const world of worlds) await world.close();
  worlds = [];
});

describe.skipIf(swiftUnavailableReason())('albums of others', () => {
  it.each(
    shareStores.filter(([name]) => name === 'Swift' || (name === 'S3' && process.env.CAOS_LONG === '1')),
  )(
    'are looked at, never changed; private ones are not opened: %s',
    async (name, connectionOf) => {
      const connection = connectionOf();
      if (!connection) throw new Error('a store is needed');
      const open = async (): Promise<ShareWorld> => {
        const world = await openShareWorld(build, { connection, photos: 2 });
        worlds.push(world);
        await world.call('connections.probe', { id: world.connectionId });
        return world;
      };
      const anna = await open();
      const bo = await open();
      const { id: albumId, bucket } = await albumOf(anna);
      expect((await albumOf(anna)).access).toBeUndefined();
      expect(await refusal(anna.call('albums.setAccess', { id: albumId, visibility: 'private' }))).toEqual({
        code: 'not-owner',
        message: expect.stringContaining('Nobody is signed in here'),
      });
      await signInAs(anna, 'Anna@example.org', 'Anna');
      await signInAs(bo, 'bo@example.org', 'Bo');
      const mine = await anna.call('albums.setAccess', { id: albumId, visibility: 'open' });
      const owner = { email: 'Anna@example.org', name: 'Anna' };
      expect(mine.access).toEqual({ owner, visibility: 'open', protection: 'app', mine: true });

      // Open: Bo looks at it.
      const opened = await bo.call('albums.open', { connectionId: bo.connectionId, bucket });
      expect(opened.access).toEqual({ owner, visibility: 'open', protection: 'app', mine: false });
      const photosOf = async () => bo.call('assets.list', { albumId: opened.id });
      await expect.poll(async () => (await photosOf()).length, { timeout: 20_000 }).toBe(2);
      const ids = (await photosOf()).map(({ id }) => id);
      await using store = Object.assign(openStoreOf(connection), {
        [Symbol.asyncDispose]: async () => store.close(),
      });
      const held = async (): Promise<string[]> => {
        const keys = [];
        for await (const { key, etag } of store.list(bucket)) keys.push(`${key} ${etag}`);
        return keys;
      };
      const before = await held();
      writeFileSync(join(bo.photosFolder, 'mine.jpg'), 'x');
      const acts: Array<Promise<unknown>> = [
        bo.call('albums.edit', { id: opened.id, title: 'Bo was here' }),
        bo.call('albums.edit', { id: opened.id, writesSidecars: true }),
        bo.call('albums.setAccess', { id: opened.id, visibility: 'private' }),
        bo.call('albums.delete', { id: opened.id, objects: true }),
        bo.call('imports.start', { albumId: opened.id, paths: [bo.photosFolder] }),
        bo.call('edits.apply', { ids, change: { rating: 5 } }),
        bo.call('trash.move', { ids, others: 'move' }),
        bo.call('storage.remove', {
          ...{ connectionId: bo.connectionId, bucket },
          keys: (await photosOf()).map(({ key }) => key),
        }),
      ];
      const said = await Promise.all(acts.map(refusal));
      expect(said).toEqual(
        said.map(() => ({
          code: 'not-owner',
          message:
            '“Wedding” belongs to Anna, so it stays as it is. Sign in as Anna to change it, or ask them.',
        })),
      );
      expect(await held()).toEqual(before);

      // A title by its owner keeps what the file says; Bo, signed in as her, would be her.
      await anna.call('albums.edit', { id: albumId, title: 'Our wedding' });
      const described = await anna.call('albums.setAccess', { id: albumId, visibility: 'private' });
      const isSwift = name === 'Swift';
      expect(described.access).toEqual({
        ...{ owner, visibility: 'private', mine: true },
        protection: isSwift ? 'store' : 'app',
      });
      const told = new Promise<string>((resolve) => {
        const off = bo.app.onEvent((event) => {
          if (event.name !== 'albums.listing' || event.payload.state !== 'failed') return;
          off();
          resolve(event.payload.error?.message ?? '');
        });
      });
      await bo.call('albums.refresh', { id: opened.id });
      expect(await told).toBe(
        '“Wedding” is a private album of Anna. Sign in as Anna to open it, or ask them to share it with you.',
      );
      await bo.call('albums.delete', { id: opened.id });
      expect(await refusal(bo.call('albums.open', { connectionId: bo.connectionId, bucket }))).toEqual({
        code: 'not-owner',
        message: expect.stringContaining('is a private album of Anna.'),
      });
      expect((await bo.call('albums.list', {})).map(({ bucket: one }) => one)).not.toContain(bucket);

      // Nobody's computer is hers for good.
      await anna.call('signin.out', {});
      expect((await albumOf(anna)).access?.mine).toBe(false);
      expect((await refusal(anna.call('albums.edit', { id: albumId, note: 'x' }))).code).toBe('not-owner');
      await signInAs(anna, 'anna@example.org', 'Anna');
      const given = await anna.call('albums.setAccess', {
        ...{ id: albumId, visibility: 'open' },
        owner: { email: 'bo@example.org', name: 'Bo' },
      });
      expect(given.access).toMatchObject({ owner: { name: 'Bo' }, visibility: 'open', mine: false });
      const back = await bo.call('albums.open', { connectionId: bo.connectionId, bucket });
      expect([back.title, back.access?.mine]).toEqual(['Our wedding', true]);
      await bo.call('albums.edit', { id: back.id, title: 'Bo’s now' });
    },
    120_000,
  );
});
