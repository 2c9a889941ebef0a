/** Culling by keys as photographers do it, photos side by side, the photo's own pixels, and a film: all without a network. */
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf, shownPictureWidth } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { writeFilm } from '../support/make-film';
import { writePhoto } from '../support/photo-folder';

const viewerOf = (page: Page) => page.getByRole('dialog', { name: 'Photo viewer' });
const marksOf = (page: Page) => viewerOf(page).getByRole('group', { name: 'Marks' }).first();
/** What the bar says is set, by its pressed buttons. */
const setMarks = (page: Page) =>
  marksOf(page)
    .getByRole('button', { pressed: true })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));

async function makeFolder(scratch: string): Promise<string> {
  const folder = join(scratch, 'Gyeongju');
  mkdirSync(folder);
  for (let seed = 0; seed < 6; seed += 1)
    await writePhoto(join(folder, `IMG_${seed + 1}.jpg`), seed, {
      widthPx: 3000,
      heightPx: 2000,
      takenAt: `2024:05:01 10:0${seed}:00`,
    });
  return folder;
}

test('stars, flags and colours by keys go on by themselves, can be undone, and are there after a restart', async ({
  launch,
  scratch,
}) => {
  const folder = await makeFolder(scratch);
  const first = await launch();
  const { page } = first;
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Gyeongju', files: '6 files' });
  await expectGridFilled(page, 'Gyeongju', 6);
  await gridOf(page, 'Gyeongju').getByRole('option').first().dblclick();
  const viewer = viewerOf(page);
  await expect(viewer).toContainText('1 of 6');

  await page.keyboard.press('3');
  await expect(viewer).toContainText('2 of 6');
  await page.keyboard.press('p');
  await expect(viewer).toContainText('3 of 6');
  await page.keyboard.press('x');
  await page.keyboard.press('8');
  await expect(viewer).toContainText('5 of 6');
  // Shift stays for once.
  await page.keyboard.press('Shift+Digit5');
  await expect.poll(() => setMarks(page)).toEqual(['5 stars']);
  await expect(viewer).toContainText('5 of 6');
  await page.keyboard.press('Shift+Digit5');
  await expect.poll(() => setMarks(page)).toEqual([]);
  await page.keyboard.press('Shift+Digit5');

  // The last act of six: the stars, their absence, and so on back to the colour.
  await page.keyboard.press('Control+z');
  await expect.poll(() => setMarks(page)).toEqual([]);
  await expect(page.getByText('Undone').last()).toBeVisible();
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => setMarks(page)).toEqual(['5 stars']);

  await page.keyboard.press('Escape');
  await first.quit();
  const second = await launch();
  await second.page
    .getByRole('button', { name: /Gyeongju/ })
    .first()
    .click();
  await expectGridFilled(second.page, 'Gyeongju', 6);
  await gridOf(second.page, 'Gyeongju').getByRole('option').first().dblclick();
  const found: Array<Array<string | null>> = [];
  for (let at = 1; at <= 6; at += 1) {
    await expect(viewerOf(second.page)).toContainText(`${at} of 6`);
    found.push(await setMarks(second.page));
    await second.page.keyboard.press('ArrowRight');
  }
  expect(found).toEqual([['3 stars'], ['Pick'], ['Reject'], ['Green'], ['5 stars'], []]);
});

test('compares side by side, zooms to the photo’s own pixels, and steps fast', async ({
  launch,
  scratch,
}) => {
  const folder = await makeFolder(scratch);
  const { page } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Gyeongju', files: '6 files' });
  await expectGridFilled(page, 'Gyeongju', 6);
  await gridOf(page, 'Gyeongju').getByRole('option').first().dblclick();
  const viewer = viewerOf(page);
  expect(await shownPictureWidth(page)).toBe(2048);

  // 100 %: the original's pixels over the preview, one of them for one of the screen.
  await page.keyboard.press('z');
  const own = viewer.locator('img[data-own-pixels]');
  await expect.poll(() => own.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(3000);
  const shownPx = await own.evaluate((image) => image.getBoundingClientRect().width * devicePixelRatio);
  expect(Math.round(shownPx)).toBe(3000);
  await expect(viewer).toContainText('100%');
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('2 of 6');
  await expect(viewer).toContainText('100%'); // the place stays, to compare sharpness
  await page.keyboard.press('z');

  await page.keyboard.press('c');
  const panes = viewer.getByRole('group', { name: /^Photo \d of \d in the comparison/ });
  await expect(panes).toHaveCount(2);
  await page.keyboard.press('4');
  await expect(panes.first().getByRole('button', { name: '4 stars' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('Tab');
  await expect(panes.nth(1)).toHaveAttribute('aria-current', 'true');
  // Rejected: it drops out, and one alone is no comparison.
  await page.keyboard.press('x');
  await expect(panes).toHaveCount(0);
  await expect(viewer).toContainText('2 of 6');

  // Once they are decoded, a step shows the large picture at once, with no small one before it; how fast, the app's own marks tell.
  const layers = () =>
    viewer.evaluate((element) => ({
      large: element.querySelectorAll('img[src^="media://preview/"]').length,
      small: element.querySelectorAll('img[src^="media://thumb/"]').length,
    }));
  await page.keyboard.press('Home');
  for (let at = 1; at <= 6; at += 1) {
    await expect(viewer).toContainText(`${at} of 6`);
    await expect.poll(async () => (await layers()).large).toBe(1);
    if (at < 6) await page.keyboard.press('ArrowRight');
  }
  await page.evaluate(() => performance.clearMeasures());
  for (let at = 5; at >= 1; at -= 1) {
    await page.keyboard.press('ArrowLeft');
    expect({ at, ...(await layers()) }).toEqual({ at, large: 1, small: 0 });
  }
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('viewer-painted').length))
    .toBeGreaterThanOrEqual(5);
  const times = await page.evaluate(() =>
    performance.getEntriesByName('viewer-painted').map((entry) => Math.round(entry.duration)),
  );
  test.info().annotations.push({ type: 'next photo from cache, ms', description: times.join(', ') });
});

test('a film streams from its store in pieces, plays and seeks', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Films');
  mkdirSync(folder);
  await writeFilm(join(folder, 'walk.webm'), 12, true);
  expect(statSync(join(folder, 'walk.webm')).size).toBeGreaterThan(8_000_000);
  await writePhoto(join(folder, 'IMG_1.jpg'), 1);
  const { page } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Films', files: '2 files' });
  await expect(gridOf(page, 'Films').getByRole('option', { name: /, Stored$/ })).toHaveCount(2, {
    timeout: 30_000,
  });
  renameSync(folder, join(scratch, 'ejected-card')); // only the store has it now
  await gridOf(page, 'Films').getByRole('option', { name: /walk/ }).dblclick();
  const film = viewerOf(page).locator('video');
  const state = () =>
    film.evaluate((element) => {
      const { paused, duration, currentTime, seeking, readyState } = element as HTMLVideoElement;
      return { paused, duration, currentTime, seeking, readyState };
    });
  await expect.poll(async () => (await state()).duration).toBe(12);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await state()).currentTime).toBeGreaterThan(0.2);
  await page.keyboard.press('k');
  await expect.poll(async () => (await state()).paused).toBe(true);
  await film.evaluate((element) => {
    (element as HTMLVideoElement).currentTime = 9.5;
  });
  await expect
    .poll(async () => {
      const { seeking, readyState, currentTime } = await state();
      return { seeking, drawn: readyState >= 2, currentTime };
    })
    .toEqual({ seeking: false, drawn: true, currentTime: 9.5 });
  await page.keyboard.press('j');
  await expect.poll(async () => (await state()).currentTime).toBe(0);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await expect(viewerOf(page)).toContainText('2 of 2');
});

test('without card and store what is here is shown, and the rest is said', async ({ launch, scratch }) => {
  const folder = await makeFolder(scratch);
  const { page, profile } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Gyeongju', files: '6 files' });
  await expectGridFilled(page, 'Gyeongju', 6);
  await gridOf(page, 'Gyeongju').getByRole('option').first().dblclick();
  const viewer = viewerOf(page);
  expect(await shownPictureWidth(page)).toBe(2048);
  const previews = join(profile, 'cache', 'previews');
  await expect
    .poll(
      () => readdirSync(previews, { recursive: true }).filter((name) => /\.jpg$/.test(String(name))).length,
    )
    .toBe(6);

  renameSync(join(profile, 'store'), join(scratch, 'unplugged-store'));
  renameSync(folder, join(scratch, 'ejected-card'));
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('2 of 6');
  expect(await shownPictureWidth(page)).toBe(2048);
  await page.keyboard.press('4'); // marks need no network
  await expect(viewer).toContainText('3 of 6');
  await page.keyboard.press('z');
  await expect(viewer.getByText(/^This is the preview at 100 %: .+\.$/)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => setMarks(page)).toEqual(['4 stars']);
});

test('a second display shows the open photo and follows it', async ({ launch, scratch }) => {
  const folder = await makeFolder(scratch);
  const app = await launch();
  const { page } = app;
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Gyeongju', files: '6 files' });
  await expectGridFilled(page, 'Gyeongju', 6);
  await gridOf(page, 'Gyeongju').getByRole('option').first().dblclick();
  const viewer = viewerOf(page);
  const button = viewer.getByRole('button', { name: 'Show on second display' });
  await expect(viewer).toContainText('1 of 6');
  await expect(button).toHaveCount(0);

  // A display is plugged in.
  await app.electron.evaluate(({ screen }) => {
    const [own] = screen.getAllDisplays();
    if (!own) throw new Error('no display');
    const second = { ...own, id: own.id + 1, bounds: { ...own.bounds, x: own.bounds.width } };
    screen.getAllDisplays = () => [own, second];
    screen.emit('display-added', {}, second);
  });
  const opening = app.electron.waitForEvent('window');
  await button.click();
  const mirror = await opening;
  await expect(mirror.getByRole('heading', { name: 'IMG_1.jpg' })).toBeAttached();
  const picture = mirror.locator('img[src^="media://preview/"]');
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(2048);
  await page.keyboard.press('ArrowRight');
  await expect(mirror.getByRole('heading', { name: 'IMG_2.jpg' })).toBeAttached();
  // It may look, and nothing else.
  const refused = await mirror.evaluate(() => window.caos.call('albums.list', {}));
  expect(refused).toMatchObject({ ok: false, error: { code: 'access-denied' } });

  await page.keyboard.press('m');
  await expect.poll(() => app.electron.windows().length).toBe(1);
  await expect(viewer.getByRole('button', { name: 'Show on second display' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});
