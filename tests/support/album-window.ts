/** What tests read from the window: as a person sees it, and once straight from the page's pictures. */
import { expect, type Locator, type Page } from '@playwright/test';

/** The sheet that a drop brings; resolves when it has counted the files. */
export async function acceptImport(page: Page, expected: { title: string; files: string }): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Import as album' });
  const title = sheet.getByRole('textbox', { name: 'Title' });
  await expect(title).toHaveValue(expected.title);
  await expect(sheet.getByRole('status')).toContainText(expected.files);
  await enterIn(title);
  await expectView(page, page.getByRole('heading', { level: 1, name: expected.title }));
}

/** Enter where the focus is meant to be: it comes with a frame, and a window that is not shown yet draws none. */
export async function enterIn(field: Locator): Promise<void> {
  await expect(field).toBeFocused();
  await field.page().keyboard.press('Enter');
}

/** When it does not come, the failure tells what the window shows instead. */
async function expectView(page: Page, sign: Locator): Promise<void> {
  const shown = async () => ((await sign.isVisible()) ? 'it' : page.locator('body').ariaSnapshot());
  await expect.poll(shown, { timeout: 15_000 }).toBe('it');
}

export const gridOf = (page: Page, album: string) =>
  page.getByRole('listbox', { name: `Photos of ${album}` });

/** Every photo (no more than fit the window) is there, says that it is stored, and its thumbnail is really drawn. */
export async function expectGridFilled(
  page: Page,
  album: string,
  count: number,
  timeout = 30_000,
): Promise<void> {
  const photos = gridOf(page, album).getByRole('option');
  await expect(photos).toHaveCount(count, { timeout });
  await expect(gridOf(page, album).getByRole('option', { name: /, Stored$/ })).toHaveCount(count, {
    timeout,
  });
  await expect.poll(() => drawnPictures(page, album), { timeout }).toBe(count);
}

/** How many thumbnails of the grid have decoded pixels. */
export function drawnPictures(page: Page, album: string): Promise<number> {
  return gridOf(page, album)
    .locator('img[src^="media://thumb/"], img[src^="media://grid/"]')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 1).length);
}

/** The viewer's large picture has arrived; answers its width in pixels. */
export async function shownPictureWidth(page: Page): Promise<number> {
  const picture = page.getByRole('dialog', { name: 'Photo viewer' }).locator('img[src^="media://preview/"]');
  await expect
    .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  return picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
}
