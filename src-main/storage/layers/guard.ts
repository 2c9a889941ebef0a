/** Asks before every write whether it may be: the last line in front of what is somebody else's. Reading goes through unasked. */
import type { ObjectStore } from '../object-store';
import { type StoreOperation, wrapStore } from './wrap-store';

/** Throws when it may not be. `keys` null: the bucket itself. */
export type WriteGuard = (bucket: string, keys: readonly string[] | null) => void;

/** What each verb changes of what is there. Addresses that let others write are writes. */
const changes: Record<StoreOperation, 'nothing' | 'objects' | 'bucket'> = {
  listBuckets: 'nothing',
  createBucket: 'nothing',
  deleteBucket: 'bucket',
  bucketExists: 'nothing',
  head: 'nothing',
  get: 'nothing',
  put: 'objects',
  list: 'nothing',
  listFolder: 'nothing',
  copy: 'objects',
  delete: 'objects',
  deleteMany: 'objects',
  presignGet: 'nothing',
  presignPut: 'objects',
  presignPrefix: 'nothing',
  presignSlots: 'objects',
  'admin.usage': 'nothing',
  'admin.bucketFacts': 'nothing',
  'admin.updateBucket': 'bucket',
  'admin.updateObject': 'objects',
  'admin.restore': 'nothing', // it can be read for some days, and is what it was
  'admin.versions': 'nothing',
  'admin.deleteVersion': 'objects',
  'admin.rotateLinkKey': 'nothing', // of the account, not of a bucket
  'multipart.begin': 'objects',
  'multipart.putPart': 'objects',
  'multipart.listParts': 'nothing',
  'multipart.complete': 'objects',
  'multipart.partsOf': 'nothing',
  'multipart.isWhole': 'nothing',
  'multipart.abort': 'objects',
  'multipart.list': 'nothing',
};

export const withGuard = (store: ObjectStore, guard: WriteGuard): ObjectStore =>
  wrapStore(store, async ({ operation, bucket, keys }, run) => {
    const changed = changes[operation];
    if (bucket !== null && changed !== 'nothing') guard(bucket, changed === 'bucket' ? null : keys);
    return run();
  });
