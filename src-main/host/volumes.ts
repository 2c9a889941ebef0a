/** Removable volumes of this computer: memory cards, sticks, cameras that show themselves as disks. */
import { access, readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { type RunProgram, runProgram } from './run-program';

export interface Volume {
  /** Where it is mounted. */
  path: string;
  name: string;
  /** `/dev/sdb1`; null where the system names none. */
  device: string | null;
  ejectable: boolean;
}

/** What is asked of the system; tests bring a tree of their own. */
export interface VolumeSystem {
  platform: NodeJS.Platform;
  /** Rejects when there is no such file. */
  readText(path: string): Promise<string>;
  /** Names in a folder; rejects when there is none. */
  readNames(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  run: RunProgram;
}

export const thisComputer: VolumeSystem = {
  platform: process.platform,
  readText: (path) => readFile(path, 'utf8'),
  readNames: (path) => readdir(path),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  run: runProgram,
};

/** Where desktops, and people by hand, mount what they plug in. */
const MOUNT_ROOTS = ['/media/', '/run/media/', '/mnt/'];
/** A computer with more has something else plugged in than cards. */
const MAX_VOLUMES = 32;
const driveLetters = [...'DEFGHIJKLMNOPQRSTUVWXYZ'];

/** Changes whenever a volume comes or goes, and costs one small read: to be asked every few seconds. */
export async function volumesMark(system: VolumeSystem = thisComputer): Promise<string> {
  if (system.platform === 'linux')
    return (await linuxMounts(system)).map((mount) => mount.join(' ')).join('\n');
  if (system.platform === 'darwin') return (await namesIn(system, '/Volumes')).join('\n');
  if (system.platform === 'win32') {
    const there = await Promise.all(driveLetters.map((letter) => system.exists(`${letter}:\\`)));
    return driveLetters.filter((_, index) => there[index]).join('');
  }
  return '';
}

/** Never rejects: what cannot be asked has no volumes. */
export async function listVolumes(system: VolumeSystem = thisComputer): Promise<Volume[]> {
  const found =
    system.platform === 'linux'
      ? await linuxVolumes(system)
      : system.platform === 'darwin'
        ? await macVolumes(system)
        : system.platform === 'win32'
          ? await windowsVolumes(system)
          : [];
  return found.slice(0, MAX_VOLUMES);
}

/** The volume that holds this path; null when it lies on none of these. */
export async function volumeOf(path: string, system: VolumeSystem = thisComputer): Promise<Volume | null> {
  return holdingVolume(path, await listVolumes(system), system.platform);
}

export function holdingVolume(
  path: string,
  volumes: readonly Volume[],
  platform: NodeJS.Platform = process.platform,
): Volume | null {
  const separator = platform === 'win32' ? '\\' : '/';
  // On Windows a person may type `e:\dcim`.
  const named = (name: string): string => (platform === 'win32' ? name.toLowerCase() : name);
  const wanted = named(path);
  const holds = (volume: Volume): boolean => {
    const at = named(volume.path);
    return wanted === at || wanted.startsWith(at.endsWith(separator) ? at : at + separator);
  };
  const holding = volumes.filter(holds);
  return holding.sort((one, other) => other.path.length - one.path.length)[0] ?? null;
}

type Mount = [device: string, path: string];

/** Of `/proc/mounts` those that may be removable: below the usual places, and of devices. */
async function linuxMounts(system: VolumeSystem): Promise<Mount[]> {
  const text = await system.readText('/proc/mounts').catch(() => '');
  return text.split('\n').flatMap((line): Mount[] => {
    const [device = '', path = ''] = line.split(' ').map(unescapeMount);
    const usual = MOUNT_ROOTS.some((root) => path.startsWith(root));
    return usual && device.startsWith('/dev/') ? [[device, path]] : [];
  });
}

/** Space, tab, line end and backslash are octal there (fstab(5)). */
const unescapeMount = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

async function linuxVolumes(system: VolumeSystem): Promise<Volume[]> {
  const volumes: Volume[] = [];
  for (const [device, path] of await linuxMounts(system)) {
    // Below /mnt lie disks that stay as well; below the others only what a desktop plugged in.
    const removable = await isRemovable(system, posix.basename(device));
    if (path.startsWith('/mnt/') && !removable) continue;
    volumes.push({ path, name: posix.basename(path), device, ejectable: true });
  }
  return volumes;
}

/** USB readers say it themselves; readers on the board (`mmcblk0`) tell the kind of card instead. */
async function isRemovable(system: VolumeSystem, partition: string): Promise<boolean> {
  const disk = /^(mmcblk\d+|nvme\d+n\d+)p\d+$/.exec(partition)?.[1] ?? partition.replace(/\d+$/, '');
  const says = (file: string): Promise<string> =>
    system.readText(`/sys/block/${disk}/${file}`).then(
      (text) => text.trim(),
      () => '',
    );
  return (await says('removable')) === '1' || (await says('device/type')) === 'SD';
}

const namesIn = (system: VolumeSystem, folder: string): Promise<string[]> =>
  system.readNames(folder).catch(() => []);

async function macVolumes(system: VolumeSystem): Promise<Volume[]> {
  const volumes: Volume[] = [];
  for (const name of (await namesIn(system, '/Volumes')).slice(0, MAX_VOLUMES)) {
    const path = `/Volumes/${name}`;
    const output = await system.run('diskutil', ['info', path]);
    if (output === null) continue;
    const fact = (label: string): string =>
      new RegExp(`^\\s*${label}:\\s*(.+)$`, 'm').exec(output)?.[1]?.trim() ?? '';
    const ejectable = /removable/i.test(fact('Removable Media')) || fact('Ejectable') === 'Yes';
    const external = fact('Device Location') === 'External' || fact('Internal') === 'No';
    if (ejectable || external)
      volumes.push({ path, name, device: fact('Device Node') || null, ejectable: true });
  }
  return volumes;
}

async function windowsVolumes(system: VolumeSystem): Promise<Volume[]> {
  const script =
    "Get-Volume | Where-Object { $_.DriveType -eq 'Removable' -and $_.DriveLetter } | " +
    'Select-Object DriveLetter, FileSystemLabel | ConvertTo-Json -Compress';
  const output = await system.run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
  if (!output?.trim()) return [];
  try {
    const parsed: unknown = JSON.parse(output);
    const rows = (Array.isArray(parsed) ? parsed : [parsed]) as Array<{
      DriveLetter: string;
      FileSystemLabel: string | null;
    }>;
    return rows.map(({ DriveLetter, FileSystemLabel }) => ({
      path: `${DriveLetter}:\\`,
      name: FileSystemLabel || `${DriveLetter}:`,
      device: null,
      ejectable: true,
    }));
  } catch {
    return [];
  }
}
