/** Swift keeps other users out of a private album by itself, gives back what it let them when the album is open, and never its owner. */
import { expect, it } from 'vitest';
import { AppError } from '../../../src-shared/app-error';
import { buildForShares, openShareWorld, openStoreOf, shareStores } from '../../support/share-world';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { albumOf, signInAs } from '../../support/two-photographers';

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : 'unknown'),
  );

it.skipIf(swiftUnavailableReason())(
  'a private container is closed to its readers and to everybody',
  async () => {
    const connection = shareStores.find(([name]) => name === 'Swift')?.[1]();
    if (!connection) throw new Error('Swift is needed');
    const build = await buildForShares();
    const world = await openShareWorld(build, { connection, photos: 1 });
    const owner = openStoreOf(connection);
    const reader = openStoreOf({
      config: { ...connection.config, user: 'test:reader' } as never,
      secret: 'reading',
    });
    try {
      const { call, albumId } = world;
      const { bucket } = await albumOf(world);
      const { storageUrl } = {
        storageUrl: `${(sharedSwift() as SwiftAddresses).authUrl.replace(/\/auth\/.*$/, '')}/v1/AUTH_test`,
      };
      const asAnyone = async (): Promise<number> =>
        (await fetch(`${storageUrl}/${bucket}/.caos/album.json`)).status;
      const others = { publicRead: true, readers: ['test:reader'], writers: ['test:reader'] };
      await owner.admin.updateBucket(bucket, { access: others });
      const lookIn = async () => [
        await codeOf(reader.head(bucket, '.caos/album.json')),
        await codeOf(reader.put(bucket, 'theirs.txt', Buffer.from('x'))),
        await asAnyone(),
      ];
      expect(await lookIn()).toEqual(['done', 'done', 200]);

      await signInAs(world, 'kim@studio.test', 'Kim');
      const mine = await call('albums.setAccess', { id: albumId, visibility: 'private' });
      expect(mine.access?.protection).toBe('store');
      expect(await lookIn()).toEqual(['access-denied', 'access-denied', 401]);
      // Its owner goes on as before, and so does another computer of theirs, which reads what protects it.
      await call('albums.edit', { id: albumId, note: 'still mine' });
      const chunks = [];
      for await (const chunk of (await owner.get(bucket, '.caos/album.json')).body) chunks.push(chunk);
      expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
        ...{ note: 'still mine', visibility: 'private', protection: 'store' },
        owner: { email: 'kim@studio.test', name: 'Kim' },
      });
      // Private twice forgets nothing of what was before.
      await call('albums.setAccess', { id: albumId, visibility: 'private' });
      const open = await call('albums.setAccess', { id: albumId, visibility: 'open' });
      expect(open.access?.protection).toBe('app');
      expect((await owner.admin.bucketFacts(bucket)).access).toEqual(others);
      expect(await lookIn()).toEqual(['done', 'done', 200]);

      // Given away it is private still, but nobody's key is kept out: its new owner's is another one.
      await call('albums.setAccess', { id: albumId, visibility: 'private' });
      const given = await call('albums.setAccess', {
        id: albumId,
        owner: { email: 'lee@studio.test', name: 'Lee' },
      });
      expect([given.access?.visibility, given.access?.protection]).toEqual(['private', 'app']);
      expect((await owner.admin.bucketFacts(bucket)).access).toEqual(others);
      expect(await lookIn()).toEqual(['done', 'done', 200]);
    } finally {
      reader.close();
      owner.close();
      await world.close();
      await build.dispose();
    }
  },
);
