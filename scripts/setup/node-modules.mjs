// Brings node_modules into line with package-lock.json, and does nothing when it already is.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SetUpError, step } from './progress.mjs';
import { bundledNode, inProject, isWindows, rootDir } from './project-paths.mjs';
import { passThrough } from './run-process.mjs';

const stampFile = inProject('node_modules', '.caos-lock-hash');
const lockFile = inProject('package-lock.json');

export async function ensureNodeModules() {
  const lockText = readFileSync(lockFile, 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  if (readIfThere(stampFile) === hash && existsSync(bundledNode)) return;
  if (!(await installedMatches(lockText)) || !existsSync(bundledNode)) {
    await step('Installing the packages of package-lock.json', runNpmCi);
  }
  writeFileSync(stampFile, hash);
}

/** `npm install` by hand leaves no stamp of ours; npm's own hidden lockfile tells the same. */
async function installedMatches(lockText) {
  const hidden = readIfThere(inProject('node_modules', '.package-lock.json'));
  if (hidden === undefined) return false;
  const wanted = JSON.parse(lockText).packages;
  const installed = JSON.parse(hidden).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Packages for other systems are optional and rightly absent.
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * No package's own script is run but the one we need: npm would otherwise compile better-sqlite3 from source (it holds a binding.gyp), although
 * it brings a binary for every system, and fail where there is no compiler. The package `node` fetches its binary in its script.
 */
async function runNpmCi() {
  await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  const code = await passThrough(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: inProject('node_modules', 'node'),
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0 || !existsSync(bundledNode)) {
    throw new SetUpError(
      `Node ${process.arch} could not be installed. Check the network, then run the command again.`,
    );
  }
}

async function runNpm(args) {
  // npm is a .cmd file on Windows, and Node starts those only through a shell. npm's own output goes to stderr.
  const code = await passThrough(isWindows ? 'npm.cmd' : 'npm', args, {
    cwd: rootDir,
    shell: isWindows,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
  });
  if (code !== 0) {
    throw new SetUpError(
      `npm ${args[0]} failed (exit code ${code}). Check the network and the lines above, then run the command again.`,
    );
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
