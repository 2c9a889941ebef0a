/** What a photographer asks for out of turn: some photos before the others, and a card split into an album for each day. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expect, test } from '../support/launch-app';
import { writePhoto } from '../support/photo-folder';

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' });

/** File names in the order in which their upload began. */
const begun = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { call } = window.caos;
    const listed = await call('transfers.list', { offset: 0, limit: 100 });
    if (!listed.ok) return [];
    const starts: Array<{ name: string; atMs: number }> = [];
    for (const { id, fileName } of listed.value.items) {
      const events = await call('transfers.events', { id });
      const start = events.ok ? events.value.find(({ state }) => state === 'uploading') : undefined;
      if (start) starts.push({ name: fileName, atMs: start.atMs });
    }
    return starts.sort((a, b) => a.atMs - b.atMs).map(({ name }) => name);
  });

test('photos that are chosen go first, from the list and from the album', async ({ launch, scratch }) => {
  const folder = join(scratch, 'Ulleung');
  for (let n = 1; n <= 6; n += 1)
    await writePhoto(join(folder, `U_${n}.jpg`), n, { takenAt: `2026:11:20 10:0${n}:00` });
  const { page } = await launch();
  // Nothing is sent until the choice is made: one hour that is over, and then one file after the other.
  const hour = new Date().getHours();
  await page.evaluate(
    (fromMin) =>
      window.caos.call('settings.set', {
        maxParallel: 1,
        transferHours: { mode: 'upload-between', fromMin, toMin: (fromMin + 60) % 1440 },
      }),
    ((hour + 2) % 24) * 60,
  );
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Ulleung', files: '6 files' });
  await expect(tray(page)).toContainText(/Waits until .+, as Settings ask/);

  await page.getByRole('button', { name: /^Show transfers/ }).click();
  await page.getByRole('tab', { name: /^Waiting/ }).click();
  const list = page.getByRole('region', { name: 'Waiting' });
  await list.getByRole('button', { name: 'Upload U_6.jpg first' }).click();
  await expect(list.getByRole('button', { name: 'Put U_6.jpg back in its place' })).toBeVisible();
  await page.keyboard.press('Escape');

  const photos = gridOf(page, 'Ulleung').getByRole('option');
  await photos.nth(3).click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('button', { name: 'Upload first' }).click();
  await expect(page.getByText('2 photos go first')).toBeVisible();

  await page.evaluate(() =>
    window.caos.call('settings.set', { transferHours: { mode: 'always', fromMin: 0, toMin: 0 } }),
  );
  await expect(tray(page)).toContainText('Safe to format the card', { timeout: 30_000 });
  const order = await begun(page);
  expect(order.slice(0, 3).sort()).toEqual(['U_4.jpg', 'U_5.jpg', 'U_6.jpg']);
  expect(order.slice(3).sort()).toEqual(['U_1.jpg', 'U_2.jpg', 'U_3.jpg']);
});

test('a folder of two days becomes two albums', async ({ launch, scratch }) => {
  const card = join(scratch, 'EOS_DIGITAL');
  mkdirSync(card);
  for (const [day, count] of [
    [20, 2],
    [21, 3],
  ] as const)
    for (let n = 1; n <= count; n += 1)
      await writePhoto(join(card, 'DCIM', `D${day}_${n}.jpg`), day + n, {
        takenAt: `2026:11:${day} 10:0${n}:00`,
      });
  const { page } = await launch();
  await dropPaths(page, [card]);
  const sheet = page.getByRole('dialog', { name: 'Import as album' });
  await expect(sheet.getByRole('status')).toContainText('5 files');
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Jeju');
  await sheet.getByRole('button', { name: /^More options/ }).click();
  await sheet.getByRole('combobox', { name: 'Split into albums' }).click();
  await page.getByRole('option', { name: 'One for each day' }).click();
  const titles = sheet.getByRole('list', { name: 'Albums that will be filled' }).getByRole('listitem');
  await expect(titles).toHaveCount(2);
  await sheet.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText('“EOS_DIGITAL”: safe to format the card')).toBeVisible({ timeout: 30_000 });
  const albums = await page.evaluate(async () => {
    const listed = await window.caos.call('albums.list', {});
    return listed.ok ? listed.value.map(({ title, storedCount }) => `${title}: ${storedCount}`).sort() : [];
  });
  expect(albums).toEqual([
    expect.stringMatching(/^Jeju.*20.*: 2$/),
    expect.stringMatching(/^Jeju.*21.*: 3$/),
  ]);
});
