/** Reading objects: their heads, their bytes, and the listings they stand in. */
import type { AppError } from '../../../../src-shared/app-error';
import { translatedBody } from '../../bodies';
import { compareKeys } from '../../key-order';
import type { CallOptions, ObjectInfo, ObjectStore } from '../../object-store';
import type { Containers } from './containers';
import {
  bucketIsMissing,
  noSwiftThere,
  objectIsMissing,
  rangeIsOutside,
  translateSwiftError,
} from './errors';
import { LANES, type LargeObjects } from './large-objects';
import { inParallel, isCode, type SwiftRequests } from './requests';
import { headerOf, type ListedEntry, objectInfoOf, objectInfoOfListed } from './wire';

/** A page of a folder when nothing else is said. */
const FOLDER_PAGE = 1000;
/** Swift's default for container_listing_limit; asking for more is refused. */
const LARGEST_PAGE = 10_000;
/** Most entries of one page whose size is asked for (`sized`). */
const MAX_HEADS_PER_PAGE = 500;

export interface SwiftReading {
  head: ObjectStore['head'];
  get: ObjectStore['get'];
  list: ObjectStore['list'];
  listFolder: ObjectStore['listFolder'];
  /** Whether the object or its container is missing: Swift says 404 to both. */
  missing(bucket: string, key: string, options: CallOptions): Promise<AppError>;
}

export function createReading(
  requests: SwiftRequests,
  large: LargeObjects,
  containers: Containers,
): SwiftReading {
  const { callOf } = requests;

  async function missing(bucket: string, key: string, options: CallOptions): Promise<AppError> {
    const there = await containers.exists(bucket, options);
    return there ? objectIsMissing(callOf(bucket, key)) : bucketIsMissing(callOf(bucket));
  }

  const head: ObjectStore['head'] = async (bucket, key, options = {}) => {
    const headers = await large.headOf(bucket, key, options);
    return headers && objectInfoOf(key, headers);
  };

  const get: ObjectStore['get'] = async (bucket, key, options = {}) => {
    const call = callOf(bucket, key);
    const { start = 0, end, signal } = options;
    if (end !== undefined && end <= start) throw rangeIsOutside(call);
    const ranged = start > 0 || end !== undefined;
    const headers: Record<string, string> = ranged
      ? { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }
      : {};
    const answer = await requests
      .open({ method: 'GET', bucket, key, headers, signal })
      .catch(async (error) => {
        throw isCode(error, 'not-found') ? await missing(bucket, key, options) : error;
      });
    if (ranged && answer.status !== 206) {
      answer.body.destroy();
      throw noSwiftThere(call);
    }
    const whole = /\/(\d+)$/.exec(headerOf(answer.headers, 'content-range') ?? '')?.[1];
    return {
      info: objectInfoOf(key, answer.headers, whole === undefined ? undefined : Number(whole)),
      body: translatedBody(answer.body, (error) => translateSwiftError(error, call), signal),
    };
  };

  /**
   * Listings tell no size of what has no bytes of its own: large objects that other programs joined by a name prefix (DLO), and links
   * between objects. Their heads tell; folder marks are left alone.
   */
  async function sized(bucket: string, page: ListedEntry[], options: CallOptions): Promise<ObjectInfo[]> {
    const infos = page.filter(({ name }) => name !== undefined).map(objectInfoOfListed);
    const empty = infos
      .filter((info) => info.sizeBytes === 0 && info.contentType !== 'application/directory')
      .slice(0, MAX_HEADS_PER_PAGE);
    const heads = await inParallel(empty, LANES, (info) => large.headOf(bucket, info.key, options));
    const known = new Map(empty.map((info, index) => [info.key, heads[index]]));
    return infos.map((info) => {
      const headers = known.get(info.key);
      if (!headers) return info;
      const { sizeBytes, etag, etagKind } = objectInfoOf(info.key, headers);
      return { ...info, sizeBytes, etag, ...(etagKind && { etagKind }) };
    });
  }

  const pageOf = async (
    bucket: string,
    query: Record<string, string | number | undefined>,
    options: CallOptions,
  ): Promise<ListedEntry[]> =>
    (await requests.json<ListedEntry[]>({
      method: 'GET',
      bucket,
      query: { format: 'json', ...query },
      signal: options.signal,
    })) ?? [];

  async function* list(
    bucket: string,
    options: CallOptions & { prefix?: string; startAfter?: string } = {},
  ): AsyncGenerator<ObjectInfo> {
    // Until a page is empty: how many a page holds is the store's to choose, and a short page need not be the last.
    for (let marker = options.startAfter; ; ) {
      const page = await pageOf(bucket, { prefix: options.prefix || undefined, marker }, options);
      if (page.length === 0) return;
      yield* await sized(bucket, page, options);
      marker = page.at(-1)?.name;
    }
  }

  const listFolder: ObjectStore['listFolder'] = async (bucket, options = {}) => {
    const limit = Math.min(options.limit ?? FOLDER_PAGE, LARGEST_PAGE);
    const query = {
      delimiter: '/',
      prefix: options.prefix || undefined,
      marker: options.after,
      limit,
    };
    const page = await pageOf(bucket, query, options);
    const last = page.at(-1);
    return {
      folders: page.flatMap(({ subdir }) => (subdir === undefined ? [] : [subdir])).sort(compareKeys),
      objects: await sized(bucket, page, options),
      next: page.length < limit ? null : (last?.subdir ?? last?.name ?? null),
    };
  };

  return { head, get, list, listFolder, missing };
}
