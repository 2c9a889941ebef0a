/** What a person does to an S3 store rarely: look at usage and facts, change settings, restore from an archive. */
import { RestoreObjectCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';
import type { BucketChange, StoreUsage } from '../../../../src-shared/domain/storage';
import { throwIfCancelled } from '../../cancellation';
import type { CallOptions, Capabilities, StoreAdmin } from '../../object-store';
import { bucketSettings } from './bucket-settings';
import type { S3Buckets } from './buckets';
import type { S3Copying } from './copying';
import { bucketIsMissing, foreignCode, isCode, notAnswered } from './errors';
import type { S3Listing } from './listing';
import type { S3Objects } from './objects';
import type { S3Requests } from './requests';
import { requestOptions } from './wire';

/** Buckets listed at the same time when everything is counted. */
const BUCKETS_COUNTED_AT_ONCE = 4;

/** Swift's s3api deletes the newest of several versions and never answers: after this time a look tells whether it is gone. */
const VERSION_SILENCE_MS = 15_000;

export function createS3Admin(
  requests: S3Requests,
  parts: {
    capabilities: Capabilities;
    buckets: S3Buckets;
    objects: S3Objects;
    listing: S3Listing;
    copying: S3Copying;
    /** The only bucket this key may know, when the connection names one. */
    homeBucket: string | null;
    /** Given by tests only. */
    versionSilenceMs?: number | undefined;
  },
): StoreAdmin {
  const { capabilities, buckets, objects, listing, copying, homeBucket } = parts;

  /** null where the key may not list buckets. */
  async function bucketNames(options: CallOptions): Promise<string[] | null> {
    try {
      return (await buckets.listBuckets(options)).map(({ name }) => name);
    } catch (error) {
      if (isCode(error, 'access-denied', 'unsupported')) return null;
      throw error;
    }
  }

  async function usage(options: CallOptions & { count?: boolean } = {}): Promise<StoreUsage> {
    const names = await bucketNames(options);
    const bucketCount = names?.length ?? null;
    const untold = { bucketCount, objectCount: null, totalBytes: null, quotaBytes: null };
    const counted = names ?? (homeBucket === null ? null : [homeBucket]);
    if (!options.count || counted === null) return { ...untold, countedBy: 'listing' };
    const sums = await countObjects(counted, options);
    return { bucketCount, ...sums, quotaBytes: null, countedBy: 'listing' };
  }

  async function countObjects(names: string[], options: CallOptions) {
    let objectCount = 0;
    let totalBytes = 0;
    const failure = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
    const waiting = names.values();
    const worker = async (): Promise<void> => {
      for (const name of waiting) {
        for await (const { sizeBytes } of listing.list(name, { signal })) {
          objectCount += 1;
          totalBytes += sizeBytes;
        }
      }
    };
    const workers = Array.from({ length: BUCKETS_COUNTED_AT_ONCE }, worker);
    try {
      await Promise.all(workers);
    } finally {
      failure.abort(); // one that failed ends the others
      await Promise.allSettled(workers);
    }
    return { objectCount, totalBytes };
  }

  const bucketFacts: StoreAdmin['bucketFacts'] = async (bucket, options = {}) => {
    if (!(await buckets.bucketExists(bucket, options))) throw bucketIsMissing(requests.callOf(bucket));
    const settings = bucketSettings(requests, bucket, options.signal);
    const [listed, region, versioning, access, corsOrigins, tags, onlyOwner] = await Promise.all([
      orNull(buckets.listBuckets(options)),
      orNull(settings.region()),
      capabilities.versioning ? orNull(settings.versioning()) : null,
      capabilities.publicRead ? orNull(settings.access()) : null,
      capabilities.cors ? orNull(settings.corsOrigins()) : null,
      orNull(settings.tags()),
      orNull(settings.onlyOwner()),
    ]);
    return {
      name: bucket,
      createdAtMs: listed?.find(({ name }) => name === bucket)?.createdAtMs ?? null,
      objectCount: null,
      totalBytes: null,
      quotaBytes: null,
      tier: null,
      region,
      versioning,
      access,
      corsOrigins,
      metadata: tags ?? {},
      ...(typeof onlyOwner === 'boolean' && { onlyOwner }),
    };
  };

  function mustHaveVersions(bucket: string): void {
    if (capabilities.versioning) return;
    throw new AppError(
      'unsupported',
      `${requests.callOf(bucket).host} is not known to keep versions. ${lookAgain}`,
    );
  }

  const restore: StoreAdmin['restore'] = async (bucket, key, days, options = {}) => {
    try {
      await requests.ask(requests.callOf(bucket, key), options.signal, (client) =>
        client.send(
          new RestoreObjectCommand({
            Bucket: bucket,
            Key: key,
            RestoreRequest: { Days: days, GlacierJobParameters: { Tier: 'Standard' } },
          }),
          requestOptions(options.signal),
        ),
      );
    } catch (error) {
      // Asked already; or, as InvalidObjectState means here, there is nothing to restore: it can be read.
      const quiet =
        ['RestoreAlreadyInProgress', 'ObjectAlreadyInActiveTierError'].includes(foreignCode(error)) ||
        isCode(error, 'archived');
      if (!quiet) throw error;
    }
  };

  return {
    usage,
    bucketFacts,
    async updateBucket(bucket, change, options = {}) {
      const missing = whatIsMissing(change, capabilities);
      if (missing !== null) throw new AppError('unsupported', `${requests.callOf(bucket).host} ${missing}`);
      await bucketSettings(requests, bucket, options.signal).update(change);
    },
    updateObject: copying.updateObject,
    restore,
    async *versions(bucket, options) {
      mustHaveVersions(bucket);
      yield* listing.versions(bucket, options);
    },
    async deleteVersion(bucket, key, versionId, options = {}) {
      mustHaveVersions(bucket);
      const silence = AbortSignal.timeout(parts.versionSilenceMs ?? VERSION_SILENCE_MS);
      const signal = options.signal ? AbortSignal.any([options.signal, silence]) : silence;
      try {
        await objects.deleteVersion(bucket, key, versionId, { signal });
      } catch (error) {
        throwIfCancelled(options.signal);
        if (!silence.aborted) throw error;
        for await (const version of listing.versions(bucket, { prefix: key, ...options }))
          if (version.key === key && version.versionId === versionId)
            throw notAnswered(requests.callOf(bucket, key));
      }
    },
    rotateLinkKey: async () => {
      throw new AppError(
        'unsupported',
        'Links of an S3 store end with the access key that signed them. Replace the key at your provider to end them all.',
      );
    },
  };
}

/** Why a change cannot be made, as the end of a sentence about the store; null when it can. */
function whatIsMissing(change: BucketChange, can: Capabilities): string | null {
  const { access, corsOrigins, versioning, quotaBytes, expiryRule } = change;
  if (access && access.readers.length > 0 && !can.perUserRead)
    return 'has no single readers of a bucket. Share a link instead.';
  if (access && !can.publicRead) return `is not known to open a bucket for everyone. ${lookAgain}`;
  if (corsOrigins && !can.cors) return `is not known to let other web pages read a bucket. ${lookAgain}`;
  if (versioning && !can.versioning) return `is not known to keep versions. ${lookAgain}`;
  if (expiryRule && can.expiry !== 'bucket-rule')
    return `is not known to end objects by a rule of their bucket. ${lookAgain}`;
  if (quotaBytes !== undefined) return 'has no bound for the size of a bucket. Ask your provider for one.';
  return null;
}
const lookAgain = 'Try the connection again to see what it can do.';

/** What a store does not tell, or not to this key, is not told; what ends everything else ends this, too. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isCode(error, 'cancelled') || (error instanceof AppError && error.retry === 'later')) throw error;
    return null;
  }
}
