/** Whether a static large object still has its segments: Swift answers a HEAD of it from the manifest alone, however hollow it is. */
import { compareKeys } from '../../key-order';
import type { CallOptions, Multipart } from '../../object-store';
import { LANES, type LargeObjects, type Segment } from './large-objects';
import { inParallel, isCode, type SwiftRequests } from './requests';
import { pagesIfAny } from './segment-layout';
import { headerOf, isStaticLarge, plainEtag } from './wire';

/** Manifests may stand in manifests; Swift itself follows so many. */
const MOST_NESTED = 10;
/** A folder that holds so much more than the segments is not listed to its end. */
const MOST_PAGES = 5;

/**
 * Three requests for most objects, however many segments they have: head, manifest, and a listing of the folder that they lie in.
 * Listings lag: whatever one does not name with the ETag of the manifest is asked for by itself.
 */
export function createIsWhole(requests: SwiftRequests, large: LargeObjects): Multipart['isWhole'] {
  async function isWhole(bucket: string, key: string, options: CallOptions, depth = 1): Promise<boolean> {
    const head = await large.headOf(bucket, key, options);
    if (!head) return false;
    // Replaced meanwhile by one with bytes of its own: `multipart-manifest=get` would bring all of them.
    if (!isStaticLarge(head)) return true;
    if (depth > MOST_NESTED) return false;
    const segments = await large.segmentsOf(bucket, key, options).catch((error: unknown) => {
      if (isCode(error, 'not-found')) return null;
      throw error;
    });
    if (!segments) return false;
    const listed = await listedEtags(segments, options);
    const doubtful = segments.filter((segment) => segment.isManifest || !isSame(segment, listed));
    const there = await inParallel(doubtful, LANES, (segment) => isThere(segment, options, depth));
    return there.every(Boolean);
  }

  async function isThere(segment: Segment, options: CallOptions, depth: number): Promise<boolean> {
    const head = await large.headOf(segment.bucket, segment.key, options);
    if (!head || (segment.etag !== '' && plainEtag(headerOf(head, 'etag')) !== segment.etag)) return false;
    return !segment.isManifest || isWhole(segment.bucket, segment.key, options, depth + 1);
  }

  /** By `container/key`. Of a container that may not be listed there is nothing, and each segment is asked for. */
  async function listedEtags(
    segments: readonly Segment[],
    options: CallOptions,
  ): Promise<ReadonlyMap<string, string>> {
    const places = new Map<string, { bucket: string; prefix: string; last: string }>();
    for (const { bucket, key } of segments) {
      const prefix = key.slice(0, key.lastIndexOf('/') + 1);
      const before = places.get(`${bucket}/${prefix}`)?.last ?? key;
      const last = compareKeys(before, key) < 0 ? key : before;
      places.set(`${bucket}/${prefix}`, { bucket, prefix, last });
    }
    const etags = new Map<string, string>();
    await inParallel([...places.values()], LANES, async ({ last, ...place }) => {
      let pages = 0;
      for await (const page of pagesIfAny(requests, place, options)) {
        for (const { name, hash } of page)
          if (name !== undefined) etags.set(`${place.bucket}/${name}`, plainEtag(hash));
        pages += 1;
        if (pages === MOST_PAGES || compareKeys(page.at(-1)?.name ?? '', last) >= 0) return;
      }
    });
    return etags;
  }

  return (bucket, key, options = {}) => isWhole(bucket, key, options);
}

const isSame = ({ bucket, key, etag }: Segment, listed: ReadonlyMap<string, string>): boolean => {
  const told = listed.get(`${bucket}/${key}`);
  return told !== undefined && (etag === '' || told === etag);
};
