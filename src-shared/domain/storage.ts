/** What a store tells of itself, for the storage browser: account, buckets, objects. */
import { z } from 'zod';
import { AlbumId } from '../units';

export const StoreUsage = z.object({
  bucketCount: z.number().int().nullable(),
  objectCount: z.number().int().nullable(),
  totalBytes: z.number().nullable(),
  quotaBytes: z.number().nullable(),
  /** `store`: it keeps these counts itself. `listing`: they were counted over every object. */
  countedBy: z.enum(['store', 'listing']),
});
export type StoreUsage = z.infer<typeof StoreUsage>;

/** Who may use a bucket besides its account. */
export const BucketAccess = z.object({
  publicRead: z.boolean(),
  /** Users or projects as the store names them, e.g. `project:user`. */
  readers: z.array(z.string()),
  /** Who may write into it; absent: not told, and left as it is. */
  writers: z.array(z.string()).optional(),
});
export type BucketAccess = z.infer<typeof BucketAccess>;

/** null: the store does not tell, or has no such thing. */
export const BucketFacts = z.object({
  name: z.string(),
  createdAtMs: z.number().nullable(),
  objectCount: z.number().int().nullable(),
  totalBytes: z.number().nullable(),
  quotaBytes: z.number().nullable(),
  tier: z.string().nullable(),
  region: z.string().nullable(),
  versioning: z.enum(['on', 'suspended', 'off']).nullable(),
  access: BucketAccess.nullable(),
  /** Origins whose pages may read it. */
  corsOrigins: z.array(z.string()).nullable(),
  metadata: z.record(z.string(), z.string()),
  /** Whether a rule of CAOS keeps out all users but its owner; absent: the store has no such rule that surely leaves the owner in. */
  onlyOwner: z.boolean().optional(),
});
export type BucketFacts = z.infer<typeof BucketFacts>;

/** What changes together in one call; each needs its capability, else `unsupported`. */
export interface BucketChange {
  access?: BucketAccess;
  /** Keeps out all users but its owner. Needs `BucketFacts.onlyOwner`. Rules of others stay as they are. */
  onlyOwner?: boolean;
  corsOrigins?: string[];
  versioning?: 'on' | 'suspended';
  /** null takes the bound away. */
  quotaBytes?: number | null;
  /** null takes one away; names not given stay. */
  metadata?: Record<string, string | null>;
  /**
   * Objects below `prefix` end after that many days; `days: null` takes the rule of this prefix away. Rules of others stay as they are.
   * Needs capabilities.expiry `bucket-rule`.
   */
  expiryRule?: { prefix: string; days: number | null };
}

export const ArchiveState = z.enum(['archived', 'restoring', 'restored']);
export type ArchiveState = z.infer<typeof ArchiveState>;

export const ObjectFacts = z.object({
  key: z.string(),
  sizeBytes: z.number(),
  etag: z.string(),
  modifiedAtMs: z.number(),
  contentType: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  tier: z.string().nullable(),
  archive: ArchiveState.nullable(),
  expiresAtMs: z.number().nullable(),
  /** The album it belongs to here, when there is one. */
  albumId: AlbumId.nullable(),
});
export type ObjectFacts = z.infer<typeof ObjectFacts>;

export const StorageBucket = BucketFacts.pick({
  name: true,
  createdAtMs: true,
  objectCount: true,
  totalBytes: true,
}).extend({
  /** Albums that live in it here. */
  albumIds: z.array(AlbumId),
});
export type StorageBucket = z.infer<typeof StorageBucket>;

export const StoragePage = z.object({
  /** Full prefixes, ending with '/'. */
  folders: z.array(z.string()),
  objects: z.array(
    ObjectFacts.pick({ key: true, sizeBytes: true, modifiedAtMs: true, etag: true, tier: true }),
  ),
  /** Pass as `after` for the next page; null at the end. */
  next: z.string().nullable(),
});
export type StoragePage = z.infer<typeof StoragePage>;

/** Links to objects of local stores are served by the app itself. */
export const GatewayStatus = z.object({
  running: z.boolean(),
  /** `loopback`: this computer only. `lan`: everyone on the same network who has a link. */
  reach: z.enum(['loopback', 'lan']),
  port: z.number().int().nullable(),
  /** Base addresses links begin with, e.g. `http://192.168.1.20:41230`. */
  addresses: z.array(z.string()),
  /** The port that links began with before, when another program has it now: those links do not open any more. */
  previousPort: z.number().int().optional(),
});
export type GatewayStatus = z.infer<typeof GatewayStatus>;

/** An upload that was begun in a bucket and neither finished nor given up: it may cost money and shows nowhere else. */
export const UnfinishedUpload = z.object({
  bucket: z.string(),
  key: z.string(),
  uploadId: z.string(),
  startedAtMs: z.number().nullable(),
  /** What its parts hold; null: the store does not tell. */
  sizeBytes: z.number().nullable(),
  /** `in-use`: a transfer of this computer goes on with it. `left`: ours, and nothing goes on with it. `unknown`: perhaps another computer's or program's. */
  owner: z.enum(['in-use', 'left', 'unknown']),
});
export type UnfinishedUpload = z.infer<typeof UnfinishedUpload>;
