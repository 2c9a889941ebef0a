/** The commands that look into a store as it is: buckets, objects, links, unfinished uploads. Part of ipc-contract.ts. */
import { z } from 'zod';
import { WireError } from './app-error';
import {
  BucketFacts,
  ObjectFacts,
  StorageBucket,
  StoragePage,
  StoreUsage,
  UnfinishedUpload,
} from './domain/storage';
import { command, ok } from './ipc-command';
import { ConnectionId } from './units';

export const storageCommands = {
  'storage.usage': command(
    z.object({ connectionId: ConnectionId, count: z.boolean().default(false) }),
    StoreUsage,
  ),
  'storage.buckets': command(z.object({ connectionId: ConnectionId }), z.array(StorageBucket)),
  'storage.bucket': command(z.object({ connectionId: ConnectionId, bucket: z.string() }), BucketFacts),
  'storage.objects': command(
    z.object({
      connectionId: ConnectionId,
      bucket: z.string(),
      prefix: z.string().default(''),
      after: z.string().optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    StoragePage,
  ),
  'storage.stat': command(
    z.object({ connectionId: ConnectionId, bucket: z.string(), key: z.string() }),
    ObjectFacts,
  ),
  /** Deletes these very objects; photos of albums here leave their album once the store says that they are gone. */
  'storage.remove': command(
    z.object({ connectionId: ConnectionId, bucket: z.string(), keys: z.array(z.string()).min(1).max(1000) }),
    z.object({
      deleted: z.number().int(),
      failed: z.array(z.object({ key: z.string(), error: WireError })),
    }),
  ),
  /** Deletes an empty bucket that no album here lives in. */
  'storage.removeBucket': command(z.object({ connectionId: ConnectionId, bucket: z.string() }), ok),
  /** A signed address. `until` may come sooner than asked, where the store allows no longer one. */
  'storage.link': command(
    z.object({
      connectionId: ConnectionId,
      bucket: z.string(),
      key: z.string(),
      expiresInS: z
        .number()
        .int()
        .min(1)
        .max(10 * 366 * 86_400),
      inline: z.boolean().default(false),
    }),
    z.object({ url: z.string(), untilMs: z.number() }),
  ),
  /** Uploads that were begun and not finished, in the buckets of the albums here, or in one bucket. */
  'storage.unfinished': command(
    z.object({ connectionId: ConnectionId, bucket: z.string().optional() }),
    z.array(UnfinishedUpload),
  ),
  /** Gives these up and frees their parts; one that is in use here is refused. */
  'storage.cleanUnfinished': command(
    z.object({
      connectionId: ConnectionId,
      uploads: z
        .array(UnfinishedUpload.pick({ bucket: true, key: true, uploadId: true }))
        .min(1)
        .max(10_000),
    }),
    z.object({
      cleaned: z.number().int(),
      failed: z.array(z.object({ key: z.string(), error: WireError })),
    }),
  ),
} as const;
