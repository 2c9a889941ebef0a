/** Packs of derivatives as bytes and names: magic, length of the header, header, thumbnails (docs/bucket-format.md). */
import { CAOS_PREFIX } from '../../src-shared/domain/album';
import {
  MOST_PACK_ENTRIES,
  type PackEntry,
  packHeaderText,
  parsePackHeader,
} from '../../src-shared/domain/pack';
import type { PackedAsset } from '../catalogue/catalogue';

/** Below the album's own prefix. */
export const PACKS_PREFIX = `${CAOS_PREFIX}derivatives/`;

const MAGIC = Buffer.from('CAOSPACK', 'latin1');
/** Magic and, big-endian in four bytes, the length of the header. */
export const PACK_HEAD_BYTES = MAGIC.length + 4;
/** 200 assets with long captions stay far below; more is no pack of ours. Parsed in one go: some 20 ms of the main thread. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** When it was written, what makes it unique, how many assets it tells of. Names sort by time. */
const NAME = /^\d{8}T\d{9}Z-[0-9a-f]{8}-(\d{1,5})\.pack$/;

export function packName(nowMs: number, unique: string, assetCount: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:.]/g, '');
  return `${time}-${unique}-${assetCount}.pack`;
}

/** How many assets the pack of this name tells of; null when that is no name of a pack. */
export function assetsInPackName(name: string): number | null {
  const count = NAME.exec(name)?.[1];
  return count === undefined || Number(count) > MOST_PACK_ENTRIES ? null : Number(count);
}

/** The object's parts, in order. Each thumbnail lies where its entry says. */
export function encodePack(
  entries: ReadonlyArray<Omit<PackEntry, 'thumb'> & { thumb: { bytes: Uint8Array; px: number } | null }>,
  nowMs: number,
): Uint8Array[] {
  const sized = entries.map((entry) => ({
    ...entry,
    thumb: entry.thumb && { sizeBytes: entry.thumb.bytes.length, px: entry.thumb.px },
  }));
  const thumbs = entries.flatMap((entry) => (entry.thumb ? [entry.thumb.bytes] : []));
  return [encodePackHead(sized, nowMs), ...thumbs];
}

/** All that stands before the thumbnails, which follow in the order of their entries. */
export function encodePackHead(
  entries: ReadonlyArray<Omit<PackEntry, 'thumb'> & { thumb: { sizeBytes: number; px: number } | null }>,
  nowMs: number,
): Uint8Array {
  let start = 0;
  const told = entries.map((entry): PackEntry => {
    if (!entry.thumb) return { ...entry, thumb: null };
    const thumb = { ...entry.thumb, start };
    start += thumb.sizeBytes;
    return { ...entry, thumb };
  });
  const header = Buffer.from(packHeaderText(told, nowMs));
  const head = Buffer.alloc(PACK_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt32BE(header.length, MAGIC.length);
  return Buffer.concat([head, header]);
}

/** Length of the header from the first PACK_HEAD_BYTES of the object; null when it is no pack. */
export function packHeaderBytes(head: Uint8Array): number | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < PACK_HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const length = bytes.readUInt32BE(MAGIC.length);
  return length <= MAX_HEADER_BYTES ? length : null;
}

/** What the header tells, with thumbnails counted from the first byte of the object; null when it cannot be read. */
export function decodePackHeader(header: Uint8Array): PackedAsset[] | null {
  const entries = parsePackHeader(Buffer.from(header).toString('utf8'));
  if (!entries) return null;
  const thumbsStart = PACK_HEAD_BYTES + header.length;
  return entries.map(({ md5, ...entry }) => ({
    ...entry,
    md5Hex: md5,
    thumb: entry.thumb && { ...entry.thumb, start: thumbsStart + entry.thumb.start },
  }));
}

/** Pixels of a WebP's long side; null when it is none. What is small as a file may be huge on the screen. */
export function webpLongSide(bytes: Buffer): number | null {
  if (bytes.length < 30) return null;
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return null;
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return Math.max(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const sides = bytes.readUInt32LE(21);
      return 1 + Math.max(sides & 0x3fff, (sides >>> 14) & 0x3fff);
    }
    case 'VP8X':
      return 1 + Math.max(bytes.readUIntLE(24, 3), bytes.readUIntLE(27, 3));
    default:
      return null;
  }
}
