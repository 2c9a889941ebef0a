/** A connection: one object store and how to reach it. Secrets are never part of it: they live in the vault under its id. */
import { z } from 'zod';
import { ConnectionId } from '../units';

export const LocalConnectionConfig = z.object({
  kind: z.literal('local'),
  /** Absolute folder whose sub-folders are the buckets. */
  root: z.string().min(1),
});
export const S3ConnectionConfig = z.object({
  kind: z.literal('s3'),
  /** `https://host[:port]`; empty for AWS itself. */
  endpoint: z.union([z.url({ protocol: /^https?$/ }), z.literal('')]),
  region: z.string().min(1).default('us-east-1'),
  accessKey: z.string().min(1),
  pathStyle: z.boolean().default(false),
});
export const ConnectionConfig = z.discriminatedUnion('kind', [LocalConnectionConfig, S3ConnectionConfig]);
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;
export type S3ConnectionConfig = z.infer<typeof S3ConnectionConfig>;
export type LocalConnectionConfig = z.infer<typeof LocalConnectionConfig>;

export const Connection = z.object({
  id: ConnectionId,
  name: z.string().trim().min(1).max(120),
  config: ConnectionConfig,
  /** The embedded store every profile has; it cannot be removed. */
  builtIn: z.boolean(),
  createdAtMs: z.number(),
  albumCount: z.number().int(),
});
export type Connection = z.infer<typeof Connection>;

/** Outcome of trying a connection: each step with its own sentence; `ok` only when all needed ones passed. */
export const ConnectionTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      name: z.enum(['reach', 'sign-in', 'list-buckets', 'create-bucket', 'write', 'read', 'delete']),
      ok: z.boolean(),
      message: z.string(),
      details: z.string().optional(),
    }),
  ),
  elapsedMs: z.number(),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;
