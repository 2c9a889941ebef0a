/** Everything a store can be asked for, by the official SDK. Composed here of its parts; loaded when it is first needed (s3-store.ts). */
import { homeBucket, type S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import type { ObjectStore } from '../../object-store';
import { createS3Admin } from './admin';
import { createS3Buckets } from './buckets';
import { createS3Copying, largeCopy } from './copying';
import { s3Capabilities } from './limits';
import { createS3Links } from './links';
import { createS3Listing } from './listing';
import { createS3Multipart } from './multipart';
import { newObjectRules } from './new-objects';
import type { EtagReader } from './object-facts';
import { createS3Objects } from './objects';
import { createS3Requests } from './requests';
import type { S3StoreDeps } from './s3-store';

export function createSdkStore(
  config: S3ConnectionConfig,
  secret: string,
  deps: S3StoreDeps & { etags: EtagReader },
): ObjectStore {
  const capabilities = deps.known ?? s3Capabilities;
  const requests = createS3Requests(config, secret, {
    clockOffsetMs: deps.clockOffsetMs ?? 0,
    sessionToken: deps.sessionToken,
    sockets: deps.sockets,
  });
  const describeNew = newObjectRules(config, deps.known);
  const { etags } = deps;

  const buckets = createS3Buckets(requests);
  const objects = createS3Objects(requests, {
    capabilities,
    seen: deps.known !== undefined,
    describeNew,
    etags,
  });
  const listing = createS3Listing(requests, etags);
  const { beginWith, askWithin, ...multipart } = createS3Multipart(requests, {
    capabilities,
    describeNew,
    etags,
  });
  const copying = createS3Copying(requests, {
    multipart: { beginWith, askWithin, ...multipart },
    describeNew,
    etags,
    large: deps.largeCopy ?? largeCopy,
  });
  const admin = createS3Admin(requests, {
    capabilities,
    buckets,
    objects,
    listing,
    copying,
    homeBucket: homeBucket(config),
    versionSilenceMs: deps.versionSilenceMs,
  });
  return {
    capabilities,
    listBuckets: buckets.listBuckets,
    createBucket: buckets.createBucket,
    deleteBucket: buckets.deleteBucket,
    bucketExists: buckets.bucketExists,
    head: objects.head,
    get: objects.get,
    put: objects.put,
    list: listing.list,
    listFolder: listing.listFolder,
    copy: copying.copy,
    delete: objects.delete,
    deleteMany: objects.deleteMany,
    ...createS3Links(requests),
    admin,
    multipart,
    close: () => requests.close(),
  };
}
