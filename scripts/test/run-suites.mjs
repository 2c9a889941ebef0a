// Runs the suites one after another, each in a process group of its own, and counts what they report.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  keystoneUnavailableReason,
  shareKeystone,
  startKeystone,
} from '../../tests/support/keystone-server.ts';
import { shareSwift, startSwift, swiftUnavailableReason } from '../../tests/support/swift-server.ts';
import { bootstrap } from '../bootstrap.mjs';
import { buildIfStale } from '../setup/build-if-stale.mjs';
import { ensureNodeModules } from '../setup/node-modules.mjs';
import { runScript, say, sinceStart, step } from '../setup/progress.mjs';
import { bundledNode, inProject, rootDir, runtimeDir } from '../setup/project-paths.mjs';
import { ensureSystemPackages, requirements } from '../setup/system-packages.mjs';
import { countChecks, countPlaywright, countVitest } from './count-results.mjs';
import { endLeftovers, markOwnProcesses, runInGroup } from './own-processes.mjs';

const vitestSuites = ['unit', 'migrations', 'contract', 'integration'];
const allSuites = ['check', ...vitestSuites, 'e2e'];
const resultsDir = join(runtimeDir, 'results');

await runScript(async () => {
  const { suites, filters } = readArguments(process.argv.slice(2));
  markOwnProcesses();
  rmSync(resultsDir, { recursive: true, force: true });
  mkdirSync(resultsDir, { recursive: true });
  const closers = [];
  let counts;
  try {
    counts = await runSuites(suites, filters, closers);
  } finally {
    for (const close of closers.reverse()) await close();
  }
  const left = await endLeftovers();
  for (const line of left) say(`LEFT BEHIND and ended now: ${line}`);
  if (left.length > 0) counts.push({ name: 'no process left behind', passed: 0, failed: 1, skipped: [] });
  return report(counts);
});

function readArguments(args) {
  if (args.includes('--long')) process.env.CAOS_LONG = '1';
  const words = args.filter((argument) => argument !== '--long');
  const named = words.filter((word) => allSuites.includes(word));
  const filters = words.filter((word) => !allSuites.includes(word));
  // A filter by itself looks for its files in every suite; types and lint have no files to choose from.
  const unnamed = filters.length > 0 ? allSuites.slice(1) : allSuites;
  return { suites: named.length > 0 ? allSuites.filter((suite) => named.includes(suite)) : unnamed, filters };
}

async function runSuites(suites, filters, closers) {
  const counts = [];
  await ensureNodeModules();
  // Types and lint need nothing but the packages: they are checked while the rest is set up.
  const checking = suites.includes('check') ? runCheck() : undefined;
  const electron = await bootstrap().catch(async (error) => {
    await checking;
    throw error;
  });
  if (electron.standIn) process.env.ELECTRON_OVERRIDE_DIST_PATH = electron.dir;
  const built = suites.some(needsBuild) ? await tryToBuild(counts) : false;
  const runnable = suites.filter((suite) => built || !needsBuild(suite));
  if (runnable.includes('unit')) await provide(requirements.keyring, 'tests of the vault');
  if (runnable.some((suite) => ['contract', 'integration'].includes(suite)))
    await provide(requirements.peers, 'tests beside other clients and servers');
  if (runnable.includes('e2e')) await provide(requirements.display, 'tests in a window');
  if (runnable.some((suite) => ['integration', 'e2e'].includes(suite)))
    await provide(requirements.browsers, 'tests of the page that guests open');
  if (runnable.some((suite) => ['contract', 'integration', 'e2e'].includes(suite)))
    await provideSwift(runnable, closers);
  if (checking) counts.unshift(await checking);
  const chosen = vitestSuites.filter((suite) => runnable.includes(suite));
  if (chosen.length > 0) counts.push(await runVitest(chosen, filters));
  if (runnable.includes('e2e')) counts.push(await runPlaywright(filters));
  return counts;
}

function needsBuild(suite) {
  return suite === 'integration' || suite === 'e2e';
}

/** A broken build is one failure, and the suites that do not need it still have their say. */
async function tryToBuild(counts) {
  try {
    await buildIfStale();
    return true;
  } catch (error) {
    say(error.message);
    counts.push({ name: 'build (integration and e2e were not run)', passed: 0, failed: 1, skipped: [] });
    return false;
  }
}

async function runCheck() {
  const jsonFile = join(resultsDir, 'check.json');
  const code = await runInGroup(bundledNode, [inProject('scripts', 'check.mjs'), '--json', jsonFile]);
  return countChecks(jsonFile, code);
}

/** What only some tests need; they skip by themselves where it cannot be had. */
async function provide(needs, purpose) {
  try {
    await ensureSystemPackages(needs, purpose);
  } catch (error) {
    say(`Some ${purpose} are skipped. ${error.message}`);
  }
}

/** One server for the whole run; the suites that need it skip by themselves, saying why, where there can be none. */
async function provideSwift(suites, closers) {
  const reason = swiftUnavailableReason();
  if (reason !== undefined) {
    say(`No real S3 server for these tests: ${reason}`);
    return;
  }
  const server = await step('Starting OpenStack Swift on loopback', startSwift);
  closers.push(server.stop);
  shareSwift(server);
  if (suites.includes('contract')) await provideKeystone(server, closers);
}

/** Signs in to the same Swift. Only the contract asks for it. */
async function provideKeystone(swift, closers) {
  const reason = keystoneUnavailableReason();
  if (reason !== undefined) {
    say(`No real Keystone for these tests: ${reason}`);
    return;
  }
  const server = await step('Starting OpenStack Keystone on loopback', () => startKeystone(swift));
  closers.push(server.stop);
  shareKeystone(server);
}

async function runVitest(suites, filters) {
  const jsonFile = join(resultsDir, 'vitest.json');
  const cli = inProject('node_modules', 'vitest', 'vitest.mjs');
  const code = await runInGroup(
    bundledNode,
    [
      cli,
      'run',
      ...suites.flatMap((suite) => ['--project', suite]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${jsonFile}`,
      '--passWithNoTests',
      ...filters,
    ],
    {
      // `caos` and the media host are started hundreds of times: read compiled, that takes half as long.
      NODE_COMPILE_CACHE: join(runtimeDir, 'compile-cache'),
    },
  );
  return countVitest(jsonFile, code);
}

async function runPlaywright(filters) {
  const jsonFile = join(resultsDir, 'playwright.json');
  const cli = inProject('node_modules', '@playwright', 'test', 'cli.js');
  const args = [cli, 'test', '--reporter=list,json', '--pass-with-no-tests', ...filters];
  const code = await runInGroup(bundledNode, args, { PLAYWRIGHT_JSON_OUTPUT_NAME: jsonFile });
  return countPlaywright(jsonFile, code);
}

function report(counts) {
  const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  const skipped = counts.flatMap((count) => count.skipped);
  say('');
  for (const { name, passed, failed } of counts) say(`${name}: ${passed} passed, ${failed} failed`);
  for (const name of skipped) say(`SKIPPED: ${name}`);
  say(`The whole run took ${sinceStart()}, in ${rootDir}`);
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed${tail}\n`);
  // Nothing run at all is no success.
  return total('failed') === 0 && total('passed') > 0 ? 0 : 1;
}
