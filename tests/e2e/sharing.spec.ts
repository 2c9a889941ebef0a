/** Sharing in the window, without a mail account: signing in by the code in the Outbox, composing, sending, and bringing link and code by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expectAccessibleInBoth } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { answerSaveDialog } from '../support/native-dialogs';
import { writePhotos } from '../support/photo-folder';

const album = 'Jeju';
/** Also what somebody could hide in them stays words. */
const words = 'Choose as many as you like. <img src=x onerror="document.title=1"><style>p{color:red}</style>';
const inSidebar = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) });
const photos = (page: Page) => gridOf(page, album).getByRole('option');
/** The mail is drawn in a shadow tree of its own. */
const letter = (page: Page) => page.locator('[data-mail-words]').locator('div').first();
/** What the last click on a copy button put there. */
const copied = (page: Page): Promise<string> =>
  page.evaluate(() => (window as unknown as { lastCopied: string }).lastCopied);

/** Three photos in an album of the local store; what is copied is kept beside the clipboard, which a test must not read. */
async function openAlbum(page: Page, scratch: string): Promise<void> {
  await page.evaluate(() => {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = async (text) => {
      (window as unknown as { lastCopied: string }).lastCopied = text;
      await write(text).catch(() => undefined);
    };
  });
  const folder = join(scratch, album);
  await writePhotos(folder, 3);
  await dropPaths(page, [folder]);
  await acceptImport(page, { title: album, files: '3 files' });
  await expectGridFilled(page, album, 3);
}

/** Name and address, then the code that waits in the Outbox, read as a person reads it. */
async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Jiyoon Lee');
  await page.getByRole('textbox', { name: 'Your mail address' }).fill('jiyoon@lee.photo');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Type the code' });
  await expect(sheet).toContainText('the code for jiyoon@lee.photo waits in the Outbox of this computer');
  await sheet.getByRole('textbox', { name: 'Code' }).fill('0000 0000');
  await page.keyboard.press('Enter');
  await expect(sheet).toContainText('That is not the code. 4 tries are left.');
  await sheet.getByRole('button', { name: 'Show the Outbox' }).click();
  await expect(page.getByRole('heading', { level: 2, name: /code for signing in/ })).toBeVisible();
  await expect(letter(page)).toContainText(/\d{4}[ -]?\d{4}/);
  const code = /\d{4}[ -]?\d{4}/.exec((await letter(page).textContent()) ?? '')?.[0] ?? '';
  await sheet.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed in on this computer as Jiyoon Lee')).toBeVisible();
  await expect(sheet).toBeHidden();
}

test('a person signs in by the code in the Outbox, shares photos by keys, and brings link and code by hand', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(150_000); // an import, an Argon2id key for each person, and a dozen looks with axe
  const app = await launch();
  const { page } = app;
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await openAlbum(page, scratch);

  await test.step('composed by the keyboard, kept as it is written', async () => {
    await photos(page).first().click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+Shift+S');
    await expect(page.getByRole('heading', { level: 1, name: 'New share' })).toBeVisible();
    const to = page.getByRole('combobox', { name: 'Add people by address' });
    await expect(to).toBeFocused();
    await page.keyboard.type('Mina Kim <mina@example.com>');
    await page.keyboard.press('Enter');
    await page.keyboard.type('nobody@');
    await page.keyboard.press('Enter');
    await expect(page.getByText('This is no e-mail address: nobody@')).toBeVisible();
    await to.fill('jun@example.com');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Send to 2 people' })).toBeVisible();
    await page.getByRole('textbox', { name: 'Title' }).fill('Jeju in May');
    await page.getByRole('textbox', { name: 'Message' }).fill(words);
    await page.getByRole('checkbox', { name: 'Watermark' }).click();
    await page.getByRole('textbox', { name: 'Text of the watermark' }).fill('© Lee');
    await expect(page.getByRole('status').filter({ hasText: 'to upload' })).toContainText('2 photos');
    await expectAccessibleInBoth(page, 'composer');
    // Another place and back: nothing of it is lost.
    await inSidebar(page, 'Settings').click();
    await inSidebar(page, 'Shares').click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Jeju in May/ })
      .click();
    await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(words);
    await expect(page.getByRole('textbox', { name: 'Name of mina@example.com' })).toHaveValue('Mina Kim');
    await expect(page.getByRole('textbox', { name: 'Text of the watermark' })).toHaveValue('© Lee');
  });

  await test.step('sending asks who one is', async () => {
    await page.getByRole('textbox', { name: 'Title' }).focus();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('dialog', { name: 'Say who you are' })).toBeVisible();
    await expectAccessibleInBoth(page, 'signing in');
    await signIn(page);
    await expectAccessibleInBoth(page, 'Outbox');
  });

  await test.step('sent', async () => {
    await inSidebar(page, 'Shares').click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Jeju in May/ })
      .click();
    await page.getByRole('button', { name: 'Send to 2 people' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Jeju in May' })).toBeVisible();
    await expect(page.getByText(/^Open until /).first()).toBeVisible({ timeout: 60_000 });
    const mina = page.getByRole('listitem').filter({ hasText: 'Mina Kim' });
    await expect(mina).toContainText('Not opened yet');
    await expect(mina).toContainText('Mail waits in the Outbox');
    await expectAccessibleInBoth(page, 'share');
  });

  let code = '';
  await test.step('link and code from the share itself', async () => {
    await page.getByRole('button', { name: 'Copy link: Mina Kim' }).click();
    await expect(page.getByText('The link for Mina Kim is copied')).toBeVisible();
    expect(await copied(page)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.+#/);
    await page.getByRole('button', { name: 'Show code: Mina Kim' }).click();
    const dialog = page.getByRole('dialog', { name: 'Code for Mina Kim' });
    await expect(dialog.getByLabel('Code', { exact: true })).toHaveText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    code = (await dialog.getByLabel('Code', { exact: true }).textContent()) ?? '';
    await expectAccessibleInBoth(page, 'code');
    await dialog.getByRole('button', { name: 'Copy code' }).click();
    expect(await copied(page)).toBe(code);
    await page.keyboard.press('Escape');
  });

  await test.step('its mails wait in the Outbox, to be read and brought by hand', async () => {
    await page.getByRole('button', { name: 'Look in the Outbox: Mina Kim' }).click();
    const mails = page.getByRole('main').getByRole('region', { name: 'Not gone yet' }).getByRole('listitem');
    await expect(mails.filter({ hasText: 'Mina Kim' })).toHaveCount(2);
    await mails
      .filter({ hasText: 'Mina Kim' })
      .filter({ hasText: 'Code for a share' })
      .getByRole('button')
      .click();
    await expect(letter(page)).toContainText(code);
    await expect(page.getByRole('status').filter({ hasText: 'Waits until mail is set up' })).toBeVisible();
    await mails
      .filter({ hasText: 'Mina Kim' })
      .filter({ hasText: 'Link to a share' })
      .getByRole('button')
      .click();
    await expect(letter(page)).toContainText(words);
    // No mail to anybody holds both.
    await expect(letter(page)).not.toContainText(code);
    await page.getByRole('button', { name: 'Copy link' }).click();
    expect(await copied(page)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/.+#/);
    await answerSaveDialog(app, scratch);
    await page.getByRole('button', { name: 'Save as mail file…' }).click();
    await expect(page.getByText('The mail is saved as a file')).toBeVisible();
    const eml = readFileSync(join(scratch, 'Mail to Mina Kim.eml'), 'utf8');
    expect(eml).toContain('To: Mina Kim <mina@example.com>');
    expect(eml).not.toContain(code);
    // By keys from mail to mail.
    await mails.first().getByRole('button').focus();
    await page.keyboard.press('End');
    await expect(mails.last().getByRole('button')).toBeFocused();
    await expectAccessibleInBoth(page, 'mail');
  });

  await test.step('revoked for one, then for everyone', async () => {
    await inSidebar(page, 'Shares').click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Jeju in May/ })
      .click();
    await page.getByRole('button', { name: 'More for Mina Kim' }).click();
    await page.getByRole('menuitem', { name: 'Revoke for Mina Kim…' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expectAccessibleInBoth(page, 'question before revoking');
    await question.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(page.getByText('“Jeju in May” is revoked for Mina Kim')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'Mina Kim' })).toContainText('Revoked');
    await expect(page.getByRole('button', { name: 'Copy link: jun@example.com' })).toBeVisible();
    await page.getByRole('button', { name: 'More for this share' }).click();
    await page.getByRole('menuitem', { name: 'Revoke for everyone…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke for everyone' }).click();
    await expect(page.getByText(/^Revoked on /).first()).toBeVisible();
    await expect(page.getByText(/^Everything of it is deleted from/)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('button', { name: /^Copy link/ })).toHaveCount(0);
    // Nothing that was drawn asked for what the page's policy forbids.
    expect(refused).toEqual([]);
  });
});

test('mail settings say what is missing, and a server that is not there is told plainly', async ({
  launch,
}) => {
  const { page } = await launch();
  await page.getByRole('button', { name: /empty library/ }).click();
  await inSidebar(page, 'Outbox').click();
  await expect(page.getByRole('heading', { name: 'The Outbox is empty' })).toBeVisible();
  await expectAccessibleInBoth(page, 'empty Outbox');
  await page.getByRole('button', { name: 'Set up mail…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up mail' });
  await expect(dialog.getByRole('textbox', { name: 'Your mail address' })).toBeFocused();
  // The address knows its service.
  await page.keyboard.type('jiyoon@gmail.com');
  await expect(dialog.getByRole('combobox', { name: 'Mailbox at' })).toHaveText('Gmail');
  await expect(dialog).toContainText('smtp.gmail.com:465');
  await expect(dialog).toContainText('Gmail wants an app password');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Write the password.');
  await expectAccessibleInBoth(page, 'mail settings');
  await dialog.getByRole('combobox', { name: 'Mailbox at' }).click();
  await page.getByRole('option', { name: 'Another provider' }).click();
  await dialog.getByRole('textbox', { name: 'Address of the server' }).fill('127.0.0.1');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('9');
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill('secret');
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByRole('alert')).toContainText('127.0.0.1', { timeout: 30_000 });
});
