/** A guest in real browsers: from the mailed link to the chosen photos and the unzipped originals. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  drawItems,
  drawPicture,
  enter,
  textOf,
  typeCode,
  untilPictures,
  untilText,
  untilTrue,
} from '../../support/guest-fixture';
import { type GuestItem, type GuestShare, makeGuestShare } from '../../support/guest-share';
import { writeFilm } from '../../support/make-film';
import { type ShareServer, startShareServer } from '../../support/share-server';

const browsers: BrowserName[] = ['chromium', 'firefox'];

describe.each(browsers)('a guest in %s', (name) => {
  const missing = browserUnavailableReason(name);
  let browser: GuestBrowser;
  let server: ShareServer;
  let items: GuestItem[];
  let share: GuestShare;

  beforeAll(async () => {
    if (missing) return;
    browser = await openGuestBrowser(name);
    server = await startShareServer();
    items = await drawItems(14, 2_500_000);
    share = await makeGuestShare({
      server,
      template: builtGuestPage(),
      items,
      store: name === 'firefox' ? 's3' : 'swift',
      title: 'A day by the sea',
      recipientName: 'Jiwon',
      cover: await drawPicture(3, 1200, 800),
      photographer: { name: 'Mina Park', email: 'mina@example.com', colour: '#8a5a2b' },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.skipIf(missing)('knows who sends the photos before the code, and nothing more', async () => {
    const page = await browser.open(share.link);
    await page.waitForSelector('#code');
    expect(await textOf(page, '.door-card')).toMatch(
      /Photos from Mina Park[\s\S]*A day by the sea[\s\S]*For Jiwon/i,
    );
    // The link's secret is gone from the address bar, and no request ever carried it or told where it came from.
    expect(new URL(page.url()).hash).toBe('');
    expect(server.requests.filter(({ target }) => target.includes('/objects/'))).toEqual([]);
    await page.close();
  });

  test.skipIf(missing)('a wrong code is told as one, the right one opens, in any spelling', async () => {
    const page = await browser.open(share.link);
    await typeCode(page, 'AAAAA-BBBBB');
    await untilText(page, '#code-hint', 'does not open this gallery');
    expect(server.requests.filter(({ target }) => target.includes('/objects/'))).toEqual([]);
    await enter(page, share.code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l'));
    await untilPictures(page, 4);
    expect(await textOf(page, 'h1')).toBe('A day by the sea');
    expect(await page.$$eval('.frame', (frames) => frames.length)).toBe(14);
    await page.close();
  });

  test.skipIf(missing)('loading the page again asks for the code again, not for the link', async () => {
    const page = await browser.open(share.link);
    await page.waitForSelector('#code');
    await page.reload();
    await enter(page, share.code);
    await page.close();
  });

  test.skipIf(missing)('picks reach the photographer, sealed, and stay in this browser', async () => {
    server.received.clear();
    const page = await browser.open(share.link);
    await enter(page, share.code);
    await untilPictures(page, 4);
    await page.click('.cell:nth-child(2) .frame');
    await page.waitForSelector('.viewer');
    await page.keyboard.press('h');
    await page.keyboard.press('9');
    await page.keyboard.press('n');
    await page.keyboard.type('조금 더 밝게 <b>please</b>');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('6');
    await page.keyboard.press('Escape');
    await untilTrue(page, () => !document.querySelector('.viewer'), []);
    await page.click('.choice-bar .main');
    await page.type('#message', 'Thank you!');
    await page.click('.send-sheet .main');
    await untilText(page, '.choice-bar', 'Sent ');

    const slots = [...server.received.keys()].map((path) => Number(path.slice(-2))).sort((a, b) => a - b);
    expect(slots).toHaveLength(2);
    expect(await share.openSlot(0)).toEqual({
      kind: 'opened',
      atMs: expect.any(Number),
      count: expect.any(Number),
    });
    expect(await share.openSlot(slots[1] ?? 0)).toEqual({
      kind: 'choice',
      atMs: expect.any(Number),
      sequence: expect.any(Number),
      part: 0,
      parts: 1,
      message: 'Thank you!',
      picks: [
        { itemId: 'p2', heart: true, colour: 'blue', note: '조금 더 밝게 <b>please</b>' },
        { itemId: 'p3', heart: false, colour: 'red', note: '' },
      ],
    });
    const stored = Buffer.concat([...server.received.values()].map((bytes) => Buffer.from(bytes)));
    expect(stored.includes('please')).toBe(false);

    // The choice is there again after the code, and the browser keeps nothing that can be read.
    await page.reload();
    await enter(page, share.code);
    await untilText(page, '.choice-bar', '2 chosen');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/please|밝게/);
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });

  test.skipIf(missing)('all originals come as one ZIP, byte for byte', async () => {
    const page = await browser.open(share.link, {
      // Nobody can answer the browser's question here; Firefox has none.
      prepare: () => Reflect.deleteProperty(window, 'showSaveFilePicker'),
    });
    await enter(page, share.code);
    await page.click('.save-all');
    await page.waitForSelector('.parts .main');
    await page.click('.parts .main');
    await untilText(page, '.part-line', 'Saved');
    const zip = await browser.downloaded('A day by the sea.zip');
    expectSameFiles(zip, items);
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });

  test.skipIf(missing)('a film shows its poster, and plays when it is asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caos-guest-film-'));
    await writeFilm(join(folder, 'film.webm'), 3);
    const bytes = readFileSync(join(folder, 'film.webm'));
    rmSync(folder, { recursive: true });
    const film: GuestItem = {
      ...items[0],
      kind: 'video',
      fileName: 'dance.webm',
      durationMs: 3000,
      poster: await drawPicture(9, 320, 180),
      web: { bytes, type: 'video/webm' },
    };
    const shared = await makeGuestShare({ server, template: builtGuestPage(), items: [film] });
    const page = await browser.open(shared.link);
    await enter(page, shared.code);
    expect(await textOf(page, '.film')).toBe('0:03');
    await page.click('.frame');
    await page.waitForSelector('.picture.loaded');
    await page.click('.play');
    await untilTrue(page, () => (document.querySelector('video')?.currentTime ?? 0) > 0.1, []);
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });

  test.skipIf(missing)('the page keeps its policy, and no request tells where it came from', () => {
    expect(browser.complaints).toEqual([]);
    expect(server.requests.map(({ referrer }) => referrer).filter(Boolean)).toEqual([]);
    const told = server.requests.map(({ target }) => target).join('\n');
    expect(told).not.toContain(share.link.split('#')[1]);
    expect(told).not.toContain(share.code);
  });
});

function expectSameFiles(zip: Buffer, items: GuestItem[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'caos-guest-zip-'));
  try {
    const path = join(folder, 'all.zip');
    writeFileSync(path, zip);
    const expected = Object.fromEntries(
      items.map(({ fileName, original }) => [fileName, sumOf(Buffer.from(original?.bytes ?? []))]),
    );
    expect(unzipped(path)).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
