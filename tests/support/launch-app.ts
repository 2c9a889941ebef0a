/** Opens the built app in a real window, with a profile of its own that is thrown away afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { electronSwitches } from '../../scripts/setup/electron-switches.mjs';

export interface LaunchedApp {
  app: ElectronApplication;
  page: Page;
  profile: string;
  /** Ends the app; the profile stays, so that a test can start it again. */
  quit(): Promise<void>;
}

export interface LaunchOptions {
  /** A folder of separate state; see makeProfile. */
  profile: string;
  /** Further words of the command line: folders to import, switches. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

const project = join(import.meta.dirname, '../..');

export function makeProfile(): { profile: string; remove(): void } {
  const profile = mkdtempSync(join(tmpdir(), 'caos-e2e-'));
  return { profile, remove: () => rmSync(profile, { recursive: true, force: true }) };
}

export async function launchApp({ profile, args = [], env = {} }: LaunchOptions): Promise<LaunchedApp> {
  const virtual = process.env.CAOS_VIRTUAL_DISPLAY === '1';
  // executablePath stays unset: then Playwright holds the app's `ready` until it is attached.
  const app = await electron.launch({
    args: [
      ...electronSwitches(virtual),
      `--user-data-dir=${join(profile, 'chromium')}`,
      project,
      `--profile=${profile}`,
      ...args,
    ],
    env: { ...definedEnvironment(), ...env },
  });
  return { app, page: await app.firstWindow(), profile, quit: () => app.close() };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
