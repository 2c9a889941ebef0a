/** Writing objects: bytes, streams of known and of unknown length, and what they replace. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { hashingStream } from '../../bodies';
import { throwIfCancelled, unlessCancelled } from '../../cancellation';
import type { CallOptions, Capabilities, ObjectStore, PutOptions, PutResult } from '../../object-store';
import type { Containers } from './containers';
import {
  bucketIsMissing,
  cannot,
  damagedOnTheWay,
  isThereAlready,
  nameIsTooLong,
  translateSwiftError,
} from './errors';
import type { LargeObjects } from './large-objects';
import { encodeMetadata } from './metadata';
import type { SwiftMultipart } from './multipart';
import { isCode, type SwiftRequests } from './requests';
import { deleteAt, headerOf, plainEtag } from './wire';

const MIB = 1024 ** 2;
/** Up to here a body is sent at once on the chance that nothing is there yet; above, a look before costs less than sending twice. */
const SEND_BLINDLY_BYTES = MIB;
/** First segments of a stream of unknown length; held in memory one at a time. */
const FIRST_PIECE_BYTES = 16 * MIB;

export function createPut(
  requests: SwiftRequests,
  large: LargeObjects,
  containers: Containers,
  multipart: SwiftMultipart,
  capabilities: Capabilities,
): { put: ObjectStore['put']; replacing: Replacing } {
  const { callOf } = requests;

  function headersOf(key: string, options: PutOptions): Record<string, string> {
    if (Buffer.byteLength(key) > capabilities.maxKeyBytes) throw nameIsTooLong(callOf(undefined, key));
    return {
      ...(options.contentType && { 'Content-Type': options.contentType }),
      ...encodeMetadata('X-Object-Meta-', options.metadata ?? {}),
      ...(options.expiresAtMs !== undefined && { 'X-Delete-At': deleteAt(options.expiresAtMs) }),
    };
  }

  /** One PUT, of bytes or of a stream of known length. Answers the ETag that the store gave it. */
  async function send(
    bucket: string,
    key: string,
    body: Uint8Array | Readable,
    options: PutOptions,
    onlyIfAbsent: boolean,
  ): Promise<string> {
    const headers = headersOf(key, options);
    try {
      const answer = await requests.send({
        method: 'PUT',
        bucket,
        key,
        headers: {
          ...headers,
          ...(options.md5Hex !== undefined && { ETag: options.md5Hex }),
          ...(onlyIfAbsent && { 'If-None-Match': '*' }),
        },
        body,
        bodyBytes: options.sizeBytes,
        onProgress: options.onProgress,
        pace: options.pace,
        signal: options.signal,
      });
      return plainEtag(headerOf(answer.headers, 'etag'));
    } catch (error) {
      if (isCode(error, 'not-found')) throw bucketIsMissing(callOf(bucket));
      throw error;
    }
  }

  /** Runs a write; when it replaces a large object, the segments of that go afterwards. */
  async function replacing<T>(
    bucket: string,
    key: string,
    options: CallOptions,
    write: () => Promise<T>,
  ): Promise<T> {
    const former = await large.segmentsToFree(bucket, key, await large.headOf(bucket, key, options), options);
    const result = await write();
    await large.free(former, new Set(), capabilities.bulkDelete);
    return result;
  }

  const keepsVersions = (bucket: string, { signal }: CallOptions): Promise<boolean> =>
    unlessCancelled(containers.keepsVersions(bucket), signal);

  async function putBytes(
    bucket: string,
    key: string,
    body: Uint8Array,
    options: PutOptions,
  ): Promise<PutResult> {
    const sizeBytes = body.byteLength;
    const sendIfAbsent = async () => ({ etag: await send(bucket, key, body, options, true), sizeBytes });
    const overwrite = async () => ({
      etag: await replacing(bucket, key, options, () => send(bucket, key, body, options, false)),
      sizeBytes,
    });
    if (options.ifAbsent || options.keepOther) {
      await requireAbsent(bucket, key, options);
      return sendIfAbsent();
    }
    if (sizeBytes > SEND_BLINDLY_BYTES || (await keepsVersions(bucket, options))) return overwrite();
    try {
      return await sendIfAbsent();
    } catch (error) {
      if (!isCode(error, 'precondition')) throw error;
      return overwrite();
    }
  }

  /** Where versions are kept, Swift keeps even what it then refuses: there it is asked before. */
  async function requireAbsent(bucket: string, key: string, options: CallOptions): Promise<void> {
    if (!(await keepsVersions(bucket, options))) return;
    if (await large.headOf(bucket, key, options)) throw isThereAlready(callOf(bucket, key));
  }

  async function putStream(
    bucket: string,
    key: string,
    body: Readable,
    options: PutOptions & { sizeBytes: number },
  ): Promise<PutResult> {
    const hashed = hashingStream(body, options.onProgress);
    hashed.stream.on('error', () => undefined); // it may fail before anybody reads it; its reader meets the error
    const { onProgress: _counted, ...rest } = options;
    const onlyIfAbsent = options.ifAbsent === true || options.keepOther === true;
    const write = () => send(bucket, key, hashed.stream, rest, onlyIfAbsent);
    try {
      if (onlyIfAbsent) await requireAbsent(bucket, key, options);
      const etag = await (onlyIfAbsent ? write() : replacing(bucket, key, options, write));
      const md5Hex = hashed.md5Hex();
      // The store could not be told the MD5 in advance: compare with what it says it holds.
      if (etag !== md5Hex) {
        await large.remove(bucket, key, {});
        throw damagedOnTheWay(callOf(bucket, key));
      }
      return { etag, sizeBytes: hashed.sizeBytes() };
    } finally {
      hashed.stream.destroy();
    }
  }

  /** Of unknown length, or longer than one object may be: small ones as one object after all, others segment by segment. */
  async function putInSegments(
    bucket: string,
    key: string,
    body: Readable,
    options: PutOptions,
  ): Promise<PutResult> {
    const hashed = hashingStream(body, options.onProgress);
    hashed.stream.on('error', () => undefined); // it may fail before anybody reads it; its reader meets the error
    const { onProgress: _counted, sizeBytes: _told, ...rest } = options;
    let upload: { bucket: string; key: string; uploadId: string } | null = null;
    try {
      const parts: PutResult[] = [];
      for await (const { bytes, last } of piecesOf(hashed.stream, capabilities)) {
        if (last && parts.length === 0) return await putBytes(bucket, key, bytes, rest);
        upload ??= { bucket, key, uploadId: await multipart.begin(bucket, key, rest) };
        const md5Hex = createHash('md5').update(bytes).digest('hex');
        parts.push(await multipart.putPart(upload, { number: parts.length + 1, body: bytes, md5Hex }, rest));
      }
      if (options.md5Hex !== undefined && options.md5Hex !== hashed.md5Hex())
        throw damagedOnTheWay(callOf(bucket, key));
      const numbered = parts.map((part, index) => ({ ...part, number: index + 1 }));
      return await multipart.completeIf(upload as NonNullable<typeof upload>, numbered, {
        ...(options.signal && { signal: options.signal }),
        ...((options.ifAbsent || options.keepOther) && { ifAbsent: true }),
      });
    } catch (error) {
      if (upload) await multipart.abort(upload).catch(() => undefined); // what went wrong first is told
      throw translateSwiftError(error, callOf(bucket, key));
    } finally {
      hashed.stream.destroy();
    }
  }

  const put: ObjectStore['put'] = async (bucket, key, body, options = {}) => {
    throwIfCancelled(options.signal);
    if (options.ifAbsent && !capabilities.conditionalPut)
      throw cannot(`${callOf().host} is not known to keep what is there already. Use another name.`);
    if (body instanceof Uint8Array) return putBytes(bucket, key, body, options);
    const { sizeBytes } = options;
    if (sizeBytes === undefined || sizeBytes > capabilities.maxSinglePutBytes)
      return putInSegments(bucket, key, body, options);
    return putStream(bucket, key, body, { ...options, sizeBytes });
  };

  return { put, replacing };
}

/** Runs a write of an object; when it replaces a large one, the segments of that go afterwards. */
export type Replacing = <T>(
  bucket: string,
  key: string,
  options: CallOptions,
  write: () => Promise<T>,
) => Promise<T>;

/**
 * A stream cut into segments. They double after each quarter of the segments that a manifest may have, so that 1000 of them reach
 * 60 GB and short streams need little memory.
 */
async function* piecesOf(
  stream: Readable,
  { multipart }: Capabilities,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  const quarter = Math.max(1, Math.floor(multipart.maxParts / 4));
  const first = Math.max(FIRST_PIECE_BYTES, multipart.minPartBytes);
  let count = 0;
  const wanted = (): number => Math.min(first * 2 ** Math.floor(count / quarter), multipart.maxPartBytes);
  let chunks: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of stream) {
    let rest = chunk as Buffer;
    // Only when more comes is a full piece known not to be the last.
    while (heldBytes + rest.length > wanted()) {
      const taken = wanted() - heldBytes;
      yield { bytes: Buffer.concat([...chunks, rest.subarray(0, taken)]), last: false };
      count += 1;
      rest = rest.subarray(taken);
      chunks = [];
      heldBytes = 0;
    }
    chunks.push(rest);
    heldBytes += rest.length;
  }
  yield { bytes: Buffer.concat(chunks), last: true };
}
