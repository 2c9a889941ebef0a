/** The transfer line from the first file to "Safe to format the card", its list, a story, the journal, and the settings of transfers. */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type AppWindow, expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' });

/** Every note the system would have shown, as `title: body`; asked before anything happens. */
async function listenToNotes(app: AppWindow): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ Notification, BrowserWindow }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { shownNotes: seen });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      seen.push(`${this.title}: ${this.body}`);
    };
    // Another window is in front.
    BrowserWindow.prototype.isFocused = () => false;
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { shownNotes: string[] }).shownNotes);
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .setLegacyMode(true)
    .analyze();
  expect(
    violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}`)),
  ).toEqual([]);
}

test('a card is safe once the store said so, and everything on the way can be read', async ({
  launch,
  scratch,
}) => {
  const card = join(scratch, 'EOS_DIGITAL');
  await writePhotos(join(card, 'DCIM'), 6);
  const app = await launch();
  const { page } = app;
  const notes = await listenToNotes(app);
  await page.evaluate(
    async (path) => {
      const made = await window.caos.call('albums.create', { title: 'Ulsan' });
      if (made.ok) await window.caos.call('imports.start', { albumId: made.value.id, paths: [path] });
    },
    join(card, 'DCIM'),
  );
  await expect(tray(page)).toContainText('All 6 stored', { timeout: 30_000 });
  await expect(tray(page)).toContainText('Safe to format the card', { timeout: 30_000 });
  await expect.poll(notes).toEqual(['“Ulsan” is stored: 6 stored. Safe to format the card.']);

  await page.getByRole('button', { name: /^Show transfers/ }).click();
  const imported = page.getByRole('tab', { name: /^Ulsan/ });
  await expect(imported).toBeFocused();
  await expect(imported).toContainText('from EOS_DIGITAL');
  await expectAccessible(page);

  // By keyboard alone: into the list, down a row, its story, and back out.
  await page.getByRole('tab', { name: /^Stored/ }).focus();
  const list = page.getByRole('region', { name: 'Stored' });
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const second = list.getByRole('listitem').nth(1).getByRole('button').first();
  await expect(second).toBeFocused();
  await page.keyboard.press('Enter');
  const story = page.getByRole('region', { name: 'Story' });
  await expect(story.getByRole('listitem').first()).toContainText('Stored');
  await expect(story.getByRole('listitem').last()).toContainText('Being read');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(story).toBeHidden();
  await expect(page.getByRole('button', { name: /^Show transfers/ })).toBeFocused();

  await page.getByRole('button', { name: 'More for transfers' }).click();
  await page.getByRole('menuitem', { name: 'What happened' }).click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(main).toContainText('The import into “Ulsan” ended: 6 stored.');
  await expect(main).toContainText('6 files, all confirmed by the store. Safe to format the card.');
  await expectAccessible(page);
});

test('what Settings ask of transfers is kept, and the line says why it waits', async ({
  launch,
  scratch,
}) => {
  const folder = join(scratch, 'Ulsan');
  await writePhotos(folder, 2);
  const first = await launch();
  const { page } = first;
  await page.keyboard.press('Control+,');
  await page.getByRole('combobox', { name: 'Upload speed' }).click();
  await page.getByRole('option', { name: 'At most' }).click();
  const speed = page.getByRole('textbox', { name: 'Upload speed, megabytes per second' });
  await speed.fill('0');
  await speed.press('Enter');
  await expect(page.getByRole('main')).toContainText('Enter at least 0.01 MB/s.');
  await speed.fill('2,5');
  await speed.press('Enter');
  await expect(speed).toHaveValue('2.5');
  await page.getByRole('combobox', { name: 'Hours' }).click();
  await page.getByRole('option', { name: 'Upload only between' }).click();
  // One hour that is over: two hours from now, an hour long.
  const hour = new Date().getHours();
  const clock = (later: number): string => `${String((hour + later) % 24).padStart(2, '0')}:00`;
  await page.getByLabel('From').fill(clock(2));
  await page.getByLabel('To', { exact: true }).fill(clock(3));
  await expectAccessible(page);
  await expect
    .poll(() => page.evaluate(() => window.caos.call('settings.get', {})))
    .toMatchObject({
      value: {
        uploadLimitBps: 2_500_000,
        transferHours: {
          mode: 'upload-between',
          fromMin: ((hour + 2) % 24) * 60,
          toMin: ((hour + 3) % 24) * 60,
        },
      },
    });
  await first.quit();

  const second = await launch({ paths: [folder] });
  const notes = await listenToNotes(second);
  await expect(tray(second.page)).toContainText(/Waits until .+, as Settings ask/);
  await expect(tray(second.page)).toContainText('not yet safe to format');
  await second.page.getByRole('button', { name: 'Change in Settings' }).click();
  await second.page.getByRole('combobox', { name: 'Hours' }).click();
  await second.page.getByRole('option', { name: 'At any time' }).click();
  await expect(tray(second.page)).toContainText('Safe to format the card', { timeout: 30_000 });
  await expect.poll(notes).toEqual(['“Ulsan” is stored: 2 stored. Safe to format the card.']);
});
