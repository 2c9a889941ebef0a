import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  browserUnavailableReason,
  type GuestBrowser,
  openGuestBrowser,
  PLAIN_HOST,
  violationsIn,
} from '../../support/guest-browser';
import {
  builtGuestPage,
  drawItems,
  drawPicture,
  enter,
  typeCode,
  untilPictures,
  untilText,
  untilTrue,
} from '../../support/guest-fixture';
import { type GuestItem, type GuestShare, makeGuestShare } from '../../support/guest-share';
import { type ShareServer, startShareServer } from '../../support/share-server';

const missing = browserUnavailableReason('chromium');

describe.skipIf(missing)('fingers, screen readers and plain http', () => {
  let browser: GuestBrowser;
  let server: ShareServer;
  let items: GuestItem[];
  let share: GuestShare;

  beforeAll(async () => {
    browser = await openGuestBrowser('chromium');
    server = await startShareServer();
    items = await drawItems(5);
    share = await makeGuestShare({
      server,
      template: builtGuestPage(),
      items,
      cover: await drawPicture(2, 900, 600),
      photographer: { name: 'Mina Park', email: 'mina@example.com', colour: '#8a5a2b' },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test('swipes to the next, zooms by a double tap, and Back closes', async () => {
    const page = await browser.open(share.link, {
      viewport: { width: 390, height: 844, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    });
    await enter(page, share.code);
    await untilPictures(page, 3);
    await page.tap('.frame');
    await page.waitForSelector('.viewer');
    await page.touchscreen.touchStart(330, 400);
    for (const x of [300, 240, 160, 90]) await page.touchscreen.touchMove(x, 402);
    await page.touchscreen.touchEnd();
    await untilText(page, '.count', '2 / 5');
    await untilTrue(page, () => document.querySelector('.slide:nth-child(2) .picture.loaded') !== null, []);
    await page.touchscreen.tap(195, 400);
    await page.touchscreen.tap(195, 400);
    await page.waitForSelector('.stage.zoomed');
    await page.goBack();
    await untilTrue(page, () => !document.querySelector('.viewer'), []);
    expect(await page.$('.gallery')).not.toBeNull();
    await page.close();
  });

  test('without WebCrypto and a private disk everything works by what the page carries', async () => {
    const page = await browser.open(share.link.replace('127.0.0.1', PLAIN_HOST));
    await page.waitForSelector('#code');
    expect(
      await page.evaluate(() => [isSecureContext, 'subtle' in crypto && crypto.subtle !== undefined]),
    ).toEqual([false, false]);
    await enter(page, share.code);
    await untilPictures(page, 5);
    await page.click('.save-all');
    await page.waitForSelector('.parts .main');
    await page.click('.parts .main');
    await untilText(page, '.part-line', 'Saved');
    expect((await browser.downloaded('A day by the sea.zip')).subarray(0, 4).toString('latin1')).toBe(
      'PK\u0003\u0004',
    );
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });

  test('writes into the file that the person chose', async () => {
    const page = await browser.open(share.link, {
      prepare: () => {
        Object.assign(window, {
          showSaveFilePicker: async (options: { suggestedName: string }) =>
            (await navigator.storage.getDirectory()).getFileHandle(options.suggestedName, { create: true }),
        });
      },
    });
    await enter(page, share.code);
    await page.click('.save-all');
    await page.waitForSelector('.parts .main');
    await page.click('.parts .main');
    await untilText(page, '.part-line', 'Saved');
    const sizes = await page.evaluate(async () => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle('A day by the sea.zip');
      return (await handle.getFile()).size;
    });
    const named = items.map((item) => ({
      name: item.fileName ?? '',
      sizeBytes: item.original?.bytes.length ?? 0,
    }));
    expect(sizes).toBe(
      named.reduce((sum, { name, sizeBytes }) => sum + sizeBytes + 76 + 2 * Buffer.byteLength(name), 22),
    );
    await page.close();
  });

  test.each(['light', 'dark'])('nothing that a screen reader or weak eyes would miss, %s', async (theme) => {
    const page = await browser.open(share.link);
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: theme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.waitForSelector('#code');
    expect(await browser.axe(page, 'door')).toEqual([]);
    await typeCode(page, 'AAAAA-AAAAA');
    await untilText(page, '#code-hint', 'does not open');
    expect(await browser.axe(page, 'wrong code')).toEqual([]);
    await enter(page, share.code);
    await untilPictures(page, 5);
    await page.click('.frame');
    await page.keyboard.press('h');
    await page.keyboard.press('n');
    await page.keyboard.type('lighter');
    expect(await browser.axe(page, 'viewer')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await browser.axe(page, 'gallery')).toEqual([]);
    await page.click('.choice-bar .main');
    expect(await browser.axe(page, 'send')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.click('.save-all');
    await page.waitForSelector('.parts .main');
    expect(await browser.axe(page, 'download')).toEqual([]);
    await page.close();
  });
});
