/** What holds for every S3 service, and how its documentation bounds it. */
import type { Capabilities } from '../../object-store';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Longest life of an address signed by signature version 4: seven days (Amazon S3 API reference, “Authenticating requests”). */
export const MAX_LINK_SECONDS = 604_800;

/**
 * What the protocol promises of every S3 service; what only some do stays off until a probe has seen it. Limits: Amazon S3 user guide,
 * “Multipart upload limits”, “Naming Amazon S3 objects”; Swift's s3api and radosgw keep the same.
 */
export const s3Capabilities: Capabilities = {
  conditionalPut: false,
  keepsOther: false,
  listsFresh: true,
  verifiesMd5: true,
  etagIsMd5: true,
  multipart: { minPartBytes: 5 * MIB, maxPartBytes: 5 * GIB, maxParts: 10_000 },
  maxSinglePutBytes: 5 * GIB,
  maxKeyBytes: 1024,
  createBucket: true,
  bulkDelete: true,
  presign: true,
  presignPrefix: false,
  inlineHtml: true,
  maxLinkSeconds: MAX_LINK_SECONDS,
  cors: false,
  expiry: 'none',
  tiers: [],
  tierOf: 'none',
  publicRead: false,
  perUserRead: false,
  versioning: false,
  bucketQuota: false,
  usage: false,
};

/** Amazon S3 user guide, “General purpose bucket naming rules”. Older buckets have other names: only making one asks this. */
export const legalBucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
