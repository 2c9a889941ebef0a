// Finds an Electron to run: the one package.json declares, or where its download is unreachable a stand-in.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetUpError, say } from './progress.mjs';
import { bundledNode, inProject, runtimeDir } from './project-paths.mjs';
import { ensureStandIn, standInDir, standInIsPossible, standInVersion } from './stand-in-runtime.mjs';

const electronDir = inProject('node_modules', 'electron');
const failureFile = join(runtimeDir, 'electron-download-failed.json');
/** No byte for this long means that nothing will come. */
const silenceMs = 20_000;

/**
 * @returns {Promise<{executable: string, dir: string, version: string, standIn: boolean}>}
 * `standIn` runtimes are for development and tests only and never go into a package that is handed out.
 */
export async function ensureElectron({ refresh = false } = {}) {
  const version = JSON.parse(readFileSync(join(electronDir, 'package.json'), 'utf8')).version;
  const installed = installedElectron(version);
  if (installed) return installed;
  if (refresh || !downloadFailedBefore(version)) {
    say(`Downloading Electron ${version} …`);
    const reason = await download();
    const downloaded = installedElectron(version);
    if (downloaded) return downloaded;
    rememberFailure(version, reason);
  }
  return standIn(version);
}

function installedElectron(version) {
  const pathFile = join(electronDir, 'path.txt');
  const dir = join(electronDir, 'dist');
  if (!existsSync(pathFile) || !existsSync(join(dir, 'version'))) return undefined;
  if (readFileSync(join(dir, 'version'), 'utf8').replace(/^v/, '').trim() !== version) return undefined;
  const executable = join(dir, readFileSync(pathFile, 'utf8'));
  return existsSync(executable) ? { executable, dir, version, standIn: false } : undefined;
}

async function standIn(version) {
  if (!standInIsPossible()) {
    const remedy = 'Check the network, then run the command again with --refresh-runtime.';
    throw new SetUpError(
      `Electron ${version} could not be downloaded, and this system has no stand-in for it. ${remedy}`,
    );
  }
  const major = version.split('.')[0];
  say(
    `Electron ${major} could not be downloaded here; using the stand-in runtime Electron ${standInVersion} for development and tests.`,
  );
  await ensureStandIn();
  return {
    executable: join(standInDir, 'electron'),
    dir: standInDir,
    version: standInVersion,
    standIn: true,
  };
}

function downloadFailedBefore(version) {
  return existsSync(failureFile) && JSON.parse(readFileSync(failureFile, 'utf8')).version === version;
}

function rememberFailure(version, reason) {
  mkdirSync(runtimeDir, { recursive: true });
  writeFileSync(failureFile, `${JSON.stringify({ version, reason, atMs: Date.now() }, null, 2)}\n`);
}

/**
 * Runs Electron's own installer, which knows about mirrors, proxies and caches, and gives up when no byte arrives.
 * @returns {Promise<string>} why it failed; empty when it ended well
 */
function download() {
  const temporaryDir = join(runtimeDir, 'download');
  rmSync(temporaryDir, { recursive: true, force: true });
  mkdirSync(temporaryDir, { recursive: true });
  const env = { ...process.env, TMPDIR: temporaryDir, TEMP: temporaryDir, TMP: temporaryDir };
  delete env.ELECTRON_OVERRIDE_DIST_PATH;
  const child = spawn(bundledNode, [join(electronDir, 'install.js')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve) => {
    let errors = '';
    let reason = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    const stopWatching = whenSilent(temporaryDir, () => {
      reason = 'no data arrived';
      child.kill('SIGKILL');
    });
    child.on('error', (error) => (reason = error.message));
    child.on('close', (code) => {
      stopWatching();
      rmSync(temporaryDir, { recursive: true, force: true });
      resolve(code === 0 ? '' : reason || errors.split('\n')[0] || `exit code ${code}`);
    });
  });
}

/** Calls back when a folder has stopped growing; unpacking happens after the last byte, so a full download is let be. */
function whenSilent(dir, callBack) {
  let size = 0;
  let grewAtMs = Date.now();
  const timer = setInterval(() => {
    const now = folderSize(dir);
    if (now !== size) grewAtMs = Date.now();
    size = now;
    if (Date.now() - grewAtMs > (size > 50_000_000 ? 6 * silenceMs : silenceMs)) callBack();
  }, 500);
  return () => clearInterval(timer);
}

function folderSize(dir) {
  let sizeBytes = 0;
  for (const name of readdirSync(dir, { recursive: true })) {
    sizeBytes += statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sizeBytes;
}
