/** Copying within the store: no byte passes this computer. */
import type { CallOptions, Capabilities, ObjectInfo, ObjectStore, Part, PutResult } from '../../object-store';
import { bucketIsMissing } from './errors';
import type { SwiftMultipart } from './multipart';
import type { Replacing } from './put';
import type { SwiftReading } from './read';
import { isCode, type SwiftRequests } from './requests';
import { headerOf, pathOf, plainEtag } from './wire';

const MIB = 1024 ** 2;
/** A copy is one silent request. A large object above this size goes in several, each a segment of its copy. */
const COPY_AT_ONCE_BYTES = 1024 * MIB;
const COPY_SEGMENT_BYTES = 512 * MIB;
/** The slowest copying that is waited for: 10 MB a second, and two minutes. */
const SLOWEST_BYTES_PER_MS = 10_000;
const LEAST_SILENCE_MS = 120_000;

/**
 * [Note: Copies stand alone] The bytes are copied, never the manifest alone: two manifests over the same segments would die together.
 * Up to one object's limit the copy of a large object is a plain one, so it gains an MD5; above, and in parts of a size that was asked for,
 * it has segments of its own.
 */
export function createCopy(
  requests: SwiftRequests,
  reading: SwiftReading,
  multipart: SwiftMultipart,
  replacing: Replacing,
  capabilities: Capabilities,
): ObjectStore['copy'] {
  return async (from, to, options = {}) => {
    const source = await reading.head(from.bucket, from.key, options);
    if (!source) throw await reading.missing(from.bucket, from.key, options);
    const atOnce = source.etagKind ? COPY_AT_ONCE_BYTES : capabilities.maxSinglePutBytes;
    const { partBytes } = options;
    if (
      partBytes !== undefined &&
      source.etagKind === 'parts' &&
      partBytes <= capabilities.multipart.maxPartBytes
    )
      return copyInSegments(from, source, to, { ...options, partBytes });
    if (source.sizeBytes > Math.min(atOnce, capabilities.maxSinglePutBytes))
      return copyInSegments(from, source, to, options);
    const answer = await replacing(to.bucket, to.key, options, () =>
      requests.send({
        method: 'PUT',
        ...to,
        headers: { 'X-Copy-From': pathOf(from.bucket, from.key) },
        silenceMs: LEAST_SILENCE_MS + source.sizeBytes / SLOWEST_BYTES_PER_MS,
        signal: options.signal,
      }),
    ).catch((error) => {
      throw isCode(error, 'not-found') ? bucketIsMissing(requests.callOf(to.bucket)) : error;
    });
    return { etag: plainEtag(headerOf(answer.headers, 'etag')), sizeBytes: source.sizeBytes };
  };

  async function copyInSegments(
    from: { bucket: string; key: string },
    source: ObjectInfo,
    to: { bucket: string; key: string },
    options: CallOptions & { partBytes?: number },
  ): Promise<PutResult> {
    const { contentType, metadata, expiresAtMs, sizeBytes, etag } = source;
    const uploadId = await multipart.begin(to.bucket, to.key, {
      ...options,
      ...(contentType && { contentType }),
      ...(metadata && { metadata }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    });
    const upload = { ...to, uploadId };
    const segmentBytes =
      options.partBytes ?? Math.min(COPY_SEGMENT_BYTES, capabilities.multipart.maxPartBytes);
    try {
      const parts: Part[] = [];
      for (let start = 0; start < sizeBytes; start += segmentBytes) {
        const end = Math.min(start + segmentBytes, sizeBytes);
        parts.push(
          await multipart.copyPart(upload, parts.length + 1, { ...from, etag, start, end }, options),
        );
      }
      return await multipart.complete(upload, parts, options);
    } catch (error) {
      await multipart.abort(upload, {}).catch(() => undefined); // what went wrong first is told
      throw error;
    }
  }
}
