/** Words of photos: changed where they stand, on many photos at once and by a template; they lie in sidecars beside the photos, and undo works. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

const info = (page: Page) => page.getByRole('region', { name: 'Information' });
const field = (page: Page, name: string) => info(page).getByRole('textbox', { name });
/** By name of the sidecar, wherever the built-in store keeps it. */
function sidecars(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.xmp'),
  );
  return new Map(
    paths.map((path) => [path.slice(path.lastIndexOf('/') + 1), readFileSync(join(folder, path), 'utf8')]),
  );
}

test('words are changed in place and on many photos, reach the sidecars, and can be undone', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Jeju');
  await writePhotos(folder, 4);
  const { page } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Jeju', files: '4 files' });
  await expectGridFilled(page, 'Jeju', 4);
  const photos = gridOf(page, 'Jeju').getByRole('option');
  await photos.first().click();
  await page.keyboard.press('i');

  const title = field(page, 'Title');
  await title.fill('서귀포');
  await title.press('Enter');
  await expect(title).not.toBeFocused();
  const caption = field(page, 'Caption');
  await caption.fill('not this');
  await caption.press('Escape');
  await expect(caption).toHaveValue('');
  const keywords = info(page).getByRole('combobox', { name: 'Keywords' });
  await keywords.fill('sea, sun');
  await keywords.press('Enter');
  await expect(info(page).getByText('sun', { exact: true })).toBeVisible();
  await info(page).getByRole('button', { name: 'Remove sun' }).click();
  await expect(info(page).getByText('sun', { exact: true })).toBeHidden();
  await info(page).getByRole('button', { name: '4 stars' }).click();
  const found = await new AxeBuilder({ page })
    .include('aside')
    .disableRules(['label-content-name-mismatch'])
    .setLegacyMode()
    .analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  // The bucket of the built-in store gets it by itself.
  await expect.poll(() => [...sidecars(scratch).values()].join(), { timeout: 20_000 }).toContain('서귀포');
  const [name, words] = [...sidecars(scratch)][0] ?? [];
  expect(name).toMatch(/\.jpg\.xmp$/i);
  expect(words).toContain('xmp:Rating="4"');
  expect(words).toContain('<rdf:li>sea</rdf:li>');
  expect(words).not.toContain('sun');
  await expect(photos).toHaveCount(4); // a sidecar is no photo

  // All four at once, by key; what they do not share is said.
  await photos.first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Edit 4 photos' });
  await expect(sheet.getByRole('textbox', { name: 'Title' })).toHaveAttribute(
    'placeholder',
    'Several values',
  );
  await sheet.getByRole('textbox', { name: 'Copyright' }).fill('© 2026 Kim');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet).toBeHidden();
  await expect(field(page, 'Copyright')).toHaveValue('© 2026 Kim');
  await expect
    .poll(() => [...sidecars(scratch).values()].filter((text) => text.includes('© 2026 Kim')).length, {
      timeout: 20_000,
    })
    .toBe(4);

  await gridOf(page, 'Jeju').focus();
  await page.keyboard.press('Control+z');
  await expect(field(page, 'Copyright')).toHaveValue('');
  await expect
    .poll(() => [...sidecars(scratch).values()].filter((text) => text.includes('© 2026 Kim')).length, {
      timeout: 20_000,
    })
    .toBe(0);
});

test('a template is made once and put on photos with one click, and on every import', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Busan');
  await writePhotos(folder, 2);
  const { page } = await launch();
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Busan', files: '2 files' });
  await expectGridFilled(page, 'Busan', 2);

  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'New template…' }).click();
  const sheet = page.getByRole('dialog', { name: 'New template' });
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await sheet.getByRole('textbox', { name: 'Copyright' }).fill('© Kim');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('© Kim', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'On every imported photo' }).click();
  await page.getByRole('option', { name: 'Mine' }).click();

  await page.getByRole('button', { name: /Busan/ }).first().click();
  await expectGridFilled(page, 'Busan', 2);
  await gridOf(page, 'Busan').getByRole('option').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Apply a template' }).click();
  await page.getByRole('menuitem', { name: 'Mine' }).click();
  await expect(page.getByText('“Mine” is on 1 photo')).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await gridOf(page, 'Busan').focus();
  await page.keyboard.press('i');
  await expect(field(page, 'Copyright')).toHaveValue('© Kim');

  const second = join(scratch, 'Seoul');
  await writePhotos(second, 1);
  await page.getByRole('button', { name: 'All albums' }).click();
  await dropPaths(page, [second]);
  await acceptImport(page, { title: 'Seoul', files: '1 file' });
  await expectGridFilled(page, 'Seoul', 1);
  await gridOf(page, 'Seoul').getByRole('option').first().click();
  await expect(field(page, 'Copyright')).toHaveValue('© Kim');
});
