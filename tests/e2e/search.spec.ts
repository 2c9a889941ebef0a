/** Searching: words while they are typed, filters to take away, a search that stays as a smart album, all of it offline. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { writePhoto, writePhotos } from '../support/photo-folder';

const everything = (page: Page) => page.getByRole('listbox', { name: 'All photos' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Search these photos' });

test('a person finds photos by words and filters, keeps the search, and finds them offline', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Jeju Spring');
  await writePhotos(folder, 6);
  await writePhoto(join(folder, '서울 야경.jpg'), 40);
  const first = await launch();
  const { page } = first;
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Jeju Spring', files: '7 files' });
  await expectGridFilled(page, 'Jeju Spring', 7);
  const grid = gridOf(page, 'Jeju Spring');

  // While it is typed, half a Korean syllable included.
  await page.keyboard.press('ControlOrMeta+f');
  await expect(field(page)).toBeFocused();
  await page.keyboard.insertText('서우');
  await expect(grid.getByRole('option')).toHaveCount(1);
  await expect(grid.getByRole('option', { name: /^서울 야경\.jpg/ })).toBeVisible();
  await expect(page.getByText('1 photo fits')).toBeVisible();
  await field(page).fill('img_000 -0003');
  await expect(grid.getByRole('option')).toHaveCount(5);
  await field(page).fill('nowhere');
  await expect(page.getByText('Nothing fits this search')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('option')).toHaveCount(7);

  // Stars that were just given are filtered by, and a chip takes the filter away.
  await page.keyboard.press('Escape');
  await grid.getByRole('option', { name: /^IMG_0002\.jpg/ }).click();
  await page.keyboard.press('5');
  await page.getByRole('button', { name: 'Filters' }).click();
  const panel = page.getByRole('dialog', { name: 'Filters' });
  await panel.getByRole('button', { name: /^★★★★★ 1$/ }).click();
  await expect(grid.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.getByRole('button', { name: 'Take away: 5 ★' }).click();
  await expect(grid.getByRole('option')).toHaveCount(7);

  // By another order.
  await page.getByRole('button', { name: /^Order: / }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Stars' }).click();
  await expect(grid.getByRole('option').first()).toHaveAccessibleName(/^IMG_0002\.jpg/);

  // The same over all photos, kept as a smart album.
  await page.getByRole('button', { name: 'All photos', exact: true }).click();
  await expect(everything(page).getByRole('option')).toHaveCount(7);
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.insertText('야경을');
  await expect(everything(page).getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: 'Save as smart album…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Night views');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Night views' })).toBeVisible();
  await first.quit();

  // Offline: neither the store nor the originals can be reached any more.
  renameSync(join(first.profile, 'store'), join(scratch, 'unplugged-store'));
  renameSync(folder, join(scratch, 'ejected-card'));
  const second = await launch();
  await second.page.getByRole('button', { name: 'Night views' }).click();
  await expect(everything(second.page).getByRole('option')).toHaveCount(1);
  await expect(second.page.getByText('1 photo fits')).toBeVisible();
  await field(second.page).fill('jeju');
  await expect(second.page.getByText('No photo fits this smart album now')).toBeVisible();
  await field(second.page).fill('img');
  await expect(everything(second.page).getByRole('option')).toHaveCount(6);
  await second.page.getByRole('button', { name: 'Keep in “Night views”' }).click();
  await second.page.getByRole('button', { name: 'All photos', exact: true }).click();
  await expect(everything(second.page).getByRole('option')).toHaveCount(7);
  await second.page.getByRole('button', { name: 'Night views' }).click();
  await expect(everything(second.page).getByRole('option')).toHaveCount(6);
});
