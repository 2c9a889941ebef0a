/** What the desktop app understands when it is started. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readArguments } from '../../../src-main/electron/arguments';

const home = resolve('/home/kim');
const packaged = { packaged: true, workingFolder: home, appFolder: resolve('/opt/caos/resources/app.asar') };
const developing = { packaged: false, workingFolder: home, appFolder: resolve('/src/caos') };

it('takes folders, a profile and nothing from Chromium', () => {
  expect(
    readArguments(
      [
        '/opt/caos/caos-desktop',
        '--no-sandbox',
        '--profile',
        'trial',
        'Iceland 2024',
        '--disable-gpu',
        '/photos/b',
      ],
      {},
      packaged,
    ),
  ).toEqual({
    profile: resolve(home, 'trial'),
    paths: [resolve(home, 'Iceland 2024'), resolve('/photos/b')],
    links: [],
    screenshotPath: null,
    startTracePath: null,
  });
});

it('leaves out the app itself while developing', () => {
  const { paths } = readArguments(['/x/electron', '--no-sandbox', '/src/caos', 'Iceland'], {}, developing);
  expect(paths).toEqual([resolve(home, 'Iceland')]);
});

it('prefers the argument over the environment, which may also ask for traces', () => {
  const env = { CAOS_PROFILE: '/p/env', CAOS_SCREENSHOT: 'shot.png', CAOS_START_TRACE: '/t/start.json' };
  expect(readArguments(['/x'], env, packaged)).toEqual({
    profile: resolve('/p/env'),
    paths: [],
    links: [],
    screenshotPath: resolve(home, 'shot.png'),
    startTracePath: resolve('/t/start.json'),
  });
  expect(readArguments(['/x', '--profile=/p/arg'], env, packaged).profile).toBe(resolve('/p/arg'));
});

it('takes words after -- as paths even when they look like switches', () => {
  expect(readArguments(['/x', '--', '-weird-'], {}, packaged).paths).toEqual([resolve(home, '-weird-')]);
});

it('takes the addresses that the menus of Linux desktops hand over', () => {
  const { paths } = readArguments(['/x', 'file:///photos/Jeju%20Spring'], {}, packaged);
  expect(paths).toEqual([resolve('/photos/Jeju Spring')]);
});

it('takes links of shares as links and never as paths, also behind the words that end switches', () => {
  const link = 'caos://open?page=https%3A%2F%2Fh.example%2Fp#AAAA';
  const { paths, links } = readArguments(
    ['/x', '/photos', '--', link, 'CAOS:--gpu-launcher=x'],
    {},
    packaged,
  );
  expect({ paths, links }).toEqual({ paths: [resolve('/photos')], links: [link, 'CAOS:--gpu-launcher=x'] });
});
