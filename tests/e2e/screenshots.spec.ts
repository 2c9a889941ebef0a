/** Pictures of the window for the README, made anew with `CAOS_SCREENSHOTS=1 npm test -- e2e`; they show the sample photos. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/launch-app';

const folder = join(process.cwd(), 'docs', 'screenshots');

// Only on request, since it changes files of the project.
if (process.env.CAOS_SCREENSHOTS === '1')
  test('screenshots for the README', async ({ launch }) => {
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
    await page.evaluate(() => window.caos.call('settings.set', { language: 'ko', theme: 'light' }));
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
    await shoot(page, 'album-light-korean');
  });

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
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
