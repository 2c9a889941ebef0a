/**
 * Unfinished uploads of a container: those with a marker, and those that were cut off, of which only segments are left
 * [Note: Segments that others refer to].
 */
import { createHash } from 'node:crypto';
import type { CallOptions, MultipartUpload } from '../../object-store';
import type { SegmentPlaces } from './containers';
import type { LargeObjects } from './large-objects';
import type { HeldSegments, References } from './references';
import { inParallel, isCode, type SwiftRequests } from './requests';
import {
  MARKERS,
  Marker,
  pagesIfAny,
  SEGMENTS,
  segmentKey,
  segmentOf,
  uploadIdPattern,
} from './segment-layout';
import { type ListedEntry, msOfListed, objectInfoOf, plainEtag } from './wire';

/** Younger segments may belong to an object whose listing lags behind, or whose upload is at its very end. */
export const LEFT_ALONE_MS = 60 * 60 * 1000;
/** What was found out about segments holds so long: for giving up one after the other what was listed. */
const KNOWN_FOR_MS = 10 * 60 * 1000;
/** Markers that are read at once, and held. */
const MARKERS_AT_ONCE = 16;
/** On each segment: the name of the object it is for. */
export const SEGMENT_OF = 'caos-object';

export interface UnfinishedUploads {
  list(bucket: string, prefix: string, options?: CallOptions): AsyncGenerator<MultipartUpload>;
  /** What the store holds of one upload. */
  heldOf(place: string, uploadId: string, options: CallOptions): Promise<HeldSegments | null>;
  /** Whether nothing refers to these segments; null when that cannot be told. */
  isFree(place: string, base: string, held: HeldSegments, options: CallOptions): Promise<boolean | null>;
}

export function createUnfinishedUploads(
  requests: SwiftRequests,
  large: LargeObjects,
  places: SegmentPlaces,
  references: References,
  now: () => number,
): UnfinishedUploads {
  /** By place and upload: nothing refers to it, as was seen at that time. */
  const seenFree = new Map<string, number>();
  const nameOf = (place: string, uploadId: string): string => `${place}/${uploadId}`;

  /** Only those that say of themselves that they lie there. */
  const liesIn = (place: string, bucket: string, uploadId: string): boolean =>
    uploadId.startsWith(place === bucket ? 'within-' : 'beside-');

  async function* heldIn(place: string, prefix: string, options: CallOptions): AsyncGenerator<HeldSegments> {
    let current: Counting | null = null;
    for await (const page of pagesIfAny(requests, { bucket: place, prefix }, options)) {
      for (const entry of page) {
        const segment = segmentOf(entry.name ?? '');
        if (!segment) continue;
        if (current?.uploadId !== segment.uploadId) {
          if (current) yield counted(current);
          current = startCounting(segment.uploadId);
        }
        count(current, entry);
      }
    }
    if (current) yield counted(current);
  }

  async function* markersIn(place: string, options: CallOptions): AsyncGenerator<Found[]> {
    for await (const page of pagesIfAny(requests, { bucket: place, prefix: MARKERS }, options)) {
      const found = page.flatMap(({ name = '', last_modified }) => {
        const uploadId = name.slice(MARKERS.length);
        return uploadIdPattern.test(uploadId) ? [{ uploadId, writtenAtMs: msOfListed(last_modified) }] : [];
      });
      for (let at = 0; at < found.length; at += MARKERS_AT_ONCE)
        yield await inParallel(found.slice(at, at + MARKERS_AT_ONCE), MARKERS_AT_ONCE, async (one) => ({
          ...one,
          marker: await readMarker(requests, place, one.uploadId, options),
        }));
    }
  }

  async function* list(
    bucket: string,
    prefix: string,
    options: CallOptions = {},
  ): AsyncGenerator<MultipartUpload> {
    await places.requireBucket(bucket, options);
    for (const place of [places.beside(bucket), bucket]) {
      // Segments first: an upload that begins meanwhile has none here, and one that ends has its marker no more and its object already.
      const held = new Map<string, HeldSegments>();
      for await (const segments of heldIn(place, SEGMENTS, options))
        if (liesIn(place, bucket, segments.uploadId)) held.set(segments.uploadId, segments);
      for await (const page of markersIn(place, options)) {
        for (const { uploadId, writtenAtMs, marker } of page) {
          const sizeBytes = held.get(uploadId)?.sizeBytes ?? 0;
          held.delete(uploadId);
          if (marker === 'gone' || !liesIn(place, bucket, uploadId)) continue;
          // One that nobody can read was cut off, or is not ours: it goes by its own name.
          const { key, startedAtMs } = marker ?? { key: MARKERS + uploadId, startedAtMs: writtenAtMs };
          if (key.startsWith(prefix)) yield { key, uploadId, startedAtMs, sizeBytes };
        }
      }
      yield* cutOff(bucket, place, [...held.values()], prefix, options);
    }
  }

  async function* cutOff(
    bucket: string,
    place: string,
    held: HeldSegments[],
    prefix: string,
    options: CallOptions,
  ): AsyncGenerator<MultipartUpload> {
    const old = held.filter(({ newestAtMs }) => now() - newestAtMs > LEFT_ALONE_MS);
    if (old.length === 0) return;
    const needed = await references.neededAmong(place, bucket, old, options);
    if (needed === null) return;
    for (const segments of old) {
      const { uploadId, sizeBytes, oldestAtMs } = segments;
      if (needed.has(uploadId)) continue;
      const key = await meantFor(bucket, place, segments, options);
      if (key === null) continue;
      seenFree.set(nameOf(place, uploadId), now());
      if (key.startsWith(prefix)) yield { key, uploadId, startedAtMs: oldestAtMs, sizeBytes };
    }
  }

  /** The object that segments were sent for, or the name of their folder; null when that object is joined of them: a listing may lag. */
  async function meantFor(
    bucket: string,
    place: string,
    { uploadId, firstNumber }: HeldSegments,
    options: CallOptions,
  ): Promise<string | null> {
    const folder = `${SEGMENTS}${uploadId}/`;
    const first = await large.headOf(place, segmentKey(uploadId, firstNumber), options);
    const key = first && objectInfoOf('', first).metadata?.[SEGMENT_OF];
    if (!key) return folder;
    const head = await large.headOf(bucket, key, options);
    const used = await large.segmentsInUse(bucket, key, head, options);
    return used.some((one) => one.bucket === place && one.key.startsWith(folder)) ? null : key;
  }

  return {
    list,
    async heldOf(place, uploadId, options) {
      for await (const held of heldIn(place, `${SEGMENTS}${uploadId}/`, options)) return held;
      return null;
    },
    async isFree(place, base, held, options) {
      const seenAtMs = seenFree.get(nameOf(place, held.uploadId));
      if (seenAtMs !== undefined && now() - seenAtMs < KNOWN_FOR_MS) return true;
      const needed = await references.neededAmong(place, base, [held], options);
      if (needed === null) return null;
      return !needed.has(held.uploadId) && (await meantFor(base, place, held, options)) !== null;
    },
  };
}

interface Found {
  uploadId: string;
  writtenAtMs: number;
  /** null: there is one that nobody can read. */
  marker: Marker | 'gone' | null;
}

/** null when it cannot be read as one. */
export async function readMarker(
  requests: SwiftRequests,
  bucket: string,
  uploadId: string,
  { signal }: CallOptions,
): Promise<Marker | 'gone' | null> {
  try {
    const { text } = await requests.send({ method: 'GET', bucket, key: MARKERS + uploadId, signal });
    return Marker.parse(JSON.parse(text));
  } catch (error) {
    if (isCode(error, 'not-found')) return 'gone';
    if (error instanceof Error && ['ZodError', 'SyntaxError'].includes(error.name)) return null;
    throw error;
  }
}

/** A segment is counted where it stands in the listing: ascending by number. */
interface Counting extends Omit<HeldSegments, 'sloEtag'> {
  hash: ReturnType<typeof createHash>;
}
const startCounting = (uploadId: string): Counting => ({
  uploadId,
  firstNumber: 0,
  sizeBytes: 0,
  oldestAtMs: Number.POSITIVE_INFINITY,
  newestAtMs: 0,
  hash: createHash('md5'),
});
function count(counting: Counting, { name, bytes, hash, last_modified }: ListedEntry): void {
  const atMs = msOfListed(last_modified);
  counting.firstNumber ||= segmentOf(name ?? '')?.number ?? 0;
  counting.sizeBytes += bytes ?? 0;
  counting.oldestAtMs = Math.min(counting.oldestAtMs, atMs);
  counting.newestAtMs = Math.max(counting.newestAtMs, atMs);
  counting.hash.update(plainEtag(hash));
}
const counted = ({ hash, ...facts }: Counting): HeldSegments => ({ ...facts, sloEtag: hash.digest('hex') });
