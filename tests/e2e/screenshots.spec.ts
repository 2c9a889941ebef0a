/** Pictures of the window for the README, made anew with `CAOS_SCREENSHOTS=1 npm test -- e2e`; they show the sample photos. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expectGridFilled, gridOf } from '../support/album-window';
import { expect, test } from '../support/launch-app';
import { sendSampleShare, shootGuest } from '../support/shoot-share';

const folder = join(process.cwd(), 'docs', 'screenshots');

// Only on request, since it changes files of the project.
if (process.env.CAOS_SCREENSHOTS === '1')
  test('screenshots for the README', async ({ launch, scratch }) => {
    test.setTimeout(180_000);
    mkdirSync(folder, { recursive: true });
    const { page, electron, profile } = await launch();
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
    );
    await page.evaluate(renameFolder, [join(profile, 'store'), '~/Pictures/CAOS'] as const);
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
    await page.evaluate(() => window.caos.call('settings.set', { language: 'en', theme: 'dark' }));
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await shootShare(page);
    await shootLibrary(page);
  });

/** The gallery as a guest sees it, and what came back of it. */
async function shootShare(page: Page): Promise<void> {
  const sent = await sendSampleShare(page);
  const guest = await shootGuest(sent);
  await sharp(guest).png({ palette: true, quality: 100, effort: 10 }).toFile(join(folder, 'guest.png'));
  await page.evaluate(() => window.caos.call('shares.collect', {}));
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Shares/ })
    .click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Six days outside/ })
    .click();
  await expect(page.getByText('3 photos chosen')).toBeVisible();
  await shoot(page, 'share');
}

async function shootReceipt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More for this album' }).click();
  await page.getByRole('menuitem', { name: 'Receipt…' }).click();
  const receipt = page.getByRole('dialog', { name: /^Receipt of / });
  await expect(receipt.getByRole('heading', { name: /^(Safe|Not yet)/ })).toBeVisible();
  await page.evaluate(renameFolder, [join(process.cwd(), 'resources'), '~/Pictures'] as const);
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

/** Photos that were gone through: a selection of them, a search among them, two of them side by side. */
async function shootLibrary(page: Page): Promise<void> {
  const sidebar = page.getByRole('navigation');
  const grid = gridOf(page, 'Sample photos');
  const photo = (name: string) => grid.getByRole('option', { name: new RegExp(`^${name}`) });
  const select = async (name: string, photos: string[]): Promise<void> => {
    for (const [at, one] of photos.entries())
      await photo(one).click(at > 0 ? { modifiers: ['Control'] } : {});
    await page.keyboard.press('Shift+B');
    await page.getByRole('combobox').fill(name);
    await page.keyboard.press('Enter');
    await expect(sidebar.getByRole('button', { name })).toContainText(String(photos.length));
  };
  await sidebar.getByRole('button', { name: /Sample photos/ }).click();
  for (const [name, key] of [
    ['sea', 'p'],
    ['mountains', 'p'],
    ['aurora', 'p'],
    ['city', '8'],
    ['forest', 'x'],
  ] as const) {
    await photo(name).click();
    await page.keyboard.press(key);
  }
  await select('Prints', ['aurora', 'city']);
  await select('Calendar', ['mountains', 'sea', 'aurora', 'dunes']);
  await sidebar.getByRole('button', { name: 'Calendar' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
  await shoot(page, 'selection');

  await sidebar.getByRole('button', { name: 'All photos' }).click();
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.insertText('at');
  await page.getByRole('button', { name: 'Filters' }).click();
  const panel = page.getByRole('dialog', { name: 'Filters' });
  await panel.getByRole('button', { name: /^★★★★ / }).click();
  await panel.getByRole('button', { name: /^★★★★★ / }).click();
  await shoot(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear the search' }).click();

  await sidebar.getByRole('button', { name: /Sample photos/ }).click();
  await photo('sea').click();
  await photo('mountains').click({ modifiers: ['Control'] });
  await page.keyboard.press('c');
  const viewer = page.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer.getByRole('group', { name: 'Marks' })).toHaveCount(2);
  await page.keyboard.press('t');
  await expect(viewer.getByRole('listbox')).toBeVisible();
  await shoot(page, 'culling');
}

/** In the page: folders of the program and of this test tell a reader nothing. */
function renameFolder([folder, shown]: readonly [folder: string, shown: string]): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    text.textContent = (text.textContent ?? '').replace(folder, shown);
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
