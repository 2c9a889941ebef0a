/** The grid as a photographer works in it: headings, stacks, marks, the menu, files dragged out, and an import that moves nothing. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AssetId } from '../../src-shared/units';
import { acceptImport, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { type AppWindow, expect, test } from '../support/launch-app';
import { writePhoto } from '../support/photo-folder';

/** Drops the folder and waits until all of it is stored and shown. */
async function importFolder(app: AppWindow, folder: string, count: number): Promise<void> {
  await dropPaths(app.page, [folder]);
  await acceptImport(app.page, { title: basename(folder), files: `${count} files` });
  await expect(app.page.locator('main header')).toContainText('All stored', { timeout: 40_000 });
}
const photosIn = (page: Page, album: string) => gridOf(page, album).getByRole('option');
const marked = (page: Page, album: string) => gridOf(page, album).getByRole('option', { selected: true });
test('photos lie under the days of their own clock; a heading marks its day; the choice is kept', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Busan');
  // An early morning in Korea is the evening before in Greenwich.
  const times = ['2024:05:01 06:10:00', '2024:05:01 21:00:00', '2024:05:02 05:30:00', '2024:06:03 12:00:00'];
  for (const [n, takenAt] of times.entries()) await writePhoto(join(folder, `IMG_${n}.jpg`), n, { takenAt });
  const app = await launch();
  const { page } = app;
  await importFolder(app, folder, 4);
  const group = async (choice: string): Promise<void> => {
    await page.getByRole('button', { name: 'More for this album' }).click();
    await page.getByRole('menuitemcheckbox', { name: choice }).click();
  };
  const headings = page.locator('[data-heading]');
  await group('Under days');
  await expect(headings).toHaveText([
    /^Wednesday, May 1, 20242 photos$/,
    /^Thursday, May 2, 20241 photo$/,
    /^Monday, June 3, 20241 photo$/,
  ]);
  await headings.first().getByTitle('Mark all of this group').click();
  await expect(marked(page, 'Busan')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await photosIn(page, 'Busan').nth(1).click();
  await page.keyboard.press('Shift+A');
  await expect(marked(page, 'Busan')).toHaveCount(2);
  await group('Under months');
  await expect(headings).toHaveText([/^May 20243 photos$/, /^June 20241 photo$/]);
  // The small pictures that fit these cells are drawn; where they are gone (or never were), the thumbnails stand for them.
  await expect.poll(() => pictureWidths(page, 'Busan')).toEqual([352]);
  const thumbs = join(app.profile, 'cache', 'thumbs', '0');
  for (const name of readdirSync(thumbs)) if (name.endsWith('.grid.jpg')) rmSync(join(thumbs, name));
  const inTheirPlace = await gridOf(page, 'Busan')
    .locator('img')
    .first()
    .evaluate(async (image) => {
      const answer = await fetch(`${(image as HTMLImageElement).src}0`);
      return (await createImageBitmap(await answer.blob())).width;
    });
  expect(inTheirPlace).toBe(512);
  await page.reload();
  await page.getByRole('button', { name: /Busan/ }).first().click();
  await expect(headings).toHaveCount(2);
});

/** Of the decoded pictures in the grid, each once. */
const pictureWidths = (page: Page, album: string): Promise<number[]> =>
  gridOf(page, album)
    .locator('img')
    .evaluateAll((images) => [...new Set(images.map((image) => (image as HTMLImageElement).naturalWidth))]);

test('a burst becomes one stack by itself; it opens, closes, comes apart, and all of it is taken back', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Race');
  for (let n = 0; n < 4; n += 1)
    await writePhoto(join(folder, `R_${n}.jpg`), 5, { hue: n * 60, takenAt: `2024:05:01 10:00:0${n}` });
  await writePhoto(join(folder, 'Z.jpg'), 9, { takenAt: '2024:05:01 12:00:00' });
  const app = await launch();
  const { page } = app;
  await importFolder(app, folder, 5);
  const photos = photosIn(page, 'Race');
  await expect(photos).toHaveCount(2, { timeout: 20_000 });
  await expect(photos.first()).toHaveAccessibleName(/R_0\.jpg.*stack of 4/);
  await photos.first().click();
  await page.keyboard.press('s');
  await expect(photos).toHaveCount(5);
  await page.keyboard.press('s');
  await expect(photos).toHaveCount(2);
  await page.keyboard.press('Shift+S');
  await expect(photos).toHaveCount(5);
  await page.keyboard.press('Shift+S');
  // What is done to a closed stack is done to all of it: four photos come apart by one key.
  await page.keyboard.press('Control+Shift+G');
  await expect(photos).toHaveCount(5);
  await page.keyboard.press('Control+Z');
  await expect(photos).toHaveCount(2);
  await page.locator('[data-stack]').click();
  await expect(photos).toHaveCount(5);
});

test('ranges, the rest, the rubber band that scrolls, and the menu that acts on what is marked', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Daegu');
  for (let n = 0; n < 48; n += 1)
    await writePhoto(join(folder, `D_${String(n).padStart(2, '0')}.jpg`), n, {
      widthPx: 300,
      heightPx: 200,
      takenAt: `2024:05:01 10:${String(n).padStart(2, '0')}:00`,
    });
  const app = await launch();
  const { page, electron } = app;
  await importFolder(app, folder, 48);
  const grid = gridOf(page, 'Daegu');
  const photos = photosIn(page, 'Daegu');
  await photos.nth(1).click();
  await photos.nth(4).click({ modifiers: ['Shift'] });
  await expect(marked(page, 'Daegu')).toHaveCount(4);
  await page.keyboard.press('Control+Shift+I');
  await expect(page.getByRole('status').filter({ hasText: '44 marked' })).toBeVisible();
  await page.keyboard.press('Escape');

  // From the edge beside the photos to below the last row in sight, and held there.
  await grid.evaluate((field) => field.scrollTo(0, 0));
  const box = await grid.boundingBox();
  if (box === null) throw new Error('no grid');
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.move(box.x + 700, box.y + box.height - 6);
  await expect.poll(() => grid.evaluate((field) => field.scrollTop)).toBeGreaterThan(300);
  await page.mouse.up();
  const count = await page.getByRole('status').filter({ hasText: 'marked' }).textContent();
  expect(Number.parseInt(count ?? '', 10)).toBeGreaterThan(12);
  await page.keyboard.press('Escape');

  await grid.evaluate((field) => field.scrollTo(0, 0));
  await photos.nth(2).click();
  await photos.nth(2).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Colour' }).click();
  await page.getByRole('menuitem', { name: /^Red/ }).click();
  await expect(photos.nth(2)).toHaveAccessibleName(/, red, Stored$/);
  await grid.focus();
  await page.keyboard.press('4');
  await page.keyboard.press('x');
  await expect(photos.nth(2)).toHaveAccessibleName(/, 4 stars, Rejected, red, Stored$/);
  await page.keyboard.press('Control+Z');
  await expect(photos.nth(2)).toHaveAccessibleName(/, 4 stars, red, Stored$/);

  await photos.nth(3).click({ modifiers: ['Shift'] });
  await photos.nth(3).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy the file names' }).click();
  await expect(page.getByText('2 file names copied')).toBeVisible();
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('D_02.jpg\nD_03.jpg');
});

test('photos are dragged out as files; originals that are not here are fetched first', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Jeonju');
  for (let n = 0; n < 3; n += 1) await writePhoto(join(folder, `J_${n}.jpg`), n);
  const original = readFileSync(join(folder, 'J_1.jpg'));
  const app = await launch();
  const { page, electron } = app;
  // No test has a desktop to drop on: what is handed to the system is written down instead.
  await electron.evaluate(({ BrowserWindow }) => {
    const dragged = globalThis as unknown as { dragged: string[][] };
    dragged.dragged = [];
    for (const window of BrowserWindow.getAllWindows())
      window.webContents.startDrag = (item) => void dragged.dragged.push(item.files ?? [item.file]);
  });
  const dragged = () => electron.evaluate(() => (globalThis as unknown as { dragged: string[][] }).dragged);
  await importFolder(app, folder, 3);
  const photos = photosIn(page, 'Jeonju');
  /** Pressed for a moment, then moved; answers whether the system took over. */
  const drag = async (): Promise<boolean> => {
    const box = await photos.nth(1).boundingBox();
    if (box === null) throw new Error('no photo');
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    const answer = await photos.nth(1).evaluate(async (photo) => {
      // The hand is slower than the answer about the files: one that was asked later has come.
      const id = Number(photo.id.replace('photo-', '')) as AssetId;
      await window.caos.call('originals.find', { ids: [id] });
      const at = { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() };
      const taken = !photo.dispatchEvent(new DragEvent('dragstart', at));
      if (!taken) photo.dispatchEvent(new DragEvent('dragend', { ...at, clientX: -50, clientY: 20 }));
      return taken;
    });
    await page.mouse.up();
    return answer;
  };
  await photos.nth(0).click();
  await photos.nth(1).click({ modifiers: ['Shift'] });
  expect(await drag()).toBe(true);
  await expect.poll(dragged).toEqual([[join(folder, 'J_0.jpg'), join(folder, 'J_1.jpg')]]);

  rmSync(folder, { recursive: true });
  await photos.nth(1).click();
  expect(await drag()).toBe(false);
  await expect(page.getByText('The original is here now')).toBeVisible({ timeout: 20_000 });
  await photos.nth(1).click();
  expect(await drag()).toBe(true);
  await expect.poll(async () => (await dragged()).length).toBe(2);
  const [path = ''] = (await dragged())[1] ?? [];
  expect(basename(path)).toBe('J_1.jpg');
  expect(readFileSync(path).equals(original)).toBe(true);
});

// Not yet true: in four of ten runs the photo ends one row from its place after the last rows came, and stays there.
test('while an import brings older photos, what is looked at stays where it is, with its marks', async ({
  launch,
  scratch,
}) => {
  const first = join(scratch, 'Gwangju');
  const second = join(scratch, 'older');
  mkdirSync(second);
  for (let n = 0; n < 40; n += 1)
    await writePhoto(join(first, `G_${String(n).padStart(2, '0')}.jpg`), n, {
      widthPx: 300,
      heightPx: 200,
      takenAt: `2024:06:01 10:${String(n).padStart(2, '0')}:00`,
    });
  for (let n = 0; n < 25; n += 1)
    await writePhoto(join(second, `O_${n}.jpg`), n + 50, {
      widthPx: 200,
      heightPx: 300,
      takenAt: `2023:01:01 10:${String(n).padStart(2, '0')}:00`,
    });
  const app = await launch();
  const { page } = app;
  await importFolder(app, first, 40);
  const grid = gridOf(page, 'Gwangju');
  await page.getByRole('slider', { name: 'Size of the photos' }).fill('220');
  await grid.evaluate((field) => field.scrollTo(0, 700));
  // One that is whole in sight once the scrolling is drawn: a click that had to scroll first would meet a recycled cell.
  const inSight = () =>
    grid.evaluate((field) => {
      const view = field.getBoundingClientRect();
      const isWhole = (cell: Element): boolean => {
        const { top, bottom } = cell.getBoundingClientRect();
        return top >= view.top && bottom <= view.bottom;
      };
      return [...field.querySelectorAll('[role=option]')].find(isWhole)?.id ?? null;
    });
  await expect.poll(inSight).not.toBeNull();
  const name = await inSight();
  await grid.locator(`[id="${name}"]`).click();
  await expect(grid.getByRole('option', { selected: true })).toHaveAttribute('id', String(name));
  // Looked at in every frame from here on: how far it was from its place at most.
  await page.evaluate((id) => {
    const seen = window as unknown as { framesAway: number; longestAway: number; atPx: number };
    const top = (): number =>
      document.getElementById(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY;
    const before = top();
    seen.framesAway = 0;
    seen.longestAway = 0;
    const look = (): void => {
      seen.atPx = Math.abs(top() - before);
      seen.framesAway = seen.atPx > 1 ? seen.framesAway + 1 : 0;
      seen.longestAway = Math.max(seen.longestAway, seen.framesAway);
      requestAnimationFrame(look);
    };
    look();
  }, String(name));
  await page.evaluate(
    async (paths) => {
      const albums = await window.caos.call('albums.list', {});
      const albumId = albums.ok ? albums.value[0]?.id : undefined;
      if (albumId) await window.caos.call('imports.start', { albumId, paths });
    },
    [second],
  );
  await expect(page.locator('main header')).toContainText('65 photos', { timeout: 30_000 });
  await expect(page.locator('main header')).toContainText('All stored', { timeout: 30_000 });
  await expect(grid.getByRole('option').first()).toHaveAttribute('aria-setsize', '65');
  const { longestAway, atPx } = await page.evaluate(() => {
    const seen = window as unknown as { longestAway: number; atPx: number };
    return { longestAway: seen.longestAway, atPx: seen.atPx };
  });
  expect({ longestAway, atPx }).toEqual({ longestAway: 0, atPx: 0 });
  await expect(grid.getByRole('option', { selected: true })).toHaveAttribute('id', String(name));
});
