/** A request that ends while its store is out of reach: what people sent whole is fetched later, and only then deleted. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import { drawPicture } from '../../support/guest-fixture';
import { askForPhotos, openAsSender, untilRequest } from '../../support/request-world';
import { buildForShares, openShareWorld, type ShareBuild, type ShareWorld } from '../../support/share-world';

const DAY_MS = 86_400_000;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

/** Everybody sent one photo that was not fetched yet. */
async function askedAndSent(): Promise<PhotoRequest> {
  world = await openShareWorld(build, { photos: 1 });
  const request = await askForPhotos(world, { days: 3 });
  for (const [at, { id: personId, name }] of request.people.entries()) {
    const { link, code } = await world.call('requests.secrets', { id: request.id, personId });
    const guest = await openAsSender(link ?? '', code);
    const bytes = new Uint8Array((await drawPicture(at + 1, 300, 200)).bytes);
    await guest?.send([{ name: `${name}.jpg`, bytes }]);
  }
  return request;
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

const arrived = async ({ id }: PhotoRequest): Promise<string[]> =>
  (await world.call('requests.arrivals', { id })).map(({ fileName, state }) => `${fileName} ${state}`).sort();

it('revoked for all', async () => {
  const request = await askedAndSent();
  const revoked = await outOfReach(() => world.call('requests.revoke', { id: request.id }));
  expect([revoked.state, revoked.cleanedAtMs, revoked.reason === null]).toEqual(['revoked', null, false]);
  const ended = untilRequest(world, request.id, ({ cleanedAtMs }) => cleanedAtMs !== null);
  world.advance(60_000);
  await ended;
  expect(await arrived(request)).toEqual(['Anna.jpg waiting', 'Bo.jpg waiting']);
});

it('revoked for one person', async () => {
  const request = await askedAndSent();
  const personId = request.people[0]?.id;
  const revoked = await outOfReach(() => world.call('requests.revoke', { id: request.id, personId }));
  expect([revoked.state, revoked.reason === null]).toEqual(['live', false]);
  const ended = untilRequest(world, request.id, ({ reason }) => reason === null);
  world.advance(60_000);
  await ended;
  expect(await arrived(request)).toContain('Anna.jpg waiting');
});

it('discarded before its last photos came home: they wait in the inbox', async () => {
  const request = await askedAndSent();
  const { id } = request;
  await outOfReach(async () => {
    const expired = untilRequest(world, id, ({ state, reason }) => state === 'expired' && reason !== null);
    world.advance(4 * DAY_MS);
    await expired;
  });
  await expect(world.call('requests.discard', { id })).rejects.toThrow('Accept or decline them first');
  expect(await arrived(request)).toEqual(['Anna.jpg waiting', 'Bo.jpg waiting']);
});

it('ends all the same when somebody deleted its bucket', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { id } = await askForPhotos(world, { days: 3 });
  const store = join(world.profile, 'store');
  for (const bucket of readdirSync(store)) rmSync(join(store, bucket), { recursive: true });
  const ended = untilRequest(world, id, ({ cleanedAtMs }) => cleanedAtMs !== null);
  world.advance(4 * DAY_MS);
  expect([(await ended).state, (await ended).reason]).toEqual(['expired', null]);
});
