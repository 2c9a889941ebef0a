/** Where an object lies on disk: keys to paths and back, safe against traversal, on every file system. */
import path from 'node:path';
import { AppError } from '../../../../src-shared/app-error';
import { CAOS_PREFIX } from '../../../../src-shared/domain/album';

/** The driver's own files of a bucket: temporary files, unfinished uploads, records. Never listed, never readable as objects. */
export const INTERNAL_FOLDER = `${CAOS_PREFIX}.store`;

/** S3 and Swift allow 1024 bytes of UTF-8; more would be a key that cannot move to them. */
const PORTABLE_KEY_BYTES = 1024;
/** NAME_MAX of Linux file systems in bytes; APFS and NTFS count 255 UTF-16 units, which is never less room. */
const MAX_NAME_LENGTH = 255;
/** PATH_MAX (limits.h of Linux and macOS); Node prefixes long Windows paths by itself. */
const pathMaxBytes: Partial<Record<NodeJS.Platform, number>> = { linux: 4096, darwin: 1024, win32: 32_767 };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Windows refuses
const windowsIllegal = /[<>:"\\|?*\x00-\x1f]/g;
const windowsReserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const percentEncode = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** One segment of a key as Windows can store it; what decodeSegment undoes. */
function encodeForWindows(segment: string): string {
  let name = segment.replace(/%(?=[0-9A-F]{2})/g, '%25').replace(windowsIllegal, percentEncode);
  if (windowsReserved.test(name)) name = percentEncode(name[0] as string) + name.slice(1);
  return name.replace(/[. ]$/, percentEncode);
}

export function encodeSegment(segment: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? encodeForWindows(segment) : segment;
}

/** A name found on disk as a key segment, NFC. A name no encoding made stays as it is. */
export function decodeSegment(name: string, platform: NodeJS.Platform): string {
  const normal = name.normalize('NFC');
  if (platform !== 'win32' || !normal.includes('%')) return normal;
  const decoded = normal.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return encodeForWindows(decoded) === normal ? decoded : normal;
}

/** Longest key that fits below `root`, counting a bucket name of 63 and its separators. */
export function maxKeyBytes(root: string, platform: NodeJS.Platform): number {
  const room = (pathMaxBytes[platform] ?? 1024) - Buffer.byteLength(root) - 66;
  return Math.max(0, Math.min(PORTABLE_KEY_BYTES, room));
}

function refuse(key: string, why: string): never {
  throw new AppError('bad-input', `“${key}” cannot be stored in a folder: ${why}. Rename it and try again.`, {
    params: { key },
  });
}

/** Path segments of a key below its bucket. `bad-input` when no file can have that name here. */
export function keySegments(
  key: string,
  limits: { platform: NodeJS.Platform; maxKeyBytes: number },
): string[] {
  const normal = key.normalize('NFC');
  if (normal === '') refuse(key, 'its name is empty');
  if (normal.includes('\0')) refuse(key, 'its name holds a NUL character');
  if (normal === INTERNAL_FOLDER || normal.startsWith(`${INTERNAL_FOLDER}/`))
    refuse(key, 'that place belongs to the store itself');
  const bytes = Buffer.byteLength(normal);
  if (bytes > limits.maxKeyBytes)
    refuse(key, `its path has ${bytes} bytes and at most ${limits.maxKeyBytes} fit`);
  return normal.split('/').map((segment) => {
    if (segment === '' || segment === '.' || segment === '..')
      refuse(key, 'a part of its path is empty, “.” or “..”');
    const name = encodeSegment(segment, limits.platform);
    const length = limits.platform === 'linux' ? Buffer.byteLength(name) : name.length;
    if (length > MAX_NAME_LENGTH)
      refuse(
        key,
        `a name in its path is longer than ${MAX_NAME_LENGTH} ${limits.platform === 'linux' ? 'bytes' : 'characters'}`,
      );
    return name;
  });
}

/** A bucket is one visible folder directly below the root. `bucket-name` otherwise. */
export function bucketPath(root: string, bucket: string, platform: NodeJS.Platform): string {
  const name = bucket.normalize('NFC');
  const legal =
    name !== '' &&
    !name.startsWith('.') &&
    !/[/\\\0]/.test(name) &&
    Buffer.byteLength(name) <= MAX_NAME_LENGTH;
  if (!legal || encodeSegment(name, platform) !== name) {
    throw new AppError(
      'bucket-name',
      `“${bucket}” cannot be the name of a folder. Choose a name without / or \\ that does not begin with a dot.`,
      {
        params: { bucket },
      },
    );
  }
  return path.join(root, name);
}
