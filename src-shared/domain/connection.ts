/** A connection: one object store and how to reach it. Secrets are never part of it: they live in the vault under its id. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { ConnectionId } from '../units';
import { Capabilities } from './store-capabilities';
import { StorePrices } from './store-prices';

const httpUrl = z.url({ protocol: /^https?$/ });
const shared = {
  /** The bucket to work in when the key may not make buckets: albums become prefixes inside it. */
  bucket: z.string().max(255).optional(),
  /** PEM certificates to trust besides those of the system, for stores with a certificate of their own. */
  caPem: z.string().max(200_000).optional(),
  /** Tier for what is new: an S3 storage class, a Swift storage policy. */
  tier: z.string().max(128).optional(),
  /** Which preset it was made from (domain/provider-presets.ts), to show its hints again. */
  provider: z.string().max(40).optional(),
};

export const LocalConnectionConfig = z.object({
  kind: z.literal('local'),
  /** Absolute folder whose sub-folders are the buckets. */
  root: z.string().min(1),
});
export const S3ConnectionConfig = z
  .object({
    kind: z.literal('s3'),
    /** `https://host[:port]`; empty for AWS itself. */
    endpoint: z.union([httpUrl, z.literal('')]),
    region: z.string().min(1).default('us-east-1'),
    /** Empty only with `profile`. */
    accessKey: z.string(),
    pathStyle: z.boolean().default(false),
    /** Name of a profile in the AWS configuration of this user; keys are read there, at each use. */
    profile: z.string().max(200).optional(),
    /** Server-side encryption asked for; absent: what the bucket does by itself. */
    encryption: z.enum(['AES256', 'aws:kms']).optional(),
    kmsKeyId: z.string().max(2048).optional(),
    ...shared,
  })
  .refine((config) => config.accessKey !== '' || (config.profile ?? '') !== '', {
    path: ['accessKey'],
    message: 'The access key is missing.',
  });
export const SwiftConnectionConfig = z
  .object({
    kind: z.literal('swift'),
    /** `https://host/auth/v1.0` (version 1) or `https://host:5000/v3` (Keystone). */
    authUrl: httpUrl,
    authVersion: z.enum(['1', '3']),
    /** Version 1: `account:user`. Version 3: user name, empty with an application credential. */
    user: z.string().default(''),
    /** Version 3: with these instead of a password. Its secret is the connection's secret. */
    applicationCredentialId: z.string().optional(),
    project: z.string().optional(),
    projectId: z.string().optional(),
    /** Domains by name (default `Default`) or by id. */
    userDomain: z.string().optional(),
    userDomainId: z.string().optional(),
    projectDomain: z.string().optional(),
    projectDomainId: z.string().optional(),
    /** Absent: the first region the catalogue offers. */
    region: z.string().optional(),
    interface: z.enum(['public', 'internal', 'admin']).default('public'),
    ...shared,
  })
  .refine(
    (config) =>
      config.user !== '' || (config.authVersion === '3' && (config.applicationCredentialId ?? '') !== ''),
    { path: ['user'], message: 'The user is missing.' },
  );
export const ConnectionConfig = z.discriminatedUnion('kind', [
  LocalConnectionConfig,
  S3ConnectionConfig,
  SwiftConnectionConfig,
]);
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;
export type S3ConnectionConfig = z.infer<typeof S3ConnectionConfig>;
export type SwiftConnectionConfig = z.infer<typeof SwiftConnectionConfig>;
export type LocalConnectionConfig = z.infer<typeof LocalConnectionConfig>;

/** A share of somebody else, which nobody sets up: everything of it is its secret (src-main/storage/received-share.ts). */
export interface ReceivedConfig {
  kind: 'received';
}

/** What goes to the vault. `sessionToken` belongs to temporary S3 keys. */
export const ConnectionSecret = z.object({
  secret: z.string().min(1).max(10_000).optional(),
  sessionToken: z.string().min(1).max(20_000).optional(),
});
export type ConnectionSecret = z.infer<typeof ConnectionSecret>;

/** Stores on this computer and keys kept by other programs need no secret of ours. */
export const needsSecret = (config: ConnectionConfig): boolean =>
  config.kind === 'swift' || (config.kind === 's3' && config.accessKey !== '');

/**
 * Whom a secret is told, or signs for: `https://host:port`, '' for a store that has none. A stored secret is never used for another
 * one than it was entered for.
 */
export function secretAudience(config: ConnectionConfig): string {
  if (config.kind === 'local') return '';
  if (config.kind === 'swift') return new URL(config.authUrl).origin;
  return config.endpoint === '' ? 'https://amazonaws.com' : new URL(config.endpoint).origin;
}

/** The bucket that albums of this connection become prefixes of; null when each gets a bucket of its own. */
export const homeBucket = (config: ConnectionConfig): string | null =>
  config.kind === 'local' ? null : config.bucket || null;

/** What is tried, in this order. The first five decide whether photos can be kept there at all. */
export const probeChecks = [
  'sign-in', // the address answers and takes the key
  'bucket', // a bucket can be made, or the given one used
  'write',
  'read', // what was written reads back byte for byte
  'delete',
  'list-buckets',
  'create-bucket',
  'clock', // this computer's and the store's
  'checksum', // wrong Content-MD5 is refused
  'multipart', // parts, listed, joined, with a damaged one refused
  'conditional-put',
  'bulk-delete',
  'copy',
  'link', // a signed address gives the object, and a changed one does not
  'inline-html',
  'link-lifetime',
  'cors',
  'expiry',
  'tiers',
  'public-read',
  'versioning',
  'usage',
] as const;
export const ProbeCheck = z.enum(probeChecks);
export type ProbeCheck = z.infer<typeof ProbeCheck>;

/**
 * `no` is a finding, `failed` one that needs a person: photos cannot be kept there as it is. `untried` when an earlier one stood in
 * the way, or trying would have changed something that is not ours.
 */
export const ProbeOutcome = z.enum(['yes', 'no', 'failed', 'untried']);
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;
export const ProbeStep = z.object({
  check: ProbeCheck,
  outcome: ProbeOutcome,
  /** English: what was seen and, for a no, what follows from it. The renderer says it by check, outcome and params. */
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  error: WireError.optional(),
});
export type ProbeStep = z.infer<typeof ProbeStep>;

/** Outcome of trying a connection; `ok` when every needed check passed. */
export const ConnectionReport = z.object({
  ok: z.boolean(),
  /** `sign-in` stops after the first check and writes nothing. */
  depth: z.enum(['sign-in', 'full']),
  steps: z.array(ProbeStep),
  /** As seen; null when the store could not be tried far enough. */
  capabilities: Capabilities.nullable(),
  testedAtMs: z.number(),
  elapsedMs: z.number(),
});
export type ConnectionReport = z.infer<typeof ConnectionReport>;

/** What a person allows one connection to take. null: no limit of its own. */
export const ConnectionLimits = z.object({
  /** Requests that carry bytes at once. */
  maxParallel: z.number().int().min(1).max(64).nullable(),
  /** Bytes a second. */
  uploadBps: z.number().int().min(10_000).nullable(),
});
export type ConnectionLimits = z.infer<typeof ConnectionLimits>;
export const noLimits: ConnectionLimits = { maxParallel: null, uploadBps: null };

export const Connection = z.object({
  id: ConnectionId,
  name: z.string().trim().min(1).max(120),
  config: ConnectionConfig,
  /** The embedded store every profile has; it cannot be removed. */
  builtIn: z.boolean(),
  createdAtMs: z.number(),
  albumCount: z.number().int(),
  /** Counts up with every change of config, secret or capabilities. */
  revision: z.number().int(),
  /** Of the last full probe; null when it was never probed. */
  report: ConnectionReport.nullable(),
  limits: ConnectionLimits,
  /** As a person entered them; null: nobody did, and the provider's list prices count, where they are known. */
  prices: StorePrices.nullable(),
});
export type Connection = z.infer<typeof Connection>;

/** An account found in a file of another program. Its secret stays in that file until it is added. */
export const FoundAccount = z.object({
  source: z.enum(['aws', 'rclone', 'clouds', 'openrc']),
  path: z.string(),
  /** Profile, remote or cloud; for an openrc file the file's name. */
  name: z.string(),
  /** null when it cannot be used; `note` says why. */
  config: ConnectionConfig.nullable(),
  hasSecret: z.boolean(),
  /** English; what is missing or what to know. '' when nothing. */
  note: z.string(),
});
export type FoundAccount = z.infer<typeof FoundAccount>;
