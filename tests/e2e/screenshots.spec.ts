/** Pictures of the window for the README, made anew with `CAOS_SCREENSHOTS=1 npm test -- e2e`; they show the sample photos. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expectGridFilled } from '../support/album-window';
import { expect, test } from '../support/launch-app';

const folder = join(process.cwd(), 'docs', 'screenshots');

// Only on request, since it changes files of the project.
if (process.env.CAOS_SCREENSHOTS === '1')
  test('screenshots for the README', async ({ launch, scratch }) => {
    test.setTimeout(120_000);
    mkdirSync(folder, { recursive: true });
    const { page, electron } = await launch();
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
    );
    await shoot(page, 'welcome');
    await page.getByRole('button', { name: 'Try sample photos' }).click();
    const photos = page.getByRole('listbox');
    await expect(photos).toBeVisible();
    await page.waitForFunction(async () => {
      const summary = await window.caos.call('transfers.summary', {});
      return (
        summary.ok && summary.value.totalCount > 0 && summary.value.storedCount === summary.value.totalCount
      );
    });
    await expectGridFilled(page, 'Sample photos', 6);
    await shoot(page, 'album-dark');
    await photos.getByRole('option').first().dblclick();
    await expect(page.getByRole('dialog', { name: 'Photo viewer' })).toBeVisible();
    await page.keyboard.press('i');
    await shoot(page, 'viewer');
    await page.keyboard.press('i');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Show transfers/ }).click();
    await page.getByRole('tab', { name: /Stored/ }).click();
    await shoot(page, 'transfers');
    await page.keyboard.press('Escape');
    await shootReceipt(page);
    await shootStorage(page, scratch);
    await page
      .getByRole('button', { name: /Sample photos/ })
      .first()
      .click();
    await expect(photos).toBeVisible();
    await page.evaluate(() => window.caos.call('settings.set', { language: 'ko', theme: 'light' }));
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
    await shoot(page, 'album-light-korean');
  });

async function shootReceipt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More for this album' }).click();
  await page.getByRole('menuitem', { name: 'Receipt…' }).click();
  const receipt = page.getByRole('dialog', { name: /^Receipt of / });
  await expect(receipt.getByRole('heading', { name: /^(Safe|Not yet)/ })).toBeVisible();
  await page.evaluate(hideFolderOfProgram, join(process.cwd(), 'resources'));
  await shoot(page, 'receipt');
  await page.keyboard.press('Escape');
  await expect(receipt).toBeHidden();
}

/** A store that was tested, and a bucket of it that something else filled: a plain folder here, as any store looks. */
async function shootStorage(page: Page, scratch: string): Promise<void> {
  const root = join(scratch, 'Archive disk');
  const samples = join(process.cwd(), 'resources', 'samples');
  for (const year of ['2022', '2023', '2024']) mkdirSync(join(root, 'travel', year), { recursive: true });
  for (const [index, name] of readdirSync(samples)
    .filter((file) => file.endsWith('.jpg'))
    .entries()) {
    cpSync(join(samples, name), join(root, 'travel', `${2022 + (index % 3)}`, name));
    if (index % 2 === 0) cpSync(join(samples, name), join(root, 'travel', name));
  }
  await page.evaluate(async (path) => {
    const config = { kind: 'local' as const, root: path };
    const added = await window.caos.call('connections.add', { name: 'Archive disk', config });
    if (!added.ok) throw new Error(added.error.message);
    const tested = await window.caos.call('connections.probe', { id: added.value.id });
    if (!tested.ok) throw new Error(tested.error.message);
  }, root);
  await page.getByRole('button', { name: 'Storage', exact: true }).click();
  await page.getByRole('button', { name: 'Show report' }).last().click();
  await page.evaluate(hideFolders);
  await shoot(page, 'storage');
  await page.getByRole('button', { name: 'Actions for Archive disk' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  await page.getByRole('main').getByRole('button', { name: 'travel', exact: true }).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /\.jpg$/ })
    .first()
    .click();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('ETag');
  await shoot(page, 'bucket');
}

/** In the page: the samples lie in the folder of the program, which tells a reader nothing. */
function hideFolderOfProgram(folderOfSamples: string): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    text.textContent = (text.textContent ?? '').replace(folderOfSamples, '~/Pictures');
  }
}

/** In the page: the folder this test runs in tells a reader nothing. */
function hideFolders(): void {
  for (const line of document.querySelectorAll('main li p')) {
    if (/^(\/|[A-Z]:\\)/.test(line.textContent ?? ''))
      line.textContent = `~/Pictures/${(line.textContent ?? '').split(/[\\/]/).at(-1)}`;
  }
}

/** Waits for what fades and loads, then writes docs/screenshots/<name>.png. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await expect(page.getByRole('region', { name: /Notifications|알림/ }).getByRole('dialog')).toHaveCount(0, {
    timeout: 20_000,
  });
  await page.mouse.move(640, 795);
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
  // 256 colours suffice for a README and weigh a third.
  const picture = sharp(await page.screenshot());
  await picture.png({ palette: true, quality: 100, effort: 10 }).toFile(join(folder, `${name}.png`));
}
