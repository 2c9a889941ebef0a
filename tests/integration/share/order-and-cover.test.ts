/** The order and the cover that were chosen, as the guest's manifest has them. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AssetId } from '../../../src-shared/units';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

it('photos stand by their names, under the cover that was chosen', async () => {
  world = await openShareWorld(build, { photos: 3 });
  const assets = await world.call('assets.get', { ids: world.assetIds });
  const idOf = (name: string) => assets.find(({ fileName }) => fileName === name)?.id as AssetId;
  const cover = idOf('IMG_0002.jpg');
  const share = await world.share({
    source: { assetIds: [idOf('IMG_0003.jpg'), cover, idOf('IMG_0001.jpg')] },
    options: { order: 'name', cover },
  });
  expect(share.coverAssetId).toBe(cover);
  const { link, code } = await world.call('shares.secrets', {
    id: share.id,
    recipientId: share.recipients[0]?.id as never,
  });
  const guest = await openAsGuest(link as string, code as string);
  const manifest = guest?.manifest;
  expect(manifest?.items.map(({ fileName }) => fileName)).toEqual([
    'IMG_0001.jpg',
    'IMG_0002.jpg',
    'IMG_0003.jpg',
  ]);
  expect(manifest?.cover).toEqual(manifest?.items.find(({ fileName }) => fileName === 'IMG_0002.jpg')?.web);
});
