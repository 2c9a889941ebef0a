/** The page that guests will see, beside the form that makes it: it follows every change, and can do nothing else. */
import { join } from 'node:path';
import type { Frame, Locator, Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expectAccessibleInBoth } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

async function compose(page: Page, scratch: string): Promise<void> {
  const folder = join(scratch, 'Jeju');
  await writePhotos(folder, 3);
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: 'Jeju', files: '3 files' });
  await expectGridFilled(page, 'Jeju', 3);
  await gridOf(page, 'Jeju').getByRole('option').first().click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+Shift+S');
  await expect(page.getByRole('heading', { level: 1, name: 'New share' })).toBeVisible();
}

/** Once it is there. */
async function previewOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('no preview');
  await expect(frame.locator('h1')).toBeVisible();
  return frame;
}

/** With the mouse, where it is in the window: Playwright's own click does not know that the frame is drawn smaller. */
async function press(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const frame = await page.locator('iframe').boundingBox();
  const at = await target.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2, innerWidth };
  });
  if (!frame) throw new Error('no frame');
  const scale = frame.width / at.innerWidth;
  await page.mouse.click(frame.x + at.x * scale, frame.y + at.y * scale);
}

test('the preview is the page of guests: it follows what is written and chosen, and sends nothing', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(90_000);
  const { page } = await launch();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await compose(page, scratch);
  const preview = await previewOf(page);
  const title = page.getByRole('textbox', { name: 'Title' });

  await test.step('words follow while the focus stays where they are written', async () => {
    await title.fill('Jeju in May');
    await expect(preview.locator('h1')).toHaveText('Jeju in May');
    await page.getByRole('textbox', { name: 'Message' }).fill('With <b>love</b>');
    await expect(preview.locator('.message')).toHaveText('With <b>love</b>');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    await expect(preview.locator('.grid img').first()).toHaveAttribute('src', /^blob:/);
    await expect(preview.locator('.cover.loaded')).toBeVisible();
    await expect(preview.locator('.facts')).toContainText('2 photos');
  });

  await test.step('allowances and file names follow', async () => {
    await expect(preview.getByRole('button', { name: 'Download', exact: true })).toBeVisible();
    await page.getByRole('checkbox', { name: 'Download them in screen size' }).click();
    await expect(preview.getByRole('button', { name: 'Download', exact: true })).toHaveCount(0);
    await page.getByRole('checkbox', { name: 'Download them in screen size' }).click();
    await page.getByRole('button', { name: 'Photo', exact: true }).click();
    await expect(preview.locator('.viewer .caption')).toContainText(/\.jpg$/i);
    await expect(preview.locator('.viewer .count')).toHaveText('2 / 2');
    await page.getByRole('checkbox', { name: 'Show file names' }).click();
    await expect(preview.locator('.viewer .caption')).not.toContainText(/\.jpg/i);
    await expect(preview.locator('.viewer .count')).toHaveText('2 / 2');
    const pixels = () =>
      preview.locator('.viewer .slide:not([aria-hidden]) img.large').evaluate(async (image) => {
        const canvas = document.createElement('canvas');
        const { naturalWidth: width, naturalHeight: height } = image as HTMLImageElement;
        Object.assign(canvas, { width, height });
        if (width === 0) return '';
        const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
        pen.drawImage(image as HTMLImageElement, 0, 0);
        return pen.getImageData(width / 2, height * 0.9, width / 2, height * 0.1).data.join();
      });
    await expect.poll(pixels).not.toBe('');
    const before = await pixels();
    await page.getByRole('checkbox', { name: 'Watermark' }).click();
    await page.getByRole('textbox', { name: 'Text of the watermark' }).fill('© Lee Studio');
    await expect.poll(async () => ['', before].includes(await pixels())).toBe(false);
  });

  await test.step('the photo on the screen becomes the cover', async () => {
    await page.getByRole('button', { name: 'Use as cover' }).click();
    await expect(page.getByRole('button', { name: 'This is the cover' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Take the first photo again' })).toBeVisible();
  });

  await test.step('what a guest would send or save is explained instead', async () => {
    await press(page, preview.locator('.viewer').getByRole('button', { name: 'Close', exact: true }));
    await expect(page.getByRole('button', { name: 'Gallery', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await preview.locator('.grid .frame').first().scrollIntoViewIfNeeded();
    await press(page, preview.locator('.grid .frame').first());
    await expect(page.getByRole('button', { name: 'Photo', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.keyboard.press('h');
    await expect(preview.locator('.viewer button[aria-pressed="true"]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await press(page, preview.getByRole('button', { name: 'Download', exact: true }));
    await press(page, preview.locator('.sheet .part .main').first());
    await expect(preview.locator('.sheet .part-line')).toHaveText(/^This is a preview: nothing is sent/);
    await press(page, preview.locator('.sheet').getByRole('button', { name: 'Close' }));
    await press(page, preview.locator('.choice-bar .main'));
    await press(page, preview.locator('.send-sheet .main'));
    await expect(preview.locator('.send-sheet .part-line')).toHaveText(/^This is a preview: nothing is sent/);
  });

  await test.step('the door opens with any code, in the language of the share', async () => {
    await page.getByRole('button', { name: 'Code', exact: true }).click();
    await expect(preview.getByLabel('Your code')).toBeVisible();
    await page.getByRole('combobox', { name: 'Language of mail and gallery' }).click();
    await page.getByRole('option', { name: '한국어' }).click();
    await expect(preview.locator('html')).toHaveAttribute('lang', 'ko');
    await preview.locator('#code').fill('7KX2MQD9TF');
    await press(page, preview.locator('button.main'));
    await expect(preview.locator('.gallery h1')).toHaveText('Jeju in May');
  });

  await test.step('as wide as a computer', async () => {
    expect(await preview.evaluate(() => innerWidth)).toBe(390);
    await page.getByRole('button', { name: 'Computer', exact: true }).click();
    await expect.poll(() => preview.evaluate(() => innerWidth)).toBe(1280);
  });

  await test.step('keys may go past it', async () => {
    await page.getByRole('button', { name: 'Skip the preview' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused();
  });
  await expectAccessibleInBoth(page, 'composer with its preview');
  expect(refused).toEqual([]);
});

test('the frame of the preview has no bridge, no origin and no network, and goes nowhere', async ({
  launch,
  scratch,
}) => {
  const { page } = await launch();
  await compose(page, scratch);
  const preview = await previewOf(page);
  const found = await preview.evaluate(async () => {
    const outcome = (act: () => unknown): string => {
      try {
        act();
        return 'allowed';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const fetched = (address: string) =>
      fetch(address).then(
        () => 'loaded',
        () => 'refused',
      );
    return {
      bridge: 'caos' in window,
      origin,
      parent: outcome(() => window.parent.document.title),
      storage: outcome(() => localStorage.length),
      inline: (() => {
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.head.append(script);
        return 'inlineRan' in window;
      })(),
      opened: window.open('https://example.com/') === null,
      fetches: await Promise.all(
        ['app://caos/index.html', 'media://thumb/1', 'http://127.0.0.1:9/', 'data:text/plain,x'].map(fetched),
      ),
    };
  });
  expect(found).toEqual({
    bridge: false,
    origin: 'null',
    parent: 'SecurityError',
    storage: 'SecurityError',
    inline: false,
    opened: true,
    fetches: ['refused', 'refused', 'refused', 'refused'],
  });
  const own = page.url();
  const tries: Array<() => void> = [
    () => {
      location.href = 'https://example.com/';
    },
    () => {
      location.href = 'app://caos/index.html';
    },
    () => {
      (window.top as Window).location.href = 'https://example.com/';
    },
  ];
  // What it wanted is refused; Chromium puts its own empty page there, and takes the world of the one before away.
  const isAt = () => preview.evaluate(() => location.href).catch(() => 'on its way');
  for (const leave of tries) {
    await preview.evaluate(leave).catch(() => undefined);
    await expect.poll(isAt).toBe('chrome-error://chromewebdata/');
  }
  // Nor may the window itself be led to the frame's page.
  await page.evaluate(() => {
    location.href = 'app://caos/guest-preview.html';
  });
  expect(page.url()).toBe(own);
  expect(await preview.evaluate(() => ('caos' in window ? 'bridge' : origin))).toBe('null');
});
