/** The S3 driver: any service that speaks the S3 API, by the official SDK. Composed here of its parts. */
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { homeBucket, type S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import type { Capabilities, ObjectStore } from '../../object-store';
import { createS3Admin } from './admin';
import { createS3Buckets } from './buckets';
import { createS3Copying, type LargeCopy, largeCopy } from './copying';
import { s3Capabilities } from './limits';
import { createS3Links } from './links';
import { createS3Listing } from './listing';
import { createS3Multipart } from './multipart';
import { newObjectRules } from './new-objects';
import { createEtagReader } from './object-facts';
import { createS3Objects } from './objects';
import { createS3Requests } from './requests';

/**
 * `known` is what a probe saw this store do; without it only what the protocol promises is used. `sessionToken` belongs to temporary
 * keys. Tests use the others: `clockOffsetMs` is added to this computer's clock, `largeCopy` bounds what is copied at once, `sockets` carry
 * the requests, `versionSilenceMs` is how long the deletion of a version may take. Opens no connection before the first call.
 */
export function createS3Store(
  config: S3ConnectionConfig,
  secret: string,
  deps: {
    clockOffsetMs?: number;
    known?: Capabilities | undefined;
    sessionToken?: string | undefined;
    largeCopy?: LargeCopy;
    sockets?: NodeHttpHandler;
    versionSilenceMs?: number;
  } = {},
): ObjectStore {
  const capabilities = deps.known ?? s3Capabilities;
  const requests = createS3Requests(config, secret, {
    clockOffsetMs: deps.clockOffsetMs ?? 0,
    sessionToken: deps.sessionToken,
    sockets: deps.sockets,
  });
  const describeNew = newObjectRules(config, deps.known);
  const etags = createEtagReader(config.encryption === 'aws:kms');

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
