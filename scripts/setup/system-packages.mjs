// The few things npm cannot bring: system libraries and tools. As root on Debian they are installed; else the line to type is told.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetUpError, step } from './progress.mjs';
import { capture } from './run-process.mjs';

/**
 * What may be missing. `packages` lists the names by which Debian releases know it, newest first; the first one that
 * this release has is taken.
 */
export const requirements = {
  display: [tool('Xvfb', ['xvfb'])],
  electron: [
    library('libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']),
    library('libnss3.so', ['libnss3']),
    library('libasound.so.2', ['libasound2t64', 'libasound2']),
    library('libgbm.so.1', ['libgbm1']),
    library('libXss.so.1', ['libxss1']),
    library('libsecret-1.so.0', ['libsecret-1-0']),
    library('libcups.so.2', ['libcups2t64', 'libcups2']),
    library('libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']),
    library('libXtst.so.6', ['libxtst6']),
  ],
  standInRuntime: [tool('unzip', ['unzip']), tool('g++', ['g++']), tool('gcc', ['gcc'])],
  packaging: [tool('7za', ['p7zip-full']), tool('dpkg-deb', ['dpkg'])],
  /** Tests of the vault over a real keyring; they skip without it. */
  keyring: [
    tool('dbus-run-session', ['dbus-daemon', 'dbus']),
    tool('gnome-keyring-daemon', ['gnome-keyring']),
  ],
  /** Browsers that guests of a share may have; tests of the guest page skip without them. */
  browsers: [tool('chromium', ['chromium']), tool('firefox-esr', ['firefox-esr'])],
  /** Other people's clients and servers that the stores are tried against; their tests skip without them. */
  peers: [
    tool('swift', ['python3-swiftclient']),
    tool('rclone', ['rclone']),
    tool('aws', ['awscli']),
    tool('ceph-mon', ['ceph-mon']),
    tool('ceph-osd', ['ceph-osd']),
    tool('ceph', ['ceph-common']),
    tool('radosgw', ['radosgw']),
  ],
};

function library(soname, packages) {
  return { kind: 'library', name: soname, packages };
}

function tool(command, packages) {
  return { kind: 'tool', name: command, packages };
}

/** Makes sure that everything in `needs` is there; throws a SetUpError with the line to type when it cannot. */
export async function ensureSystemPackages(needs, purpose) {
  if (process.platform !== 'linux') return;
  const missing = await findMissing(needs);
  if (missing.length === 0) return;
  if (!hasTool('apt-get')) throw new SetUpError(handInstallation(missing, purpose));
  if (process.getuid() !== 0) throw new SetUpError(await lineToType(missing, purpose));
  await step(`Installing ${missing.map((need) => need.packages.at(-1)).join(', ')} (for ${purpose})`, () =>
    installWithApt(missing),
  );
  const stillMissing = await findMissing(missing);
  if (stillMissing.length > 0) throw new SetUpError(handInstallation(stillMissing, purpose));
}

export async function findMissing(needs) {
  const known = needs.some((need) => need.kind === 'library') ? await knownLibraries() : '';
  return needs.filter((need) =>
    need.kind === 'tool' ? !hasTool(need.name) : !known.includes(`\t${need.name} `),
  );
}

async function knownLibraries() {
  for (const command of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    const { code, stdout } = await capture(command, ['-p']);
    if (code === 0) return stdout;
  }
  return '';
}

export function hasTool(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, command)));
}

async function installWithApt(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  let names = await packageNames(missing);
  // A machine that has never run `apt-get update` knows no packages at all; one that did is left alone.
  if (names === undefined || (await apt(names, env)) !== 0) {
    await capture('apt-get', ['update'], { env });
    names = (await packageNames(missing)) ?? missing.map((need) => need.packages.at(-1));
    const code = await apt(names, env);
    if (code !== 0) throw new SetUpError(`apt-get could not install ${names.join(' ')} (exit code ${code}).`);
  }
}

async function apt(names, env) {
  // Packages that carry a daemon must not start it: RUNLEVEL=1 keeps Debian's start scripts still.
  const options = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-qq', '--no-install-recommends'];
  const { code } = await capture('apt-get', [...options, ...names], { env: { ...env, RUNLEVEL: '1' } });
  return code;
}

/** The names this release uses, or undefined when some are unknown to it (as before the first `apt-get update`). */
async function packageNames(missing) {
  const names = [];
  for (const need of missing) {
    const name = await firstKnown(need.packages);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return [...new Set(names)];
}

async function firstKnown(candidates) {
  for (const name of candidates) {
    const { stdout } = await capture('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(stdout)) return name;
  }
  return undefined;
}

async function lineToType(missing, purpose) {
  const names = (await packageNames(missing)) ?? missing.map((need) => need.packages.at(-1));
  return `Some system packages are missing (for ${purpose}). Install them, then run this again:\n  sudo apt-get install ${names.join(' ')}`;
}

function handInstallation(missing, purpose) {
  const names = missing.map((need) => need.name).join(', ');
  return `Missing on this computer (for ${purpose}): ${names}. Install them with your system's package manager, then run this again.`;
}
