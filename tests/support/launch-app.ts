/** Starts the built app in a real window with a profile of its own, and ends it; a failed test keeps its picture, its words and its log. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  _electron,
  test as base,
  type ElectronApplication,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { electronSwitches, openDisplay } from '../../scripts/bootstrap.mjs';

export interface AppWindow {
  electron: ElectronApplication;
  page: Page;
  profile: string;
  /** Everything main wrote to stdout and stderr so far. */
  log(): string;
  /** Quits as a person does; resolves when the process has ended. */
  quit(): Promise<void>;
  /** kill -9 of main; its children end by themselves. */
  kill(): Promise<void>;
  isRunning(): boolean;
}

export interface LaunchOptions {
  /** Default: a new one. */
  profile?: string;
  /** Paths given on the command line. */
  paths?: string[];
  env?: Record<string, string>;
  /** Language of the system, default English. */
  locale?: string;
}

interface Fixtures {
  /** An empty folder of the test, removed at its end. */
  scratch: string;
  launch: (options?: LaunchOptions) => Promise<AppWindow>;
}

export const test = base.extend<Fixtures, { display: undefined }>({
  // Of the worker's own: two windows on one screen would share their clipboard and their focus.
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const { env, stop } = await openDisplay();
      Object.assign(process.env, env);
      await use(undefined);
      await stop();
    },
    { scope: 'worker', auto: true },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  scratch: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'caos-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  },
  launch: async ({ scratch }, use, testInfo) => {
    const opened: AppWindow[] = [];
    await use(async (options = {}) => {
      const profile = options.profile ?? join(scratch, 'profile');
      const window = await launchApp(profile, scratch, options);
      opened.push(window);
      return window;
    });
    for (const window of opened) await endAndKeep(window, testInfo);
  },
});
export { expect } from '@playwright/test';

async function launchApp(profile: string, scratch: string, options: LaunchOptions): Promise<AppWindow> {
  mkdirSync(profile, { recursive: true });
  const electron = await _electron.launch({
    args: [
      ...electronSwitches(true),
      `--user-data-dir=${join(profile, 'electron')}`,
      process.cwd(),
      '--profile',
      profile,
      ...(options.paths ?? []),
    ],
    cwd: process.cwd(),
    env: { ...cleanEnvironment(scratch, options.locale), ...options.env },
  });
  const lines: string[] = [];
  const child = electron.process();
  child.stdout?.on('data', (text) => lines.push(String(text)));
  child.stderr?.on('data', (text) => lines.push(String(text)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // By hand only: taking every picture along costs a sixth of a whole run.
  if (process.env.CAOS_TRACE) await electron.context().tracing.start({ screenshots: true, snapshots: true });
  const page = await electron.firstWindow();
  await page.getByRole('main').waitFor(); // the page has drawn itself and listens
  return {
    electron,
    page,
    profile,
    log: () => lines.join(''),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async quit() {
      // Asked from within, as the menu does; the connection breaks while the answer is on its way.
      await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Nothing of the person who runs the tests: no keyring, no cloud keys, no settings, English. */
export function cleanEnvironment(home: string, locale = 'en_US.UTF-8'): Record<string, string> {
  const kept = ['PATH', 'DISPLAY', 'XAUTHORITY', 'TMPDIR', 'SystemRoot', 'windir', 'COMSPEC', 'TEMP', 'TMP'];
  const env: Record<string, string> = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    LANG: locale,
    LANGUAGE: locale,
  };
  for (const name of kept) if (process.env[name] !== undefined) env[name] = process.env[name];
  return env;
}

async function endAndKeep(window: AppWindow, testInfo: TestInfo): Promise<void> {
  const running = window.isRunning();
  if (testInfo.status !== testInfo.expectedStatus) {
    await testInfo.attach('main process', { body: window.log(), contentType: 'text/plain' });
    if (running) {
      const picture = await window.page.screenshot().catch(() => null);
      if (picture) await testInfo.attach('window', { body: picture, contentType: 'image/png' });
      const words = await window.page
        .locator('body')
        .ariaSnapshot()
        .catch(() => null);
      if (words) await testInfo.attach('window, in words', { body: words, contentType: 'text/plain' });
      const path = testInfo.outputPath(`trace-${testInfo.attachments.length}.zip`);
      if (process.env.CAOS_TRACE)
        await window.electron
          .context()
          .tracing.stop({ path })
          .catch(() => undefined);
    }
  }
  if (!running) return;
  const stuck = setTimeout(() => void window.kill(), 10_000);
  await window.quit();
  clearTimeout(stuck);
}
