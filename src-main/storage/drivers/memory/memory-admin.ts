/** The rare acts on a store in memory: each only where the capabilities it was given allow it. */
import { AppError } from '../../../../src-shared/app-error';
import type { BucketChange } from '../../../../src-shared/domain/storage';
import { compareKeys } from '../../key-order';
import type { Capabilities, ObjectChange, ObjectInfo, ObjectVersion, StoreAdmin } from '../../object-store';
import type { MemoryBuckets } from './memory-buckets';

/** Runs one call: with the signal obeyed and the faults that a test asked for. */
export type AroundCall = <T>(
  operation: string,
  bucket: string | null,
  key: string | null,
  signal: AbortSignal | undefined,
  run: () => T | Promise<T>,
) => Promise<T>;

export const unsupported = (what: string): AppError =>
  new AppError('unsupported', `This store cannot do that: ${what}.`);

export function refusePast(expiresAtMs: number | null | undefined, nowMs: number): void {
  if (typeof expiresAtMs === 'number' && expiresAtMs <= nowMs)
    throw new AppError('bad-input', 'The time at which the object would end is over. Choose a later one.');
}

/** What of these an object of this store keeps. */
export function lastingOptions(
  capabilities: Capabilities,
  given: { expiresAtMs?: number | undefined; tier?: string | undefined },
  nowMs: number,
): Pick<ObjectInfo, 'expiresAtMs' | 'tier'> {
  const ends = capabilities.expiry === 'object' && given.expiresAtMs !== undefined;
  if (ends) refusePast(given.expiresAtMs, nowMs);
  const [defaultTier] = capabilities.tiers;
  const tier = capabilities.tierOf === 'object' ? (given.tier ?? defaultTier) : undefined;
  if (tier !== undefined && !capabilities.tiers.includes(tier)) throw unknownTier(tier);
  return {
    ...(ends && { expiresAtMs: given.expiresAtMs as number }),
    ...(tier !== undefined && { tier }),
  };
}

export const unknownTier = (tier: string): AppError =>
  new AppError('bad-input', `This store has no tier “${tier}”. Choose one of its own.`, { params: { tier } });

export function createMemoryAdmin(
  buckets: MemoryBuckets,
  capabilities: Capabilities,
  around: AroundCall,
  now: () => number,
): StoreAdmin {
  function refuseUnsupported(change: BucketChange): void {
    const can = capabilities;
    if (change.access?.publicRead && !can.publicRead) throw unsupported('public reading');
    if (change.access && change.access.readers.length > 0 && !can.perUserRead)
      throw unsupported('reading by single users');
    if (change.access && !can.publicRead && !can.perUserRead) throw unsupported('rules of access');
    if (change.corsOrigins && !can.cors) throw unsupported('reading by other pages');
    if (change.versioning && !can.versioning) throw unsupported('versions');
    if (change.quotaBytes !== undefined && !can.bucketQuota) throw unsupported('a bound on its size');
    if (change.expiryRule && can.expiry !== 'bucket-rule') throw unsupported('rules that end objects');
  }

  function applyTo(bucketName: string, change: BucketChange): void {
    refuseUnsupported(change);
    const bucket = buckets.bucketOf(bucketName);
    if (change.access) bucket.access = { ...change.access, readers: [...change.access.readers] };
    if (change.corsOrigins) bucket.corsOrigins = [...change.corsOrigins];
    if (change.versioning) bucket.versioning = change.versioning;
    if (change.quotaBytes !== undefined) bucket.quotaBytes = change.quotaBytes;
    for (const [name, value] of Object.entries(change.metadata ?? {})) {
      if (value === null) delete bucket.metadata[name];
      else bucket.metadata[name] = value;
    }
    const rule = change.expiryRule;
    if (rule?.days === null) bucket.expiryDays.delete(rule.prefix);
    else if (rule) bucket.expiryDays.set(rule.prefix, rule.days);
  }

  function changeObject(bucket: string, key: string, change: ObjectChange): void {
    if (change.expiresAtMs !== undefined && capabilities.expiry !== 'object')
      throw unsupported('an end of single objects');
    if (change.tier !== undefined && capabilities.tierOf !== 'object')
      throw unsupported('a tier of single objects');
    if (change.tier !== undefined && !capabilities.tiers.includes(change.tier))
      throw unknownTier(change.tier);
    refusePast(change.expiresAtMs, now());
    const version = buckets.bucketOf(bucket).history.get(key)?.[0];
    if (!version?.bytes || !buckets.find(bucket, key))
      throw new AppError('not-found', `“${key}” is not in “${bucket}”.`, { params: { bucket, key } });
    const { info } = version;
    if (change.contentType !== undefined) info.contentType = change.contentType;
    if (change.metadata !== undefined) info.metadata = { ...change.metadata };
    if (change.tier !== undefined) info.tier = change.tier;
    if (change.expiresAtMs === null) delete info.expiresAtMs;
    else if (change.expiresAtMs !== undefined) info.expiresAtMs = change.expiresAtMs;
  }

  return {
    usage: (call) =>
      around('admin.usage', null, null, call?.signal, () => {
        const sizes = [...buckets.all.keys()].map((name) => buckets.sizeOf(name));
        const counted = capabilities.usage || call?.count === true;
        const sum = (of: (size: { objectCount: number; totalBytes: number }) => number) =>
          counted ? sizes.reduce((total, size) => total + of(size), 0) : null;
        return {
          bucketCount: sizes.length,
          objectCount: sum((size) => size.objectCount),
          totalBytes: sum((size) => size.totalBytes),
          quotaBytes: null,
          countedBy: capabilities.usage ? 'store' : 'listing',
        };
      }),
    bucketFacts: (bucket, call) =>
      around('admin.bucketFacts', bucket, null, call?.signal, () => {
        const held = buckets.bucketOf(bucket);
        const { objectCount, totalBytes } = buckets.sizeOf(bucket);
        return {
          name: bucket,
          createdAtMs: held.createdAtMs,
          objectCount: capabilities.usage ? objectCount : null,
          totalBytes: capabilities.usage ? totalBytes : null,
          quotaBytes: held.quotaBytes,
          tier: held.tier,
          region: null,
          versioning: capabilities.versioning ? held.versioning : null,
          access:
            capabilities.publicRead || capabilities.perUserRead
              ? {
                  ...held.access,
                  readers: [...held.access.readers],
                  ...(capabilities.perUserRead && { writers: [...(held.access.writers ?? [])] }),
                }
              : null,
          corsOrigins: capabilities.cors ? [...held.corsOrigins] : null,
          metadata: { ...held.metadata },
        };
      }),
    updateBucket: (bucket, change, call) =>
      around('admin.updateBucket', bucket, null, call?.signal, () => applyTo(bucket, change)),
    updateObject: (bucket, key, change, call) =>
      around('admin.updateObject', bucket, key, call?.signal, () => changeObject(bucket, key, change)),
    restore: (bucket, key, _days, call) =>
      around('admin.restore', bucket, key, call?.signal, () => {
        throw unsupported('an archive');
      }),
    async *versions(bucket, call) {
      if (!capabilities.versioning) throw unsupported('versions');
      yield* await around('admin.versions', bucket, call?.prefix ?? null, call?.signal, () => {
        const { history } = buckets.bucketOf(bucket);
        const keys = [...history.keys()].filter((key) => key.startsWith(call?.prefix ?? ''));
        return keys.sort(compareKeys).flatMap((key) =>
          (history.get(key) ?? []).map(
            (version, index): ObjectVersion => ({
              ...version.info,
              versionId: version.versionId,
              latest: index === 0,
              deleted: version.bytes === null,
            }),
          ),
        );
      });
    },
    deleteVersion: (bucket, key, versionId, call) =>
      around('admin.deleteVersion', bucket, key, call?.signal, () => {
        if (!capabilities.versioning) throw unsupported('versions');
        const { history } = buckets.bucketOf(bucket);
        const left = (history.get(key) ?? []).filter((version) => version.versionId !== versionId);
        if (left.length === 0) history.delete(key);
        else history.set(key, left);
      }),
    rotateLinkKey: (call) =>
      around('admin.rotateLinkKey', null, null, call?.signal, () => {
        throw unsupported('web addresses');
      }),
  };
}
