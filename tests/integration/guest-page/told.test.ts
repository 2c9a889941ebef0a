import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserUnavailableReason, type GuestBrowser, openGuestBrowser } from '../../support/guest-browser';
import { builtGuestPage, drawItems, enter, typeCode, untilText } from '../../support/guest-fixture';
import { type GuestItem, type GuestShare, makeGuestShare } from '../../support/guest-share';
import { type ShareServer, startShareServer } from '../../support/share-server';

const missing = browserUnavailableReason('chromium');

describe.skipIf(missing)('what a guest is told', () => {
  let browser: GuestBrowser;
  let server: ShareServer;
  let items: GuestItem[];
  let share: GuestShare;

  beforeAll(async () => {
    browser = await openGuestBrowser('chromium');
    server = await startShareServer();
    items = await drawItems(2);
    share = await makeGuestShare({ server, template: builtGuestPage(), items });
  });
  beforeEach(() => {
    server.refusals.clear();
    server.neverOverwrites = false;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.each([
    ['the signature died', 403, 'has ended or was renewed'],
    ['it was revoked', 404, 'has closed this gallery'],
  ])('%s', async (_what, status, words) => {
    server.refusals.set(share.manifestPath, status);
    const page = await browser.open(share.link);
    await typeCode(page, share.code);
    await untilText(page, '#code-hint', words);
    server.refusals.clear();
    // The code stands there still; Enter tries again.
    await page.keyboard.press('Enter');
    await page.waitForSelector('.gallery');
    await page.close();
  });

  test('without a network', async () => {
    const page = await browser.open(share.link);
    await page.waitForSelector('#code');
    server.refusals.set(share.manifestPath, 0);
    await typeCode(page, share.code);
    await untilText(page, '#code-hint', 'cannot be reached');
    await page.close();
  });

  test('the time is over', async () => {
    const over = await makeGuestShare({
      server,
      template: builtGuestPage(),
      items,
      endsAtMs: Date.now() - 1000,
      language: 'ko',
      photographer: { name: '박민아', email: 'mina@example.com' },
    });
    const page = await browser.open(over.link);
    await untilText(page, 'h1', '이 갤러리는 닫혔습니다');
    expect(await page.$eval('html', (element) => element.lang)).toBe('ko');
    expect(await page.$eval('a', (link) => link.href)).toBe('mailto:mina@example.com');
    await page.click('.language');
    await untilText(page, 'h1', 'This gallery has closed');
    await page.close();
  });

  test('a link that lost its end', async () => {
    const page = await browser.open(share.link.slice(0, -4));
    await untilText(page, 'h1', 'This link is not complete');
    await page.close();
  });

  test('a link of another person of the share', async () => {
    const other = await makeGuestShare({ server, template: builtGuestPage(), items });
    const page = await browser.open(`${share.link.split('#')[0]}#${other.link.split('#')[1]}`);
    await untilText(page, 'h1', 'This link is not complete');
    await page.close();
  });

  test('every slot is taken: the picks stay, and the person is told', async () => {
    const full = await makeGuestShare({ server, template: builtGuestPage(), items, store: 's3' });
    server.neverOverwrites = true;
    for (let slot = 1; slot < 64; slot++) server.received.set(full.slotPath(slot), new Uint8Array(1));
    const page = await browser.open(full.link);
    await enter(page, full.code);
    await page.click('.frame');
    await page.keyboard.press('h');
    await page.keyboard.press('Escape');
    await page.click('.choice-bar .main');
    await page.click('.send-sheet .main');
    await untilText(page, '.send-sheet .part-line', 'no place left');
    await page.close();
  });
});
