/** Photos on their way back: marked ones into a folder, one album into a ZIP, names that are taken, one photo from the viewer. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptImport, enterIn, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { answerOpenDialog, answerSaveDialog } from '../support/native-dialogs';
import { digestsBelow, writePhotos } from '../support/photo-folder';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(jpg|zip)$/.test(path))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

test('marked photos come back to a folder, the album as one ZIP, and nothing is overwritten unasked', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Suwon');
  const back = join(scratch, 'back');
  mkdirSync(back);
  await writePhotos(folder, 6);
  const app = await launch();
  const { page } = app;
  await answerOpenDialog(app, back);
  await answerSaveDialog(app, back);
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Suwon', files: '6 files' });
  await expectGridFilled(page, 'Suwon', 6);

  // Three of them, by keyboard.
  const photos = gridOf(page, 'Suwon').getByRole('option');
  await photos.first().click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('d');
  const sheet = page.getByRole('dialog', { name: 'Download 3 photos' });
  await expect(sheet).toContainText('3 photos · ');
  await enterIn(sheet.locator('button[type=submit]'));
  await expect(sheet).toBeHidden();
  await expect(page.getByText('“Suwon” is downloaded')).toBeVisible();
  const brought = filesBelow(back);
  expect(brought.length).toBe(3);
  const original = digestsBelow(folder);
  for (const [path, digest] of Object.entries(digestsBelow(back)))
    expect({ path, digest }).toEqual({ path, digest: original[path] });

  // Another file takes one of the names: it is asked, and kept.
  const taken = brought[0] as string;
  writeFileSync(join(back, taken), 'somebody else’s');
  await page.keyboard.press('d');
  await expect(sheet).toContainText(back);
  await enterIn(sheet.locator('button[type=submit]'));
  await page.getByRole('button', { name: 'Decide…' }).click();
  const question = page.getByRole('dialog', { name: '1 name is taken' });
  await expect(question.getByRole('listitem').filter({ hasText: taken })).toBeVisible();
  await question.getByRole('button', { name: 'Keep both' }).click();
  await expect(question).toBeHidden();
  await expect.poll(() => filesBelow(back).length).toBe(4);
  expect(readFileSync(join(back, taken), 'utf8')).toBe('somebody else’s');

  // The whole album as one file.
  await page.getByRole('button', { name: 'Clear marks' }).click();
  await page.getByRole('button', { name: 'Download…', exact: true }).click();
  const whole = page.getByRole('dialog', { name: 'Download “Suwon”' });
  await whole.getByRole('combobox', { name: 'As', exact: true }).click();
  await page.getByRole('option', { name: 'One ZIP file' }).click();
  await whole.getByRole('button', { name: 'Choose where and download…' }).click();
  await expect(whole).toBeHidden();
  await expect.poll(() => filesBelow(back).includes('Suwon.zip')).toBe(true);
  await expect
    .poll(() => readFileSync(join(back, 'Suwon.zip')).subarray(0, 4).toString('latin1'))
    .toBe('PK\u0003\u0004');

  // One photo, from the viewer, without leaving it.
  await photos.first().dblclick();
  const viewer = page.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer).toContainText('1 of 6');
  await page.keyboard.press('d');
  const one = page.getByRole('dialog', { name: /^Download “IMG_/ });
  await expect(one.getByRole('button', { name: 'Choose where and download…' })).toBeFocused();
  await one.getByRole('combobox', { name: 'As', exact: true }).click();
  await page.getByRole('option', { name: 'Files in a folder' }).click();
  await page.keyboard.press('Escape');
  await expect(one).toBeHidden();
  await expect(viewer).toBeVisible();
});
