/** What one store can do. Drivers say what their protocol promises; a probe replaces promises by what was seen. */
import { z } from 'zod';

export const Capabilities = z.object({
  /** Put with `ifAbsent` is atomic. */
  conditionalPut: z.boolean(),
  /** Put with `keepOther` is refused where the store sees an object under that name (perhaps not atomically): nobody has to look before. */
  keepsOther: z.boolean().default(false),
  /** A listing is as fresh as a HEAD and costs little more: it confirms and claims many names with one request. */
  listsFresh: z.boolean().default(false),
  /** The store rejects a put whose Content-MD5 differs. */
  verifiesMd5: z.boolean(),
  /** ETag of a single put is the MD5 of its bytes, unless an answer says otherwise (`etagKind`). */
  etagIsMd5: z.boolean(),
  /** Inclusive bounds; the last part may be smaller than `minPartBytes`. */
  multipart: z.object({
    minPartBytes: z.number().int().positive(),
    maxPartBytes: z.number().int().positive(),
    maxParts: z.number().int().positive(),
  }),
  maxSinglePutBytes: z.number().int().positive(),
  maxKeyBytes: z.number().int().positive(),
  createBucket: z.boolean(),
  /** Many deletes in one request; without it `deleteMany` sends one each. */
  bulkDelete: z.boolean(),
  /** Signed web addresses of single objects. */
  presign: z.boolean(),
  /** Signed addresses of everything below a prefix. */
  presignPrefix: z.boolean(),
  /** A signed address may ask the store to show an HTML page instead of offering it as a download. */
  inlineHtml: z.boolean(),
  /** Longest life of a signed address in seconds; null: without end. 0 where there are none. */
  maxLinkSeconds: z.number().int().nonnegative().nullable(),
  /** Pages of other origins may be allowed to read a bucket. */
  cors: z.boolean(),
  /** How an object can end by itself: each with its own time, by a rule of its bucket, or not at all. */
  expiry: z.enum(['object', 'bucket-rule', 'none']),
  /** Names of storage tiers (S3 storage classes, Swift storage policies), the default first; [] when there is but one. */
  tiers: z.array(z.string()),
  /** What a tier is chosen for: each object, or a bucket when it is made. */
  tierOf: z.enum(['object', 'bucket', 'none']),
  /** Everyone may be allowed to read a bucket. */
  publicRead: z.boolean(),
  /** Single users of the store may be allowed to read a bucket. */
  perUserRead: z.boolean(),
  versioning: z.boolean(),
  /** A bucket's size can be bounded. */
  bucketQuota: z.boolean(),
  /** The store itself tells how much it holds; without it a listing is counted. */
  usage: z.boolean(),
});
export type Capabilities = z.infer<typeof Capabilities>;
