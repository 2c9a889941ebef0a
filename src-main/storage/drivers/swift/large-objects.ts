/** Large objects of Swift: what a manifest is made of, and how an object goes together with its segments. */
import type { AppError } from '../../../../src-shared/app-error';
import type { HttpAnswer } from '../../http-client';
import type { CallOptions } from '../../object-store';
import {
  type AnswerFacts,
  damagedOnTheWay,
  noSwiftThere,
  sessionEnded,
  translateSwiftAnswer,
} from './errors';
import { inParallel, isCode, type SwiftRequests } from './requests';
import { headerOf, isStaticLarge, pathOf, plainEtag, splitPath } from './wire';

export interface Segment {
  bucket: string;
  key: string;
  etag: string;
  sizeBytes: number;
  /** It is a manifest itself. */
  isManifest: boolean;
}

interface ListedSegment {
  /** Absent for bytes that lie in the manifest itself. */
  name?: string;
  hash?: string;
  bytes?: number;
  sub_slo?: boolean;
}
interface BulkAnswer {
  'Response Status'?: string;
  'Response Body'?: string;
  Errors?: Array<[string, string]>;
}

/** Requests of one cleaning or checking that run at once. */
export const LANES = 16;
/** Names in one bulk delete: a tenth of Swift's default limit, since the store deletes them before it answers. */
const KEYS_PER_BULK = 1000;
/** One longer line (percent-encoding counted, swift.common.middleware.bulk) and a bulk delete fails as a whole. */
const LONGEST_BULK_LINE = 2000;

/**
 * [Note: Which segments go along] Those that lie where programs keep segments: `<container>_segments` (swiftclient, rclone, CAOS),
 * `<container>+segments` (Swift's S3 API), `.file-segments/` (rclone, Cyberduck) and `.caos/segments/`. A manifest can join any objects:
 * photos of their own right, which may stand in other manifests too, never end with it.
 */
export const goesAlong = ({ bucket, key }: { bucket: string; key: string }): boolean =>
  /[_+]segments$/.test(bucket) || /(^|\/)\.(caos\/segments|file-segments)\//.test(key);

/** `deletesPerRequest`: what the store itself takes in one bulk delete. */
export function createLargeObjects(requests: SwiftRequests, deletesPerRequest: () => Promise<number>) {
  /** The head of an object; null when there is none. Without the time that Swift takes to explain a missing container. */
  async function headOf(
    bucket: string,
    key: string,
    options: CallOptions & { versionId?: string } = {},
  ): Promise<HttpAnswer['headers'] | null> {
    try {
      const answer = await requests.send({
        method: 'HEAD',
        bucket,
        key,
        query: { 'version-id': options.versionId },
        signal: options.signal,
      });
      return answer.headers;
    } catch (error) {
      if (isCode(error, 'not-found')) return null;
      throw error;
    }
  }

  /** Only for an object whose head says that it is a static large one: else all its bytes would come. */
  async function segmentsOf(
    bucket: string,
    key: string,
    options: CallOptions & { versionId?: string } = {},
  ): Promise<Segment[]> {
    const listed = await requests.json<ListedSegment[]>({
      method: 'GET',
      bucket,
      key,
      query: { 'multipart-manifest': 'get', 'version-id': options.versionId },
      signal: options.signal,
    });
    return (listed ?? []).flatMap(({ name, hash, bytes, sub_slo }) =>
      name === undefined
        ? []
        : [
            {
              ...splitPath(name),
              etag: plainEtag(hash),
              sizeBytes: bytes ?? 0,
              isManifest: sub_slo === true,
            },
          ],
    );
  }

  /**
   * The segments that end with an object when it is replaced or deleted; [] for others. Where the container keeps versions, the old
   * version still needs its segments.
   */
  async function segmentsToFree(
    bucket: string,
    key: string,
    head: HttpAnswer['headers'] | null,
    options: CallOptions = {},
  ): Promise<Segment[]> {
    return head && !keepsVersions(head) ? segmentsInUse(bucket, key, head, options) : [];
  }
  async function segmentsInUse(
    bucket: string,
    key: string,
    head: HttpAnswer['headers'] | null,
    options: CallOptions & { versionId?: string } = {},
  ): Promise<Segment[]> {
    if (!head || !isStaticLarge(head)) return [];
    try {
      return await segmentsOf(bucket, key, options);
    } catch (error) {
      if (isCode(error, 'not-found')) return [];
      throw error;
    }
  }

  /** Deletes one object, a large one with its segments [Note: Which segments go along]; quiet when it is gone. */
  async function remove(bucket: string, key: string, options: CallOptions = {}): Promise<void> {
    const head = await headOf(bucket, key, options);
    // One that is gone is deleted too: what ended by itself stands in listings until somebody deletes it.
    const segments = await segmentsToFree(bucket, key, head, options);
    const whole = segments.length > 0 && segments.every(goesAlong);
    await removeOne(bucket, key, whole, options);
    if (!whole) await free(segments, new Set(), false);
  }

  async function removeOne(
    bucket: string,
    key: string,
    withSegments: boolean,
    options: CallOptions,
  ): Promise<void> {
    try {
      const request = { method: 'DELETE' as const, bucket, key, signal: options.signal };
      if (!withSegments) {
        await requests.send(request);
        return;
      }
      const answer = await requests.json<BulkAnswer>({
        ...request,
        query: { 'multipart-manifest': 'delete' },
      });
      const [failure] = bulkFailures(answer, requests);
      if (failure) throw failure.error;
    } catch (error) {
      if (!isCode(error, 'not-found')) throw error;
    }
  }

  /** Deletes objects that are no large ones, in as few requests as the store allows. Answers what could not be deleted. */
  async function removePlain(
    objects: Array<{ bucket: string; key: string }>,
    options: CallOptions & { bulk: boolean },
  ): Promise<Array<{ bucket: string; key: string; error: unknown }>> {
    if (options.bulk && objects.length > 1) {
      const isShort = ({ bucket, key }: { bucket: string; key: string }) =>
        pathOf(bucket, key).length <= LONGEST_BULK_LINE;
      const long = objects.filter((object) => !isShort(object));
      const failed = await removePlain(long, { ...options, bulk: false });
      const short = objects.filter(isShort);
      const perRequest = Math.min(KEYS_PER_BULK, await deletesPerRequest());
      for (let offset = 0; offset < short.length; offset += perRequest) {
        const batch = short.slice(offset, offset + perRequest);
        const answer = await requests.json<BulkAnswer>({
          method: 'POST',
          query: { 'bulk-delete': '1' },
          headers: { 'Content-Type': 'text/plain' },
          body: Buffer.from(batch.map(({ bucket, key }) => pathOf(bucket, key)).join('\n')),
          signal: options.signal,
        });
        failed.push(...bulkFailures(answer, requests));
      }
      return failed;
    }
    const outcomes = await inParallel(objects, LANES, async (object) => {
      try {
        await removeOne(object.bucket, object.key, false, options);
        return [];
      } catch (error) {
        if (isCode(error, 'cancelled')) throw error;
        return [{ ...object, error }];
      }
    });
    return outcomes.flat();
  }

  /** After an object was replaced: its former segments. What stays behind costs room and nothing else, so it fails nothing. */
  async function free(segments: Segment[], kept: ReadonlySet<string>, bulk: boolean): Promise<void> {
    const unused = segments.filter(
      (segment) => goesAlong(segment) && !kept.has(pathOf(segment.bucket, segment.key)),
    );
    try {
      await removePlain(
        unused.filter((segment) => !segment.isManifest),
        { bulk },
      );
      for (const { bucket, key, isManifest } of unused)
        if (isManifest) await removeOne(bucket, key, true, {});
    } catch {
      // The object itself is as it should be.
    }
  }

  return { headOf, segmentsOf, segmentsInUse, segmentsToFree, remove, removeOne, removePlain, free };
}
export type LargeObjects = ReturnType<typeof createLargeObjects>;

const keepsVersions = (head: HttpAnswer['headers']): boolean => {
  const version = headerOf(head, 'x-object-version-id');
  return version !== undefined && version !== 'null';
};

/** A bulk answer is a success whatever happened; what happened is in its text. */
function bulkFailures(
  answer: BulkAnswer | null,
  requests: SwiftRequests,
): Array<{ bucket: string; key: string; error: unknown }> {
  const errorOf = (told: string, about: { bucket?: string; key?: string }, reason: string): AppError => {
    const call = requests.callOf(about.bucket, about.key);
    const status = Number.parseInt(told, 10) || 500;
    // The token ended while the store was at it; the next request gets another one.
    return status === 401
      ? sessionEnded(call)
      : translateSwiftAnswer(factsOfBulk(status, 'DELETE', reason), call);
  };
  const failed = (answer?.Errors ?? []).flatMap(([path, status]) => {
    const object = splitPath(decodeURIComponent(path));
    const error = errorOf(status, object, status);
    return error.code === 'not-found' ? [] : [{ ...object, error }];
  });
  const status = answer?.['Response Status'] ?? '200 OK';
  if (failed.length === 0 && (answer?.Errors ?? []).length === 0 && !/^(200|404)/.test(status))
    throw errorOf(status, {}, answer?.['Response Body'] ?? status);
  return failed;
}

/**
 * Why the store did not take a manifest, or null when it did. `text` is JSON; its own status counts, where it has one: a success may
 * have been answered before the last segment was checked.
 */
export function manifestRefusal(
  answered: { status: number; text: string },
  requests: SwiftRequests,
  upload: { bucket: string; key: string },
): AppError | null {
  const call = requests.callOf(upload.bucket, upload.key);
  let told: BulkAnswer = {};
  try {
    if (answered.text.trim() !== '') told = JSON.parse(answered.text) as BulkAnswer;
  } catch {
    if (answered.status < 300) return noSwiftThere(call);
  }
  const status = Number.parseInt(told['Response Status'] ?? '', 10) || answered.status;
  if (status < 300) return null;
  const [segment] = told.Errors ?? [];
  if (segment) return damagedOnTheWay(call, `HTTP ${status} · ${segment.join(': ')}`);
  return translateSwiftAnswer(factsOfBulk(status, 'PUT', told['Response Body'] ?? ''), call);
}

const factsOfBulk = (status: number, method: string, reason: string): AnswerFacts => ({
  status,
  method,
  conditional: method === 'PUT',
  reason: reason.replace(/\s+/g, ' ').trim(),
  requestId: undefined,
  retryAfterS: undefined,
});
