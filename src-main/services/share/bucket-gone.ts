/** Whether what was to be read or deleted went with its whole bucket. */
import { AppError } from '../../../src-shared/app-error';
import type { ObjectStore } from '../../storage/object-store';

/**
 * [Note: buckets said to be missing] A busy Swift answers for an object as if its container were missing when that one is not heard in time
 * (swift/proxy/controllers/obj.py: 404 without container_info; its S3 API makes NoSuchBucket of it). A listing asks the container
 * itself. So what a share held is given up only when that one says so too: then this resolves. Rejects with the error, or with
 * `store-busy` where the bucket is there.
 */
export async function throwUnlessBucketGone(
  error: unknown,
  store: ObjectStore,
  bucket: string,
  signal: AbortSignal,
): Promise<void> {
  if (!isMissing(error)) throw error;
  try {
    await store.listFolder(bucket, { limit: 1, signal });
  } catch (again) {
    if (isMissing(again)) return;
    throw again;
  }
  throw new AppError('store-busy', `The store did not find “${bucket}” for a moment. It is tried again.`, {
    cause: error,
  });
}

const isMissing = (error: unknown): boolean => error instanceof AppError && error.code === 'bucket-missing';
