/**
 * Names of objects on disk: keys to names and back, safe against traversal.
 *
 * [Note: names that move everywhere] What Windows refuses in a name (`<>:"\|?*`, control characters, CON and its like, a dot or space at
 * the end) is written percent-encoded on every system, so that a folder can be copied to any disk. A file that has such a name already
 * keeps it, is found under it, and is replaced in place.
 */
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

/** One segment of a key as every system can store it; what decodeSegment undoes. */
export function encodeSegment(segment: string): string {
  let name = segment.replace(/%(?=[0-9A-F]{2})/g, '%25').replace(windowsIllegal, percentEncode);
  if (windowsReserved.test(name)) name = percentEncode(name[0] as string) + name.slice(1);
  return name.replace(/[. ]$/, percentEncode);
}

/** A name found on disk as a key segment, NFC. A name that no encoding made stays as it is. */
export function decodeSegment(name: string): string {
  const normal = name.normalize('NFC');
  if (!normal.includes('%')) return normal;
  const decoded = normal.replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return encodeSegment(decoded) === normal ? decoded : normal;
}

/**
 * What a segment may be called on disk, the name we would give it first: files put there by hand keep theirs. Windows would take some
 * plain names for a path or a device.
 */
export function namesOnDisk(segment: string, platform: NodeJS.Platform): string[] {
  const written = encodeSegment(segment);
  const isSafe = platform !== 'win32' || written === segment.replace(/%(?=[0-9A-F]{2})/g, '%25');
  const names = written === segment || !isSafe ? [written] : [written, segment];
  return [...new Set(names.flatMap((name) => [name, name.normalize('NFD')]))];
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

/** Segments of a key below its bucket, NFC. `bad-input` when no file can have that name here. */
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
    const name = encodeSegment(segment);
    const length = limits.platform === 'linux' ? Buffer.byteLength(name) : name.length;
    if (length > MAX_NAME_LENGTH)
      refuse(
        key,
        `a name in its path is longer than ${MAX_NAME_LENGTH} ${limits.platform === 'linux' ? 'bytes' : 'characters'}`,
      );
    return segment;
  });
}

const bucketNameError = (bucket: string): AppError =>
  new AppError(
    'bucket-name',
    `“${bucket}” cannot be the name of a folder. Choose a name without any of <>:"/\\|?* that neither begins with a dot nor ends with a dot or space.`,
    { params: { bucket } },
  );

/** A bucket is one visible folder directly below the root. `bucket-name` otherwise. */
export function bucketPath(root: string, bucket: string): string {
  const name = bucket.normalize('NFC');
  const isOneVisibleFolder =
    name !== '' &&
    !name.startsWith('.') &&
    !/[/\\\0]/.test(name) &&
    Buffer.byteLength(name) <= MAX_NAME_LENGTH;
  if (!isOneVisibleFolder) throw bucketNameError(bucket);
  return path.join(root, name);
}

/** A new bucket gets a name that moves everywhere as it is; folders that are there already may be called otherwise. */
export function requirePortableBucketName(bucket: string): void {
  const name = bucket.normalize('NFC');
  if (encodeSegment(name) !== name || name.trim() !== name) throw bucketNameError(bucket);
}
