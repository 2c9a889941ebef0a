/** What a store in memory holds: buckets, and of each key its versions, newest first. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../../src-shared/app-error';
import type { BucketAccess } from '../../../../src-shared/domain/storage';
import { compareKeys } from '../../key-order';
import type { JoinedPart, ObjectInfo } from '../../object-store';

export interface MemoryVersion {
  versionId: string;
  /** null: it stands for a deletion. */
  bytes: Buffer | null;
  info: ObjectInfo;
  /** What it was joined of. */
  parts?: JoinedPart[] | undefined;
}
export interface StoredObject {
  bytes: Buffer;
  info: ObjectInfo;
  parts?: JoinedPart[] | undefined;
}
export interface MemoryBucket {
  createdAtMs: number;
  tier: string | null;
  access: BucketAccess;
  corsOrigins: string[];
  versioning: 'on' | 'suspended' | 'off';
  quotaBytes: number | null;
  metadata: Record<string, string>;
  /** Days until objects end, by prefix. */
  expiryDays: Map<string, number>;
  /** Newest first; a key without versions is not in it. */
  history: Map<string, MemoryVersion[]>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The version that is replaced as long as a bucket keeps none, as S3 names it. */
const UNVERSIONED = 'null';

export function createMemoryBuckets(now: () => number) {
  const buckets = new Map<string, MemoryBucket>();

  function bucketOf(bucket: string): MemoryBucket {
    const found = buckets.get(bucket);
    if (found) return found;
    throw new AppError('bucket-missing', `There is no bucket “${bucket}”.`, { params: { bucket } });
  }

  function expiryOf(bucket: MemoryBucket, info: ObjectInfo): number | undefined {
    const days = [...bucket.expiryDays].flatMap(([prefix, value]) =>
      info.key.startsWith(prefix) ? [value] : [],
    );
    const byRule = days.length === 0 ? undefined : info.modifiedAtMs + Math.min(...days) * DAY_MS;
    return info.expiresAtMs ?? byRule;
  }

  /** undefined when there is none, the newest version is a deletion, or its time is over. */
  function find(bucket: string, key: string): StoredObject | undefined {
    const held = buckets.get(bucket);
    const newest = held?.history.get(key)?.[0];
    if (!held || !newest?.bytes) return undefined;
    const expiresAtMs = expiryOf(held, newest.info);
    if (expiresAtMs !== undefined && expiresAtMs <= now()) return undefined;
    return {
      bytes: newest.bytes,
      parts: newest.parts,
      info: { ...newest.info, ...(expiresAtMs !== undefined && { expiresAtMs }) },
    };
  }

  /** Keys of what `find` finds, in key order. */
  function keysOf(bucket: string): string[] {
    return [...bucketOf(bucket).history.keys()]
      .filter((key) => find(bucket, key) !== undefined)
      .sort(compareKeys);
  }

  function sizeOf(bucket: string): { objectCount: number; totalBytes: number } {
    const sizes = keysOf(bucket).map((key) => find(bucket, key)?.bytes.length ?? 0);
    return { objectCount: sizes.length, totalBytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  /** A new version where the bucket keeps versions; elsewhere the one version there is. */
  function push(
    bucket: string,
    key: string,
    bytes: Buffer | null,
    info: ObjectInfo,
    parts?: JoinedPart[] | undefined,
  ): void {
    const { history, versioning } = bucketOf(bucket);
    const versionId = versioning === 'on' ? randomUUID() : UNVERSIONED;
    const older = (history.get(key) ?? []).filter((version) => version.versionId !== versionId);
    history.set(key, [{ versionId, bytes, info, parts }, ...older]);
  }

  function remove(bucket: string, key: string): void {
    const { history, versioning } = bucketOf(bucket);
    if (versioning === 'off') history.delete(key);
    else if (find(bucket, key)) push(bucket, key, null, { key, sizeBytes: 0, etag: '', modifiedAtMs: now() });
  }

  return { all: buckets, bucketOf, find, keysOf, sizeOf, push, remove };
}
export type MemoryBuckets = ReturnType<typeof createMemoryBuckets>;
