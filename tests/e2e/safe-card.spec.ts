/** Whether the card may be formatted: the receipt in the window, what it says when the store lost a file, and the lists it leaves. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { answerSaveDialog } from '../support/native-dialogs';
import { writePhotos } from '../support/photo-folder';

const openReceipt = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'More for this album' }).click();
  await page.getByRole('menuitem', { name: 'Receipt…' }).click();
};

/** Every file below a folder that has this name. */
function findBelow(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(name))
    .map((path) => join(folder, path));
}

test('safe only while the store holds every file: the receipt says so, and says when not', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Yeosu');
  const lists = join(scratch, 'lists');
  mkdirSync(lists);
  await writePhotos(folder, 8);
  const app = await launch();
  const { page } = app;
  await answerSaveDialog(app, lists);
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Yeosu', files: '8 files' });
  await expectGridFilled(page, 'Yeosu', 8);

  await openReceipt(page);
  const receipt = page.getByRole('dialog', { name: 'Receipt of Yeosu' });
  await expect(receipt.getByRole('heading', { name: 'Safe to format the card' })).toBeVisible();
  await expect(receipt).toContainText('Confirmed by the store, a moment ago.');
  await expect(receipt).toContainText('All 8 confirmed');
  await expect(receipt.getByRole('listitem').filter({ hasText: 'IMG_0001.jpg' })).toContainText('Confirmed');

  await receipt.getByRole('button', { name: 'Save…' }).click();
  await page.getByRole('menuitem', { name: /^As CSV/ }).click();
  await expect(receipt.getByText(/^Saved as .*\.csv$/)).toBeVisible();
  const [csv = ''] = findBelow(lists, '.csv');
  const rows = readFileSync(csv, 'utf8').trim().split('\n');
  expect(rows.filter((row) => row.includes('IMG_')).length).toBe(8);
  await receipt.getByRole('button', { name: 'Save…' }).click();
  await page.getByRole('menuitem', { name: /^As PDF/ }).click();
  await expect.poll(() => findBelow(lists, '.pdf').length).toBe(1);
  expect(readFileSync(findBelow(lists, '.pdf')[0] as string, 'latin1').slice(0, 5)).toBe('%PDF-');

  // Somebody deletes one behind its back.
  const [gone = ''] = findBelow(join(app.profile, 'store'), 'IMG_0002.jpg');
  rmSync(gone);
  await receipt.getByRole('button', { name: 'Check again' }).click();
  await expect(receipt.getByRole('heading', { name: 'Not yet' })).toBeVisible();
  await expect(receipt).toContainText('1 file is gone from the store.');
  await receipt.getByRole('button', { name: 'Show these files' }).click();
  await expect(receipt.getByRole('region', { name: 'Files' }).getByRole('status')).toHaveText('1 file');
  await expect(receipt.getByRole('listitem').filter({ hasText: 'IMG_0002.jpg' })).toContainText(
    'Gone from the store',
  );

  // What the receipt tells to do really mends it.
  await receipt.getByRole('button', { name: 'Import again…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Import into “Yeosu”' });
  await expect(sheet.getByRole('status')).toContainText('8 files');
  await sheet.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(sheet).toBeHidden();
  await expect.poll(() => findBelow(join(app.profile, 'store'), 'IMG_0002.jpg').length).toBe(1);
  await expect(page.getByRole('region', { name: 'Transfers' })).toContainText(/stored/i);
  await openReceipt(page);
  await expect(receipt).toBeVisible();
  const again = receipt.getByRole('button', { name: /^Check (again|now)$/ }).first();
  await expect(async () => {
    await again.click();
    await expect(receipt.getByRole('heading', { name: 'Safe to format the card' })).toBeVisible({
      timeout: 3000,
    });
  }).toPass({ timeout: 20_000 });

  await receipt.getByRole('button', { name: 'Read every byte back…' }).click();
  await expect(receipt).toContainText('This downloads all 8 files again');
  await receipt.getByRole('button', { name: /^Read .* back$/ }).click();
  await expect(receipt).toContainText('Every byte was read back from the store and compared, a moment ago.');
  await page.keyboard.press('Escape');
  await expect(receipt).toBeHidden();
});
