/**
 * Deletes everything below a prefix, in all its versions, and looks afterwards whether it is gone.
 *
 * [Note: listings lag] Swift, and S3 on top of it, may list what is gone and not list what is there when busy. So what is known to have been put
 * is looked for by name, and a version whose deletion was answered counts as gone, whatever a listing says of it.
 */
import { AppError } from '../../../src-shared/app-error';
import type { ObjectStore, ObjectVersion } from '../../storage/object-store';
import { throwUnlessBucketGone } from './bucket-gone';
import { inLanes } from './desk';

const AT_ONCE = 500;
/** Each version is a request of its own. */
const OBJECTS_AT_ONCE = 8;
const MOST_ROUNDS = 3;

/**
 * `known`: keys below it that were put there once, listed or not. Quiet when nothing is there, or the bucket is gone. Rejects with the store's
 * errors, and `store-busy` while something is left.
 */
export async function deleteBelow(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  known: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  // An empty prefix would be the whole bucket.
  if (!/(^|\/)\.caos\/shares\/[0-9a-f]{32}\//.test(prefix))
    throw new AppError('internal', 'What was to be deleted is no part of a share.');
  try {
    for await (const unfinished of store.multipart.list(bucket, prefix, { signal }))
      await store.multipart.abort({ bucket, ...unfinished }, { signal });
    await deleteObjects(store, bucket, { prefix, known }, signal);
    await deleteVersions(store, bucket, prefix, signal);
    for await (const { key } of store.list(bucket, { prefix, signal })) {
      // Listings may lag behind; the object itself says.
      if ((await store.head(bucket, key, { signal })) !== null) throw isLeft();
    }
  } catch (error) {
    await throwUnlessBucketGone(error, store, bucket, signal);
  }
}

async function deleteObjects(
  store: ObjectStore,
  bucket: string,
  { prefix, known }: { prefix: string; known: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const unlisted = new Set(known.filter((key) => key.startsWith(prefix)));
  const keys: string[] = [];
  const deleteThem = async (): Promise<void> => {
    const failed = await store.deleteMany(bucket, keys.splice(0), { signal });
    if (failed[0]) throw failed[0].error;
  };
  for await (const { key } of store.list(bucket, { prefix, signal })) {
    keys.push(key);
    unlisted.delete(key);
    if (keys.length >= AT_ONCE) await deleteThem();
  }
  await inLanes([...unlisted], OBJECTS_AT_ONCE, async (key) => {
    // Deleting what is not there would make a version of its absence.
    if ((await store.head(bucket, key, { signal })) !== null) keys.push(key);
  });
  if (keys.length > 0) await deleteThem();
}

async function deleteVersions(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  if (!store.capabilities.versioning) return;
  const gone = new Set<string>();
  const idOf = ({ key, versionId }: ObjectVersion): string => `${versionId} ${key}`;
  for (let tried = 1; ; tried += 1) {
    const listed = await versionsBelow(store, bucket, prefix, signal);
    const versions = listed.filter((version) => !gone.has(idOf(version)));
    if (versions.length === 0) return;
    if (tried > MOST_ROUNDS) throw isLeft();
    // Those of one object one after the other: stores mix up two at once.
    await inLanes([...byKey(versions).values()], OBJECTS_AT_ONCE, async (ofObject) => {
      for (const version of ofObject.sort(oldestFirst)) {
        const { key, versionId } = version;
        await store.admin.deleteVersion(bucket, key, versionId, { signal }).catch((error: unknown) => {
          // Gone since it was listed: deleting another version of the same object may take it along.
          if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
        });
        gone.add(idOf(version));
      }
    });
  }
}

/**
 * The newest is the mark that it was deleted. Were that taken first, the one before would become the object again, for everybody who has
 * an address of it, until its turn.
 */
const oldestFirst = (a: ObjectVersion, b: ObjectVersion): number =>
  Number(a.latest) - Number(b.latest) || a.modifiedAtMs - b.modifiedAtMs;

function byKey(versions: readonly ObjectVersion[]): Map<string, ObjectVersion[]> {
  const groups = new Map<string, ObjectVersion[]>();
  for (const version of versions) groups.set(version.key, [...(groups.get(version.key) ?? []), version]);
  return groups;
}

async function versionsBelow(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  try {
    for await (const version of store.admin.versions(bucket, { prefix, signal })) versions.push(version);
    return versions;
  } catch (error) {
    // This bucket never kept any.
    if (error instanceof AppError && error.code === 'unsupported') return [];
    throw error;
  }
}

const isLeft = (): AppError =>
  new AppError('store-busy', 'The store still holds a part of the share. It is deleted again in a while.');
