/** Selections as photographers make them: by the key B and by dragging, put in order, compared, exported; all with the network cut. */
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { answerSaveDialog } from '../support/native-dialogs';
import { writePhoto } from '../support/photo-folder';

const sidebar = (page: Page): Locator => page.getByRole('navigation');
const inSidebar = (page: Page, name: string): Locator =>
  sidebar(page).getByRole('button', { name: new RegExp(`^${name}`) });
const field = (page: Page): Locator => page.getByRole('main').getByRole('listbox').first();
/** File names in the order shown. */
const shown = (page: Page): Promise<string[]> =>
  field(page)
    .getByRole('option')
    .evaluateAll((cells) =>
      cells
        .map((cell) => ({
          place: Number(cell.getAttribute('aria-posinset')),
          name: cell.getAttribute('aria-label')?.split(',')[0]?.replace('.jpg', '') ?? '',
        }))
        .sort((a, b) => a.place - b.place)
        .map(({ name }) => name),
    );
const photo = (page: Page, name: string): Locator => field(page).getByRole('option', { name: `${name}.jpg` });

test('photos are put together, ordered, compared and exported, offline and for the next start', async ({
  launch,
  scratch,
}) => {
  test.slow(); // two starts and every act in between
  const folder = join(scratch, 'Jeju');
  mkdirSync(folder);
  for (let n = 1; n <= 6; n += 1)
    await writePhoto(join(folder, `J_${n}.jpg`), n, { takenAt: `2026:11:20 10:0${n}:00` });
  const first = await launch();
  const { page, profile } = first;
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Jeju', files: '6 files' });
  await expectGridFilled(page, 'Jeju', 6);

  // The store is unplugged and the card is gone: everything below is done without them.
  const store = join(profile, 'store');
  renameSync(store, join(scratch, 'unplugged-store'));
  renameSync(folder, join(scratch, 'card in the pocket'));

  // B asks once, then adds to the same one.
  await photo(page, 'J_2').click();
  await page.keyboard.press('b');
  const choose = page.getByRole('dialog', { name: 'Add 1 photo to a selection' });
  await choose.getByRole('combobox').fill('Album picks');
  await page.keyboard.press('Enter');
  await expect(page.getByText('“Album picks” made with 1 photo')).toBeVisible();
  await gridOf(page, 'Jeju').focus();
  await photo(page, 'J_4').click();
  await photo(page, 'J_5').click({ modifiers: ['Control'] });
  await page.keyboard.press('b');
  await expect(page.getByText('2 photos added to “Album picks”')).toBeVisible();
  await expect(inSidebar(page, 'Album picks')).toContainText('3');

  // Dragged onto it: what is marked, once each.
  await photo(page, 'J_1').click();
  await photo(page, 'J_2').click({ modifiers: ['Control'] });
  await photo(page, 'J_1').dragTo(inSidebar(page, 'Album picks'));
  await expect(page.getByText('1 photo added to “Album picks”')).toBeVisible();
  await expect(page.getByText('1 was there already.')).toBeVisible();

  // In order by keys and by dragging, with undo.
  await inSidebar(page, 'Album picks').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Album picks' })).toBeVisible();
  await expect.poll(() => shown(page)).toEqual(['J_2', 'J_4', 'J_5', 'J_1']);
  await photo(page, 'J_1').click();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => shown(page)).toEqual(['J_2', 'J_4', 'J_1', 'J_5']);
  await page.keyboard.press('Alt+Home');
  await expect.poll(() => shown(page)).toEqual(['J_1', 'J_2', 'J_4', 'J_5']);
  await photo(page, 'J_5').click();
  const target = await photo(page, 'J_2').boundingBox();
  await photo(page, 'J_5').dragTo(photo(page, 'J_2'), {
    targetPosition: { x: 5, y: (target?.height ?? 100) / 2 },
  });
  await expect.poll(() => shown(page)).toEqual(['J_1', 'J_5', 'J_2', 'J_4']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => shown(page)).toEqual(['J_1', 'J_2', 'J_4', 'J_5']);

  // Delete takes out of the selection and never throws a photo away.
  await photo(page, 'J_4').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('1 photo taken out of “Album picks”')).toBeVisible();
  await expect.poll(() => shown(page)).toEqual(['J_1', 'J_2', 'J_5']);

  // In the viewer it is the photo that is shown.
  await sidebar(page).getByRole('button', { name: /Jeju/ }).click();
  await photo(page, 'J_6').dblclick();
  await expect(page.getByRole('dialog', { name: 'Photo viewer' })).toBeVisible();
  await page.keyboard.press('b');
  await page.keyboard.press('Escape');
  await expect(inSidebar(page, 'Album picks')).toContainText('4');
  await page.keyboard.press('Control+z');
  await expect(inSidebar(page, 'Album picks')).toContainText('3');
  await inSidebar(page, 'Album picks').click();

  // Another one, by Shift+B, to compare with.
  await photo(page, 'J_5').click();
  await page.keyboard.press('Shift+B');
  await page.getByRole('combobox').fill('Client');
  await page.keyboard.press('Enter');
  await expect(inSidebar(page, 'Client')).toContainText('1');
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Compare', exact: true }).click();
  await expect.poll(() => shown(page)).toEqual(['J_5']);
  await page.getByRole('button', { name: 'Only in “Album picks”' }).click();
  await expect.poll(() => shown(page)).toEqual(['J_1', 'J_2']);

  // The list of names, without a network.
  await inSidebar(page, 'Album picks').click();
  await answerSaveDialog(first, scratch);
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('button', { name: 'Choose and export…' }).click();
  await expect(page.getByText('3 photos of “Album picks” exported')).toBeVisible();
  expect(readFileSync(join(scratch, 'Album picks.txt'), 'utf8')).toBe('J_1.jpg\nJ_2.jpg\nJ_5.jpg\n');

  // Renamed where it stands.
  await page.getByRole('heading', { name: 'Album picks' }).getByRole('button').click();
  await page.getByRole('textbox', { name: 'Name of the selection' }).fill('For the book');
  await page.keyboard.press('Enter');
  await expect(inSidebar(page, 'For the book')).toBeVisible();
  await first.quit();

  // Plugged in again, the next start writes what waited into the album's bucket.
  renameSync(join(scratch, 'unplugged-store'), store);
  const second = await launch({ profile });
  await inSidebar(second.page, 'For the book').click();
  await expect.poll(() => shown(second.page)).toEqual(['J_1', 'J_2', 'J_5']);
  const bucket = join(store, readdirSync(store).find((name) => name.startsWith('jeju')) ?? '');
  const written = (): unknown[] => {
    try {
      const place = join(bucket, '.caos', 'selections');
      return readdirSync(place)
        .map((name) => JSON.parse(readFileSync(join(place, name), 'utf8')))
        .map(({ name, photos }) => ({ name, photos }))
        .sort((a, b) => a.name.localeCompare(b.name));
    } catch {
      return [];
    }
  };
  await expect.poll(written, { timeout: 20_000 }).toEqual([
    { name: 'Client', photos: ['0/J_5.jpg'] },
    { name: 'For the book', photos: ['0/J_1.jpg', '0/J_2.jpg', '0/J_5.jpg'] },
  ]);
});
