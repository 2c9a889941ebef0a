/** Bodies on their way: counted and hashed as they are sent, their faults made ours as they are read. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform } from 'node:stream';

/** Small enough for smooth progress, large enough to cost nothing. */
const SLICE_BYTES = 256 * 1024;

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
