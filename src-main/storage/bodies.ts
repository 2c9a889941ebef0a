/** Bodies on their way: counted and hashed as they are sent, their faults made ours as they are read. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform } from 'node:stream';
import type { Pace } from './object-store';

/** Small enough for smooth progress, large enough to cost nothing. */
const SLICE_BYTES = 256 * 1024;
/**
 * What goes out at once under a bandwidth limit. At the slowest limit there is (10 kB a second), shared by 16 requests, each still moves
 * every half minute: Swift and Ceph give up a body that stands still for 60 seconds.
 */
const PACED_BYTES = 16 * 1024;

/** Bytes at hand as a stream that tells how many the socket has taken. */
export function countedSlices(bytes: Uint8Array, onProgress: (sentBytes: number) => void): Readable {
  let offset = 0;
  return new Readable({
    highWaterMark: SLICE_BYTES,
    read() {
      if (offset > 0) onProgress(offset);
      if (offset >= bytes.byteLength) {
        this.push(null);
        return;
      }
      const slice = bytes.subarray(offset, offset + SLICE_BYTES);
      offset += slice.byteLength;
      this.push(slice);
    },
  });
}

/** A body whose every piece waits for its turn under a bandwidth limit. Its errors are met by whoever reads it. */
export function pacedSlices(
  body: Uint8Array | Readable,
  pace: Pace,
  options: { signal?: AbortSignal | undefined; onProgress?: ((sentBytes: number) => void) | undefined } = {},
): Readable {
  const stream = Readable.from(pacedPieces(body, pace, options), {
    objectMode: false,
    highWaterMark: PACED_BYTES,
  });
  return stream.on('error', () => undefined);
}

/** The same, for whoever takes the pieces one by one. */
export async function* pacedPieces(
  body: Uint8Array | Readable,
  pace: Pace,
  options: { signal?: AbortSignal | undefined; onProgress?: ((sentBytes: number) => void) | undefined } = {},
): AsyncGenerator<Uint8Array> {
  let sentBytes = 0;
  for await (const given of body instanceof Uint8Array ? [body] : body) {
    const chunk: Uint8Array = typeof given === 'string' ? Buffer.from(given) : given;
    for (let offset = 0; offset < chunk.byteLength; offset += PACED_BYTES) {
      const piece = chunk.subarray(offset, offset + PACED_BYTES);
      await pace(piece.byteLength, options.signal);
      yield piece;
      sentBytes += piece.byteLength;
      options.onProgress?.(sentBytes);
    }
  }
}

/** Hashes a stream while it passes. Read `md5Hex()` after its end. */
export function hashingStream(
  source: Readable,
  onProgress: ((sentBytes: number) => void) | undefined,
): { stream: Readable; md5Hex: () => string; sizeBytes: () => number } {
  const hash = createHash('md5');
  let sizeBytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      onProgress?.(sizeBytes);
      done(null, chunk);
    },
  });
  source.on('error', (error) => stream.destroy(error));
  stream.on('close', () => source.destroy());
  source.pipe(stream);
  return { stream, md5Hex: () => hash.digest('hex'), sizeBytes: () => sizeBytes };
}

/** The body of an answer; a connection that breaks in the middle says so in our words. */
export function translatedBody(
  source: Readable,
  translate: (error: unknown) => Error,
  signal: AbortSignal | undefined,
): Readable {
  const body = new PassThrough({ highWaterMark: SLICE_BYTES });
  const stopOnAbort = () =>
    body.destroy(translate(Object.assign(new Error('aborted'), { name: 'AbortError' })));
  source.on('error', (error) => body.destroy(translate(error)));
  source.on('aborted', () =>
    body.destroy(translate(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))),
  );
  body.on('close', () => {
    signal?.removeEventListener('abort', stopOnAbort);
    source.destroy();
  });
  signal?.addEventListener('abort', stopOnAbort, { once: true });
  source.pipe(body);
  return body;
}
