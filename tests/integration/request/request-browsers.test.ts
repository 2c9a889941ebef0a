/** Guests in real browsers send photos over this computer's gateway: drop, pause, a page loaded again, hostile names, and the end. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type BrowserName,
  browserUnavailableReason,
  type GuestBrowser,
  openGuestBrowser,
  violationsIn,
} from '../../support/guest-browser';
import { builtGuestPage, drawPicture, textOf, typeCode, untilText } from '../../support/guest-fixture';
import { askForPhotos, untilArrivals } from '../../support/request-world';
import { buildForShares, openShareWorld, type ShareBuild, type ShareWorld } from '../../support/share-world';

const browsers: BrowserName[] = ['chromium', 'firefox'];
const missing = browsers.map(browserUnavailableReason).find(Boolean);
const MIB = 1024 * 1024;

describe.skipIf(missing)('a guest who was asked for photos', () => {
  let build: ShareBuild;
  let world: ShareWorld;
  let browser: GuestBrowser | undefined;
  let folder: string;
  const paths: string[] = [];
  const sent = new Map<string, Buffer>();

  beforeAll(async () => {
    build = await buildForShares();
    folder = mkdtempSync(join(tmpdir(), 'caos-request-'));
    mkdirSync(join(folder, 'photos'));
    const hostile = '<img src=x onerror=alert(1)>.jpg';
    for (const [at, name] of ['one.jpg', '두번째 사진.jpg', 'large.jpg', hostile].entries()) {
      const { bytes } = await drawPicture(at + 1, 800, 600);
      const whole = Buffer.concat([bytes, randomBytes(name === 'large.jpg' ? 45 * MIB : 10)]);
      sent.set(name, whole);
      paths.push(join(folder, 'photos', name));
      writeFileSync(paths.at(-1) ?? '', whole);
    }
    writeFileSync(join(folder, 'photos', 'notes.txt'), 'no photo');
    paths.push(join(folder, 'photos', 'notes.txt'));
  });
  afterEach(async () => {
    await browser?.close();
    browser = undefined;
    await world?.close();
  });
  afterAll(async () => {
    await build.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function choose(page: Page, chosen: string[]): Promise<void> {
    const input = (await page.waitForSelector('#files')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...chosen);
  }
  async function enter(page: Page, code: string): Promise<void> {
    await typeCode(page, code);
    await page.waitForSelector('.request', { timeout: 30_000 });
  }

  test.each(process.env.CAOS_LONG === '1' ? browsers : browsers.slice(0, 1))(
    'sends them from %s, and goes on after the page was loaded again',
    async (name) => {
      world = await openShareWorld(build, { photos: 1, page: builtGuestPage() });
      const { call } = world;
      const request = await askForPhotos(world, { title: 'Jeju 제주', message: '<b>All</b>, please' });
      /** Whole in the inbox; the app may have collected by itself meanwhile. */
      const waiting = async (): Promise<number> =>
        (await call('requests.arrivals', { id: request.id })).filter(({ state }) => state === 'waiting')
          .length;
      const [anna] = request.people;
      const { link, code } = await call('requests.secrets', { id: request.id, personId: anna?.id as never });
      browser = await openGuestBrowser(name);
      const page = await browser.open(link ?? '');
      await untilText(page, '.from', 'asks you for photos').catch(() =>
        untilText(page, '.from', 'Photos, please'),
      );
      await typeCode(page, 'AAAAA-AAAAA');
      await untilText(page, '#code-hint', 'does not open');
      await enter(page, code);
      expect(await textOf(page, '.message')).toBe('<b>All</b>, please');
      expect(await browser.axe(page, 'request')).toEqual([]);

      // The large one, stopped when a part of it has arrived; then the page is loaded again.
      await page.evaluate(() => {
        const looking = setInterval(() => {
          const words = document.querySelector('.files .sending .file-state')?.textContent ?? '';
          // Three parts of 8 MiB are under way at once: beyond them one has arrived.
          if (!/^(2[6-9]|[34]\d)(\.\d)? MB of/.test(words)) return;
          clearInterval(looking);
          document.querySelector<HTMLElement>('.pause')?.click();
        }, 5);
      });
      await choose(page, paths.slice(2, 3));
      await untilText(page, '.pause', 'Go on');
      await call('requests.collect', { id: request.id });
      expect(await waiting()).toBe(0);
      // A browser may ask whether to leave what is not sent yet.
      page.on('dialog', (question) => void question.accept());
      await page.reload();
      await enter(page, code);
      await choose(page, paths);
      await untilText(page, '.send-status', 'you can close this page');
      expect(await textOf(page, '.send-status')).toMatch(/^4 files sent\./);
      expect(await textOf(page, '.files .refused')).toContain('neither a photo nor a video');
      await call('requests.collect', { id: request.id });
      expect(await waiting()).toBe(4);
      // What had arrived was not sent a second time.
      expect(partsInStore(world)).toBeLessThanOrEqual(8);

      await page.type('#words', 'Enjoy! <script>alert(1)</script>');
      await page.click('.words-form .main');
      await untilText(page, '.words-form [role=status]', 'Sent.');
      await call('requests.collect', {});
      expect((await call('requests.get', { id: request.id })).people[0]?.words).toBe(
        'Enjoy! <script>alert(1)</script>',
      );
      const partsWithWords = partsInStore(world);

      // Chosen once more, in another browser tab of theirs: nothing is sent.
      await page.reload();
      await enter(page, code);
      await choose(page, paths.slice(0, 1));
      await untilText(page, '.send-status', 'you can close this page');
      expect(await textOf(page, '.send-status')).toMatch(/^4 files sent\./);
      await call('requests.collect', {});
      expect([partsInStore(world), await waiting()]).toEqual([partsWithWords, 4]);
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/one\.jpg|large/);

      expect(await call('requests.accept', { id: request.id })).toEqual({ count: 4 });
      await untilArrivals(world, request.id, (all) => all.every(({ state }) => state === 'stored'));
      const album = await call('albums.get', { id: world.albumId });
      const stored = (file: string): Buffer =>
        readFileSync(join(world.profile, 'store', album.bucket, album.prefix + file));
      for (const [file, bytes] of sent) {
        const cleaned = file.startsWith('<') ? '_img src=x onerror=alert(1)_.jpg' : file;
        expect(stored(cleaned).equals(bytes)).toBe(true);
      }

      // Ended: the page that is open says so, and no request of it is taken any more.
      await call('requests.revoke', { id: request.id });
      expect((await fetch(link ?? '')).status).toBe(404);
      expect(await violationsIn(page)).toEqual([]);
      expect(browser.complaints).toEqual([]);
    },
  );
});

/** Objects that guests wrote, as they lie on the disk. */
const partsInStore = ({ profile }: ShareWorld): number =>
  readdirSync(join(profile, 'store'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /[/\\]arrivals[/\\]/.test(`${entry.parentPath}/`),
  ).length;
