/** Buckets as folders directly below the root. */
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../src-shared/app-error';
import type { BucketInfo, ObjectStore } from '../../object-store';
import { bucketFolderOf, explainFault, type Place, requireBucket } from './bucket-folders';
import { errnoOf, isMissing, rootMissing, translateFileError } from './errors';
import { bucketPath, INTERNAL_FOLDER, requirePortableBucketName } from './object-path';
import { syncFolder } from './temp-file';
import { walkKeys } from './walk';

type BucketCalls = Pick<ObjectStore, 'listBuckets' | 'createBucket' | 'deleteBucket' | 'bucketExists'>;

/** `forget` is told of each folder that was removed. */
export function createLocalBuckets(place: Place, forget: (bucketFolder: string) => void): BucketCalls {
  async function listBuckets(): Promise<BucketInfo[]> {
    try {
      const entries = await readdir(place.root, { withFileTypes: true });
      const names = entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map((entry) => entry.name);
      return await Promise.all(
        names.sort().map(async (name) => {
          const { birthtimeMs } = await stat(path.join(place.root, name));
          return { name: name.normalize('NFC'), createdAtMs: birthtimeMs || null }; // 0 where the disk does not know
        }),
      );
    } catch (error) {
      throw isMissing(error) ? rootMissing(place.root) : translateFileError(error, place.root);
    }
  }

  async function createBucket(bucket: string): Promise<void> {
    requirePortableBucketName(bucket);
    const folder = bucketPath(place.root, bucket);
    try {
      // Beside one whose name is only spelled otherwise, two albums would look the same.
      const names = await readdir(place.root);
      if (names.some((name) => name.normalize('NFC') === path.basename(folder)))
        throw Object.assign(new Error('there is one'), { code: 'EEXIST' });
      await mkdir(folder);
      await syncFolder(place.root);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') {
        throw new AppError(
          'bucket-taken',
          `There is a folder “${bucket}” in “${place.root}” already. Choose another name.`,
          { params: { bucket } },
        );
      }
      throw isMissing(error) ? rootMissing(place.root) : translateFileError(error, folder);
    }
  }

  async function deleteBucket(bucket: string): Promise<void> {
    const folder = await bucketFolderOf(place, bucket);
    try {
      await requireBucket(place, bucket);
      for await (const { key } of walkKeys(folder, {
        platform: place.platform,
        prefix: '',
        startAfter: '',
        signal: undefined,
      })) {
        throw new AppError(
          'precondition',
          `The folder “${bucket}” still holds “${key}”. Move its files away first.`,
          { params: { bucket, key } },
        );
      }
      await rm(path.join(folder, INTERNAL_FOLDER), { recursive: true, force: true });
      await removeEmptyFolders(folder);
      forget(folder);
    } catch (error) {
      if (error instanceof AppError && error.code === 'bucket-missing') return;
      throw await explainFault(error, place, bucket, folder);
    }
  }

  async function bucketExists(bucket: string): Promise<boolean> {
    try {
      await requireBucket(place, bucket);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'bucket-missing') return false;
      throw error;
    }
  }

  return { listBuckets, createBucket, deleteBucket, bucketExists };
}

/** Removes a folder and the empty folders in it; a file in it makes it fail and stay. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(path.join(folder, entry.name));
  }
  await rmdir(folder);
}
