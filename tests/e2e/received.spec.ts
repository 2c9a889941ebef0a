/** A link that the system hands over: the running window asks for the code and fetches nothing before, then the photos are an album to look at. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { electronSwitches } from '../../scripts/bootstrap.mjs';
import { caosLinkOf } from '../../src-shared/domain/received-link';
import { acceptImport, expectGridFilled, gridOf } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { expectAccessibleInBoth } from '../support/expect-accessible';
import { expect, test } from '../support/launch-app';
import { writePhotos } from '../support/photo-folder';

/** Through the page's own bridge: what the screens do with it is looked at elsewhere. */
const call = <T>(page: Page, name: string, input: unknown): Promise<T> =>
  page.evaluate(
    async ([command, given]) => {
      const { caos } = window as unknown as {
        caos: {
          call(name: string, input: unknown): Promise<{ ok: boolean; value: unknown; error: unknown }>;
        };
      };
      const answer = await caos.call(command as string, given);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return answer.value;
    },
    [name, input],
  ) as Promise<T>;

/** An album of three photos, shared with one person over this computer's own gateway. */
async function shareFrom(page: Page, scratch: string): Promise<{ link: string; code: string }> {
  await writePhotos(join(scratch, 'Jeju'), 3);
  await dropPaths(page, [join(scratch, 'Jeju')]);
  await acceptImport(page, { title: 'Jeju', files: '3 files' });
  await expectGridFilled(page, 'Jeju', 3);
  const [album] = await call<Array<{ id: string }>>(page, 'albums.list', {});
  const recipients = [{ email: 'mina@example.com', name: 'Mina', codeWay: 'show' }];
  const given = { source: { albumId: album?.id }, title: 'Jeju, for Mina', recipients };
  const { id } = await call<{ id: string }>(page, 'shares.create', given);
  await call(page, 'shares.send', { id });
  const stateNow = async () => (await call<{ state: string }>(page, 'shares.get', { id })).state;
  await expect.poll(stateNow, { timeout: 60_000 }).toBe('live');
  const share = await call<{ recipients: Array<{ id: string }> }>(page, 'shares.get', { id });
  return call(page, 'shares.secrets', { id, recipientId: share.recipients[0]?.id });
}

test('a caos link opens the sheet in the window that runs, and the code opens the album', async ({
  launch,
  scratch,
}) => {
  test.setTimeout(180_000);
  const sender = await launch({ profile: join(scratch, 'sender') });
  const { link, code } = await shareFrom(sender.page, scratch);
  const profile = join(scratch, 'receiver');
  const { page, log, electron } = await launch({ profile });

  // What a desktop does with such a link: it starts the program once more, which hands it over and ends.
  const executable = await electron.evaluate(() => process.execPath);
  const again = spawn(
    executable,
    [
      ...electronSwitches(true),
      `--user-data-dir=${join(profile, 'electron')}`,
      process.cwd(),
      '--profile',
      profile,
      '--',
      caosLinkOf(link),
    ],
    { env: { ...process.env, CAOS_KEYRING: 'off' }, stdio: 'ignore' },
  );
  await new Promise((resolve) => again.once('exit', resolve));
  const sheet = page.getByRole('dialog', { name: 'Open a shared link' });
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText(`It will be fetched from ${new URL(link).host}.`);
  await expect(sheet.getByRole('textbox', { name: 'Code' })).toBeFocused();
  await expectAccessibleInBoth(page, 'a shared link');

  await page.keyboard.type('k7m2q-x4w9d');
  await page.keyboard.press('Enter');
  await expect(sheet).toContainText('The code does not open this link.', { timeout: 30_000 });
  await page.keyboard.type(code.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Jeju, for Mina' })).toBeVisible({
    timeout: 30_000,
  });
  await expectGridFilled(page, 'Jeju, for Mina', 3);
  await expect(page.getByRole('navigation').getByRole('button', { name: /Jeju, for Mina/ })).toBeVisible();
  await expectAccessibleInBoth(page, 'a shared link');

  // Nothing in it can be taken away; stars are this person's, and go home as a choice.
  await gridOf(page, 'Jeju, for Mina').getByRole('option').first().click();
  await page.keyboard.press('5');
  await page.getByRole('button', { name: 'Send my choice…' }).click();
  const send = page.getByRole('dialog', { name: /^Send my choice to/ });
  await expect(send).toContainText('1 photo is chosen');
  await page.keyboard.type('This one!');
  await send.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('Your choice is sent')).toBeVisible();
  expect(await call(sender.page, 'shares.collect', {})).toEqual({ opened: 1, choices: 1, refused: 0 });

  // A note is written while there is a way back; of a share that is over it is only read.
  await gridOf(page, 'Jeju, for Mina').getByRole('option').first().click();
  await page.keyboard.press('i');
  const note = page.getByRole('textbox', { name: /^Note to / });
  await note.fill('A little lighter');
  await page.keyboard.press('Enter');
  await expect(note).not.toBeFocused();
  const [share] = await call<Array<{ id: string }>>(sender.page, 'shares.list', {});
  await call(sender.page, 'shares.revoke', { id: share?.id });
  const isOver = async () => {
    const [received] = await call<Array<{ id: string }>>(page, 'received.list', {});
    const [now] = await call<Array<{ state: string }>>(page, 'received.refresh', { id: received?.id });
    return now?.state !== 'open';
  };
  await expect.poll(isOver, { timeout: 60_000 }).toBe(true);
  await expect(page.getByRole('complementary').getByText('A little lighter')).toBeVisible();
  await expect(note).toHaveCount(0);

  const fragment = link.split('#')[1] ?? 'none';
  expect(log().includes(fragment) || log().includes(code)).toBe(false);
});
