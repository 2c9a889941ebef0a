/** What a person gets: the packages are made, unpacked, and a first album goes its whole way in each, hardened as they ship. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { electronSwitches } from '../../scripts/bootstrap.mjs';
import { caosLinkOf } from '../../src-shared/domain/received-link';
import { acceptImport, expectGridFilled, gridOf, shownPictureWidth } from '../support/album-window';
import { dropPaths } from '../support/drop-paths';
import { cleanEnvironment, expect, test } from '../support/launch-app';
import { launchProgram } from '../support/launch-program';
import { digestsBelow, writePhotos } from '../support/photo-folder';

test.skip(process.platform !== 'linux', 'This computer packs Linux packages only');
test.describe.configure({ mode: 'serial' });

const run = promisify(execFile);
const dist = join(process.cwd(), 'dist');

test.beforeAll(async () => {
  test.setTimeout(600_000);
  if (process.env.CAOS_PACKAGES === 'made') return; // to try the tests again without packing again
  await run(process.execPath, ['scripts/package.mjs'], { maxBuffer: 64e6 });
});

const packageFile = (ending: string): string => {
  const name = readdirSync(dist).find((file) => file.endsWith(ending));
  if (name === undefined) throw new Error(`npm run package made no ${ending}`);
  return join(dist, name);
};

test('the tar.gz holds a hardened app in which a first album goes its whole way', async ({ scratch }) => {
  test.setTimeout(120_000);
  await run('tar', ['-xzf', packageFile('.tar.gz'), '-C', scratch]);
  const [folder = ''] = readdirSync(scratch).map((name) => join(scratch, name));
  await expectHardened(folder);
  await expectFirstAlbum(folder, scratch);
  await expectDoctor(join(folder, 'resources', 'bin', 'caos'), scratch);
});

test('the deb lays the same app under /opt, with its menu entry and icons', async ({ scratch }) => {
  test.setTimeout(120_000);
  const root = join(scratch, 'root');
  await run('dpkg-deb', ['-x', packageFile('.deb'), root]);
  const { stdout: fields } = await run('dpkg-deb', [
    '--field',
    packageFile('.deb'),
    'Package',
    'Version',
    'Architecture',
  ]);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const { testBuild } = buildOf(join(root, 'opt', readdirSync(join(root, 'opt'))[0] ?? ''));
  const name = testBuild ? 'caos-test-build' : 'caos';
  expect(fields.trim().split('\n')).toEqual([
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: amd64',
  ]);
  const folder = join(root, 'opt', testBuild ? 'CAOS-Test-Build' : 'CAOS');
  const entry = readFileSync(join(root, 'usr', 'share', 'applications', 'caos-desktop.desktop'), 'utf8');
  expect(entry).toContain(`Name=${testBuild ? 'CAOS-Test-Build' : 'CAOS'}\n`);
  expect(entry).toContain(`Exec=/opt/${testBuild ? 'CAOS-Test-Build' : 'CAOS'}/caos-desktop %U\n`);
  expect(entry).toMatch(/^MimeType=(?:[^\n]*;)?x-scheme-handler\/caos;/m);
  for (const size of ['16x16', '48x48', '256x256', '512x512']) {
    expect(existsSync(join(root, 'usr/share/icons/hicolor', size, 'apps/caos-desktop.png'))).toBe(true);
  }
  await expectHardened(folder);
  await expectFirstAlbum(folder, scratch);
});

test('the installed app opens the link that it is started with, and one that a second start is given', async ({
  scratch,
}) => {
  test.setTimeout(120_000);
  const root = join(scratch, 'root');
  await run('dpkg-deb', ['-x', packageFile('.deb'), root]);
  const [folder = ''] = readdirSync(join(root, 'opt')).map((name) => join(root, 'opt', name));
  const profile = join(scratch, 'profile');
  mkdirSync(profile);
  const linkTo = (host: string): string => caosLinkOf(`https://${host}/b/page?sig=1#${'A'.repeat(43)}`);
  /** As the menu entry does (%U). */
  const args = (link: string): string[] => [...electronSwitches(true), '--profile', profile, link];
  const options = { env: cleanEnvironment(scratch), cwd: scratch };
  const program = await launchProgram(join(folder, 'caos-desktop'), args(linkTo('first.example')), options);
  try {
    const sheet = program.page.getByRole('dialog', { name: 'Open a shared link' });
    await expect(sheet).toContainText('It will be fetched from first.example.', { timeout: 30_000 });
    const second = await run(join(folder, 'caos-desktop'), args(linkTo('second.example')), options);
    expect(second.stderr).toContain('CAOS is open already with this profile.');
    await expect(sheet).toContainText('It will be fetched from second.example.');
  } finally {
    expect(await program.quit()).toBe(0);
  }
});

const buildOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'resources', 'build.json'), 'utf8')) as {
    testBuild: boolean;
    electron: string;
  };

async function expectHardened(folder: string): Promise<void> {
  const program = join(folder, 'caos-desktop');
  const wire = await getCurrentFuseWire(program);
  const fuses = {
    runAsNode: wire[FuseV1Options.RunAsNode],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    cookies: wire[FuseV1Options.EnableCookieEncryption],
    onlyArchive: wire[FuseV1Options.OnlyLoadAppFromAsar],
    fileProtocol: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  };
  expect(fuses).toEqual({
    runAsNode: FuseState.DISABLE,
    nodeOptions: FuseState.DISABLE,
    inspect: FuseState.DISABLE,
    cookies: FuseState.ENABLE,
    onlyArchive: FuseState.ENABLE,
    fileProtocol: FuseState.DISABLE,
  });
  expect(existsSync(join(folder, 'resources', 'default_app.asar'))).toBe(false);
  // Nothing of other systems, nothing to build with.
  const packages = join(folder, 'resources', 'app.asar.unpacked', 'node_modules');
  expect(readdirSync(packages).sort()).toEqual([
    '@ffmpeg-installer',
    '@img',
    '@napi-rs',
    'better-sqlite3',
    'detect-libc',
    'ffprobe-static',
    'libheif-js',
    'libraw-wasm',
    'semver',
    'sharp',
  ]);
  expect(readdirSync(join(packages, 'ffprobe-static', 'bin'))).toEqual(['linux']);
  expect(readdirSync(join(packages, '@ffmpeg-installer'))).toEqual([`linux-${process.arch}`]);
  expect(statSync(join(folder, 'resources', 'node', 'node')).mode & 0o111).not.toBe(0);
}

async function expectFirstAlbum(folder: string, scratch: string): Promise<void> {
  const photos = join(scratch, 'Jeju Spring');
  await writePhotos(photos, 5);
  const profile = join(scratch, 'profile');
  mkdirSync(profile);
  const program = await launchProgram(
    join(folder, 'caos-desktop'),
    [...electronSwitches(true), '--profile', profile],
    {
      env: cleanEnvironment(scratch),
      cwd: scratch,
    },
  );
  try {
    const { page } = program;
    const info = await page.evaluate(() => window.caos.call('app.info', {}));
    const { testBuild, electron } = buildOf(folder);
    expect(info).toMatchObject({
      ok: true,
      value: { testBuild, runtime: expect.stringContaining(`Electron ${electron}`) },
    });
    await dropPaths(page, [photos]);
    await acceptImport(page, { title: 'Jeju Spring', files: '5 files' });
    await expectGridFilled(page, 'Jeju Spring', 5);
    await gridOf(page, 'Jeju Spring').getByRole('option').first().dblclick();
    expect(await shownPictureWidth(page)).toBe(1200);
  } finally {
    expect(await program.quit()).toBe(0);
  }
  const { stdout } = await run(join(folder, 'resources', 'bin', 'caos'), [
    'download',
    '--json',
    '--profile',
    profile,
    '--album',
    'Jeju Spring',
    '--to',
    join(scratch, 'out'),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ written: 5 });
  expect(Object.values(digestsBelow(join(scratch, 'out'))).sort()).toEqual(
    Object.values(digestsBelow(photos)).sort(),
  );
}

async function expectDoctor(caos: string, scratch: string): Promise<void> {
  const child = spawn(caos, ['doctor', '--json', '--profile', join(scratch, 'profile')], {
    env: cleanEnvironment(scratch),
  });
  let answer = '';
  child.stdout.on('data', (text) => {
    answer += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const doctor = JSON.parse(answer) as { checks: Array<{ name: string; ok: boolean }> };
  expect({ code, failed: doctor.checks.filter((check) => !check.ok) }).toEqual({ code: 0, failed: [] });
}
