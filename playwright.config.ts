// Journeys in a real Electron window. `npm test -- e2e` sets up the runtime and the build, then runs these.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { standInDir } from './scripts/setup/stand-in-runtime.mjs';

// Playwright starts whatever the `electron` package names; where its own download is missing, that is the stand-in.
if (!existsSync(join(import.meta.dirname, 'node_modules/electron/path.txt')) && existsSync(standInDir)) {
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??= standInDir;
}

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.runtime/test-results',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Patience only: what a window shows is waited for, however slow the computer is.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: { trace: 'off' },
});
