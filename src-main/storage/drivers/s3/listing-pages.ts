/** One page of a listing, in the second version of S3's listing or, where a store has only the first, in that. */
import {
  type CommonPrefix,
  type _Object as ListedObject,
  ListObjectsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';
import { compareKeys } from '../../key-order';
import type { S3Call } from './error-rows';
import { answersNoStore, foreignCode, isCode } from './errors';
import type { S3Requests } from './requests';
import { decodeListed, requestOptions } from './wire';

export interface PageRequest {
  bucket: string;
  prefix?: string | undefined;
  delimiter?: string;
  maxKeys: number;
  /** The `next` of the page before, also one of an earlier process. */
  after?: string | undefined;
  /** Begins behind this key; of no effect beside `after`. */
  startAfter?: string | undefined;
}
export interface ListedPage {
  contents: ListedObject[];
  prefixes: CommonPrefix[];
  encodingType: string | undefined;
  /** undefined: that was all. The store's own continuation token; in the first version the key to go on behind. */
  next: string | undefined;
}
export type PageOf = (request: PageRequest, signal: AbortSignal | undefined) => Promise<ListedPage>;

/** NAVER Cloud refuses the second version; others pass over `list-type` and answer in the first, with neither token nor count. */
export function createPageOf({ ask, callOf }: S3Requests): PageOf {
  let speaks: 1 | 2 | null = null;

  const inVersion2: PageOf = async (request, signal) => {
    const call = callOf(request.bucket);
    const page = await ask(call, signal, (client) =>
      client.send(
        new ListObjectsV2Command({
          ...commonInput(request),
          ...(request.after
            ? { ContinuationToken: request.after }
            : request.startAfter && { StartAfter: request.startAfter }),
        }),
        requestOptions(signal),
      ),
    );
    const ofVersion2 = [page.KeyCount, page.ContinuationToken, page.NextContinuationToken].some(
      (told) => told !== undefined,
    );
    if (ofVersion2) speaks = 2;
    else if (page.IsTruncated || request.after || request.startAfter) return inVersion1(request, signal);
    mustBeListing(page, call);
    return {
      contents: page.Contents ?? [],
      prefixes: page.CommonPrefixes ?? [],
      encodingType: page.EncodingType,
      next: page.IsTruncated ? mustMove(page.NextContinuationToken, request.after, call) : undefined,
    };
  };

  const inVersion1: PageOf = async (request, signal) => {
    const call = callOf(request.bucket);
    const marker = request.after ?? request.startAfter;
    const page = await ask(call, signal, (client) =>
      client.send(
        new ListObjectsCommand({ ...commonInput(request), ...(marker && { Marker: marker }) }),
        requestOptions(signal),
      ),
    );
    mustBeListing(page, call);
    speaks = 1;
    const contents = page.Contents ?? [];
    const prefixes = page.CommonPrefixes ?? [];
    const decoded = (name: string | undefined) => decodeListed(name ?? '', page.EncodingType);
    // Without a delimiter a store leaves it to us to take the last name.
    const last = [
      ...contents.map(({ Key }) => decoded(Key)),
      ...prefixes.map(({ Prefix }) => decoded(Prefix)),
    ]
      .sort(compareKeys)
      .at(-1);
    return {
      contents,
      prefixes,
      encodingType: page.EncodingType,
      next: page.IsTruncated ? mustMove(decoded(page.NextMarker) || last, marker, call) : undefined,
    };
  };

  return async (request, signal) => {
    if (speaks === 1) return inVersion1(request, signal);
    try {
      return await inVersion2(request, signal);
    } catch (error) {
      if (speaks === 2 || !refusesVersion2(error)) throw error;
      return inVersion1(request, signal);
    }
  };
}

function commonInput({ bucket, prefix, delimiter, maxKeys }: PageRequest) {
  return {
    Bucket: bucket,
    EncodingType: 'url' as const, // XML cannot carry every character a key may have
    MaxKeys: maxKeys,
    ...(prefix && { Prefix: prefix }),
    ...(delimiter && { Delimiter: delimiter }),
  };
}

function refusesVersion2(error: unknown): boolean {
  if (isCode(error, 'unsupported')) return true;
  const named = ['InvalidArgument', 'InvalidRequest'].includes(foreignCode(error));
  return named && error instanceof AppError && /list-?type|version ?2/i.test(error.message);
}

/** A page of HTML or nothing, answered with success, is no empty bucket: an album would seem to have lost all its photos. */
function mustBeListing(page: object, call: S3Call): void {
  const { Name, KeyCount, MaxKeys, IsTruncated, Contents, CommonPrefixes } = page as Record<string, unknown>;
  if ([Name, KeyCount, MaxKeys, IsTruncated, Contents, CommonPrefixes].every((told) => told === undefined))
    throw answersNoStore(call);
}

/** A store that says that there is more, and not where or again the same, would be asked for ever. */
function mustMove(next: string | undefined, from: string | undefined, call: S3Call): string {
  if (next && next !== from) return next;
  throw doesNotGoOn(call);
}

/** The same of listings that go on behind a key and something within it: versions, unfinished uploads. */
export function mustMoveBehind<Markers extends { KeyMarker?: string }>(
  next: Markers,
  from: Markers,
  call: S3Call,
): Markers {
  const names = Object.keys({ ...from, ...next }) as Array<keyof Markers>;
  const isSame = names.every((name) => next[name] === from[name]);
  if (next.KeyMarker && !isSame) return next;
  throw doesNotGoOn(call);
}

const doesNotGoOn = (call: S3Call): AppError =>
  new AppError(
    'store-busy',
    `${call.host} did not tell how its list of “${call.bucket ?? ''}” goes on. Try again in a moment.`,
    { params: { host: call.host } },
  );
