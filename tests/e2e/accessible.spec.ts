/** Everything by keyboard, and every screen named for a screen reader, in both themes. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { enterIn, expectGridFilled, gridOf } from '../support/album-window';
import { expectAccessible } from '../support/expect-accessible';
import { type AppWindow, expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

/** Nobody can press the keys of a native dialog here: it answers with this folder. */
function answerPicker(app: AppWindow, folder: string): Promise<void> {
  return app.electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
}

test('a first album without a mouse', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Gyeongju');
  await writePhotos(folder, 6);
  const app = await launch();
  const { page } = app;
  await answerPicker(app, folder);
  await page.keyboard.press('Control+o');
  const sheet = page.getByRole('dialog', { name: 'Import as album' });
  await expect(sheet.getByRole('status')).toContainText('6 files');
  await enterIn(sheet.getByRole('textbox', { name: 'Title' }));
  await expectGridFilled(page, 'Gyeongju', 6);

  await focusByKeys(page, 'F6', () =>
    gridOf(page, 'Gyeongju').evaluate((grid) => grid.contains(document.activeElement)),
  );
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer).toContainText('2 of 6');
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('3 of 6');
  await page.keyboard.press('i');
  await expect(viewer.getByRole('region', { name: 'Information' })).toContainText('CAOS');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});

/** Presses a key until something has the focus, a dozen times at most. */
async function focusByKeys(page: Page, key: string, reached: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 12; presses += 1) {
    if (await reached()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never led there`);
}

for (const theme of ['dark', 'light'] as const) {
  test(`every screen passes axe in the ${theme} theme`, async ({ launch, scratch }) => {
    const folder = join(scratch, 'Incheon');
    await writePhotos(folder, 5);
    const app = await launch();
    const { page } = app;
    await page.evaluate(
      (chosen) => window.caos.call('settings.set', { theme: chosen, infoOpen: true }),
      theme,
    );
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(page, 'welcome');

    await answerPicker(app, folder);
    await page.keyboard.press('Control+o');
    await expect(page.getByRole('dialog', { name: 'Import as album' }).getByRole('status')).toContainText(
      '5 files',
    );
    await expectAccessible(page, 'import sheet');
    await page.getByRole('button', { name: /^More options/ }).click();
    await page.getByRole('combobox', { name: 'Names of the files' }).click();
    await page.getByRole('option', { name: /^Date, camera, number/ }).click();
    await expect(page.getByRole('list', { name: 'The first names' })).toBeVisible();
    await expectAccessible(page, 'import sheet with its options');
    await page.getByRole('combobox', { name: 'Names of the files' }).click();
    await page.getByRole('option', { name: 'As on the card' }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expectGridFilled(page, 'Incheon', 5);
    await expectAccessible(page, 'album');
    await page.getByRole('button', { name: 'More for this album' }).click();
    await page.getByRole('menuitem', { name: 'Receipt…' }).click();
    await expect(page.getByRole('heading', { name: 'Safe to format the card' })).toBeVisible();
    await expectAccessible(page, 'receipt');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Download…', exact: true }).click();
    await expectAccessible(page, 'download');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Show transfers/ }).click();
    await expectAccessible(page, 'transfers');
    await page.keyboard.press('Escape');
    await gridOf(page, 'Incheon').getByRole('option').first().dblclick();
    await expect(page.getByRole('dialog', { name: 'Photo viewer' })).toContainText('1 of 5');
    await expectAccessible(page, 'viewer');
    await page.keyboard.press('Escape');
    for (const name of ['All albums', 'Storage', 'Settings']) {
      await page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page, name);
    }
    await page.getByRole('navigation').getByRole('button', { name: 'Storage', exact: true }).click();
    await page.getByRole('main').getByRole('button', { name: 'Add storage' }).click();
    await expectAccessible(page, 'choice of storage');
    await page.getByRole('button', { name: 'Another S3 store' }).click();
    await page.getByRole('button', { name: 'More settings' }).click();
    await page.getByRole('button', { name: 'Add storage', exact: true }).click();
    await expectAccessible(page, 'storage form with everything missing');
    await page.keyboard.press('Escape');
    await page.getByRole('main').getByRole('button', { name: 'Open a bucket… This computer' }).click();
    await expect(page.getByRole('radio')).toHaveCount(1);
    await expectAccessible(page, 'open a bucket');
    await page.keyboard.press('Escape');
    await expectBrowserAccessible(page);
    await page.keyboard.press('?');
    await expectAccessible(page, 'keys');
  });
}

/** The storage browser, from the album's bucket to the question before a deletion. */
async function expectBrowserAccessible(page: Page): Promise<void> {
  const main = page.getByRole('main');
  await page.getByRole('button', { name: 'Actions for This computer' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  await expect(main).toContainText('1 bucket');
  await expectAccessible(page, 'buckets of a store');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^incheon/ })
    .click();
  const select = page.getByRole('checkbox').first();
  await select.click();
  await expect(main).toContainText('1 selected');
  await expectAccessible(page, 'objects of a bucket');
  await main
    .getByRole('button', { name: /\.jpg$/ })
    .first()
    .click();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('ETag');
  await expectAccessible(page, 'an object');
  await page.getByRole('button', { name: 'Make a link…' }).click();
  await expectAccessible(page, 'link to be made');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toBeVisible();
  await expectAccessible(page, 'link');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete…' }).first().click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectAccessible(page, 'deletion of objects');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
}
