/** Deletes everything below a prefix, in all its versions, and looks afterwards whether it is gone. */
import { AppError } from '../../../src-shared/app-error';
import type { ObjectStore } from '../../storage/object-store';
import { inLanes } from './desk';

const AT_ONCE = 500;
/** Each version is a request of its own. */
const OBJECTS_AT_ONCE = 8;
const MOST_ROUNDS = 3;

/** Quiet when nothing is there, or the bucket is gone. Rejects with the store's errors, and `store-busy` while something is left. */
export async function deleteBelow(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  // An empty prefix would be the whole bucket.
  if (!/(^|\/)\.caos\/shares\/[0-9a-f]{32}\//.test(prefix))
    throw new AppError('internal', 'What was to be deleted is no part of a share.');
  try {
    for await (const unfinished of store.multipart.list(bucket, prefix, { signal }))
      await store.multipart.abort({ bucket, ...unfinished }, { signal });
    await deleteListed(store, bucket, prefix, signal);
    await deleteVersions(store, bucket, prefix, signal);
    for await (const { key } of store.list(bucket, { prefix, signal })) {
      // Listings may lag behind; the object itself says.
      if ((await store.head(bucket, key, { signal })) !== null) throw isLeft();
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'bucket-missing') return;
    throw error;
  }
}

async function deleteListed(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  const keys: string[] = [];
  const deleteThem = async (): Promise<void> => {
    const failed = await store.deleteMany(bucket, keys.splice(0), { signal });
    if (failed[0]) throw failed[0].error;
  };
  for await (const { key } of store.list(bucket, { prefix, signal })) {
    keys.push(key);
    if (keys.length >= AT_ONCE) await deleteThem();
  }
  if (keys.length > 0) await deleteThem();
}

async function deleteVersions(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  if (!store.capabilities.versioning) return;
  for (let tried = 1; ; tried += 1) {
    const versions = await versionsBelow(store, bucket, prefix, signal);
    if (versions.length === 0) return;
    if (tried > MOST_ROUNDS) throw isLeft();
    // Those of one object one after the other: stores mix up two at once.
    await inLanes([...byKey(versions).values()], OBJECTS_AT_ONCE, async (ofObject) => {
      for (const { key, versionId } of ofObject)
        await store.admin.deleteVersion(bucket, key, versionId, { signal }).catch((error: unknown) => {
          // Gone since it was listed: deleting another version of the same object may take it along.
          if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
        });
    });
  }
}

function byKey<T extends { key: string }>(versions: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const version of versions) groups.set(version.key, [...(groups.get(version.key) ?? []), version]);
  return groups;
}

async function versionsBelow(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<Array<{ key: string; versionId: string }>> {
  const versions: Array<{ key: string; versionId: string }> = [];
  try {
    for await (const { key, versionId } of store.admin.versions(bucket, { prefix, signal }))
      versions.push({ key, versionId });
    return versions;
  } catch (error) {
    // This bucket never kept any.
    if (error instanceof AppError && error.code === 'unsupported') return [];
    throw error;
  }
}

const isLeft = (): AppError =>
  new AppError('store-busy', 'The store still holds a part of the share. It is deleted again in a while.');
