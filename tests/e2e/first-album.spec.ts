/** The whole way of a first album: drop a folder, watch it go, look at a photo, quit, start again offline. */
import { spawn } from 'node:child_process';
import { readdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { electronSwitches } from '../../scripts/bootstrap.mjs';
import { acceptImport, expectGridFilled, gridOf, shownPictureWidth } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { digestsBelow, writePhotos } from '../support/photo-folder';

test('a dropped folder becomes an album that is still there offline', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Jeju Spring');
  await writePhotos(folder, 12);
  const first = await launch();
  await expect(first.page.getByRole('heading', { name: 'Your photos, on storage you own' })).toBeVisible();

  await dropPaths(first.page, [folder]);
  await acceptImport(first.page, { title: 'Jeju Spring', files: '12 files' });
  await expectGridFilled(first.page, 'Jeju Spring', 12);
  await expect(first.page.getByRole('region', { name: 'Transfers' })).toContainText('All 12 stored');

  const store = join(first.profile, 'store');
  const [bucket = ''] = readdirSync(store);
  expect(Object.values(digestsBelow(join(store, bucket))).sort()).toEqual(
    Object.values(digestsBelow(folder)).sort(),
  );

  await gridOf(first.page, 'Jeju Spring').getByRole('option').first().dblclick();
  const viewer = first.page.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer).toContainText('1 of 12');
  await expect(viewer).toContainText('IMG_0001.jpg');
  expect(await shownPictureWidth(first.page)).toBe(1200);
  await first.page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('2 of 12');
  expect(await shownPictureWidth(first.page)).toBe(800);
  await first.page.keyboard.press('ArrowLeft');
  await expect(viewer).toContainText('1 of 12');
  await first.page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await first.quit();

  // Offline: neither the store nor the originals can be reached any more.
  renameSync(store, join(scratch, 'unplugged-store'));
  renameSync(folder, join(scratch, 'ejected-card'));
  const second = await launch();
  await second.page
    .getByRole('button', { name: /Jeju Spring/ })
    .first()
    .click();
  await expectGridFilled(second.page, 'Jeju Spring', 12);
  await gridOf(second.page, 'Jeju Spring').getByRole('option').first().dblclick();
  expect(await shownPictureWidth(second.page)).toBe(1200);
});

test('folders named at the start are imported at once', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Busan');
  await writePhotos(folder, 4);
  const { page } = await launch({ paths: [folder] });
  await page.getByRole('button', { name: /Busan/ }).first().click();
  await expectGridFilled(page, 'Busan', 4);
});

test('a second start hands its folder to the open window and ends', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Seoul Night');
  await writePhotos(folder, 3);
  const first = await launch();
  await expect(first.page.getByRole('heading', { level: 1 })).toBeVisible();
  const code = await startAgain(first.profile, folder);
  expect(code).toBe(0);
  await acceptImport(first.page, { title: 'Seoul Night', files: '3 files' });
  await expectGridFilled(first.page, 'Seoul Night', 3);
});

/** Starts the app once more with the same profile; resolves with its exit code. */
function startAgain(profile: string, folder: string): Promise<number | null> {
  const electron = createRequire(import.meta.url)('electron') as unknown as string; // outside Electron: the path of its program
  const child = spawn(electron, [...electronSwitches(true), process.cwd(), '--profile', profile, folder], {
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

test('a folder that is missing says so in the window', async ({ launch, scratch }) => {
  const { page } = await launch({ paths: [join(scratch, 'nowhere')] });
  const sheet = page.getByRole('dialog', { name: 'Import as album' });
  await expect(sheet).toContainText('nowhere');
  await expect(sheet).toContainText('There is nothing in it to import.');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});
