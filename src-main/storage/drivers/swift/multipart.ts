/**
 * Resumable uploads in parts on Swift, which has none of its own: segments beside the object, and a manifest (SLO) that joins them.
 *
 * [Note: What an unfinished upload is] Its id says where its segments lie; a marker object, written by `begin`, holds the object's
 * name, type and metadata. The upload exists while its marker does. Nothing of it is kept in memory, so any process can go on.
 * Segments: `.caos/segments/<upload id>/<number>`; markers: `.caos/uploads/<upload id>`; both in `<container>_segments`, or in the
 * container itself for accounts that may not make containers.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { CallOptions, Capabilities, Multipart, Part, PutOptions, PutResult } from '../../object-store';
import type { SegmentPlaces } from './containers';
import { bucketIsMissing, damagedOnTheWay, nameIsTooLong, uploadIsGone } from './errors';
import { createIsWhole } from './is-whole';
import { createJoinedParts } from './joined-parts';
import { LANES, type LargeObjects, manifestRefusal } from './large-objects';
import { encodeHeaderValue, encodeMetadata, MAX_VALUE_BYTES } from './metadata';
import { inParallel, isCode, type SwiftRequests } from './requests';
import { MARKERS, type Marker, pagesIfAny, SEGMENTS, segmentKey, uploadIdPattern } from './segment-layout';
import { LEFT_ALONE_MS, readMarker, SEGMENT_OF, type UnfinishedUploads } from './unfinished';
import { deleteAt, headerOf, objectInfoOf, pathOf, plainEtag } from './wire';

type Upload = Parameters<Multipart['listParts']>[0];

/** MD5 over the segments' ETags as hex text: what Swift calls the ETag of a static large object. */
export function sloEtag(partEtags: readonly string[]): string | null {
  if (!partEtags.every((etag) => /^[0-9a-f]{32}$/.test(etag))) return null;
  return createHash('md5').update(partEtags.join('')).digest('hex');
}

export interface SwiftMultipart extends Multipart {
  completeIf(
    upload: Upload,
    parts: Part[],
    options: CallOptions & { ifAbsent?: boolean },
  ): Promise<PutResult>;
  /** One part from bytes that the store has already: [start, end) of an object that must still have this ETag. */
  copyPart(
    upload: Upload,
    number: number,
    from: { bucket: string; key: string; etag: string; start: number; end: number },
    options: CallOptions,
  ): Promise<Part>;
}

export function createSwiftMultipart(
  requests: SwiftRequests,
  large: LargeObjects,
  { places, unfinished }: { places: SegmentPlaces; unfinished: UnfinishedUploads },
  capabilities: Capabilities,
  now: () => number,
): SwiftMultipart {
  const call = (upload: Upload) => requests.callOf(upload.bucket, upload.key);

  /** Where the segments of an upload lie; null for an id that is not one of ours. */
  function placeOf({ bucket, uploadId }: Upload): { bucket: string; expires: string | undefined } | null {
    const match = uploadIdPattern.exec(uploadId);
    return match && { bucket: match[1] === 'within' ? bucket : places.beside(bucket), expires: match[2] };
  }
  function requirePlace(upload: Upload): { bucket: string; expires: string | undefined } {
    const place = placeOf(upload);
    if (!place) throw uploadIsGone(call(upload));
    return place;
  }
  async function isBegun(upload: Upload, place: { bucket: string }, options: CallOptions): Promise<boolean> {
    return (await large.headOf(place.bucket, MARKERS + upload.uploadId, options)) !== null;
  }

  async function begin(
    bucket: string,
    key: string,
    options: Pick<PutOptions, 'contentType' | 'metadata' | 'expiresAtMs' | 'signal'> = {},
  ): Promise<string> {
    const { contentType, metadata, expiresAtMs, signal } = options;
    // What cannot be kept is said now, not after the last part.
    pathOf(bucket, key);
    if (Buffer.byteLength(key) > capabilities.maxKeyBytes)
      throw nameIsTooLong(requests.callOf(undefined, key));
    encodeMetadata('', metadata ?? {});
    const place = await places.ensure(bucket, options);
    const expires = expiresAtMs === undefined ? '' : `-${deleteAt(expiresAtMs)}`;
    const uploadId = `${place === bucket ? 'within' : 'beside'}-${randomBytes(16).toString('hex')}${expires}`;
    const marker: Marker = {
      key,
      startedAtMs: now(),
      ...(contentType !== undefined && { contentType }),
      ...(metadata && { metadata }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    };
    const write = requests.send({
      method: 'PUT',
      bucket: place,
      key: MARKERS + uploadId,
      headers: {
        'Content-Type': 'application/json',
        ...(expiresAtMs !== undefined && { 'X-Delete-At': deleteAt(expiresAtMs) }),
      },
      body: Buffer.from(JSON.stringify(marker)),
      signal,
    });
    await write.catch(async (error) => {
      // It may have arrived all the same, and nobody would ever know this id.
      await large.removeOne(place, MARKERS + uploadId, false, {}).catch(() => undefined);
      throw error;
    });
    return uploadId;
  }

  /**
   * Sends a segment and asks for the marker when it is there. An upload that was ended meanwhile has no marker: the segment, which
   * nobody would ever delete, goes again. (Asked before, it could be ended while the segment is on its way.)
   */
  async function whileBegun(
    upload: Upload,
    number: number,
    options: CallOptions,
    sendSegment: (segment: { bucket: string; key: string; headers: Record<string, string> }) => Promise<Part>,
  ): Promise<Part> {
    const place = requirePlace(upload);
    const segment = { bucket: place.bucket, key: segmentKey(upload.uploadId, number) };
    const name = encodeHeaderValue(upload.key);
    const headers: Record<string, string> = {
      'Content-Type': 'application/octet-stream',
      // Should all else be lost, this tells what it was for.
      ...(name.length <= MAX_VALUE_BYTES && { [`X-Object-Meta-${SEGMENT_OF}`]: name }),
      ...(place.expires !== undefined && { 'X-Delete-At': place.expires }),
    };
    const sent = await sendSegment({ ...segment, headers }).catch(async (error) => {
      // Its container may be gone, and the upload with it.
      if (isCode(error, 'not-found') && !(await isBegun(upload, place, options)))
        throw uploadIsGone(call(upload));
      throw error;
    });
    if (await isBegun(upload, place, options)) return sent;
    await large.removeOne(segment.bucket, segment.key, false, {});
    throw uploadIsGone(call(upload));
  }

  const putPart: Multipart['putPart'] = (upload, part, options = {}) =>
    whileBegun(upload, part.number, options, async ({ headers, ...segment }) => {
      const answer = await requests.send({
        method: 'PUT',
        ...segment,
        headers: { ...headers, ETag: part.md5Hex },
        body: part.body,
        onProgress: options.onProgress,
        pace: options.pace,
        signal: options.signal,
      });
      const etag = plainEtag(headerOf(answer.headers, 'etag'));
      // The manifest will name it: a part that is told to be another one is sent again now, not found out at the end.
      if (etag !== part.md5Hex) throw damagedOnTheWay(call(upload));
      return { number: part.number, etag, sizeBytes: part.body.byteLength };
    });

  const copyPart: SwiftMultipart['copyPart'] = (upload, number, from, options) =>
    whileBegun(upload, number, options, async ({ headers, ...segment }) => {
      const answer = await requests.send({
        method: 'PUT',
        ...segment,
        headers: {
          ...headers,
          'X-Copy-From': pathOf(from.bucket, from.key),
          'X-Fresh-Metadata': 'true',
          Range: `bytes=${from.start}-${from.end - 1}`,
          'If-Match': `"${from.etag}"`,
        },
        signal: options.signal,
      });
      const etag = plainEtag(headerOf(answer.headers, 'etag'));
      return { number, etag, sizeBytes: from.end - from.start };
    });

  /** Numbers that a listing names; it may lag behind, so it only says how far to look. */
  async function listedNumbers(bucket: string, uploadId: string, options: CallOptions): Promise<number[]> {
    const names = await listNames(bucket, `${SEGMENTS}${uploadId}/`, options);
    // Whoever may write there may put any name there.
    return names
      .map((name) => Number(/\/(\d{8})$/.exec(name)?.[1] ?? 0))
      .filter((number) => number >= 1 && number <= capabilities.multipart.maxParts);
  }
  async function heldAmong(
    bucket: string,
    uploadId: string,
    first: number,
    last: number,
    options: CallOptions,
  ): Promise<Part[]> {
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const found = await inParallel(numbers, LANES, async (number) => {
      const head = await large.headOf(bucket, segmentKey(uploadId, number), options);
      if (!head) return null;
      const { etag, sizeBytes } = objectInfoOf('', head);
      return { number, etag, sizeBytes };
    });
    return found.filter((part) => part !== null);
  }
  /** Those that no listing names yet: on until a whole row of them is missing, since parts are sent nearly in order. */
  async function heldBeyond(
    bucket: string,
    uploadId: string,
    last: number,
    options: CallOptions,
  ): Promise<Part[]> {
    const parts: Part[] = [];
    for (let first = last + 1; ; first += LANES) {
      const row = await heldAmong(bucket, uploadId, first, first + LANES - 1, options);
      if (row.length === 0) return parts;
      parts.push(...row);
    }
  }
  async function listNames(bucket: string, prefix: string, options: CallOptions): Promise<string[]> {
    const names: string[] = [];
    for await (const page of pagesIfAny(requests, { bucket, prefix }, options))
      names.push(...page.flatMap(({ name }) => (name === undefined ? [] : [name])));
    return names;
  }

  async function listParts(upload: Upload, options: CallOptions = {}): Promise<Part[]> {
    const place = requirePlace(upload);
    const [begun, listed] = await Promise.all([
      isBegun(upload, place, options),
      listedNumbers(place.bucket, upload.uploadId, options),
    ]);
    if (!begun) throw uploadIsGone(call(upload));
    const furthest = Math.max(0, ...listed);
    return [
      ...(await heldAmong(place.bucket, upload.uploadId, 1, furthest, options)),
      ...(await heldBeyond(place.bucket, upload.uploadId, furthest, options)),
    ];
  }

  async function completeIf(
    upload: Upload,
    parts: Part[],
    options: CallOptions & { ifAbsent?: boolean } = {},
  ): Promise<PutResult> {
    const { signal } = options;
    const place = requirePlace(upload);
    const marker = await readMarker(requests, place.bucket, upload.uploadId, options);
    if (!marker || marker === 'gone' || marker.key !== upload.key) throw uploadIsGone(call(upload));
    const replaced = await large.headOf(upload.bucket, upload.key, options);
    const former = await large.segmentsToFree(upload.bucket, upload.key, replaced, options);
    const paths = parts.map((part) => segmentKey(upload.uploadId, part.number));
    const etag = sloEtag(parts.map((part) => part.etag));
    const manifest = parts.map((part, index) => ({
      path: `/${place.bucket}/${paths[index]}`,
      etag: part.etag,
      size_bytes: part.sizeBytes,
    }));
    const answer = await requests.send({
      method: 'PUT',
      bucket: upload.bucket,
      key: upload.key,
      // The store checks every segment before it answers; with a heartbeat it sends something meanwhile.
      query: { 'multipart-manifest': 'put', heartbeat: 'on' },
      headers: {
        Accept: 'application/json',
        ...(marker.contentType !== undefined && { 'Content-Type': marker.contentType }),
        ...encodeMetadata('X-Object-Meta-', marker.metadata ?? {}),
        ...(marker.expiresAtMs !== undefined && { 'X-Delete-At': deleteAt(marker.expiresAtMs) }),
        ...(etag !== null && { ETag: etag }),
        ...(options.ifAbsent && { 'If-None-Match': '*' }),
      },
      body: Buffer.from(JSON.stringify(manifest)),
      accepts: [400, 404, 412, 422],
      signal,
    });
    const refusal = manifestRefusal(answer, requests, upload);
    if (refusal) throw isCode(refusal, 'not-found') ? bucketIsMissing(call(upload)) : refusal;
    const kept = new Set(paths.map((path) => pathOf(place.bucket, path)));
    await large.free(former, kept, capabilities.bulkDelete);
    // Parts that were sent and not used, then the marker: without it nobody would find them any more.
    const sent = await listNames(place.bucket, `${SEGMENTS}${upload.uploadId}/`, options);
    await removeSegments(place.bucket, sent, kept, options);
    await large.removeOne(place.bucket, MARKERS + upload.uploadId, false, options);
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    return { etag: etag ?? '', sizeBytes, etagKind: 'parts' };
  }

  async function removeSegments(
    bucket: string,
    keys: string[],
    kept: ReadonlySet<string>,
    options: CallOptions,
  ): Promise<void> {
    const unused = keys.filter((key) => !kept.has(pathOf(bucket, key))).map((key) => ({ bucket, key }));
    const [failure] = await large.removePlain(unused, { ...options, bulk: capabilities.bulkDelete });
    if (failure) throw failure.error;
  }

  /** Uploads that are being ended, whose marker may be gone already when it is tried again. */
  const ending = new Set<string>();

  const abort: Multipart['abort'] = async (upload, options = {}) => {
    const place = placeOf(upload);
    if (!place) return;
    // It may have been joined although nobody heard of it: then the object needs its segments.
    const head = await large.headOf(upload.bucket, upload.key, options);
    const used = await large.segmentsInUse(upload.bucket, upload.key, head, options);
    const kept = new Set(used.map(({ bucket, key }) => pathOf(bucket, key)));
    const free = ending.has(upload.uploadId) || (await mayGo(upload, place.bucket, kept, options));
    if (free) ending.add(upload.uploadId);
    // The marker first: a part that arrives now finds none, and goes again.
    await large.removeOne(place.bucket, MARKERS + upload.uploadId, false, options);
    if (!free) return;
    const listed = await listedNumbers(place.bucket, upload.uploadId, options);
    // What is not listed yet goes too, and one row more: a part may be on its way.
    const beyond = await heldBeyond(place.bucket, upload.uploadId, Math.max(0, ...listed), options);
    const count = Math.max(0, ...listed, ...beyond.map(({ number }) => number)) + LANES;
    const keys = Array.from({ length: count }, (_, index) => segmentKey(upload.uploadId, index + 1));
    await removeSegments(place.bucket, keys, kept, options);
    ending.delete(upload.uploadId);
  };

  /**
   * Whether the segments of an upload may go [Note: Segments that others refer to]. Of one that began a moment ago they are its own. An
   * older one may have been joined, and the object copied or moved by others since. Where nothing can be known, the marker says that
   * it was not joined; without a marker, they stay.
   */
  async function mayGo(
    { bucket, uploadId }: Upload,
    place: string,
    kept: ReadonlySet<string>,
    options: CallOptions,
  ): Promise<boolean> {
    const marker = await large.headOf(place, MARKERS + uploadId, options);
    const begunAtMs = marker && objectInfoOf('', marker).modifiedAtMs;
    if (begunAtMs !== null && now() - begunAtMs < LEFT_ALONE_MS) return true;
    const folder = pathOf(place, `${SEGMENTS}${uploadId}/`);
    if ([...kept].some((path) => path.startsWith(folder))) return true; // the object under its own name keeps what it needs
    const held = await unfinished.heldOf(place, uploadId, options);
    // Without a marker, what no listing shows yet may be needed as well.
    if (!held) return begunAtMs !== null;
    return (await unfinished.isFree(place, bucket, held, options)) ?? begunAtMs !== null;
  }

  return {
    begin,
    putPart,
    copyPart,
    listParts,
    complete: completeIf,
    completeIf,
    etagOf: sloEtag,
    partsOf: createJoinedParts(requests, large),
    isWhole: createIsWhole(requests, large),
    abort,
    list: unfinished.list,
  };
}
