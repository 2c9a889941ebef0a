/** The app's own shares in real browsers: on this computer's gateway, on Swift and on S3, from the link to the photographer's selection. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sumOf, unzipped } from '../../support/download-fixture';
import {
  type BrowserName,
  browserUnavailableReason,
  type GuestBrowser,
  openGuestBrowser,
  violationsIn,
} from '../../support/guest-browser';
import {
  builtGuestPage,
  enter,
  typeCode,
  untilPictures,
  untilText,
  untilTrue,
} from '../../support/guest-fixture';
import {
  buildForShares,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

let build: ShareBuild;
let world: ShareWorld | undefined;
let browser: GuestBrowser | undefined;
const browsers: BrowserName[] = ['chromium', 'firefox'];
const missing = swiftUnavailableReason() ?? browsers.map(browserUnavailableReason).find(Boolean);

beforeAll(async () => {
  if (!missing) build = await buildForShares();
});
afterAll(() => build?.dispose());
afterEach(async () => {
  await browser?.close();
  await world?.close();
});

/** Every run: both browsers over the gateway, and each of them at one of the others. The long run: all of them. */
const isTried = (store: string, name: BrowserName): boolean =>
  process.env.CAOS_LONG === '1' ||
  store === (name === 'firefox' ? 'Swift' : 'S3') ||
  (store !== 'Swift' && store !== 'S3');

describe.skipIf(missing)('a share that the app made', () => {
  test.each(shareStores)('comes home from real browsers: %s', async (store, connectionOf) => {
    const connection = connectionOf();
    world = await openShareWorld(build, { ...(connection && { connection }), page: builtGuestPage() });
    const { call } = world;
    const share = await world.share({
      title: 'Jeju 제주',
      allow: { original: true },
      options: { stripLocation: false },
    });
    for (const [index, name] of browsers.entries()) {
      if (!isTried(store, name)) continue;
      const recipientId = share.recipients[index]?.id ?? ('' as never);
      const { link, code } = await call('shares.secrets', { id: share.id, recipientId });
      browser = await openGuestBrowser(name);
      const page = await browser.open(link ?? '', {
        prepare: () => Reflect.deleteProperty(window, 'showSaveFilePicker'),
      });
      await typeCode(page, 'AAAAA-AAAAA');
      await untilText(page, '#code-hint', 'does not open this gallery');
      await enter(page, code);
      await untilPictures(page, 3);

      await page.click(`.cell:nth-child(${index + 1}) .frame`);
      await untilTrue(page, () => document.querySelector('.slide:nth-child(2) .picture.loaded') !== null, []);
      await page.keyboard.press('h');
      await page.keyboard.press('Escape');
      await untilTrue(page, () => !document.querySelector('.viewer'), []);
      await page.click('.choice-bar .main');
      await page.type('#message', `By ${name}`);
      await page.click('.send-sheet .main');
      await untilText(page, '.choice-bar', 'Sent ');
      // The app may have looked by itself meanwhile: what counts is what came home.
      expect((await call('shares.collect', { id: share.id })).refused).toBe(0);
      expect((await call('shares.get', { id: share.id })).recipients[index]?.openedCount).toBe(1);
      expect(await call('shares.picks', { id: share.id, recipientId })).toMatchObject({
        note: `By ${name}`,
        picks: [{ assetId: world.assetIds[index], heart: true, colour: 'none', note: '' }],
      });

      await page.click('.save-all');
      await page.waitForSelector('.parts .main');
      await page.click('.parts .main');
      await untilText(page, '.part-line', 'Saved');
      expect(filesIn(await browser.downloaded('Jeju 제주.zip'))).toEqual(originalsOf(world));
      expect(await violationsIn(page)).toEqual([]);
      expect(browser.complaints).toEqual([]);
      await browser.close();
      browser = undefined;
    }
  });
});

function filesIn(zip: Buffer): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-guest-zip-'));
  try {
    writeFileSync(join(folder, 'all.zip'), zip);
    return unzipped(join(folder, 'all.zip'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function originalsOf({ photosFolder }: ShareWorld): Record<string, string> {
  const names = ['IMG_0001.jpg', 'IMG_0002.jpg', 'IMG_0003.jpg'];
  return Object.fromEntries(names.map((name) => [name, sumOf(readFileSync(join(photosFolder, name)))]));
}
