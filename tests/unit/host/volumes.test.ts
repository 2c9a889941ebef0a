/** Removable volumes as each system tells of them, and which of them are camera cards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  holdingVolume,
  listVolumes,
  thisComputer,
  type VolumeSystem,
  volumeOf,
  volumesMark,
} from '../../../src-main/host/volumes';
import { diskFileSystem, type ScanFileSystem } from '../../../src-main/media/scan-folder';
import type { Core } from '../../../src-main/services/core';
import { createCameraCards } from '../../../src-main/services/ingest/camera-cards';

const system = (given: Partial<VolumeSystem> & { files?: Record<string, string> }): VolumeSystem => ({
  platform: 'linux',
  readText: async (path) => {
    const text = given.files?.[path];
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  },
  readNames: async () => [],
  exists: async () => false,
  run: async () => null,
  ...given,
});

const mounts = `proc /proc proc rw 0 0
/dev/nvme0n1p2 / ext4 rw 0 0
/dev/sdb1 /media/kim/EOS\\040DIGITAL exfat rw 0 0
/dev/mmcblk0p1 /run/media/kim/SD vfat rw 0 0
/dev/sdc1 /mnt/archive ext4 rw 0 0
/dev/sdd1 /mnt/stick vfat rw 0 0
/dev/mmcblk1p1 /mnt/card vfat rw 0 0
tmpfs /media/kim/tmp tmpfs rw 0 0
`;

describe('Linux', () => {
  const linux = system({
    files: {
      '/proc/mounts': mounts,
      '/sys/block/sdc/removable': '0\n',
      '/sys/block/sdd/removable': '1\n',
      '/sys/block/mmcblk1/removable': '0\n',
      '/sys/block/mmcblk1/device/type': 'SD\n',
    },
  });

  it('what desktops mounted, and below /mnt only what is removable', async () => {
    expect((await listVolumes(linux)).map(({ path, name, device }) => [path, name, device])).toEqual([
      ['/media/kim/EOS DIGITAL', 'EOS DIGITAL', '/dev/sdb1'],
      ['/run/media/kim/SD', 'SD', '/dev/mmcblk0p1'],
      ['/mnt/stick', 'stick', '/dev/sdd1'],
      ['/mnt/card', 'card', '/dev/mmcblk1p1'],
    ]);
  });

  it('the volume of a path, and none for a path beside it', async () => {
    expect((await volumeOf('/media/kim/EOS DIGITAL/DCIM', linux))?.device).toBe('/dev/sdb1');
    expect(await volumeOf('/media/kim/EOS DIGITAL 2/DCIM', linux)).toBeNull();
    expect(await volumeOf('/home/kim/Pictures', linux)).toBeNull();
  });

  it('of a path on Windows, however its letters are written', () => {
    const card = { path: 'E:\\', name: 'EOS', device: null, ejectable: true };
    const at = (path: string) => holdingVolume(path, [card], 'win32')?.name ?? null;
    expect([at('E:\\DCIM'), at('e:\\dcim\\a.jpg'), at('F:\\DCIM')]).toEqual(['EOS', 'EOS', null]);
  });

  it('the mark changes with the mounts alone', async () => {
    const other = system({ files: { '/proc/mounts': mounts.replace('proc /proc', 'proc /proc2') } });
    const fewer = system({ files: { '/proc/mounts': mounts.replace(/^.*sdb1.*\n/m, '') } });
    const mark = await volumesMark(linux);
    expect([await volumesMark(other), (await volumesMark(fewer)) === mark]).toEqual([mark, false]);
  });

  it('nothing where nothing can be asked', async () => {
    expect([await listVolumes(system({})), await volumesMark(system({}))]).toEqual([[], '']);
  });
});

describe('other systems', () => {
  it('macOS: volumes that can be ejected, not the disk of the computer', async () => {
    const info: Record<string, string> = {
      '/Volumes/Macintosh HD':
        '   Device Node: /dev/disk1s1\n   Removable Media: Fixed\n   Device Location: Internal\n',
      '/Volumes/EOS':
        '   Device Node: /dev/disk4s1\n   Removable Media: Removable\n   Device Location: External\n',
    };
    const mac = system({
      platform: 'darwin',
      readNames: async () => ['Macintosh HD', 'EOS'],
      run: async (_, args) => info[args[1] ?? ''] ?? null,
    });
    expect(await listVolumes(mac)).toEqual([
      { path: '/Volumes/EOS', name: 'EOS', device: '/dev/disk4s1', ejectable: true },
    ]);
  });

  it.each([
    ['one', '{"DriveLetter":"E","FileSystemLabel":"EOS"}', [['E:\\', 'EOS']]],
    [
      'two',
      '[{"DriveLetter":"E","FileSystemLabel":""},{"DriveLetter":"F","FileSystemLabel":"SD"}]',
      [
        ['E:\\', 'E:'],
        ['F:\\', 'SD'],
      ],
    ],
    ['none', '', []],
    ['nonsense', 'Get-Volume : not there', []],
  ])('Windows: %s', async (_, output, expected) => {
    const windows = system({ platform: 'win32', run: async () => output });
    expect((await listVolumes(windows)).map(({ path, name }) => [path, name])).toEqual(expected);
  });
});

describe('camera cards', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caos-cards-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const give = (path: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'four');
  };
  const stored = new Set<string>();
  const told: unknown[] = [];
  const core = {
    now: () => 0,
    log: { warn: () => undefined },
    changes: { cards: (cards: unknown) => told.push(cards) },
    catalogue: {
      albums: { list: () => [{ id: 'album' }] },
      assets: {
        bySource: (_: unknown, source: { path: string }) =>
          stored.has(source.path) ? [{ state: 'stored' }] : [],
      },
    },
  } as unknown as Core;
  /** Below the folder instead of the root of this computer. */
  const plugged = (): VolumeSystem => ({
    ...thisComputer,
    platform: 'linux',
    readText: async (path) => {
      if (path !== '/proc/mounts') return '1';
      return mountLines;
    },
    readNames: (path) => thisComputer.readNames(path.replace('/media/kim', folder)),
  });
  let mountLines = '';

  it('are those with folders or photos as cameras leave them, counted, with what is stored already', async () => {
    give('EOS/DCIM/100/a.JPG');
    give('EOS/DCIM/100/b.CR3');
    give('EOS/MISC/x.txt');
    give('SONY/PRIVATE/M4ROOT/CLIP/C0001.MP4');
    give('LOOSE/photo.jpg');
    give('STICK/papers/report.txt');
    give('PRIV/PRIVATE/taxes.txt');
    mountLines = ['EOS', 'SONY', 'LOOSE', 'STICK', 'PRIV']
      .map((name, index) => `/dev/sd${'bcdef'[index]}1 /media/kim/${name} vfat rw 0 0\n`)
      .join('');
    stored.add('/media/kim/EOS/DCIM/100/a.JPG');
    const cards = createCameraCards(core, plugged(), onDisk('/media/kim', folder));
    expect(
      (await cards.list()).map(({ name, fileCount, totalBytes, knownCount, counted }) => [
        name,
        fileCount,
        totalBytes,
        knownCount,
        counted,
      ]),
    ).toEqual([
      ['EOS', 2, 8, 1, 'all'],
      ['SONY', 1, 4, 0, 'all'],
      ['LOOSE', 1, 4, 0, 'all'],
    ]);
    cards.stop();
  });
});

/** The disk, with one folder in the place of another. */
function onDisk(shown: string, real: string): ScanFileSystem {
  const at = (path: string): string => path.replace(shown, real);
  return {
    readFolder: (path) => diskFileSystem.readFolder(at(path)),
    lstat: (path) => diskFileSystem.lstat(at(path)),
    stat: (path) => diskFileSystem.stat(at(path)),
    realpath: async (path) => (await diskFileSystem.realpath(at(path))).replace(real, shown),
    checkReadable: (path) => diskFileSystem.checkReadable(at(path)),
    readHead: (path, length) => diskFileSystem.readHead(at(path), length),
  };
}
