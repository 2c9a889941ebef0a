/** In the window: photos asked for from one person, with link and code at hand; an album made private, shown to a group of one, and not any more. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expectAccessibleInBoth } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

const album = 'Jeju';
const inSidebar = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) });
const inMain = (page: Page, name: RegExp) => page.getByRole('main').getByRole('button', { name });

/** By name, address and the code that waits in the Outbox, which stays open beside the sheet. */
async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Jiyoon Lee');
  await page.getByRole('textbox', { name: 'Your mail address' }).fill('jiyoon@lee.photo');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Type the code' });
  await sheet.getByRole('button', { name: 'Show the Outbox' }).click();
  const letter = page.locator('[data-mail-words]').locator('div').first();
  await expect(letter).toContainText(/\d{4}[ -]?\d{4}/);
  const code = /\d{4}[ -]?\d{4}/.exec((await letter.textContent()) ?? '')?.[0] ?? '';
  await sheet.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed in on this computer as Jiyoon Lee')).toBeVisible();
}

/** From the menu of the album in the sidebar. */
async function openAccess(page: Page) {
  const row = page.getByRole('navigation').getByRole('button', { name: new RegExp(album) });
  await row.first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Who sees it…' }).click();
  return page.getByRole('dialog', { name: `Who sees “${album}”` });
}

test('photos are asked for, and a private album is shown to a group of one person', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(180_000); // an import, an Argon2id key for each page, sealing, and looks with axe
  const { page } = await launch();
  const folder = join(scratch, album);
  await writePhotos(folder, 2);
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: album, files: '2 files' });
  await expectGridFilled(page, album, 2);

  await test.step('an album that is open belongs to nobody until somebody signs in', async () => {
    const dialog = await openAccess(page);
    await expect(dialog.getByRole('radio', { name: /^Only you/ })).toBeDisabled();
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page);
  });

  await test.step('a request is written as a draft, then sent', async () => {
    await inSidebar(page, 'Shares').click();
    await inMain(page, /^Ask for photos/).click();
    const sheet = page.getByRole('dialog', { name: 'Ask for photos' });
    await expect(sheet.getByRole('combobox', { name: 'Add people by address' })).toBeFocused();
    await page.keyboard.type('Jun <jun@example.com>');
    await page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(sheet).toContainText('Say what it is about.');
    await sheet.getByRole('textbox', { name: 'What it is about' }).fill('Your side of the day');
    await expectAccessibleInBoth(page, 'asking for photos');
    await sheet.getByRole('button', { name: 'Keep as draft' }).click();
    await expect(sheet).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: 'Your side of the day' })).toBeVisible();
    await inMain(page, /^Change…$/).click();
    const draft = page.getByRole('dialog', { name: 'Change the draft' });
    await draft.getByRole('textbox', { name: 'What it is about' }).fill('Your half of the day');
    await draft.getByRole('button', { name: 'Keep the draft' }).click();
    await expect(draft).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: 'Your half of the day' })).toBeVisible();
    await inMain(page, /^Send$/).click();
    await expect(page.getByText(/^Open until /).first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Copy link: Jun' }).click();
    await expect(page.getByText('Link for Jun copied')).toBeVisible();
    await page.getByRole('button', { name: 'Show code: Jun' }).click();
    await expect(page.getByLabel('Code of Jun')).toHaveText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await expectAccessibleInBoth(page, 'photo request');
    await page.getByRole('button', { name: 'More for Jun' }).click();
    await page.getByRole('menuitem', { name: 'Take Jun out…' }).click();
    const out = page.getByRole('alertdialog', { name: /^Take Jun out of/ });
    await expect(out).toContainText('Nobody else is asked, so the request ends.');
    await out.getByRole('button', { name: 'Cancel' }).click();
    await expect(out).toBeHidden();
    await expect(page.getByRole('button', { name: 'Copy link: Jun' })).toBeVisible();
    await expect(page.getByText('Nothing has arrived yet')).toBeVisible();
    await page.getByRole('button', { name: 'More for Jun' }).click();
    await page.getByRole('menuitem', { name: 'Take Jun out…' }).click();
    await out.getByRole('button', { name: 'Take out', exact: true }).click();
    await expect(out).toBeHidden();
    await expect(page.getByText(/^Ended on /).first()).toBeVisible();
    await expect(page.getByText('Nothing arrived', { exact: true })).toBeVisible();
  });

  await test.step('the album is private, and a group of one sees it without downloading', async () => {
    const access = await openAccess(page);
    await access.getByRole('radio', { name: /^Only you/ }).click();
    await expect(access.getByRole('radio', { name: /^Only you/ })).toBeChecked();
    await expect(access).toContainText('There is no group yet.');
    await access.getByRole('button', { name: 'People and groups…' }).click();
    const groups = page.getByRole('dialog', { name: 'People and groups' });
    await groups.getByRole('textbox', { name: 'Name of a new group' }).fill('Family');
    await page.keyboard.press('Enter');
    await groups.getByRole('textbox', { name: 'Add people' }).fill('Mina Kim <mina@example.com>');
    await page.keyboard.press('Enter');
    await expect(groups.getByRole('listitem').filter({ hasText: 'Mina Kim' })).toBeVisible();
    await expectAccessibleInBoth(page, 'people and groups');
    await page.keyboard.press('Escape');
    const again = await openAccess(page);
    await again.getByRole('checkbox', { name: 'Download them in screen size' }).click();
    await again.getByRole('button', { name: 'Show it', exact: true }).click();
    const family = again.getByRole('listitem').filter({ hasText: 'Family' });
    await expect(family).toContainText('Look · choose · write notes', { timeout: 60_000 });
    await expect(family).toContainText('not opened yet', { timeout: 60_000 });
    // What had the focus goes with the question: it goes back to the button that asked.
    const change = family.getByRole('button', { name: 'Change what “Family” may do' });
    await change.click();
    await family.getByRole('button', { name: 'Cancel' }).click();
    await expect(change).toBeFocused();
    await expectAccessibleInBoth(page, 'who sees an album');
    await page.keyboard.press('Escape');
  });

  await test.step('its gallery is in the room of shares, until the person is taken out', async () => {
    await inSidebar(page, 'Shares').click();
    await inMain(page, new RegExp(`^${album}`)).click();
    const mina = page.getByRole('listitem').filter({ hasText: 'Mina Kim' });
    await expect(mina).toContainText('Not opened yet');
    await page.getByRole('button', { name: 'More for Mina Kim' }).click();
    await page.getByRole('menuitem', { name: 'People and groups…' }).click();
    await page.getByRole('button', { name: 'Take Mina Kim out' }).click();
    await page.getByRole('button', { name: 'Take out', exact: true }).click();
    const groups = page.getByRole('dialog', { name: 'People and groups' });
    await expect(groups).toContainText('0 people', { timeout: 30_000 });
    await page.keyboard.press('Escape');
    const copyLink = page.getByRole('button', { name: 'Copy link: Mina Kim' });
    await expect(copyLink).toHaveCount(0, { timeout: 60_000 });
  });
});
