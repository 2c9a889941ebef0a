/** Films in real browsers: they play before they are there, from wherever the person wants, and whole where that cannot be. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffprobe from 'ffprobe-static';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWebFilm } from '../../../src-main/media/web-film';
import { tableOf } from '../../../src-renderer/guest/film-table';
import type { FilmFragments } from '../../../src-shared/domain/film-fragments';
import {
  type BrowserName,
  browserUnavailableReason,
  type GuestBrowser,
  openGuestBrowser,
  violationsIn,
} from '../../support/guest-browser';
import { builtGuestPage, drawPicture, enter, untilText, untilTrue } from '../../support/guest-fixture';
import { type GuestItem, type GuestShare, makeGuestShare } from '../../support/guest-share';
import { makeLongFilm } from '../../support/make-real-film';
import { type ShareServer, startShareServer } from '../../support/share-server';

const browsers: BrowserName[] = ['chromium', 'firefox'];
const isLong = process.env.CAOS_LONG === '1';
const MADE_SECONDS = 120;
/** The sound of each piece ends with a whole packet: a little more than was made. */
let seconds = 0;
let bytes: Buffer;
let film: FilmFragments;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'caos-guest-films-'));
  const noise = { seconds: 4, size: '480x270', rate: 4, picture: 'noise' } as const;
  makeLongFilm(join(folder, 'source.mov'), MADE_SECONDS / 4, noise);
  const made = await makeWebFilm({
    sourcePath: join(folder, 'source.mov'),
    filmPath: join(folder, 'film.mp4'),
    watermark: null,
    fontPath: '',
    jobId: 1,
    ffprobePath: ffprobe.path,
    timeLimitMs: 300_000,
  });
  bytes = readFileSync(join(folder, 'film.mp4'));
  rmSync(folder, { recursive: true });
  if (!made.fragments) throw new Error('there is no table');
  film = made.fragments;
  seconds = (made.durationMs ?? 0) / 1000;
  expect(Math.abs(seconds - MADE_SECONDS)).toBeLessThan(1);
}, 300_000);

describe.each(browsers)('a film in %s', (name) => {
  const missing = browserUnavailableReason(name);
  let browser: GuestBrowser;
  let server: ShareServer;
  beforeAll(async () => {
    if (missing) return;
    browser = await openGuestBrowser(name);
    server = await startShareServer();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function shareOf(table: FilmFragments | undefined): Promise<GuestShare> {
    const item: GuestItem = {
      kind: 'video',
      width: 480,
      height: 270,
      fileName: 'dance.mp4',
      durationMs: seconds * 1000,
      thumb: await drawPicture(8, 120, 68),
      poster: await drawPicture(9, 480, 270),
      web: { bytes, type: 'video/mp4' },
      ...(table && { film: table }),
    };
    return makeGuestShare({ server, template: builtGuestPage(), items: [item] });
  }
  const pathOfFilm = (share: GuestShare): string =>
    share.pathOf(share.manifest.objects[share.manifest.items[0]?.web?.object ?? -1] as never);
  /** Ranges of the film that were asked for. */
  const asked = (share: GuestShare): Array<[start: number, end: number]> =>
    server.requests
      .filter(({ target }) => target.startsWith(pathOfFilm(share)))
      .map(({ range }) => {
        const [, start = '0', end = String(bytes.length * 2)] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
        return [Number(start), Number(end)];
      });
  async function begin(share: GuestShare, prepare?: () => void): Promise<Page> {
    const page = await browser.open(share.link, prepare ? { prepare } : {});
    await enter(page, share.code);
    await page.click('.frame');
    await page.waitForSelector('.play');
    await page.$eval('.viewer', (viewer) => {
      const lines: string[] = [];
      Object.assign(window, { filmLines: lines });
      new MutationObserver(() => {
        const words = viewer.querySelector('.film-line')?.textContent;
        if (words && words !== lines.at(-1)) lines.push(words);
      }).observe(viewer, { childList: true, subtree: true });
      HTMLMediaElement.prototype.play = new Proxy(HTMLMediaElement.prototype.play, {
        apply: (target, player: HTMLMediaElement) => {
          player.muted = true; // no sound device here
          return Reflect.apply(target, player, []);
        },
      });
    });
    await page.click('.play');
    return page;
  }
  const state = (page: Page) =>
    page.$eval('video', ({ currentTime, duration, videoWidth, videoHeight, src }) => ({
      currentTime,
      duration,
      videoWidth,
      videoHeight,
      src: src.slice(0, 5),
    }));
  /** What the page said while the person waited. */
  const said = (page: Page): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { filmLines: string[] }).filmLines);
  const untilPlayed = (page: Page, seconds: number) =>
    untilTrue(
      page,
      (least: number) => {
        const player = document.querySelector('video');
        return player !== null && player.currentTime > least && player.readyState >= 2;
      },
      [seconds],
      60_000,
    );

  test.skipIf(missing)(
    'plays before all of it was fetched, and stops fetching where that is enough',
    async () => {
      const share = await shareOf(film);
      const page = await begin(share);
      await untilPlayed(page, 1);
      expect(await state(page)).toMatchObject({
        duration: expect.closeTo(seconds, 1),
        videoWidth: 480,
        videoHeight: 270,
        src: 'blob:',
      });
      expect(asked(share).length).toBeGreaterThan(0);
      // It begins long before all of it is there: no part of a hundred says when.
      expect(await said(page)).toEqual(['Fetching the video …']);
      // Half a minute before the end: neither the beginning nor the end needs it.
      const { atBytes, fragmentAtS } = tableOf(film);
      const between = atBytes[fragmentAtS(seconds - 30)] ?? 0;
      const isAsked = () => asked(share).some(([start, end]) => start <= between && end >= between);
      expect(isAsked()).toBe(false);

      await page.$eval('video', (player) => {
        player.currentTime = player.duration - 3;
      });
      await untilPlayed(page, seconds - 2.9);
      expect(asked(share).some(([start]) => start > between)).toBe(true);
      expect(isAsked()).toBe(false);
      await untilTrue(page, () => document.querySelector('video')?.ended === true, [], 60_000);

      await page.$eval('video', (player) => {
        player.currentTime = player.duration / 2;
        void player.play();
      });
      await untilPlayed(page, seconds / 2 + 0.3);
      expect(await violationsIn(page)).toEqual([]);
      await page.close();
    },
  );

  test.skipIf(missing)('without Media Source Extensions, and in older shares, it plays whole', async () => {
    const share = await shareOf(film);
    const page = await begin(share, () => {
      Reflect.deleteProperty(window, 'MediaSource');
      Reflect.deleteProperty(window, 'ManagedMediaSource');
    });
    await untilPlayed(page, 0.3);
    expect(asked(share)).toEqual([[0, bytes.length * 2]]);
    expect((await said(page))[0]).toBe('Fetching the video: 0 %');
    expect((await state(page)).duration).toBeCloseTo(seconds, 1);
    await page.close();

    const older = await shareOf(undefined);
    const second = await begin(older);
    await untilPlayed(second, 0.3);
    expect(asked(older)).toEqual([[0, bytes.length * 2]]);
    await second.close();
  });

  // The same lines of the page whatever the browser: the whole matrix is for the long run.
  if (name !== 'chromium' && !isLong) return;

  test.skipIf(missing)('a table that is not the film’s plays it whole', async () => {
    // Sound numbers, but nothing begins where they say.
    const share = await shareOf({
      ...film,
      headBytes: 40,
      sizesBytes: film.sizesBytes.map((size) => size - 3),
    });
    const page = await begin(share, () => {
      // Whatever this browser makes of such bytes, it says that it cannot take them.
      SourceBuffer.prototype.appendBuffer = () => {
        throw new DOMException('No.', 'InvalidStateError');
      };
    });
    await untilPlayed(page, 0.3);
    expect(asked(share).at(-1)).toEqual([0, bytes.length * 2]);
    await page.close();
  });

  test.skipIf(missing)('what the network breaks is told, and begins again where it was', async () => {
    const share = await shareOf(film);
    server.refusals.set(pathOfFilm(share), 403);
    const page = await begin(share);
    await untilText(page, '.film-line', 'ended');
    server.refusals.delete(pathOfFilm(share));
    await page.click('.play');
    await untilPlayed(page, 0.3);
    expect(await page.$('.film-line')).toBeNull();
    await page.close();
  });

  test.skipIf(missing)('leaving the film ends its fetch', async () => {
    const share = await shareOf(film);
    const page = await begin(share);
    await untilPlayed(page, 0.1);
    await page.keyboard.press('Escape');
    await untilTrue(page, () => document.querySelector('.viewer') === null, []);
    expect(await page.$('video')).toBeNull();
    expect(browser.complaints).toEqual([]);
    await page.close();
  });
});
