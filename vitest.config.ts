// All suites but the windows': `npm test` runs them in this order; `npx vitest --project unit` runs one.
import { defineConfig } from 'vitest/config';

const swift = ['tests/support/swift-setup.ts'];

/** Suites that talk to servers or start programs need more patience than a pure function does. */
function suite(name: string, testTimeout: number, globalSetup: string[] = []) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.{ts,tsx}`],
      environment: 'node' as const,
      testTimeout,
      globalSetup,
    },
  };
}

export default defineConfig({
  test: {
    // Processes, not threads: the code under test starts threads, changes the umask and loads native addons.
    pool: 'forks',
    maxWorkers: 2,
    hookTimeout: 60_000,
    projects: [
      suite('unit', 10_000),
      suite('migrations', 30_000),
      suite('contract', 60_000, swift),
      suite('integration', 120_000, swift),
    ],
  },
});
