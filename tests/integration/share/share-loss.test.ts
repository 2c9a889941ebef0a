/** Shares that end while their store is out of reach, or while they move: no answer is lost, and nobody who was taken out keeps a way in. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Share } from '../../../src-shared/domain/share';
import { choiceTexts } from '../../../src-shared/sealing/picks-messages';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';
import { statusOf } from '../../support/two-photographers';

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
