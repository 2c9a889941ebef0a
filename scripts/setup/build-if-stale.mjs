// Builds out/ when one of its inputs changed since the last build, and only then.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildGuestPage, buildGuestPreview } from './build-guest-page.mjs';
import { SetUpError, step } from './progress.mjs';
import { bundledNode, inProject, rootDir } from './project-paths.mjs';
import { capture } from './run-process.mjs';

const stampFile = inProject('out', '.inputs-hash');
const inputs = [
  'src-main',
  'src-renderer',
  'src-shared',
  'resources',
  'electron.vite.config.ts',
  'scripts/setup/build-guest-page.mjs',
  'package.json',
  'package-lock.json',
];

export function isStale() {
  return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== hashInputs();
}

/** @returns {Promise<boolean>} whether something had to be built */
export async function buildIfStale({ force = false } = {}) {
  if (!force && !isStale()) return false;
  // The hash is taken first: a file saved during the build makes the next call build again.
  const hash = hashInputs();
  rmSync(stampFile, { force: true });
  await step('Building the app', runElectronVite);
  await step('Building the guest page', buildGuestPage);
  await step('Building its preview', () => buildGuestPreview());
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}

async function runElectronVite() {
  const cli = inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, stdout, stderr } = await capture(bundledNode, [cli, 'build', '--logLevel', 'warn'], {
    cwd: rootDir,
  });
  if (code !== 0) throw new SetUpError(`The build failed.\n${withoutStack(`${stdout}${stderr}`)}`);
}

/** The bundler names file and line; where in the bundler it noticed helps nobody. */
function withoutStack(text) {
  return text.replace(/^\s+at .*\n?/gm, '').trim();
}

/** Names, sizes and times of all inputs: a few milliseconds, where reading every file would take longer than `caos` itself. */
function hashInputs() {
  const hash = createHash('sha256');
  for (const input of inputs) addToHash(hash, input);
  return hash.digest('hex');
}

function addToHash(hash, path) {
  const stats = statSync(inProject(path), { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(inProject(path)).sort()) addToHash(hash, join(path, name));
}
