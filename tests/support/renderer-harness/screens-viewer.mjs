// Screens of the viewer: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const album = 'Wedding Kim & Lee';

/** Opens the album, then its n-th photo. */
const open =
  (n, ...keys) =>
  async (page) => {
    await page.getByRole('button', { name: album, exact: true }).first().click();
    const photos = page.getByRole('listbox').first().getByRole('option');
    await photos.nth(n).waitFor();
    await photos.first().click();
    for (let step = 0; step < n; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(500);
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(250);
    }
    await page.mouse.move(640, 400);
    await page.waitForTimeout(500);
  };

export const viewerScreens = [
  ['viewer', '', open(4)],
  ['viewer-strip-histogram', 'info=yes', open(6, 't', 'h')],
  ['viewer-strip-histogram-ko-light', `info=yes&${koLight}`, open(6, 't', 'h', 'l', 'l')],
  ['viewer-white', 'displays=2', open(4, 'l', 'l', 't')],
  ['viewer-pixels', '', open(4, 'z', 'e')],
  ['viewer-compare-two', '', open(4, 'c', 't')],
  [
    'viewer-compare-four-ko-light',
    koLight,
    async (page) => {
      await page.getByRole('button', { name: album, exact: true }).first().click();
      const photos = page.getByRole('listbox').first().getByRole('option');
      await photos.nth(1).click();
      await photos.nth(4).click({ modifiers: ['Shift'] });
      await page.keyboard.press('c');
      await page.getByRole('dialog').waitFor();
      await page.waitForTimeout(800);
      await page.keyboard.press('l');
    },
  ],
  [
    'viewer-compare-three',
    '',
    async (page) => {
      await page.getByRole('button', { name: album, exact: true }).first().click();
      const photos = page.getByRole('listbox').first().getByRole('option');
      await photos.nth(1).click();
      await photos.nth(3).click({ modifiers: ['Shift'] });
      await page.keyboard.press('c');
      await page.getByRole('dialog').waitFor();
      await page.waitForTimeout(800);
      await page.keyboard.press('h');
      await page.waitForTimeout(500);
    },
  ],
  ['viewer-video', '', open(10)],
  ['viewer-broken-ko-light', koLight, open(16)],
  ['viewer-offline', 'offline=yes', open(2)],
  ['viewer-mirror', '#second-display', null],
];
