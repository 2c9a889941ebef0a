/** Containers of a Swift account, and the second ones beside them that hold the segments of large objects. */
import type { IncomingHttpHeaders } from 'node:http';
import type { BucketInfo, CallOptions } from '../../object-store';
import { bucketIsMissing, bucketIsTaken, illegalBucketName } from './errors';
import { encodeHeaderValue } from './metadata';
import { isCode, type SwiftRequests } from './requests';
import { headerOf, isTrue, type ListedEntry, msOfListed, pathOf } from './wire';

/** Swift's default for max_container_name_length. */
const MAX_NAME_BYTES = 256;
const SEGMENTS = '_segments';
/** What Swift's own S3 API appends for the parts of its uploads. */
const S3_SEGMENTS = '+segments';
/** On containers that CAOS made for segments: the container they belong to. Others are never deleted. */
const OWNER = 'caos-segments-of';

export interface SegmentPlaces {
  /** Name of the container beside. */
  beside(bucket: string): string;
  /**
   * The container to put segments in: the one beside, made when there is none, with the same storage policy; the container itself for
   * accounts that may not make containers. `bucket-missing` when there is no base.
   */
  ensure(bucket: string, options: CallOptions): Promise<string>;
  /** `bucket-missing` when there is none. */
  requireBucket(bucket: string, options: CallOptions): Promise<void>;
}

/** What is known of a container's versions holds so long. */
const VERSIONING_IS_FRESH_MS = 60_000;

/** `defaultTier`: the storage policy for new containers when none is asked for; absent: the store's own default. */
export function createContainers(
  requests: SwiftRequests,
  defaultTier: string | undefined,
  now: () => number,
) {
  const versioning = new Map<string, { on: Promise<boolean>; readAtMs: number }>();

  /** Whether what is replaced is kept as a version; asked of the store once a minute. No, where we may write but not look. */
  function keepsVersions(bucket: string): Promise<boolean> {
    const known = versioning.get(bucket);
    if (known && now() - known.readAtMs < VERSIONING_IS_FRESH_MS) return known.on;
    // Not ended by the signal of whoever asked first: others wait for the same answer.
    const on = requireHead(bucket, {}).then(
      (head) => isTrue(headerOf(head, 'x-versions-enabled')),
      (error) => {
        versioning.delete(bucket);
        if (isCode(error, 'access-denied')) return false;
        throw error;
      },
    );
    versioning.set(bucket, { on, readAtMs: now() });
    return on;
  }

  async function headOf(bucket: string, options: CallOptions = {}): Promise<IncomingHttpHeaders | null> {
    try {
      return (await requests.send({ method: 'HEAD', bucket, signal: options.signal })).headers;
    } catch (error) {
      if (isCode(error, 'bucket-missing')) return null;
      throw error;
    }
  }
  async function requireHead(bucket: string, options: CallOptions): Promise<IncomingHttpHeaders> {
    const head = await headOf(bucket, options);
    if (!head) throw bucketIsMissing(requests.callOf(bucket));
    return head;
  }

  async function* listed(options: CallOptions): AsyncGenerator<ListedEntry & { name: string }> {
    for (let marker: string | undefined; ; ) {
      const page = await requests.json<ListedEntry[]>({
        method: 'GET',
        query: { format: 'json', marker },
        signal: options.signal,
      });
      if (!page || page.length === 0) return;
      for (const entry of page) if (entry.name !== undefined) yield { ...entry, name: entry.name };
      marker = page.at(-1)?.name;
    }
  }

  /** Without the containers that only hold the segments of another one that is there. */
  async function list(options: CallOptions = {}): Promise<BucketInfo[]> {
    const all: BucketInfo[] = [];
    for await (const { name, last_modified } of listed(options))
      all.push({ name, createdAtMs: msOfListed(last_modified) || null });
    const names = new Set(all.map(({ name }) => name));
    const isBookkeeping = (name: string): boolean =>
      [SEGMENTS, S3_SEGMENTS].some(
        (ending) => name.endsWith(ending) && names.has(name.slice(0, -ending.length)),
      );
    return all.filter(({ name }) => !isBookkeeping(name));
  }

  async function create(bucket: string, options: CallOptions & { tier?: string } = {}): Promise<void> {
    const call = requests.callOf(bucket);
    if (!isLegalName(bucket)) throw illegalBucketName(call);
    // Swift takes the creation of what is there already for a change of its settings.
    if (await headOf(bucket, options)) throw bucketIsTaken(call);
    const tier = options.tier ?? defaultTier;
    const { status } = await requests.send({
      method: 'PUT',
      bucket,
      headers: { ...(tier && { 'X-Storage-Policy': tier }) },
      signal: options.signal,
    });
    if (status === 202) throw bucketIsTaken(call); // somebody was faster
  }

  async function remove(bucket: string, options: CallOptions = {}): Promise<void> {
    versioning.delete(bucket);
    await removeEmpty(bucket, options);
    const beside = bucket + SEGMENTS;
    if (!isLegalName(beside)) return;
    const head = await headOf(beside, options);
    if (!head || headerOf(head, `x-container-meta-${OWNER}`) !== encodeHeaderValue(bucket)) return;
    await removeEmpty(beside, options).catch((error) => {
      if (!isCode(error, 'precondition')) throw error;
    });
  }
  async function removeEmpty(bucket: string, options: CallOptions): Promise<void> {
    try {
      await requests.send({ method: 'DELETE', bucket, signal: options.signal });
    } catch (error) {
      if (!isCode(error, 'bucket-missing')) throw error;
    }
  }

  const beside = (bucket: string): string => bucket + SEGMENTS;
  const places: SegmentPlaces = {
    beside,
    async requireBucket(bucket, options) {
      await requireHead(bucket, options);
    },
    async ensure(bucket, options) {
      const base = await requireHead(bucket, options);
      const name = beside(bucket);
      if (!isLegalName(name)) return bucket;
      try {
        if (await headOf(name, options)) return name;
        const tier = headerOf(base, 'x-storage-policy');
        const owner = encodeHeaderValue(bucket);
        await requests.send({
          method: 'PUT',
          bucket: name,
          headers: {
            ...(tier && { 'X-Storage-Policy': tier }),
            // Names too long for a property leave the mark out: then the container outlives its base.
            ...(owner.length <= MAX_NAME_BYTES && { [`X-Container-Meta-${OWNER}`]: owner }),
          },
          signal: options.signal,
        });
        return name;
      } catch (error) {
        if (isCode(error, 'access-denied', 'quota')) return bucket;
        throw error;
      }
    },
  };

  return {
    requireHead,
    keepsVersions,
    /** After its versions were turned on or off. */
    forget: (bucket: string) => versioning.delete(bucket),
    list,
    create,
    remove,
    exists: async (bucket: string, options: CallOptions = {}) => (await headOf(bucket, options)) !== null,
    places,
  };
}
export type Containers = ReturnType<typeof createContainers>;

function isLegalName(bucket: string): boolean {
  if (bucket === '' || bucket === '.' || bucket === '..' || bucket.includes('/') || bucket.includes('\0'))
    return false;
  pathOf(bucket);
  return Buffer.byteLength(bucket) <= MAX_NAME_BYTES;
}
