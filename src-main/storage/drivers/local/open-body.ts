/** Reads a byte range of an opened object as a stream whose faults are ours. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AppError } from '../../../../src-shared/app-error';
import { cancelledError } from '../../cancellation';
import { translateFileError } from './errors';

const CHUNK_BYTES = 256 * 1024;

/** Half-open range within the object; `bad-input` for one that lies outside, as stores on the network answer. */
export function requireRange(
  key: string,
  sizeBytes: number,
  wanted: { start?: number; end?: number },
): { start: number; end: number } {
  const start = wanted.start ?? 0;
  const end = Math.min(wanted.end ?? sizeBytes, sizeBytes);
  const isWhole = wanted.start === undefined && wanted.end === undefined;
  if (!isWhole && (start < 0 || start >= end)) {
    throw new AppError(
      'bad-input',
      `“${key}” has ${sizeBytes} bytes; the range that was asked for is not in it.`,
      { params: { key } },
    );
  }
  return { start, end };
}

/** Owns the handle from here on: it is closed with the stream. */
export function openBody(
  handle: FileHandle,
  range: { start: number; end: number },
  file: string,
  signal: AbortSignal | undefined,
): Readable {
  let position = range.start;
  const stopOnAbort = () => body.destroy(cancelledError(signal?.reason));
  const body = new Readable({
    highWaterMark: CHUNK_BYTES,
    read() {
      const length = Math.min(CHUNK_BYTES, range.end - position);
      if (length <= 0) {
        this.push(null);
        return;
      }
      handle.read(Buffer.allocUnsafe(length), 0, length, position).then(
        ({ bytesRead, buffer }) => {
          position += bytesRead;
          if (bytesRead === 0)
            this.destroy(new AppError('io', `“${file}” became shorter while it was read. Try again.`));
          else this.push(buffer.subarray(0, bytesRead));
        },
        (error) => this.destroy(translateFileError(error, file)),
      );
    },
    destroy(error, done) {
      signal?.removeEventListener('abort', stopOnAbort);
      handle.close().then(
        () => done(error),
        (closeError) => done(error ?? closeError),
      );
    },
  });
  signal?.addEventListener('abort', stopOnAbort, { once: true });
  if (signal?.aborted) stopOnAbort();
  return body;
}
