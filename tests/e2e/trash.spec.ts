/** The trash in the real window: by key with a way back, brought back after a restart, emptied on purpose; and duplicates chosen by key. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { writePhoto } from '../support/photo-folder';

/** What lies in the built-in store, without what describes it. */
const stored = (profile: string, of: RegExp): string[] =>
  readdirSync(join(profile, 'store'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.jpg') && of.test(path));
const inTrash = /\.caos\/trash\//;
const alive = /^(?!.*\.caos\/)/;
const trashOf = (page: Page) => page.getByRole('listbox', { name: 'Trash' });

async function makeAlbum(page: Page, scratch: string): Promise<void> {
  const folder = join(scratch, 'Jeonju');
  mkdirSync(folder);
  for (let seed = 0; seed < 4; seed += 1)
    await writePhoto(join(folder, `IMG_${seed + 1}.jpg`), seed, { takenAt: `2024:05:01 10:0${seed}:00` });
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Jeonju', files: '4 files' });
  await expectGridFilled(page, 'Jeonju', 4);
}

test('a photo goes to the trash by key, comes back by undo and from the trash, and is deleted for good on purpose', async ({
  launch,
  scratch,
}) => {
  const app = await launch();
  const { page, profile } = app;
  await makeAlbum(page, scratch);
  const photos = gridOf(page, 'Jeonju').getByRole('option');
  await photos.first().click();
  await page.keyboard.press('Delete');
  await expect(photos).toHaveCount(3);
  await expect(page.getByText('1 photo moved to the trash')).toBeVisible();
  await expect.poll(() => stored(profile, inTrash).length).toBe(1);
  await expect.poll(() => stored(profile, alive).length).toBe(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(photos).toHaveCount(4);
  await expect.poll(() => stored(profile, alive).length).toBe(4);
  expect(stored(profile, inTrash)).toEqual([]);

  // The focus is on the next one: two more go, and the window ends.
  await photos.first().click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Delete');
  await expect(photos).toHaveCount(2);
  await expect.poll(() => stored(profile, inTrash).length).toBe(2);
  await app.quit();

  const { page: again } = await launch({ profile });
  await again.getByRole('button', { name: 'Trash', exact: true }).click();
  await expect(trashOf(again).getByRole('option')).toHaveCount(2);
  await expect(trashOf(again).getByRole('option').first()).toContainText('30 days');
  await trashOf(again).getByRole('option').first().click();
  await again.getByRole('button', { name: 'Bring back', exact: true }).click();
  await expect(trashOf(again).getByRole('option')).toHaveCount(1);
  await expect.poll(() => stored(profile, alive).length).toBe(3);
  await again.getByRole('button', { name: 'Empty trash…' }).click();
  await again.getByRole('alertdialog').getByRole('button', { name: 'Delete 1 photo' }).click();
  await expect(again.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await expect.poll(() => stored(profile, inTrash).length).toBe(0);
  expect(stored(profile, alive)).toHaveLength(3);
});

test('duplicates are chosen by key, and only go to the trash', async ({ launch, scratch }) => {
  const { page, profile } = await launch();
  await makeAlbum(page, scratch);
  const copies = join(scratch, 'Copies');
  mkdirSync(copies);
  copyFileSync(join(scratch, 'Jeonju', 'IMG_2.jpg'), join(copies, 'IMG_2 copy.jpg'));
  await writePhoto(join(copies, 'other.jpg'), 9);
  await page.getByRole('button', { name: 'All albums', exact: true }).click();
  await dropPaths(page, [copies]);
  await acceptImport(page, { title: 'Copies', files: '2 files' });
  await expectGridFilled(page, 'Copies', 2);

  await page.getByRole('button', { name: 'Duplicates', exact: true }).click();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(page.getByText('Group 1 of 1')).toBeVisible();
  const panes = page.getByRole('group', { name: /^[12] of 2: / });
  await expect(panes.first()).toContainText('IMG_2.jpg');
  await expect(panes.first()).toContainText('Best guess');
  await expect(panes.first().getByRole('button', { name: /Kept/ })).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('1 photo moved to the trash')).toBeVisible();
  await expect(page.getByRole('heading', { name: '1 group looked through' })).toBeVisible();
  await expect
    .poll(() => stored(profile, inTrash).map((path) => path.split('/').at(-1)))
    .toEqual(['IMG_2 copy.jpg']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => stored(profile, inTrash)).toEqual([]);
  await expect(page.getByText('Everything was kept.')).toBeVisible();
});
