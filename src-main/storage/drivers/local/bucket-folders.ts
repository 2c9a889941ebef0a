/** Finds buckets and objects below the root, and says plainly which of root, bucket or object is gone. */
import type { BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../src-shared/app-error';
import { bucketMissing, isMissing, rootMissing, translateFileError } from './errors';
import { foldsCase, isExactName } from './letter-case';
import { bucketPath, encodeSegment, keySegments, maxKeyBytes, namesOnDisk } from './object-path';

export interface Place {
  root: string;
  platform: NodeJS.Platform;
  /** What was learned of the disk: whether it keeps upper and lower case apart, by bucket folder. */
  caseKept: Map<string, boolean>;
}
export interface FoundObject {
  file: string;
  stats: BigIntStats;
}

/**
 * Where a bucket lies, or would lie. A folder made by hand may carry its name decomposed. `bucket-missing` for a link (what it shows may
 * lie anywhere) and for a folder that answers only because upper and lower case are one here.
 */
export async function bucketFolderOf(place: Place, bucket: string): Promise<string> {
  const folder = bucketPath(place.root, bucket);
  const byHand = path.join(place.root, bucket.normalize('NFD'));
  for (const candidate of byHand === folder ? [folder] : [folder, byHand]) {
    const stats = await lstat(candidate).catch(() => null);
    if (stats?.isSymbolicLink()) throw bucketMissing(bucket, place.root);
    if (!stats?.isDirectory()) continue;
    if ((await foldsCase(candidate, place)) && !(await isExactName(candidate, place.platform)))
      throw bucketMissing(bucket, place.root);
    return candidate;
  }
  return folder;
}

const isFolder = async (folder: string): Promise<boolean> =>
  (await lstat(folder).catch(() => null))?.isDirectory() ?? false;
const isRoot = async (folder: string): Promise<boolean> =>
  (await stat(folder).catch(() => null))?.isDirectory() ?? false;

/** `file-missing` when the root itself is gone, `bucket-missing` when only the bucket is. */
export async function requireBucket(place: Place, bucket: string): Promise<void> {
  if (await isFolder(await bucketFolderOf(place, bucket))) return;
  throw (await isRoot(place.root)) ? bucketMissing(bucket, place.root) : rootMissing(place.root);
}

/** Any fault of a call as ours; a missing path is looked at closely. */
export async function explainFault(
  error: unknown,
  place: Place,
  bucket: string,
  shownName: string,
): Promise<AppError> {
  if (error instanceof AppError) return error;
  if (isMissing(error)) {
    try {
      await requireBucket(place, bucket);
    } catch (reason) {
      return translateFileError(reason, place.root);
    }
  }
  return translateFileError(error, shownName);
}

/** `bad-input` for a key that no file can have here. Looks at nothing. */
export function requireLegalKey(place: Place, key: string): string[] {
  const limits = { platform: place.platform, maxKeyBytes: maxKeyBytes(place.root, place.platform) };
  return keySegments(key, limits);
}

type Spot =
  | { is: 'free'; file: string }
  | { is: 'taken'; file: string; stats: BigIntStats }
  /** A part of the path is a link, or answers to the name only because upper and lower case are one here. */
  | { is: 'blocked'; by: 'link' | 'letter-case'; name: string };

/** Walks down from the bucket, name by name, along what lies there already. */
async function spotOf(place: Place, bucketFolder: string, key: string): Promise<Spot> {
  const segments = requireLegalKey(place, key);
  const folded = await foldsCase(bucketFolder, place);
  let folder = bucketFolder;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const found = await firstOf(folder, namesOnDisk(segment, place.platform));
    if (!found) {
      const rest = segments.slice(index).map(encodeSegment);
      return { is: 'free', file: path.join(folder, ...rest) };
    }
    if (found.stats.isSymbolicLink()) return { is: 'blocked', by: 'link', name: segment };
    if (folded && !(await isExactName(found.file, place.platform)))
      return { is: 'blocked', by: 'letter-case', name: segment };
    if (isLast) return { is: 'taken', ...found };
    folder = found.file;
  }
  throw new Error('a key has at least one segment');
}

async function firstOf(folder: string, names: string[]): Promise<FoundObject | null> {
  for (const name of names) {
    const file = path.join(folder, name);
    try {
      return { file, stats: await lstat(file, { bigint: true }) };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}

/** Where an object of that key is written: over the file that has the key already, else under its NFC name. */
export async function fileToWrite(place: Place, bucketFolder: string, key: string): Promise<string> {
  const spot = await spotOf(place, bucketFolder, key);
  if (spot.is !== 'blocked') return spot.file;
  if (spot.by === 'link')
    throw new AppError(
      'bad-input',
      `“${key}” cannot be stored: “${spot.name}” is a link to another place. Rename it and try again.`,
      { params: { key } },
    );
  throw new AppError(
    'already-exists',
    `“${key}” cannot be stored: this disk holds “${spot.name}” already, with other upper and lower case. Rename one of them.`,
    { params: { key } },
  );
}

/** The folder of a prefix ('' or ending with `/`); null when nothing can lie below it. */
export async function findFolder(place: Place, bucketFolder: string, prefix: string): Promise<string | null> {
  if (prefix === '') return bucketFolder;
  try {
    const spot = await spotOf(place, bucketFolder, prefix.slice(0, -1));
    return spot.is === 'taken' && spot.stats.isDirectory() ? spot.file : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-input') return null;
    throw error;
  }
}

/** null when there is no such object (or no such bucket). Files put there by hand may carry another name than we would give. */
export async function findObject(place: Place, bucket: string, key: string): Promise<FoundObject | null> {
  const spot = await spotOf(place, await bucketFolderOf(place, bucket), key);
  return spot.is === 'taken' && spot.stats.isFile() ? { file: spot.file, stats: spot.stats } : null;
}
