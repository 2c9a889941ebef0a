/** Mail in the window against a real server with STARTTLS and a certificate of its own: set up, tried, and signed in by the code it brings. */
import { expectAccessible } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { type MailServer, PASSWORD, startMailServer, USER } from '../support/mail-server';

let server: MailServer;
test.beforeEach(async () => {
  server = await startMailServer();
});
test.afterEach(() => server.close());

test('mail is set up and tried, a refusal is told, and the code that comes signs in', async ({ launch }) => {
  const { page } = await launch();
  await page.getByRole('button', { name: /empty library/ }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Set up mail…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up mail' });
  await dialog.getByRole('textbox', { name: 'Your mail address' }).fill(USER);
  await dialog.getByRole('textbox', { name: 'Address of the server' }).fill(server.host);
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill('not the password');

  // A certificate that nobody vouches for: nothing is sent, not even the password.
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByRole('alert')).toContainText('certificate');
  await dialog.getByRole('textbox', { name: 'Certificate (PEM)' }).fill(server.ca);
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByRole('alert')).toContainText('refused');
  await expectAccessible(page, 'refused mail account');
  await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  await expect(dialog.getByRole('status')).toHaveText(`A test mail is on its way to ${USER}.`);
  expect(server.mails.map(({ to, encrypted, user }) => ({ to, encrypted, user }))).toEqual([
    { to: [USER], encrypted: true, user: USER },
  ]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`${USER} through ${server.host}`)).toBeVisible();

  await page.getByRole('button', { name: 'Sign in…' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill('Kim');
  await page.getByRole('textbox', { name: 'Your mail address' }).fill(USER);
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Type the code' });
  await expect(sheet).toBeVisible();
  await server.takes(2);
  const code = /\d{4}[ -]?\d{4}/.exec(server.mails[1]?.mail.text ?? '')?.[0] ?? '';
  await sheet.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed in as Kim')).toBeVisible();
  await expect(page.getByText('Proven by a mail to this address.')).toBeVisible();

  // What is set of the person stays with them.
  await page.getByRole('textbox', { name: 'Words under every mail' }).fill('Kim Studio, Seoul');
  await page.getByRole('textbox', { name: 'Words under every mail' }).blur();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Outbox/ })
    .click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /Code to sign in/ })
    .click();
  await expect(page.getByRole('status').filter({ hasText: /^Sent/ })).toContainText('The server said:');
  await page.getByRole('navigation').getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Words under every mail' })).toHaveValue(
    'Kim Studio, Seoul',
  );
});
