// Called by electron-builder when the files of a package lie in place and nothing is compressed or signed yet: hardens the
// runtime and writes down what kind of build this is.
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  const { appOutDir, electronPlatformName: platform, packager } = context;
  const resources =
    platform === 'darwin'
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
      : join(appOutDir, 'resources');
  // The stand-in runtime brings a default app, which would open any folder it is given.
  rmSync(join(resources, 'default_app.asar'), { force: true });
  const testBuild = process.env.CAOS_TEST_BUILD === '1';
  const build = { testBuild, version: packager.appInfo.version, electron: packager.info.framework.version };
  writeFileSync(join(resources, 'build.json'), `${JSON.stringify(build)}\n`);
  // Beside the archive there is no package.json to tell Node that these are modules.
  writeFileSync(join(resources, 'app.asar.unpacked', 'out', 'main', 'package.json'), '{"type":"module"}\n');
  for (const program of ['node/node', 'bin/caos']) {
    if (existsSync(join(resources, program))) chmodSync(join(resources, program), 0o755);
  }
  await closeFuses(electronFile(appOutDir, platform, packager), platform);
}

function electronFile(appOutDir, platform, packager) {
  const { productFilename } = packager.appInfo;
  if (platform === 'darwin') return join(appOutDir, `${productFilename}.app`);
  return join(appOutDir, platform === 'win32' ? `${productFilename}.exe` : packager.executableName);
}

/** A packaged app is this app and nothing else: no Node in disguise, no debugger by argument, no code but its own archive. */
async function closeFuses(file, platform) {
  const wanted = {
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // Electron checks the archive on macOS and Windows; on Linux it has no place to keep the checksum.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
  };
  // An older runtime has fewer fuses; every one that it has must be named here, or flipping fails.
  const { version: _version, ...there } = await getCurrentFuseWire(file);
  const fuses = Object.fromEntries(Object.entries(wanted).filter(([fuse]) => fuse in there));
  await flipFuses(file, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: platform === 'darwin',
    ...fuses,
  });
}
