/** Finds buckets and objects below the root, and says plainly which of root, bucket or object is gone. */
import type { BigIntStats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../src-shared/app-error';
import { bucketMissing, isMissing, rootMissing, translateFileError } from './errors';
import { bucketPath, keySegments, maxKeyBytes } from './object-path';

export interface Place {
  root: string;
  platform: NodeJS.Platform;
}
export interface FoundObject {
  file: string;
  stats: BigIntStats;
}

export const bucketFolderOf = (place: Place, bucket: string): string =>
  bucketPath(place.root, bucket, place.platform);

/** Where an object of that key is written: always under its NFC name. */
export function objectFile(place: Place, bucket: string, key: string): string {
  const limits = { platform: place.platform, maxKeyBytes: maxKeyBytes(place.root, place.platform) };
  return path.join(bucketFolderOf(place, bucket), ...keySegments(key, limits));
}

const isFolder = async (folder: string): Promise<boolean> =>
  (await stat(folder).catch(() => null))?.isDirectory() ?? false;

/** `file-missing` when the root itself is gone, `bucket-missing` when only the bucket is. */
export async function requireBucket(place: Place, bucket: string): Promise<void> {
  if (await isFolder(bucketFolderOf(place, bucket))) return;
  throw (await isFolder(place.root)) ? bucketMissing(bucket, place.root) : rootMissing(place.root);
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

/** Where upper and lower case are one, the file that answers to a name may be another one. */
export async function hasExactName(file: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'darwin' && platform !== 'win32') return true;
  const real = await realpath(file);
  return path.basename(real).normalize('NFC') === path.basename(file).normalize('NFC');
}

/** Refuses to write over a file whose name differs only in upper and lower case. */
export async function refuseOtherCase(file: string, key: string, platform: NodeJS.Platform): Promise<void> {
  const exact = await hasExactName(file, platform).catch(() => true);
  if (exact) return;
  throw new AppError(
    'already-exists',
    `“${key}” cannot be stored: this disk holds a file whose name differs only in upper and lower case.`,
    {
      params: { key },
    },
  );
}

/** null when there is no such object (or no such bucket). A file put there by hand may carry its name decomposed. */
export async function findObject(place: Place, bucket: string, key: string): Promise<FoundObject | null> {
  const written = objectFile(place, bucket, key);
  const byHand = path.join(bucketFolderOf(place, bucket), key.normalize('NFD'));
  for (const file of byHand === written ? [written] : [written, byHand]) {
    try {
      const stats = await lstat(file, { bigint: true });
      if (stats.isFile() && (await hasExactName(file, place.platform))) return { file, stats };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}
