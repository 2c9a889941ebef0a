/** What a camera put into a photo beside its pixels: previews and where they lie, facts, the true size of a RAW. */
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { jpegSegments } from './jpeg-segments';
import { readBurst, readNoteLens } from './maker-notes';
import type { ByteRange } from './media-protocol';
import { MAGIC_BYTES, type MediaType, mediaTypeByBytes, mediaTypeByName } from './media-type';
import { agreedType } from './open-media';
import { ifHere, type PartialBytes } from './partial-bytes';
import { psdSections, psdStamp } from './psd-sections';
import { canonPreviews, fujifilmJpeg, fujifilmSize } from './raw-containers';
import {
  readCanonMetadata,
  readHeifMetadata,
  readPhotoMetadata,
  readPsdMetadata,
  readTiffMetadata,
} from './read-metadata';
import { type EmbeddedPreview, type RawSize, type TiffFacts, tiffPreviews } from './tiff-previews';

export interface Inside {
  type: MediaType | null;
  previews: EmbeddedPreview[];
  /** EXIF orientation 1..8 of the photo. */
  orientation: number;
  metadata: AssetMetadata;
}

interface Found {
  previews: EmbeddedPreview[];
  orientation: number;
  /** Where the TIFF structure of the photo's EXIF begins. */
  tiffAt: number | null;
  canon: ReturnType<typeof canonPreviews> | null;
  rawSize: RawSize | null;
  /** With the TIFF that its offsets count from. */
  note: { tiffAt: number; start: number; sizeBytes: number } | null;
}

/** exifr is given no more than this: cameras write EXIF within 64 KiB. */
const MAX_HEAD_BYTES = 512 * 1024;
/** The directory of a maker note lies in front. */
const NOTE_HEAD_BYTES = 8 * 1024;
/** EXIF that tells a size smaller than that of the sensor by more than this speaks of a preview. */
const SAME_SIZE = 0.9;
/** A file's own fault is never the reader's: what it does not hold is left out. */
const everything: ByteRange[] = [{ start: 0, end: Number.MAX_SAFE_INTEGER }];

/** `tolerant`: what lies beyond the bytes at hand is left out. Throws MissingRange. */
export async function lookInside(
  bytes: PartialBytes,
  fileName: string,
  { pieces = everything, tolerant = false }: { pieces?: readonly ByteRange[]; tolerant?: boolean } = {},
): Promise<Inside> {
  const head = bytes.read(0, Math.min(MAGIC_BYTES, bytes.sizeBytes)) ?? new Uint8Array();
  const type = agreedType(mediaTypeByName(fileName), mediaTypeByBytes(head));
  const found = previewsIn(bytes, type, tolerant);
  const metadata = await metadataOf(bytes, type, found, pieces);
  const isRaw = type?.decoder === 'raw';
  return {
    type,
    previews: found.previews,
    orientation: isRaw ? (metadata.orientation ?? found.orientation) : found.orientation,
    metadata,
  };
}

function previewsIn(bytes: PartialBytes, type: MediaType | null, tolerant: boolean): Found {
  const nothing: Found = {
    previews: [],
    orientation: 1,
    tiffAt: null,
    canon: null,
    rawSize: null,
    note: null,
  };
  switch (type?.format) {
    case 'jpeg':
      return { ...nothing, ...previewsInJpeg(bytes, 0, tolerant) };
    case 'cr3': {
      const canon = canonPreviews(bytes);
      return { ...nothing, previews: canon.previews, canon };
    }
    case 'raf': {
      const jpeg = fujifilmJpeg(bytes);
      if (!jpeg) return nothing;
      const inJpeg = previewsInJpeg(bytes, jpeg.start, tolerant);
      return {
        ...nothing,
        ...inJpeg,
        previews: [...inJpeg.previews, jpeg],
        rawSize: ifHere(() => fujifilmSize(bytes)),
      };
    }
    case 'psd': {
      const sections = psdSections(bytes);
      const stamp = sections && psdStamp(bytes, sections);
      return stamp ? { ...nothing, previews: [stamp] } : nothing;
    }
    default:
      // The TIFF family: RAW by another name, and TIFF itself.
      return { ...nothing, ...inTiff(bytes, 0) };
  }
}

function inTiff(bytes: PartialBytes, tiffAt: number): Partial<Found> {
  const facts: TiffFacts | null = tiffPreviews(bytes, tiffAt);
  if (!facts) return {};
  const { previews, orientation, rawSize, makerNote } = facts;
  return { tiffAt, previews, orientation, rawSize, note: makerNote && { tiffAt, ...makerNote } };
}

function previewsInJpeg(
  bytes: PartialBytes,
  at: number,
  tolerant: boolean,
): Partial<Found> & Pick<Found, 'previews'> {
  const segments = jpegSegments(bytes, at, tolerant);
  const exif = segments?.exifAt ? inTiff(bytes, segments.exifAt) : {};
  return { ...exif, rawSize: null, previews: [...(exif.previews ?? []), ...(segments?.previews ?? [])] };
}

async function metadataOf(
  bytes: PartialBytes,
  type: MediaType | null,
  found: Found,
  pieces: readonly ByteRange[],
): Promise<AssetMetadata> {
  // What lies further behind is read when all of it is here.
  if (type?.decoder === 'psd') return readPsdMetadata(bytes, type).catch(() => ({ format: type.format }));
  if (type?.decoder === 'heif') return readHeifMetadata(bytes, type).catch(() => ({ format: type.format }));
  if (type?.decoder !== 'raw') {
    const piece = pieces.find((one) => one.start === 0);
    const head = piece && bytes.read(0, Math.min(piece.end, bytes.sizeBytes, MAX_HEAD_BYTES));
    return head ? readPhotoMetadata(head, type) : {};
  }
  const told = found.canon
    ? await readCanonMetadata(found.canon.tiffs, type)
    : found.tiffAt === null
      ? {}
      : readTiffMetadata(bytes, found.tiffAt, type);
  return withRawFacts(bytes, type, found, told);
}

/** What only a RAW's own places tell. */
function withRawFacts(
  bytes: PartialBytes,
  type: MediaType,
  { rawSize, note, previews }: Found,
  told: AssetMetadata,
): AssetMetadata {
  const inJpeg = type.format === 'rw2' ? panasonicMetadata(bytes, type, previews) : {};
  const all: AssetMetadata = { ...inJpeg, ...told };
  const noteHead = note && ifHere(() => bytes.read(note.start, Math.min(note.sizeBytes, NOTE_HEAD_BYTES)));
  const lens = all.lens ?? (note && ifHere(() => readNoteLens(bytes, note.tiffAt, note.start)));
  return {
    ...(noteHead && readBurst(noteHead)),
    ...all,
    ...(lens && { lens }),
    ...trueSize(rawSize, told),
    format: type.format,
  };
}

/** Panasonic writes lens and exposure into the JPEG inside only. */
function panasonicMetadata(bytes: PartialBytes, type: MediaType, previews: EmbeddedPreview[]): AssetMetadata {
  for (const { start } of previews) {
    const segments = ifHere(() => jpegSegments(bytes, start, true));
    if (segments?.exifAt) return readTiffMetadata(bytes, segments.exifAt, type);
  }
  return {};
}

/** The size as shown, of the sensor where EXIF speaks of a preview or not at all. */
function trueSize(raw: RawSize | null, told: AssetMetadata): Pick<AssetMetadata, 'widthPx' | 'heightPx'> {
  if (!raw) return {};
  const turned = (told.orientation ?? 1) >= 5;
  const [widthPx, heightPx] = turned ? [raw.heightPx, raw.widthPx] : [raw.widthPx, raw.heightPx];
  const isPhoto = told.widthPx !== undefined && told.widthPx >= widthPx * SAME_SIZE;
  return isPhoto && !raw.exact ? {} : { widthPx, heightPx };
}
