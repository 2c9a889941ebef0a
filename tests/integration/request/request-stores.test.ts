/** A photo request on every kind of store: sent by the page's own code, checked, accepted into the album byte for byte, and ended. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import type { Arrival } from '../../../src-shared/domain/photo-request';
import { draftPart, sealPart } from '../../../src-shared/sealing/arrival-part';
import { drawPicture } from '../../support/guest-fixture';
import { askForPhotos, openAsSender, untilArrivals } from '../../support/request-world';
import {
  buildForShares,
  openShareWorld,
  openStoreOf,
  rubbish,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

const MIB = 1024 * 1024;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

const jpeg = async (seed: number, behind = 0): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(Buffer.concat([(await drawPicture(seed, 640, 480)).bytes, randomBytes(behind)]));

describe.skipIf(swiftUnavailableReason())('a photo request', () => {
  // In the long run; the gateway and S3, whose slots it signs alike, meet real browsers in each.
  it.each(shareStores.filter(([name]) => process.env.CAOS_LONG === '1' || name === 'Swift'))(
    'brings photos home, whoever tries what: %s',
    async (_name, connectionOf) => {
      const connection = connectionOf();
      world = await openShareWorld(build, { ...(connection && { connection }), photos: 1 });
      const { call } = world;
      const request = await askForPhotos(world, {
        // On this computer so many slots that their book lies beside the page.
        limits: { maxFiles: 6, maxBytes: connection ? 60_000_000 : 3_000_000_000, kinds: ['photos'] },
        message: 'All of them, please',
      });
      const [anna, bo] = request.people;
      if (!anna || !bo) throw new Error('two were asked');
      const secrets = await call('requests.secrets', { id: request.id, personId: anna.id });
      const others = await call('requests.secrets', { id: request.id, personId: bo.id });
      expect(await openAsSender(secrets.link ?? '', others.code)).toBeNull();
      // It is no album: CAOS sends the person to a browser, before it derives a key.
      await expect(call('received.open', { link: secrets.link ?? '', code: secrets.code })).rejects.toThrow(
        'Open it in a browser',
      );
      const guest = await openAsSender(secrets.link ?? '', secrets.code);
      const other = await openAsSender(others.link ?? '', others.code);
      if (!guest || !other) throw new Error('the right codes must open it');
      expect(guest.content).toMatchObject({
        kind: 'request',
        message: 'All of them, please',
        recipientName: 'Anna',
      });

      const sent = {
        'IMG_0001.jpg': await jpeg(1),
        'large.jpg': await jpeg(2, 9 * MIB),
        '../../../etc/바다 <b>♥.jpg': await jpeg(3),
        'setup.exe': await jpeg(4),
        'notes.jpg': new Uint8Array(Buffer.from('no photo at all')),
      };
      const files = Object.entries(sent).map(([name, bytes]) => ({ name, bytes }));
      const slots = await guest.send(files);
      await guest.say('Thank you! <script>');
      expect(await call('requests.collect', { id: request.id })).toEqual({
        parts: slots.length + 1,
        files: 4,
        refused: 1,
      });
      expect(await call('requests.collect', {})).toEqual({ parts: 0, files: 0, refused: 0 });

      const byName = (a: Arrival, b: Arrival): number => (a.fileName < b.fileName ? -1 : 1);
      const arrivals = (await call('requests.arrivals', { id: request.id })).sort(byName);
      expect(
        arrivals.map(({ fileName, state, sizeBytes, hasThumb, error }) => [
          fileName,
          state,
          sizeBytes,
          hasThumb,
          error?.code,
        ]),
      ).toEqual([
        ['IMG_0001.jpg', 'waiting', sent['IMG_0001.jpg'].length, true, undefined],
        ['large.jpg', 'waiting', sent['large.jpg'].length, true, undefined],
        ['notes.jpg', 'refused', 15, false, 'unsupported'],
        ['setup.exe.jpg', 'waiting', sent['setup.exe'].length, true, undefined],
        ['바다 _b_♥.jpg', 'waiting', expect.any(Number), true, undefined],
      ]);
      expect((await call('requests.get', { id: request.id })).people[0]).toMatchObject({
        words: 'Thank you! <script>',
        arrivedCount: 4,
        waitingCount: 4,
      });

      // Rubbish, too long, another slot's part, another person's, and one file too many.
      const free = (letter: string): string =>
        guest.content.arrivals.kind === 'form' ? `p-${letter.repeat(32)}` : '';
      expect(await guest.put(free('a') || 's-001', rubbish(MIB))).toBeLessThan(300);
      expect(await guest.put(free('b') || 's-002', rubbish(8 * MIB + 1))).toBeGreaterThanOrEqual(400);
      const { arrivalsKey, ids } = guest.deps;
      const named = {
        name: 'x.jpg',
        sizeBytes: 5,
        modifiedAtMs: 1,
        offset: 0,
        length: 5,
        sha256: '0'.repeat(64),
      };
      const draftOf = (id: string) => {
        const draft = draftPart({ atMs: 1, sizeBytes: MIB });
        draft.add({ ...named, id }, new Uint8Array(5));
        return draft.plain(MIB);
      };
      const elsewhere = await sealPart(
        sealingPrimitives,
        { ...ids, arrivalsKey, slot: 's-009' },
        draftOf('swapped'),
      );
      expect(await guest.put(free('c') || 's-003', elsewhere)).toBeLessThan(300);
      const stolen = { ...other.deps.ids, arrivalsKey: other.deps.arrivalsKey, slot: free('d') || 's-004' };
      expect(
        await guest.put(stolen.slot, await sealPart(sealingPrimitives, stolen, draftOf('stolen'))),
      ).toBeLessThan(300);
      const wrongSum = { ...ids, arrivalsKey, slot: free('e') || 's-005' };
      expect(
        await guest.put(wrongSum.slot, await sealPart(sealingPrimitives, wrongSum, draftOf('sum'))),
      ).toBeLessThan(300);
      expect(await call('requests.collect', { id: request.id })).toEqual({ parts: 1, files: 0, refused: 4 });
      await guest.send([
        { name: 'six.jpg', bytes: await jpeg(6) },
        { name: 'seven.jpg', bytes: await jpeg(7) },
      ]);
      expect(await call('requests.collect', { id: request.id })).toMatchObject({ files: 1, refused: 0 });
      const refused = (await call('requests.arrivals', { id: request.id })).filter(
        ({ state }) => state === 'refused',
      );
      expect(refused.sort(byName).map(({ fileName, error }) => [fileName, error?.code])).toEqual([
        ['notes.jpg', 'unsupported'],
        ['seven.jpg', 'quota'],
      ]);

      // Into the album, byte for byte; then nothing of them is left in the store or here.
      const large = arrivals[1]?.id ?? (0 as never);
      expect(
        await call('requests.decline', { id: request.id, arrivalIds: [arrivals[3]?.id as never] }),
      ).toEqual({ count: 1 });
      expect(
        await call('requests.accept', { id: request.id, arrivalIds: [large, arrivals[0]?.id as never] }),
      ).toEqual({
        count: 2,
      });
      await untilArrivals(
        world,
        request.id,
        (all) => all.filter(({ state }) => state === 'stored').length === 2,
      );
      const assets = await call('assets.list', { albumId: world.albumId });
      expect(assets.map(({ fileName, state }) => [fileName, state]).sort()).toEqual(
        [
          ['IMG_0001 (2).jpg', 'stored'],
          ['IMG_0001.jpg', 'stored'],
          ['large.jpg', 'stored'],
        ].sort(),
      );
      const album = await call('albums.get', { id: world.albumId });
      const store = connection ? openStoreOf(connection) : null;
      for (const [key, bytes] of [
        ['IMG_0001 (2).jpg', sent['IMG_0001.jpg']],
        ['large.jpg', sent['large.jpg']],
      ] as const) {
        const stored = store
          ? Buffer.concat(await (await store.get(album.bucket, album.prefix + key)).body.toArray())
          : readFileSync(join(world.profile, 'store', album.bucket, album.prefix + key));
        expect(stored.equals(bytes)).toBe(true);
      }
      expect(existsSync(join(world.profile, 'arrivals', request.id, String(large)))).toBe(false);
      expect(
        (await call('requests.arrivals', { id: request.id })).filter(({ state }) => state === 'waiting')
          .length,
      ).toBe(2);

      // Nothing secret in the open; and after its end an address that she had answers nothing.
      for (const secret of [secrets.code, new URL(secrets.link ?? '').hash.slice(1), others.code])
        expect(world.written().includes(secret)).toBe(false);
      const ended = await call('requests.revoke', { id: request.id });
      expect([ended.state, ended.reason, ended.cleanedAtMs !== null]).toEqual(['revoked', null, true]);
      expect((await fetch(secrets.link ?? '')).status).toBe(404);
      // What waits in the inbox stays, though the store holds nothing of it any more.
      expect(await call('requests.accept', { id: request.id })).toEqual({ count: 2 });
      await untilArrivals(
        world,
        request.id,
        (all) => all.filter(({ state }) => state === 'stored').length === 4,
      );
      await call('requests.discard', { id: request.id });
      expect(readdirSync(join(world.profile, 'arrivals'))).toEqual([]);
      store?.close();
    },
  );
});
