/** A card on its way in: new names shown before anything happens, an album for each day, and a copy in a folder. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { answerOpenDialog } from '../support/native-dialogs';
import { writePhoto } from '../support/photo-folder';

const namesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jpg') && !path.includes('.caos'))
    .map((path) => path.replaceAll('\\', '/').split('/').at(-1) as string)
    .sort();

test('a folder is taken in with new names, and a copy of it lies in another folder', async ({
  launch,
  scratch,
}) => {
  const card = join(scratch, 'EOS_DIGITAL');
  const backup = join(scratch, 'backup');
  mkdirSync(backup);
  for (let n = 1; n <= 4; n += 1)
    await writePhoto(join(card, 'DCIM', `_MG_000${n}.jpg`), n, { takenAt: `2026:11:20 10:0${n}:00` });
  const app = await launch();
  const { page } = app;
  await answerOpenDialog(app, backup);
  await dropPaths(page, [card]);
  const sheet = page.getByRole('dialog', { name: 'Import as album' });
  await expect(sheet.getByRole('status')).toContainText('4 files');
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Han River');
  await sheet.getByRole('button', { name: /^More options/ }).click();
  await sheet.getByRole('combobox', { name: 'Names of the files' }).click();
  await page.getByRole('option', { name: /^Shoot, number/ }).click();
  await sheet.getByRole('textbox', { name: 'Name of the shoot' }).fill('River');
  await expect(sheet.getByRole('list', { name: 'The first names' })).toContainText('River_0001.jpg');

  // A template that cannot be used says so under the field.
  const template = sheet.getByRole('textbox', { name: 'Template' });
  await template.fill('{shoot}_{nonsense}');
  await expect(template).toHaveAccessibleDescription(/nonsense/);
  await template.fill('{shoot}_');
  await sheet.getByRole('button', { name: 'Number', exact: true }).click();
  await expect(template).toHaveValue('{shoot}_{seq}');

  await sheet.getByRole('button', { name: 'Copy to a folder…' }).click();
  await expect(sheet.getByRole('listitem').filter({ hasText: backup })).toBeVisible();
  await sheet.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(sheet).toBeHidden();

  const names = ['River_0001.jpg', 'River_0002.jpg', 'River_0003.jpg', 'River_0004.jpg'];
  await expect.poll(() => namesBelow(join(app.profile, 'store')), { timeout: 30_000 }).toEqual(names);
  await expect.poll(() => namesBelow(backup), { timeout: 30_000 }).toEqual(names);
  await expect(page.getByText('“EOS_DIGITAL”: safe to format the card')).toBeVisible({ timeout: 30_000 });

  // The copy is no album of its own in the sidebar; the album tells of it.
  await expect(page.getByRole('navigation').getByRole('button').filter({ hasText: 'Han River' })).toHaveCount(
    1,
  );
  await page.getByRole('button', { name: '+ 1 copy, all stored' }).first().click();
  const copies = page.getByRole('dialog', { name: 'Copies of “Han River”' });
  await copies.getByRole('button', { name: 'Receipt of the copy on backup' }).click();
  const receipt = page.getByRole('dialog', { name: /^Receipt of / });
  await expect(receipt.getByRole('heading', { name: 'Safe to format the card' })).toBeVisible();
  await expect(receipt).toContainText(/backup: han-river-/);
});
