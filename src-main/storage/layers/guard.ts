/** Asks before every write whether it may be: the last line in front of what is somebody else's. Reading goes through unasked. */
import type { ObjectStore } from '../object-store';
import { wrapStore } from './wrap-store';

/** Throws when it may not be. `keys` null: the bucket itself. */
export type WriteGuard = (bucket: string, keys: readonly string[] | null) => void;

const writes = new Set([
  'put',
  'copy',
  'delete',
  'presignPut',
  'multipart.begin',
  'multipart.putPart',
  'multipart.complete',
  'multipart.abort',
  'admin.updateObject',
  'admin.deleteVersion',
]);
const changesOfBuckets = new Set(['deleteBucket', 'admin.updateBucket']);

export function withGuard(store: ObjectStore, guard: WriteGuard): ObjectStore {
  const guarded = wrapStore(store, async ({ operation, bucket, key }, run) => {
    if (bucket !== null && key !== null && writes.has(operation)) guard(bucket, [key]);
    if (bucket !== null && changesOfBuckets.has(operation)) guard(bucket, null);
    return run();
  });
  return {
    ...guarded,
    deleteMany: async (bucket, keys, options) => {
      guard(bucket, keys);
      return store.deleteMany(bucket, keys, options);
    },
  };
}
