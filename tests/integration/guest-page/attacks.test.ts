/** What a store, a network or a hostile share may do to a guest's page, in a real Chromium: refused or told in plain words. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  browserUnavailableReason,
  type GuestBrowser,
  openGuestBrowser,
  violationsIn,
} from '../../support/guest-browser';
import {
  builtGuestPage,
  drawItems,
  enter,
  textOf,
  typeCode,
  untilPictures,
  untilText,
  untilTrue,
} from '../../support/guest-fixture';
import {
  type GuestItem,
  type GuestShare,
  type GuestShareRequest,
  makeGuestShare,
} from '../../support/guest-share';
import { type ShareServer, startShareServer } from '../../support/share-server';

const missing = browserUnavailableReason('chromium');

describe.skipIf(missing)('a guest page under attack', () => {
  let browser: GuestBrowser;
  let server: ShareServer;
  let items: GuestItem[];

  beforeAll(async () => {
    browser = await openGuestBrowser('chromium');
    server = await startShareServer();
    items = await drawItems(3);
  });
  beforeEach(() => {
    server.refusals.clear();
    server.ignoresRanges = false;
    browser.complaints.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const make = (change: Partial<GuestShareRequest> = {}): Promise<GuestShare> =>
    makeGuestShare({ server, template: builtGuestPage(), items, ...change });

  const seen = async (page: Page) => {
    const found = await violationsIn(page);
    await page.close();
    return [...found, ...browser.complaints];
  };

  test('hostile words run no script and stay words', async () => {
    const evil = '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">';
    const share = await make({
      title: evil,
      message: evil,
      recipientName: evil,
      photographer: { name: evil, email: 'javascript:window.pwned=1', colour: 'red;}*{display:none' },
      items: items.map((item) => ({ ...item, title: evil, caption: evil, fileName: `${evil}.jpg` })),
    });
    const page = await browser.open(share.link);
    await page.waitForSelector('#code');
    expect(await textOf(page, 'h1')).toBe(evil);
    await enter(page, share.code);
    await untilPictures(page, 3);
    expect(await textOf(page, '.message')).toBe(evil);
    await page.click('.frame');
    await page.waitForSelector('.viewer .caption p');
    expect(await textOf(page, '.caption .first')).toBe(evil);
    expect(await page.$$eval('a', (links) => links.map((link) => link.protocol))).toEqual([]);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await seen(page)).toEqual([]);
  });

  test('an object in another one’s place is not shown, and its neighbours are', async () => {
    const share = await make();
    const [one, two] = share.manifest.items.map(({ web }) => share.manifest.objects[web?.object ?? -1]);
    if (!one || !two) throw new Error('no objects');
    const swapped = server.objects.get(share.pathOf(two));
    if (swapped) server.objects.set(share.pathOf(one), swapped);
    const page = await browser.open(share.link);
    await enter(page, share.code);
    await untilPictures(page, 3);
    await page.click('.frame');
    await untilText(page, '.save-line', 'could not be shown');
    await page.keyboard.press('ArrowRight');
    await untilTrue(page, () => document.querySelector('.slide:nth-child(2) .picture.loaded') !== null, []);
    expect(await seen(page)).toEqual([]);
  });

  test.each([
    ['a changed bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -3)],
    ['nothing', () => Buffer.alloc(0)],
  ])('a manifest with %s opens nothing', async (_what, attack) => {
    const share = await make();
    const object = server.objects.get(share.manifestPath);
    if (object)
      server.objects.set(share.manifestPath, { ...object, bytes: attack(Buffer.from(object.bytes)) });
    const page = await browser.open(share.link);
    await typeCode(page, share.code);
    await untilText(page, '#code-hint', 'not as the photographer stored it');
    expect(await page.$('.gallery')).toBeNull();
    expect(await seen(page)).toEqual([]);
  });

  test('an older manifest of the same share is refused', async () => {
    const share = await make({
      change: (manifest, content) => {
        manifest.revision = 2;
        content.manifest.revision = 3;
      },
    });
    const page = await browser.open(share.link);
    await typeCode(page, share.code);
    await untilText(page, '#code-hint', 'not as the photographer stored it');
    expect(await seen(page)).toEqual([]);
  });

  test('addresses of another host are never asked', async () => {
    const other = await startShareServer();
    const share = await make({
      change: (_manifest, content) => {
        Object.defineProperty(content, 'addresses', {
          enumerable: true,
          get: () => ({ kind: 'prefix', before: `${other.origin}/`, after: '?sig=ok' }),
          set: () => undefined,
        });
      },
    });
    const page = await browser.open(share.link);
    await typeCode(page, share.code);
    await untilText(page, '#code-hint', 'cannot do that');
    expect(other.requests).toEqual([]);
    await other.close();
    expect(await seen(page)).toEqual([]);
  });

  test('a page whose key would be cheap is refused before the code is asked', async () => {
    const share = await make();
    const path = new URL(share.link).pathname;
    const object = server.objects.get(path);
    const text = Buffer.from(object?.bytes ?? [])
      .toString()
      .replace('"memoryKiB":65536', '"memoryKiB":8');
    server.objects.set(path, { bytes: Buffer.from(text), type: 'text/html' });
    const page = await browser.open(share.link);
    await untilText(page, 'h1', 'This browser cannot open the gallery');
    expect(await page.$('#code')).toBeNull();
    await page.close();
  });

  test('refuses to run inside another page', async () => {
    const share = await make();
    const frame = `<iframe src="${share.link.replaceAll('&', '&amp;')}"></iframe>`;
    server.objects.set('/frame', { bytes: Buffer.from(`<!doctype html>${frame}`), type: 'text/html' });
    const page = await browser.open(`${server.origin}/frame?sig=ok`);
    const inner = await page.waitForFrame((one) => one.url().includes('/pages/'));
    await inner.waitForSelector('h1');
    expect(await inner.$eval('h1', (element) => element.textContent)).toBe('Open this page by itself');
    await page.close();
  });
});
