/** Where the parts of the desktop app lie: in the source tree while developing, in `resources/` once installed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppPaths } from '../app';

export interface Installation {
  packaged: boolean;
  /** `app.getAppPath()`: the project folder, or `resources/app.asar`. */
  appFolder: string;
  /** `process.resourcesPath`. */
  resourcesFolder: string;
  platform: NodeJS.Platform;
  arch: string;
}

/**
 * Media host, `caos` and upload workers run from real files: a standalone Node cannot read app.asar, so the package holds them
 * in `app.asar.unpacked` and brings its own Node in `resources/node`.
 */
export function desktopPaths(profile: string, installation: Installation): AppPaths {
  const { packaged, appFolder, resourcesFolder, platform, arch } = installation;
  const files = packaged ? join(resourcesFolder, 'app.asar.unpacked') : appFolder;
  const program = (name: string): string => (platform === 'win32' ? `${name}.exe` : name);
  return {
    profile,
    mediaHost: join(files, 'out', 'main', 'media-host.js'),
    uploadWorker: join(files, 'out', 'main', 'upload-worker.js'),
    nodeBinary: packaged
      ? join(resourcesFolder, 'node', program('node'))
      : join(files, 'node_modules', 'node', 'bin', program('node')),
    ffprobe: join(files, 'node_modules', 'ffprobe-static', 'bin', platform, arch, program('ffprobe')),
    samples: packaged ? join(resourcesFolder, 'samples') : join(files, 'resources', 'samples'),
  };
}

/** True in a package made with the development runtime (`resources/build.json` says so): it says so in its name and in About. */
export function isTestBuild(installation: Installation): boolean {
  const path = join(installation.resourcesFolder, 'build.json');
  if (!installation.packaged || !existsSync(path)) return false;
  return (JSON.parse(readFileSync(path, 'utf8')) as { testBuild?: unknown }).testBuild === true;
}
