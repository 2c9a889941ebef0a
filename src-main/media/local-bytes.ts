/** Bytes of a file on this computer for readers that jump about in it; read at once, since a media host does nothing else meanwhile. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { PartialBytes } from './partial-bytes';

export interface LocalBytes extends PartialBytes, Disposable {}

/** Nearly all that is looked at lies there. */
const HEAD_BYTES = 256 * 1024;
/** Full-size previews of the largest sensors have some 40 MB; a hostile file asks for more. */
const MAX_READ_BYTES = 128 * 1024 * 1024;

/** Throws the file system's own errors. */
export function openLocalBytes(path: string, sizeBytes: number): LocalBytes {
  const file = openSync(path, 'r');
  const from = (start: number, length: number): Buffer | null => {
    const bytes = Buffer.alloc(length);
    let read = 0;
    while (read < length) {
      const more = readSync(file, bytes, read, length - read, start + read);
      if (more === 0) return null; // shorter than it was
      read += more;
    }
    return bytes;
  };
  const head = from(0, Math.min(HEAD_BYTES, sizeBytes)) ?? Buffer.alloc(0);
  return {
    sizeBytes,
    read(start, length) {
      const end = start + length;
      if (!Number.isSafeInteger(end) || start < 0 || length < 0 || end > sizeBytes) return null;
      if (end <= head.length) return head.subarray(start, end);
      return length > MAX_READ_BYTES ? null : from(start, length);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}
