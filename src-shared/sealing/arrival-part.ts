/**
 * One part of what a person sends: whole MiB chunks, each `nonce (12) || ciphertext || tag (16)` under the part's own key and bound to
 * share, person, slot, its place and how many there are. Inside, one after the other:
 *
 *   length of the header (4, big endian) | header (JSON) | the ranges' bytes | zeros
 *
 * Only who opened the envelope has the key, and nothing opens under another slot, another person or in another order.
 */
import {
  type ArrivalHeader,
  type ArrivalRange,
  LARGE_PART_BYTES,
  MAX_ARRIVAL_NAME,
  MAX_ARRIVAL_WORDS,
  MAX_RANGES_IN_PART,
  MAX_REQUEST_BYTES,
} from '../domain/request-page';
import { SHARE_ID } from '../domain/share-page';
import { fromUtf8, lengthPrefixed, uint64, utf8 } from './bytes';
import { NONCE_BYTES, TAG_BYTES } from './envelope';
import { type Bytes, SealError, type SealingPrimitives } from './primitives';
import type { RecipientIds } from './share-keys';

export const PART_CHUNK_BYTES = 1024 * 1024;
const PLAIN_CHUNK_BYTES = PART_CHUNK_BYTES - NONCE_BYTES - TAG_BYTES;
const LENGTH_BYTES = 4;
/** JSON around the ranges, a comma for each, and a whole number that may grow. */
const ROOM_FOR_FRAME = 128;

export interface PartContext extends RecipientIds {
  /** `deriveArrivalsKey`. */
  arrivalsKey: Bytes;
  /** The name of the slot that it lies in. */
  slot: string;
}

/** Fills a part, range by range. */
export interface PartDraft {
  readonly isEmpty: boolean;
  /** Sealed, as long as what is in it needs: whole chunks. */
  readonly sizeBytes: number;
  /** Bytes of this file that still go in, 0 when not even its name does. */
  roomFor(range: Pick<ArrivalRange, 'name'>): number;
  add(range: ArrivalRange, bytes: Bytes): void;
  readonly ranges: readonly ArrivalRange[];
  /** What is sealed. */
  plain(sizeBytes: number): Bytes;
}

export const plainBytesOf = (sealedBytes: number): number =>
  Math.floor(sealedBytes / PART_CHUNK_BYTES) * PLAIN_CHUNK_BYTES;

export function draftPart(given: { atMs: number; words?: string; sizeBytes?: number }): PartDraft {
  const mostPlain = plainBytesOf(given.sizeBytes ?? LARGE_PART_BYTES);
  const header: ArrivalHeader = { version: 1, atMs: given.atMs, words: given.words ?? '', ranges: [] };
  const pieces: Bytes[] = [];
  let headerBytes = utf8(JSON.stringify(header)).length + ROOM_FOR_FRAME;
  let contentBytes = 0;
  const textBytes = ({ name }: Pick<ArrivalRange, 'name'>): number => utf8(JSON.stringify(name)).length + 320;
  const used = (): number => LENGTH_BYTES + headerBytes + contentBytes;
  return {
    get isEmpty() {
      return header.ranges.length === 0 && header.words === '';
    },
    get sizeBytes() {
      return Math.max(1, Math.ceil(used() / PLAIN_CHUNK_BYTES)) * PART_CHUNK_BYTES;
    },
    roomFor: (range) =>
      header.ranges.length >= MAX_RANGES_IN_PART ? 0 : Math.max(0, mostPlain - used() - textBytes(range)),
    add(range, bytes) {
      if (bytes.length !== range.length) throw new SealError('malformed', 'The range has another length.');
      header.ranges.push(range);
      pieces.push(bytes);
      headerBytes += textBytes(range);
      contentBytes += bytes.length;
    },
    ranges: header.ranges,
    plain(sizeBytes) {
      const text = utf8(JSON.stringify(header));
      const plain = new Uint8Array(plainBytesOf(sizeBytes));
      let at = LENGTH_BYTES + text.length;
      if (at + contentBytes > plain.length) throw new SealError('malformed', 'Too much for one part.');
      plain.set(uint64(text.length).subarray(4));
      plain.set(text, LENGTH_BYTES);
      for (const piece of pieces) {
        plain.set(piece, at);
        at += piece.length;
      }
      return plain;
    },
  };
}

const partKey = (primitives: SealingPrimitives, { arrivalsKey, shareId, recipientId, slot }: PartContext) => {
  if (![shareId, recipientId, slot].every((id) => SHARE_ID.test(id)))
    throw new SealError('malformed', 'An id has other characters.');
  return primitives.hkdfSha256(arrivalsKey, utf8(`caos/share/v1/part|${shareId}|${recipientId}|${slot}`));
};
const additionalOf = ({ shareId, recipientId, slot }: PartContext, chunk: number, chunks: number): Bytes =>
  lengthPrefixed('caos/share/v1/part', shareId, recipientId, slot, chunk, chunks);

/** `plain` of a draft, for this slot. Exactly as many whole MiB as it was drafted for. */
export async function sealPart(
  primitives: SealingPrimitives,
  context: PartContext,
  plain: Bytes,
): Promise<Bytes> {
  const chunks = plain.length / PLAIN_CHUNK_BYTES;
  if (!Number.isInteger(chunks) || chunks < 1) throw new SealError('malformed', 'Not whole chunks.');
  const key = await partKey(primitives, context);
  const sealed = new Uint8Array(chunks * PART_CHUNK_BYTES);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const nonce = primitives.randomBytes(NONCE_BYTES);
    const piece = plain.slice(chunk * PLAIN_CHUNK_BYTES, (chunk + 1) * PLAIN_CHUNK_BYTES);
    const additional = additionalOf(context, chunk, chunks);
    sealed.set(nonce, chunk * PART_CHUNK_BYTES);
    sealed.set(
      await primitives.aesGcmSeal(key, nonce, piece, additional),
      chunk * PART_CHUNK_BYTES + NONCE_BYTES,
    );
  }
  return sealed;
}

export interface OpenedPart {
  header: ArrivalHeader;
  /** As the header's ranges say, in their order. */
  bytesOf(range: number): Bytes;
}

/** Throws SealError `not-authentic` or `malformed`: whoever proved to have written it may have written anything. */
export async function openPart(
  primitives: SealingPrimitives,
  context: PartContext,
  sealed: Bytes,
): Promise<OpenedPart> {
  const chunks = sealed.length / PART_CHUNK_BYTES;
  if (!Number.isInteger(chunks) || chunks < 1 || sealed.length > LARGE_PART_BYTES)
    throw new SealError('malformed', 'Not a part of ours.');
  const key = await partKey(primitives, context);
  const plain = new Uint8Array(chunks * PLAIN_CHUNK_BYTES);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const start = chunk * PART_CHUNK_BYTES;
    const opened = await primitives.aesGcmOpen(
      key,
      sealed.slice(start, start + NONCE_BYTES),
      sealed.slice(start + NONCE_BYTES, start + PART_CHUNK_BYTES),
      additionalOf(context, chunk, chunks),
    );
    if (opened === null)
      throw new SealError('not-authentic', 'Written by somebody else, or for another slot.');
    plain.set(opened, chunk * PLAIN_CHUNK_BYTES);
  }
  const headerBytes = new DataView(plain.buffer).getUint32(0);
  const contentAt = LENGTH_BYTES + headerBytes;
  if (contentAt > plain.length) throw malformed();
  const header = parseHeader(fromUtf8(plain.subarray(LENGTH_BYTES, contentAt)));
  const starts: number[] = [];
  let at = contentAt;
  for (const { length } of header.ranges) {
    starts.push(at);
    at += length;
  }
  if (at > plain.length) throw malformed();
  return {
    header,
    bytesOf: (range) => {
      const [start = 0, { length } = { length: 0 }] = [starts[range], header.ranges[range]];
      return plain.subarray(start, start + length);
    },
  };
}

function parseHeader(text: string): ArrivalHeader {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null) throw malformed();
  const { version, atMs, words, ranges } = value as Record<string, unknown>;
  if (version !== 1 || !isCount(atMs, 1e13)) throw malformed();
  if (typeof words !== 'string' || words.length > MAX_ARRIVAL_WORDS) throw malformed();
  if (!Array.isArray(ranges) || ranges.length > MAX_RANGES_IN_PART) throw malformed();
  return { version, atMs, words, ranges: ranges.map(rangeOf) };
}

function rangeOf(value: unknown): ArrivalRange {
  if (typeof value !== 'object' || value === null) throw malformed();
  const { id, name, sizeBytes, modifiedAtMs, offset, length, sha256 } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !SHARE_ID.test(id)) throw malformed();
  if (typeof name !== 'string' || name === '' || name.length > MAX_ARRIVAL_NAME) throw malformed();
  if (!isCount(sizeBytes, MAX_REQUEST_BYTES) || sizeBytes === 0 || !isCount(modifiedAtMs, 1e13))
    throw malformed();
  if (!isCount(offset, sizeBytes) || !isCount(length, sizeBytes - offset) || length === 0) throw malformed();
  const isLast = offset + length === sizeBytes;
  const isSum = typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
  if (isLast ? !isSum : sha256 !== null) throw malformed();
  return { id, name, sizeBytes, modifiedAtMs, offset, length, sha256: isLast ? (sha256 as string) : null };
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

const malformed = (): SealError => new SealError('malformed', 'The part is not as a page of ours writes it.');
