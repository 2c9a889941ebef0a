/** Walks the segments before a JPEG's picture: where its EXIF lies, and which larger previews follow the picture (CIPA DC-007, MPF). */
import type { PartialBytes } from './partial-bytes';
import { type EmbeddedPreview, guessedLongPx, openTiff } from './tiff-previews';

export interface JpegSegments {
  /** Where the byte-order mark of its EXIF lies in the object; null without EXIF. */
  exifAt: number | null;
  /** From the multi-picture index; at their place in the object. */
  previews: EmbeddedPreview[];
}

/** Editors split long XMP and colour profiles into many segments of 64 KiB; no camera writes so many. */
const MAX_SEGMENTS = 200;
const MAX_PICTURES = 16;
const EXIF = 'Exif\0\0';
const MPF = 'MPF\0';
const mpEntry = 0xb002;
/** Long side by class of "large thumbnail" (DC-007, 5.2.3.3.1): VGA, Full HD. */
const longPxOfClass: Partial<Record<number, number>> = { 65537: 640, 65538: 1920 };
const LARGE_THUMBNAILS = 0x010000;

/** `jpegAt`: where the JPEG begins in the object. null when none does. `tolerant`: what lies beyond the bytes at hand is left out. */
export function jpegSegments(bytes: PartialBytes, jpegAt: number, tolerant: boolean): JpegSegments | null {
  const found: JpegSegments = { exifAt: null, previews: [] };
  if (bytes.read(jpegAt, 2)?.readUInt16BE(0) !== 0xffd8) return null;
  try {
    walk(bytes, jpegAt + 2, found);
  } catch (missing) {
    if (!tolerant) throw missing;
  }
  return found;
}

function walk(bytes: PartialBytes, from: number, found: JpegSegments): void {
  let at = from;
  for (let count = 0; count < MAX_SEGMENTS; count += 1) {
    const head = bytes.read(at, 4);
    const marker = head?.[1];
    // Entropy-coded data begins (SOS), the picture ends (EOI), or these are no segments.
    if (head?.[0] !== 0xff || marker === 0xda || marker === 0xd9) return;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = head.readUInt16BE(2);
    if (length < 2) return;
    const name =
      length >= 8 && (marker === 0xe1 || marker === 0xe2) ? bytes.read(at + 4, 6)?.toString('latin1') : '';
    if (marker === 0xe1 && name === EXIF) found.exifAt ??= at + 10;
    if (marker === 0xe2 && name?.startsWith(MPF)) found.previews.push(...largeThumbnails(bytes, at + 8));
    at += 2 + length;
  }
}

function largeThumbnails(bytes: PartialBytes, mpfAt: number): EmbeddedPreview[] {
  const mpf = openTiff(bytes, mpfAt);
  const list = mpf?.directory(mpf.firstDirectory)?.entries.get(mpEntry);
  if (!mpf || list?.type !== 7) return [];
  const numbers = mpf.numbers(
    { type: 4, count: Math.floor(list.count / 4), valueAt: list.valueAt },
    MAX_PICTURES * 4,
  );
  const previews: EmbeddedPreview[] = [];
  for (let at = 0; at + 4 <= numbers.length; at += 4) {
    const [attribute = 0, sizeBytes = 0, offset = 0] = numbers.slice(at, at + 3);
    const kind = attribute & 0xffffff;
    // Others are depth maps, the other eye, frames of a panorama: not this photo.
    if ((kind & 0xff0000) !== LARGE_THUMBNAILS || offset === 0) continue;
    const start = mpfAt + offset;
    if (start + sizeBytes > bytes.sizeBytes) continue;
    previews.push({ start, sizeBytes, longPx: longPxOfClass[kind] ?? guessedLongPx(sizeBytes) });
  }
  return previews;
}
