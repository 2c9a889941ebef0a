import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  defaultLocalStore,
  defaultProfile,
  openProfile,
  packagedResources,
  readTestBuild,
  resolveAppPaths,
} from '../../../src-main/profile';

describe('defaultProfile', () => {
  it('follows the habits of each system', () => {
    expect({
      linux: defaultProfile({}, 'linux', '/home/ida'),
      xdg: defaultProfile({ XDG_CONFIG_HOME: '/data/config' }, 'linux', '/home/ida'),
      xdgRelative: defaultProfile({ XDG_CONFIG_HOME: 'config' }, 'linux', '/home/ida'),
      mac: defaultProfile({ XDG_CONFIG_HOME: '/data/config' }, 'darwin', '/Users/ida'),
      windows: defaultProfile({ APPDATA: 'D:\\Roaming' }, 'win32', 'C:\\Users\\ida'),
      windowsBare: defaultProfile({}, 'win32', 'C:\\Users\\ida'),
    }).toEqual({
      linux: '/home/ida/.config/caos',
      xdg: '/data/config/caos',
      xdgRelative: '/home/ida/.config/caos',
      mac: '/Users/ida/Library/Application Support/CAOS',
      windows: 'D:\\Roaming\\CAOS',
      windowsBare: 'C:\\Users\\ida\\AppData\\Roaming\\CAOS',
    });
  });
});

describe('defaultLocalStore', () => {
  it('lies beside the pictures for the own profile, inside any other one', () => {
    expect([
      defaultLocalStore('/home/ida/.config/caos', {}, 'linux', '/home/ida'),
      defaultLocalStore('/tmp/other', {}, 'linux', '/home/ida'),
      defaultLocalStore('C:\\Users\\ida\\AppData\\Roaming\\CAOS', {}, 'win32', 'C:\\Users\\ida'),
    ]).toEqual(['/home/ida/Pictures/CAOS', '/tmp/other/store', 'C:\\Users\\ida\\Pictures\\CAOS']);
  });
});

describe('resolveAppPaths', () => {
  it('finds everything in a source tree', () => {
    expect(
      resolveAppPaths({ profile: '/p', mainDir: '/src/out/main', platform: 'linux', arch: 'x64' }),
    ).toEqual({
      profile: '/p',
      mediaHost: '/src/out/main/media-host.js',
      uploadWorker: '/src/out/main/upload-worker.js',
      libraryWorker: '/src/out/main/library-worker.js',
      guestPage: '/src/out/guest/guest-page.html',
      checkpointWorker: '/src/out/main/checkpoint-worker.js',
      nodeBinary: '/src/node_modules/node/bin/node',
      ffprobe: '/src/node_modules/ffprobe-static/bin/linux/x64/ffprobe',
      samples: '/src/resources/samples',
      fonts: '/src/node_modules/pretendard/dist/public/static',
      localStore: '/p/store',
    });
  });

  it('finds the unpacked files of an installed app, whichever door asks', () => {
    const installed = {
      profile: '/p',
      mediaHost: '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/out/main/media-host.js',
      uploadWorker: '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/out/main/upload-worker.js',
      libraryWorker: '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/out/main/library-worker.js',
      guestPage: '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/out/guest/guest-page.html',
      checkpointWorker:
        '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/out/main/checkpoint-worker.js',
      nodeBinary: '/Applications/CAOS.app/Contents/Resources/node/node',
      ffprobe:
        '/Applications/CAOS.app/Contents/Resources/app.asar.unpacked/node_modules/ffprobe-static/bin/darwin/arm64/ffprobe',
      samples: '/Applications/CAOS.app/Contents/Resources/samples',
      fonts: '/Applications/CAOS.app/Contents/Resources/fonts',
      localStore: '/p/store',
    };
    const at = { profile: '/p', platform: 'darwin', arch: 'arm64' } as const;
    const resources = '/Applications/CAOS.app/Contents/Resources';
    expect(resolveAppPaths({ ...at, mainDir: `${resources}/app.asar/out/main` })).toEqual(installed);
    expect(
      resolveAppPaths({ ...at, mainDir: `${resources}/app.asar.unpacked/out/main`, nodeBinary: '/own/node' }),
    ).toEqual({
      ...installed,
      nodeBinary: '/own/node',
    });
    expect(resolveAppPaths({ ...at, mainDir: '/elsewhere/out/main', resourcesPath: resources })).toEqual(
      installed,
    );
  });

  it('speaks Windows, also on ARM, for which there is only an x64 ffprobe', () => {
    const mainDir = 'C:\\CAOS\\resources\\app.asar\\out\\main';
    expect(resolveAppPaths({ profile: 'C:\\p', mainDir, platform: 'win32', arch: 'arm64' })).toEqual({
      profile: 'C:\\p',
      mediaHost: 'C:\\CAOS\\resources\\app.asar.unpacked\\out\\main\\media-host.js',
      uploadWorker: 'C:\\CAOS\\resources\\app.asar.unpacked\\out\\main\\upload-worker.js',
      libraryWorker: 'C:\\CAOS\\resources\\app.asar.unpacked\\out\\main\\library-worker.js',
      guestPage: 'C:\\CAOS\\resources\\app.asar.unpacked\\out\\guest\\guest-page.html',
      checkpointWorker: 'C:\\CAOS\\resources\\app.asar.unpacked\\out\\main\\checkpoint-worker.js',
      nodeBinary: 'C:\\CAOS\\resources\\node\\node.exe',
      ffprobe:
        'C:\\CAOS\\resources\\app.asar.unpacked\\node_modules\\ffprobe-static\\bin\\win32\\x64\\ffprobe.exe',
      samples: 'C:\\CAOS\\resources\\samples',
      fonts: 'C:\\CAOS\\resources\\fonts',
      localStore: 'C:\\p\\store',
    });
    expect(packagedResources('C:\\src\\out\\main', 'win32')).toBeNull();
  });
});

describe('a profile folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caos-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made for its person only, owned once, and free again after release', () => {
    const dir = join(folder, 'deep', 'profile');
    const owned = openProfile(dir);
    const second = openProfile(dir);
    owned?.release();
    const third = openProfile(dir);
    third?.release();
    expect({ first: owned?.dir, second, third: third?.dir, mode: statSync(dir).mode & 0o777 }).toEqual({
      first: dir,
      second: null,
      third: dir,
      mode: 0o700,
    });
  });

  it('says plainly that a file is no profile', () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'x');
    expect(() => openProfile(file)).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: `“${file}” cannot be a profile: it is not a folder. Choose another one.`,
      }),
    );
  });

  it('knows a test build by what the packaging wrote', () => {
    mkdirSync(join(folder, 'marked'));
    writeFileSync(join(folder, 'marked', 'build.json'), '{"testBuild":true}');
    expect([readTestBuild(join(folder, 'marked')), readTestBuild(folder), readTestBuild(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
