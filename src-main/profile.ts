/** Where a person's CAOS state and the program's own parts lie, and who owns a profile: the same answers for both doors. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import nodePath, { type PlatformPath } from 'node:path';
import { AppError } from '../src-shared/app-error';
import type { AppPaths } from './app-paths';
import { acquireProfile } from './catalogue/profile-lock';

type Environment = Readonly<Record<string, string | undefined>>;

const pathsOf = (platform: NodeJS.Platform): PlatformPath =>
  platform === 'win32' ? nodePath.win32 : nodePath.posix;

/**
 * Folder of a person's own state, absolute: where each system keeps settings of programs (XDG Base Directory Specification,
 * Apple's File System Programming Guide, Windows' roaming AppData). A relative XDG_CONFIG_HOME counts as unset, as XDG says.
 */
export function defaultProfile(env: Environment, platform: NodeJS.Platform, home: string): string {
  const { join, isAbsolute } = pathsOf(platform);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'CAOS');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'CAOS');
  const configured = env.XDG_CONFIG_HOME ?? '';
  return join(isAbsolute(configured) ? configured : join(home, '.config'), 'caos');
}

/**
 * Where the built-in store keeps its albums: beside the person's other pictures for their own profile, inside any other profile. It
 * counts only at the first start; from then on the catalogue remembers the place.
 */
export function defaultLocalStore(
  profile: string,
  env: Environment,
  platform: NodeJS.Platform,
  home: string,
): string {
  const { join } = pathsOf(platform);
  return profile === defaultProfile(env, platform, home)
    ? join(home, 'Pictures', 'CAOS')
    : join(profile, 'store');
}

export interface Installation {
  profile: string;
  /** Default: inside the profile. */
  localStore?: string;
  /** Folder of the running main.js or cli.js: `<project>/out/main` or `<resources>/app.asar[.unpacked]/out/main`. */
  mainDir: string;
  /** `process.resourcesPath` of the installed app; when left out it is read from `mainDir`. */
  resourcesPath?: string;
  platform: NodeJS.Platform;
  arch: string;
  /** The Node that runs already, when the door is one (the `caos` command). */
  nodeBinary?: string;
}

/**
 * Workers, media host and ffprobe are real files, because a standalone Node cannot read app.asar: the package holds them in
 * `app.asar.unpacked`, and brings its Node and the sample photos beside it.
 */
export function resolveAppPaths(installation: Installation): AppPaths {
  const { profile, platform, arch } = installation;
  const { join, dirname } = pathsOf(platform);
  const resources = installation.resourcesPath ?? packagedResources(installation.mainDir, platform);
  const root =
    resources === null ? dirname(dirname(installation.mainDir)) : join(resources, 'app.asar.unpacked');
  const program = (name: string): string => (platform === 'win32' ? `${name}.exe` : name);
  const nodeBinary =
    resources === null
      ? join(root, 'node_modules', 'node', 'bin', program('node'))
      : join(resources, 'node', program('node'));
  // ffprobe-static has no Windows on ARM build; that system runs the x64 one.
  const ffprobeArch = platform === 'win32' && arch === 'arm64' ? 'x64' : arch;
  return {
    profile,
    mediaHost: join(root, 'out', 'main', 'media-host.js'),
    uploadWorker: join(root, 'out', 'main', 'upload-worker.js'),
    libraryWorker: join(root, 'out', 'main', 'library-worker.js'),
    guestPage: join(root, 'out', 'guest', 'guest-page.html'),
    checkpointWorker: join(root, 'out', 'main', 'checkpoint-worker.js'),
    nodeBinary: installation.nodeBinary ?? nodeBinary,
    ffprobe: join(root, 'node_modules', 'ffprobe-static', 'bin', platform, ffprobeArch, program('ffprobe')),
    samples: resources === null ? join(root, 'resources', 'samples') : join(resources, 'samples'),
    fonts:
      resources === null
        ? join(root, 'node_modules', 'pretendard', 'dist', 'public', 'static')
        : join(resources, 'fonts'),
    localStore: installation.localStore ?? join(profile, 'store'),
  };
}

/** The `resources` folder of an installed app, or null in a source tree. */
export function packagedResources(mainDir: string, platform: NodeJS.Platform): string | null {
  const { basename, dirname } = pathsOf(platform);
  const root = dirname(dirname(mainDir));
  return basename(root) === 'app.asar' || basename(root) === 'app.asar.unpacked' ? dirname(root) : null;
}

/**
 * True in a package made around the development runtime (`resources/build.json` says so), which must not be taken for one for
 * users. `resources` is null in a source tree.
 */
export function readTestBuild(resources: string | null): boolean {
  const path = resources === null ? null : nodePath.join(resources, 'build.json');
  if (path === null || !existsSync(path)) return false;
  return (JSON.parse(readFileSync(path, 'utf8')) as { testBuild?: unknown }).testBuild === true;
}

export interface OwnedProfile {
  dir: string;
  release(): void;
}

/**
 * Makes the profile folder (for its person only) and claims it for this process. Null: another process owns it, talk to that
 * one by `connectProfile`. Errors: `file-denied`, `disk-full`, `io`.
 */
export function openProfile(dir: string): OwnedProfile | null {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    const lock = acquireProfile(dir);
    return lock && { dir, release: () => lock.release() };
  } catch (error) {
    throw profileError(error, dir);
  }
}

function profileError(error: unknown, dir: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const init = { cause: error, params: { path: dir }, details: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'disk-full',
      `The disk that holds the profile folder “${dir}” is full. Free some space, then try again.`,
      init,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new AppError(
      'file-denied',
      `CAOS may not write to its profile folder “${dir}”. Change its permissions or choose another one.`,
      init,
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new AppError(
      'bad-input',
      `“${dir}” cannot be a profile: it is not a folder. Choose another one.`,
      init,
    );
  }
  return new AppError(
    'io',
    `The profile folder “${dir}” could not be opened. Check the disk, then try again.`,
    init,
  );
}
