/** The screens of the library pass axe in the dark and in the light theme. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expectAccessible, expectAccessibleInBoth } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

const album = 'Gangneung';
const photos = (page: Page) => gridOf(page, album).getByRole('option');
const inSidebar = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name: new RegExp(name) });

test('search, selections, culling, words, trash and duplicates pass axe in both themes', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(120_000); // two dozen looks with axe
  const folder = join(scratch, album);
  await writePhotos(folder, 6);
  const { page } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: album, files: '6 files' });
  await expectGridFilled(page, album, 6);

  await test.step('grid with marks, under days', async () => {
    await photos(page).first().click();
    for (const key of ['5', 'p', '6']) await page.keyboard.press(key);
    await photos(page).nth(2).click();
    await page.keyboard.press('x');
    await page.evaluate(() => window.caos.call('settings.set', { gridGroups: 'day', gridMode: 'square' }));
    await expect(page.getByText(/May 1, 2024/).first()).toBeVisible();
    await expectAccessibleInBoth(page, 'grid under days');
  });
  await test.step('search', () => expectSearchAccessible(page));
  await test.step('words', () => expectWordsAccessible(page));
  await test.step('culling', () => expectCullingAccessible(page));
  await test.step('selections', () => expectSelectionsAccessible(page));
  await test.step('duplicates', () => expectDuplicatesAccessible(page, folder, scratch));
  await test.step('trash', () => expectTrashAccessible(page));
});

async function expectSearchAccessible(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.insertText('img');
  await page.getByRole('button', { name: 'Filters' }).click();
  const panel = page.getByRole('dialog', { name: 'Filters' });
  await panel.getByRole('button', { name: /^★★★★★ 1$/ }).click();
  await expect(photos(page)).toHaveCount(1);
  await expectAccessibleInBoth(page, 'filters');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expectAccessibleInBoth(page, 'search');
  await page.getByRole('textbox', { name: 'Search these photos' }).fill('nowhere');
  await expect(page.getByText('Nothing fits this search')).toBeVisible();
  await expectAccessibleInBoth(page, 'search without an answer');
  await page.getByRole('main').getByRole('button', { name: 'Clear the search' }).first().click();
  await expect(photos(page)).toHaveCount(6);
}

async function expectWordsAccessible(page: Page): Promise<void> {
  await page.evaluate(() => window.caos.call('settings.set', { infoOpen: true }));
  await photos(page).first().click();
  const info = page.getByRole('region', { name: 'Information' });
  await info.getByRole('combobox', { name: 'Keywords' }).fill('sea');
  await page.keyboard.press('Enter');
  await expect(info.getByRole('button', { name: 'Remove sea' })).toBeVisible();
  await expectAccessibleInBoth(page, 'info panel');
  await photos(page).first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Edit 6 photos' });
  await expect(sheet.getByText('sea')).toBeVisible();
  await expectAccessibleInBoth(page, 'words of many photos');
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await page.evaluate(() => window.caos.call('settings.set', { infoOpen: false }));
}

async function expectCullingAccessible(page: Page): Promise<void> {
  await photos(page).first().dblclick();
  const viewer = page.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer).toContainText('1 of 6');
  for (const key of ['c', 't', 'h']) await page.keyboard.press(key);
  await expect(viewer.getByRole('listbox')).toBeVisible();
  await expect(viewer.getByRole('group', { name: 'Marks' })).toHaveCount(2);
  await expectAccessibleInBoth(page, 'two side by side');
  // Its ground is the person's, not the theme's.
  for (let ground = 0; ground < 3; ground += 1) {
    await page.keyboard.press('l');
    await expectAccessible(page, `two side by side on another ground (${ground + 1})`, 'colours');
  }
  await page.keyboard.press('Escape');
  if (await viewer.isVisible()) await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
}

async function expectSelectionsAccessible(page: Page): Promise<void> {
  for (const [name, count] of [
    ['Album picks', 3],
    ['Client', 2],
  ] as const) {
    await inSidebar(page, album).click();
    await photos(page).first().click();
    for (let more = 1; more < count; more += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+B');
    await page.getByRole('combobox').fill(name);
    if (name === 'Client') await expectAccessibleInBoth(page, 'choice of a selection');
    await page.keyboard.press('Enter');
    await expect(inSidebar(page, name)).toContainText(String(count));
  }
  await inSidebar(page, 'Album picks').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Album picks' })).toBeVisible();
  await expectAccessibleInBoth(page, 'selection');
  await page.getByRole('button', { name: 'Export…' }).click();
  await expectAccessibleInBoth(page, 'export of a selection');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: '“Album picks” and “Client”' })).toBeVisible();
  await expectAccessibleInBoth(page, 'two selections compared');
}

async function expectDuplicatesAccessible(page: Page, folder: string, scratch: string): Promise<void> {
  const copies = join(scratch, 'Copies');
  mkdirSync(copies);
  copyFileSync(join(folder, 'IMG_0001.jpg'), join(copies, 'once more.jpg'));
  await page.getByRole('button', { name: 'All albums', exact: true }).click();
  await dropPaths(page, [copies]);
  await acceptImport(page, { title: 'Copies', files: '1 file' });
  await expectGridFilled(page, 'Copies', 1);
  await inSidebar(page, 'Duplicates').click();
  await expectAccessibleInBoth(page, 'duplicates not looked for');
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(page.getByText('Group 1 of 1')).toBeVisible();
  await expectAccessibleInBoth(page, 'duplicates');
}

async function expectTrashAccessible(page: Page): Promise<void> {
  await inSidebar(page, album).click();
  await photos(page).first().click();
  await page.keyboard.press('Delete');
  await expect(photos(page)).toHaveCount(5);
  await inSidebar(page, 'Trash').click();
  await expect(page.getByRole('listbox', { name: 'Trash' }).getByRole('option')).toHaveCount(1);
  await expectAccessibleInBoth(page, 'trash');
  await page.getByRole('button', { name: 'Empty trash…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessibleInBoth(page, 'question before emptying');
  await question.getByRole('button', { name: 'Delete 1 photo' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await expectAccessibleInBoth(page, 'empty trash');
}
