/** How the window itself behaves: it comes back, waits its turn, remembers its place, and says plainly what cannot be. */
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { electronSwitches } from '../../scripts/bootstrap.mjs';
import { enterIn, expectGridFilled } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { cleanEnvironment, expect, test } from '../support/launch-app';
import { launchProgram } from '../support/launch-program';
import { writePhotos } from '../support/photo-folder';

const program = createRequire(import.meta.url)('electron') as unknown as string; // outside Electron: the path of its program
const switches = [...electronSwitches(true), process.cwd()];

test('a page that dies is drawn again, with everything in it', async ({ scratch }) => {
  const folder = join(scratch, 'Ulsan');
  await writePhotos(folder, 3);
  const app = await launchProgram(program, [...switches, '--profile', join(scratch, 'profile'), folder], {
    env: cleanEnvironment(scratch),
    cwd: scratch,
  });
  try {
    await app.page.getByRole('button', { name: /Ulsan/ }).first().click();
    await expectGridFilled(app.page, 'Ulsan', 3);
    const died = app.page.waitForEvent('crash');
    const protocol = await app.page.context().newCDPSession(app.page);
    void protocol.send('Page.crash').catch(() => undefined); // no answer comes from the dead
    await died;
    const page = await app.rejoin();
    await page.getByRole('button', { name: /Ulsan/ }).first().click();
    await expectGridFilled(page, 'Ulsan', 3);
  } finally {
    await app.quit();
  }
});

test('while a command owns the profile the app says so, and opens when it is done', async ({ scratch }) => {
  const profile = join(scratch, 'profile');
  mkdirSync(profile, { recursive: true });
  // What a running `caos` holds: the profile's lock.
  const command = new Database(join(profile, 'owner.db'));
  command.pragma('journal_mode = MEMORY');
  command.exec('BEGIN EXCLUSIVE');
  const app = await launchProgram(program, [...switches, '--profile', profile], {
    env: cleanEnvironment(scratch),
    cwd: scratch,
    unready: true,
  });
  try {
    const sentence =
      'A caos command is working with this profile. CAOS opens by itself as soon as it is done.';
    await expect.poll(() => app.log()).toContain(sentence);
    command.close();
    await expect(app.page.getByRole('heading', { name: 'Your photos, on storage you own' })).toBeVisible();
  } finally {
    command.close();
    await app.quit();
  }
});

test('the window opens where it was', async ({ launch }) => {
  const first = await launch();
  await first.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 900, height: 640 });
  });
  await first.quit();
  const second = await launch();
  const bounds = await second.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toEqual({ x: 40, y: 60, width: 900, height: 640 });
});

test('a launcher gets one picture of the settled window, and the times of the start', async ({
  launch,
  scratch,
}) => {
  const picture = join(scratch, 'settled.png');
  const trace = join(scratch, 'start.json');
  await launch({ env: { CAOS_SCREENSHOT: picture, CAOS_START_TRACE: trace } });
  await expect.poll(() => existsSync(picture), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
  const { windowVisibleMs } = JSON.parse(readFileSync(trace, 'utf8')) as { windowVisibleMs: number };
  expect(windowVisibleMs).toBeGreaterThan(0);
});

test.describe('as an ordinary user', () => {
  const root = process.getuid?.() === 0;
  test.skip(process.platform === 'win32', 'Permissions work differently there');

  /** Root is never refused anything: then the app runs as nobody. */
  function asOrdinary(args: string[], scratch: string) {
    const electron = [program, '--no-sandbox', ...switches, ...args]; // Chromium's helper is root's, not nobody's
    const [command = '', ...rest] = root
      ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...electron]
      : electron;
    return launchProgram(command, rest, { env: cleanEnvironment(scratch), cwd: scratch });
  }

  test('a folder without permission is told, and the rest goes on', async ({ scratch }) => {
    const profile = join(scratch, 'profile');
    mkdirSync(profile);
    for (const folder of [scratch, profile]) chmodSync(folder, 0o777);
    const open = join(scratch, 'Card');
    await writePhotos(open, 3);
    await writePhotos(join(open, 'locked'), 2);
    chmodSync(join(open, 'locked'), 0);
    const app = await asOrdinary(['--profile', profile], scratch);
    try {
      await dropPaths(app.page, [open]);
      const sheet = app.page.getByRole('dialog', { name: 'Import as album' });
      await expect(sheet.getByRole('status')).toContainText('3 files');
      await enterIn(sheet.getByRole('textbox', { name: 'Title' }));
      await expectGridFilled(app.page, 'Card', 3);
      await app.page.getByRole('button', { name: '1 skipped' }).click();
      await expect(app.page.getByRole('region', { name: 'Transfers' })).toContainText(
        'Cannot be read: no permission, or the disk reports an error',
      );
    } finally {
      chmodSync(join(open, 'locked'), 0o755);
      await app.quit();
    }
  });
});
