/** `storage.*` */
import {
  bucketFacts,
  linkTo,
  listBuckets,
  listObjects,
  removeBucket,
  removeObjects,
  statObject,
  usageOf,
} from '../services/storage-browser';
import { cleanUnfinished, listUnfinished } from '../services/unfinished-uploads';
import type { ApiContext, HandlersOf } from './handlers';

export const storageApi = ({ core, signal }: ApiContext): HandlersOf<'storage'> => ({
  'storage.usage': ({ connectionId, count }) => usageOf(core, connectionId, { count, signal }),
  'storage.buckets': ({ connectionId }) => listBuckets(core, connectionId, signal),
  'storage.bucket': ({ connectionId, bucket }) => bucketFacts(core, connectionId, bucket, signal),
  'storage.objects': ({ connectionId, ...page }) => listObjects(core, connectionId, page, signal),
  'storage.stat': ({ connectionId, bucket, key }) => statObject(core, connectionId, bucket, key, signal),
  'storage.remove': ({ connectionId, bucket, keys }) =>
    removeObjects(core, connectionId, bucket, keys, signal),
  'storage.removeBucket': async ({ connectionId, bucket }) => {
    await removeBucket(core, connectionId, bucket, signal);
    return { ok: true };
  },
  'storage.unfinished': ({ connectionId, bucket }) => listUnfinished(core, connectionId, { bucket, signal }),
  'storage.cleanUnfinished': ({ connectionId, uploads }) =>
    cleanUnfinished(core, connectionId, uploads, signal),
  'storage.link': ({ connectionId, ...wanted }) => linkTo(core, connectionId, wanted, signal),
});
