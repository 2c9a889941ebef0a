/** The settings of a bucket, each read on its own and written back with one part of ours: access, CORS, versioning, tags, expiry. */
import {
  type CORSRule,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';
import type { BucketAccess, BucketChange } from '../../../../src-shared/domain/storage';
import { foreignCode, isCode } from './errors';
import {
  allowsPublicRead,
  mergeCors,
  mergeExpiry,
  mergePublicRead,
  mergeTags,
  readingOrigins,
} from './merge-settings';
import { askOwner, isOnlyOwner, mergeOnlyOwner } from './only-owner';
import type { S3Requests } from './requests';
import { requestOptions } from './wire';

/** Answers of stores about a setting that nobody made. */
const unset = new Set([
  'NoSuchBucketPolicy',
  'NoSuchCORSConfiguration',
  'NoSuchLifecycleConfiguration',
  'NoSuchTagSet',
  'NoSuchTagSetError',
]);

/** The group of ACLs that stands for everyone (S3 user guide, “Access control list overview”). */
const EVERYONE = 'http://acs.amazonaws.com/groups/global/AllUsers';

/** Reads and changes of one bucket; reads throw what the store says. */
export function bucketSettings(requests: S3Requests, bucket: string, signal: AbortSignal | undefined) {
  const ask = <T>(run: (client: S3Client, options: ReturnType<typeof requestOptions>) => Promise<T>) =>
    requests.ask(requests.callOf(bucket), signal, (client) => run(client, requestOptions(signal)));
  /** null where nobody set anything. */
  async function askSetting<T>(
    run: (client: S3Client, options: ReturnType<typeof requestOptions>) => Promise<T>,
  ): Promise<T | null> {
    try {
      return await ask(run);
    } catch (error) {
      if (unset.has(foreignCode(error))) return null;
      throw error;
    }
  }
  const named = { Bucket: bucket };

  async function policy(): Promise<string | null> {
    const answer = await askSetting((client, options) =>
      client.send(new GetBucketPolicyCommand(named), options),
    );
    return answer?.Policy || null;
  }
  async function corsRules(): Promise<CORSRule[]> {
    const answer = await askSetting((client, options) =>
      client.send(new GetBucketCorsCommand(named), options),
    );
    return answer?.CORSRules ?? [];
  }
  async function tags(): Promise<Record<string, string>> {
    const answer = await askSetting((client, options) =>
      client.send(new GetBucketTaggingCommand(named), options),
    );
    return Object.fromEntries((answer?.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  /** The store judges by itself, where it can; else the policy is read here. */
  async function policyIsPublic(): Promise<boolean> {
    try {
      const judged = await askSetting((client, options) =>
        client.send(new GetBucketPolicyStatusCommand(named), options),
      );
      if (judged === null) return false;
      if (judged.PolicyStatus?.IsPublic !== undefined) return judged.PolicyStatus.IsPublic;
    } catch (error) {
      if (isCode(error, 'cancelled')) throw error;
    }
    const json = await policy();
    return json !== null && allowsPublicRead(json);
  }

  async function accessByAcl(): Promise<BucketAccess> {
    const { Grants = [], Owner } = await ask((client, options) =>
      client.send(new GetBucketAclCommand(named), options),
    );
    const reading = Grants.filter(({ Permission }) => Permission === 'READ' || Permission === 'FULL_CONTROL');
    return {
      publicRead: reading.some(({ Grantee }) => Grantee?.URI === EVERYONE),
      readers: reading.flatMap(({ Grantee }) =>
        Grantee?.ID && Grantee.ID !== Owner?.ID ? [Grantee.DisplayName ?? Grantee.ID] : [],
      ),
    };
  }

  async function replacePolicy(merge: (now: string | null) => string | null): Promise<void> {
    const now = await policy();
    const next = merge(now);
    if (next === now) return;
    await ask<unknown>((client, options) =>
      next === null
        ? client.send(new DeleteBucketPolicyCommand(named), options)
        : client.send(new PutBucketPolicyCommand({ ...named, Policy: next }), options),
    );
  }

  const owner = (): Promise<string | null> => ask((client, options) => askOwner(client, bucket, options));

  async function writeOnlyOwner(onlyOwner: boolean): Promise<void> {
    const who = onlyOwner ? await owner() : null;
    if (onlyOwner && who === null) throw noOwner(bucket);
    await replacePolicy((now) => mergeOnlyOwner(now, bucket, who));
  }

  async function writePolicy(publicRead: boolean): Promise<void> {
    await replacePolicy((now) => mergePublicRead(now, bucket, publicRead)).catch((error) => {
      throw publicRead && isCode(error, 'access-denied') ? publicForbidden(bucket, error) : error;
    });
    if (!publicRead && (await policyIsPublic())) throw stillPublic(bucket);
  }

  async function writeCors(origins: string[]): Promise<void> {
    const now = await corsRules();
    const CORSRules = mergeCors(now, origins);
    if (CORSRules.length === 0 && now.length === 0) return;
    await ask<unknown>((client, options) =>
      CORSRules.length === 0
        ? client.send(new DeleteBucketCorsCommand(named), options)
        : client.send(new PutBucketCorsCommand({ ...named, CORSConfiguration: { CORSRules } }), options),
    );
  }

  async function writeExpiry(rule: { prefix: string; days: number | null }): Promise<void> {
    const now = await askSetting((client, options) =>
      client.send(new GetBucketLifecycleConfigurationCommand(named), options),
    );
    const Rules = mergeExpiry(now?.Rules ?? [], rule);
    if (Rules.length === 0 && (now?.Rules ?? []).length === 0) return;
    const sizes = now?.TransitionDefaultMinimumObjectSize;
    await ask<unknown>((client, options) =>
      Rules.length === 0
        ? client.send(new DeleteBucketLifecycleCommand(named), options)
        : client.send(
            new PutBucketLifecycleConfigurationCommand({
              ...named,
              LifecycleConfiguration: { Rules },
              ...(sizes && { TransitionDefaultMinimumObjectSize: sizes }),
            }),
            options,
          ),
    );
  }

  async function writeTags(change: Record<string, string | null>): Promise<void> {
    const now = await tags();
    const next = mergeTags(now, change);
    const TagSet = Object.entries(next).map(([Key, Value]) => ({ Key, Value }));
    if (TagSet.length === 0 && Object.keys(now).length === 0) return;
    await ask<unknown>((client, options) =>
      TagSet.length === 0
        ? client.send(new DeleteBucketTaggingCommand(named), options)
        : client.send(new PutBucketTaggingCommand({ ...named, Tagging: { TagSet } }), options),
    );
  }

  return {
    tags,
    corsOrigins: async () => readingOrigins(await corsRules()),
    async access(): Promise<BucketAccess> {
      const [byPolicy, byAcl] = await Promise.allSettled([policyIsPublic(), accessByAcl()]);
      // A store may have one of the two; it says nothing only when it has neither.
      if (byPolicy.status === 'rejected' && byAcl.status === 'rejected') throw byAcl.reason;
      const acl = byAcl.status === 'fulfilled' ? byAcl.value : { publicRead: false, readers: [] };
      return {
        publicRead: acl.publicRead || (byPolicy.status === 'fulfilled' && byPolicy.value),
        readers: acl.readers,
      };
    },
    /** undefined: it cannot be said here ([Note: keeping other users out of a bucket]). */
    async onlyOwner(): Promise<boolean | undefined> {
      const who = await owner();
      return who === null ? undefined : isOnlyOwner(await policy(), bucket, who);
    },
    async versioning(): Promise<'on' | 'suspended' | 'off'> {
      const { Status } = await ask((client, options) =>
        client.send(new GetBucketVersioningCommand(named), options),
      );
      return Status === 'Enabled' ? 'on' : Status === 'Suspended' ? 'suspended' : 'off';
    },
    /** AWS says nothing for its first region, and `EU` for its second (S3 API reference, GetBucketLocation). */
    async region(): Promise<string | null> {
      const { LocationConstraint: place } = await ask((client, options) =>
        client.send(new GetBucketLocationCommand(named), options),
      );
      if (place === 'EU') return 'eu-west-1';
      return place || (requests.isAws ? 'us-east-1' : null);
    },

    /** One setting after the other; the first that fails ends it. */
    async update(change: BucketChange): Promise<void> {
      if (change.access) await writePolicy(change.access.publicRead);
      if (change.onlyOwner !== undefined) await writeOnlyOwner(change.onlyOwner);
      if (change.corsOrigins) await writeCors(change.corsOrigins);
      if (change.versioning) {
        const Status = change.versioning === 'on' ? 'Enabled' : 'Suspended';
        await ask((client, options) =>
          client.send(
            new PutBucketVersioningCommand({ ...named, VersioningConfiguration: { Status } }),
            options,
          ),
        );
      }
      if (change.expiryRule) await writeExpiry(change.expiryRule);
      if (change.metadata) await writeTags(change.metadata);
    },
  };
}

const publicForbidden = (bucket: string, cause: AppError): AppError =>
  new AppError(
    'access-denied',
    `The store does not let “${bucket}” be read by everyone. Its owner may have to allow public buckets first (on AWS: Block Public Access), or use a link instead.`,
    { params: { bucket }, cause, ...(cause.details && { details: cause.details }) },
  );
const noOwner = (bucket: string): AppError =>
  new AppError(
    'unsupported',
    `The store does not tell for certain whose “${bucket}” is, so no rule was set.`,
    { params: { bucket } },
  );
const stillPublic = (bucket: string): AppError =>
  new AppError(
    'precondition',
    `“${bucket}” can still be read by everyone: a rule that CAOS did not make allows it. Change its policy at your provider.`,
    { params: { bucket } },
  );
