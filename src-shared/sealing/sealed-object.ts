/**
 * Sealed objects: 1 MiB chunks, each `nonce (12) || ciphertext || tag (16)` under the object's own key and bound to share, object,
 * revision, its place and whether it is the last: nothing can be swapped, cut, reordered or rolled back, and any range opens by itself.
 */
import type { SealedObjectInfo } from '../domain/share-page';
import { concat, lengthPrefixed } from './bytes';
import { NONCE_BYTES, TAG_BYTES } from './envelope';
import { type Bytes, SealError, type SealingPrimitives } from './primitives';
import { deriveObjectKey } from './share-keys';

export const CHUNK_BYTES = 1024 * 1024;
const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + OVERHEAD_BYTES;

/** An object of no bytes has one empty chunk. */
export function chunkCount(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES));
}

/** What lies in the store for `sizeBytes` of plain content. */
export function sealedSizeBytes(sizeBytes: number): number {
  return sizeBytes + chunkCount(sizeBytes) * OVERHEAD_BYTES;
}

export interface SealedRange {
  firstChunk: number;
  /** Behind the last one. */
  endChunk: number;
  /** Bytes of the sealed object, half open: `Range: bytes=start-(end-1)`. */
  start: number;
  end: number;
}

/** The whole chunks that hold plain bytes `start` to `end` (half open). */
export function sealedRangeOf(sizeBytes: number, start: number, end: number): SealedRange {
  if (start < 0 || end > sizeBytes || start > end) throw new SealError('malformed', 'Outside of the object.');
  const firstChunk = Math.min(Math.floor(start / CHUNK_BYTES), chunkCount(sizeBytes) - 1);
  const endChunk = Math.max(firstChunk + 1, Math.ceil(end / CHUNK_BYTES));
  return {
    firstChunk,
    endChunk,
    start: firstChunk * SEALED_CHUNK_BYTES,
    end: Math.min(endChunk * SEALED_CHUNK_BYTES, sealedSizeBytes(sizeBytes)),
  };
}

/** One object's key, ready to seal or to open its chunks. */
export interface ObjectSeal {
  readonly object: SealedObjectInfo;
  /** Throws SealError `malformed` when `plain` has not the size that chunk has. */
  sealChunk(chunk: number, plain: Bytes): Promise<Bytes>;
  /** Throws SealError `not-authentic`. */
  openChunk(chunk: number, sealed: Bytes): Promise<Bytes>;
}

export async function objectSeal(
  primitives: SealingPrimitives,
  input: { contentKey: Bytes; shareId: string; object: SealedObjectInfo },
): Promise<ObjectSeal> {
  const { contentKey, shareId, object } = input;
  const key = await deriveObjectKey(primitives, contentKey, { shareId, objectId: object.id });
  const last = chunkCount(object.sizeBytes) - 1;
  const additionalOf = (chunk: number) =>
    lengthPrefixed(
      'caos/share/v1/object',
      shareId,
      object.id,
      object.revision,
      chunk,
      chunk === last ? 1 : 0,
    );
  const plainSizeOf = (chunk: number) => {
    if (!Number.isInteger(chunk) || chunk < 0 || chunk > last) {
      throw new SealError('malformed', 'The object has no such chunk.');
    }
    return chunk === last ? object.sizeBytes - last * CHUNK_BYTES : CHUNK_BYTES;
  };
  return {
    object,
    sealChunk: async (chunk, plain) => {
      if (plain.length !== plainSizeOf(chunk))
        throw new SealError('malformed', 'The chunk has another size.');
      const nonce = primitives.randomBytes(NONCE_BYTES);
      return concat(nonce, await primitives.aesGcmSeal(key, nonce, plain, additionalOf(chunk)));
    },
    openChunk: async (chunk, sealed) => {
      const damaged = () => new SealError('not-authentic', `Chunk ${chunk} of an object was changed or cut.`);
      if (sealed.length !== plainSizeOf(chunk) + OVERHEAD_BYTES) throw damaged();
      const [nonce, rest] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES)];
      const plain = await primitives.aesGcmOpen(key, nonce, rest, additionalOf(chunk));
      if (plain === null) throw damaged();
      return plain;
    },
  };
}

/** Sealed chunks of a stream of any pieces. Throws SealError `malformed` when it is longer or shorter than the object says. */
export async function* sealStream(
  seal: ObjectSeal,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Bytes> {
  let chunk = 0;
  for await (const plain of inChunks(source, CHUNK_BYTES, seal.object.sizeBytes)) {
    yield await seal.sealChunk(chunk++, plain);
  }
  if (chunk !== chunkCount(seal.object.sizeBytes)) {
    throw new SealError('malformed', 'The content is shorter than was said.');
  }
}

/** Plain chunks of a stream that begins at `firstChunk` and brings whole chunks up to `endChunk`. Throws SealError `not-authentic` when it is cut. */
export async function* openStream(
  seal: ObjectSeal,
  source: AsyncIterable<Uint8Array>,
  { firstChunk, endChunk }: Pick<SealedRange, 'firstChunk' | 'endChunk'> = {
    firstChunk: 0,
    endChunk: chunkCount(seal.object.sizeBytes),
  },
): AsyncGenerator<Bytes> {
  let chunk = firstChunk;
  for await (const sealed of inChunks(source, SEALED_CHUNK_BYTES, Number.POSITIVE_INFINITY)) {
    if (chunk >= endChunk) throw new SealError('not-authentic', 'The object is longer than was said.');
    yield await seal.openChunk(chunk++, sealed);
  }
  if (chunk !== endChunk) throw new SealError('not-authentic', 'The object was cut.');
}

/** Pieces of exactly `size` bytes, the last one shorter; one empty piece for an empty stream of an empty object. */
async function* inChunks(
  source: AsyncIterable<Uint8Array>,
  size: number,
  mostBytes: number,
): AsyncGenerator<Bytes> {
  const held: Uint8Array[] = [];
  let [heldBytes, total] = [0, 0];
  for await (const piece of source) {
    total += piece.length;
    if (total > mostBytes) throw new SealError('malformed', 'The content is longer than was said.');
    held.push(piece);
    heldBytes += piece.length;
    while (heldBytes >= size) {
      yield takeFirst(held, size);
      heldBytes -= size;
    }
  }
  if (heldBytes > 0 || total === 0) yield concat(...held);
}

/** Copied once: a page that downloads a gigabyte would hold what is copied more often until its memory is looked through. */
function takeFirst(held: Uint8Array[], size: number): Bytes {
  const taken = new Uint8Array(size);
  let at = 0;
  for (let first = held[0]; first && at < size; first = held[0]) {
    const part = first.subarray(0, size - at);
    taken.set(part, at);
    at += part.length;
    if (part.length === first.length) held.shift();
    else held[0] = first.subarray(part.length);
  }
  return taken;
}
