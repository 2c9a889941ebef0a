// `npm run package [-- TARGET…]`: builds the app and packs it for this computer into dist/. Default targets on Linux: dir, tar.gz, deb.
// Where the declared Electron cannot be had, the stand-in runtime is packed instead and the result says that it is a test build.
import { rmSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './setup/build-if-stale.mjs';
import { runScript, say } from './setup/progress.mjs';
import { bundledNode, inProject, rootDir } from './setup/project-paths.mjs';
import { passThrough } from './setup/run-process.mjs';
import { ensureSystemPackages, hasTool, requirements } from './setup/system-packages.mjs';

const platformSwitch = { linux: '--linux', darwin: '--mac', win32: '--win' }[process.platform];

await runScript(async () => {
  const asked = process.argv.slice(2);
  const electron = await bootstrap();
  await buildIfStale();
  const targets = asked.length > 0 || process.platform !== 'linux' ? asked : ['dir', 'tar.gz', 'deb'];
  if (targets.includes('tar.gz')) await ensureSystemPackages(requirements.packaging, 'packages');
  rmSync(inProject('dist'), { recursive: true, force: true });
  const builder = inProject('node_modules', 'electron-builder', 'cli.js');
  const code = await passThrough(
    bundledNode,
    [builder, platformSwitch, ...targets, '--publish', 'never', ...overrides(electron)],
    { cwd: rootDir, env: environment(electron) },
  );
  if (code === 0) say(`The packages are in ${inProject('dist')}`);
  return code;
});

/** A test build has a name of its own, so that nobody takes it for the real one. */
function overrides(electron) {
  if (!electron.standIn) return [];
  say(`Packing the stand-in runtime Electron ${electron.version}: the result is a test build and says so.`);
  return [
    `-c.electronDist=${electron.dir}`,
    `-c.electronVersion=${electron.version}`,
    '-c.productName=CAOS-Test-Build',
    '-c.extraMetadata.productName=CAOS-Test-Build',
    '-c.linux.synopsis=Cloud Album on Object Storage (test build)',
    '-c.deb.packageName=caos-test-build',
    '-c.deb.compression=gz', // quick to make; xz is for what people download
  ];
}

function environment(electron) {
  const env = { ...process.env, CAOS_TEST_BUILD: electron.standIn ? '1' : '0' };
  delete env.ELECTRON_OVERRIDE_DIST_PATH;
  if (process.platform !== 'linux') return env;
  env.ELECTRON_BUILDER_COMPRESSION_LEVEL ??= electron.standIn ? '1' : '6'; // its own choice, 9, takes five minutes
  // Debian's own tools instead of ones that electron-builder would download.
  if (hasTool('7za')) env.ELECTRON_BUILDER_7ZIP_PATH ??= '/usr/bin/7za';
  if (hasTool('dpkg-deb')) env.CUSTOM_FPM_PATH ??= inProject('scripts', 'fpm-with-dpkg.mjs');
  return env;
}
