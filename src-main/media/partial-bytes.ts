/** Bytes of an object of which only some ranges are here: what is asked for beyond them is named, so that it can be fetched. */
import type { ByteRange } from './media-protocol';

/** Thrown by `read` when bytes are asked for that lie in the object but not here. */
export class MissingRange extends Error {
  readonly range: ByteRange;
  constructor(range: ByteRange) {
    super(`bytes ${range.start} to ${range.end} are not here`);
    this.range = range;
  }
}

export interface PartialBytes {
  /** Of the whole object. */
  readonly sizeBytes: number;
  /** null when any of it lies outside the object, as in a damaged or hostile file. Throws MissingRange. */
  read(start: number, length: number): Buffer | null;
}

/** Directories and their values lie close together: one more request costs more than these bytes. */
const READ_AHEAD_BYTES = 16 * 1024;

/** `held` is the ranges' bytes, one after another in the order of `pieces`. */
export function partialBytes(held: Buffer, pieces: readonly ByteRange[], sizeBytes: number): PartialBytes {
  let at = 0;
  const here = pieces.map(({ start, end }) => {
    const bytes = held.subarray(at, at + (end - start));
    at += end - start;
    return { start, end: start + bytes.length, bytes };
  });
  return {
    sizeBytes,
    read(start, length) {
      if (!Number.isSafeInteger(start) || start < 0 || length < 0 || start + length > sizeBytes) return null;
      const piece = here.find((one) => one.start <= start && start + length <= one.end);
      if (piece) return piece.bytes.subarray(start - piece.start, start - piece.start + length);
      throw new MissingRange({
        start,
        end: Math.min(sizeBytes, start + Math.max(length, READ_AHEAD_BYTES)),
      });
    },
  };
}

/** null for what lies beyond the bytes at hand and is not worth another request. */
export function ifHere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MissingRange) return null;
    throw error;
  }
}

/** All of them are here. */
export const wholeBytes = (bytes: Buffer): PartialBytes =>
  partialBytes(bytes, [{ start: 0, end: bytes.length }], bytes.length);
