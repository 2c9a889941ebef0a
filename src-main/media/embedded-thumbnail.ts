/** Makes a thumbnail from the preview that a camera put into its file, out of the few bytes of the object that were read so far. */
import { open, readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { toWire } from '../../src-shared/app-error';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { jpegSegments } from './jpeg-segments';
import type { ByteRange, EmbeddedFacts, EmbeddedJob, FoundPreview, PrepareFacts } from './media-protocol';
import { MAGIC_BYTES, type MediaType, mediaTypeByBytes, mediaTypeByName } from './media-type';
import { agreedType } from './open-media';
import { MissingRange, type PartialBytes, partialBytes } from './partial-bytes';
import { canonPreviews, fujifilmJpeg } from './raw-containers';
import { readCanonMetadata, readPhotoMetadata } from './read-metadata';
import { notYet, openImage, type Pixels, THUMB_PX, writeThumbnail } from './thumbnail';
import { type EmbeddedPreview, tiffPreviews } from './tiff-previews';

/** Cameras write previews of their sensor's size with up to 4 MB; more is not "the smallest bytes that suffice". */
const MAX_PREVIEW_BYTES = 4 * 1024 * 1024;
/** A RAW gives no better picture later: not the stamp of 160 px, when there is more. */
const LEAST_PX_OF_RAW = 320;
/** After so many reads what is known must do. */
const TOLERANT_AFTER_PIECES = 3;
const MAX_TRIED = 3;
const LOCAL_HEAD_BYTES = 256 * 1024;
const MAX_LOCAL_READS = 8;

/** Reads no file but `sourcePath`. Throws `disk-full`, `io`, `file-missing`; nothing for a file that is broken or lies. */
export async function makeEmbeddedThumbnail(job: Omit<EmbeddedJob, 'type'>): Promise<EmbeddedFacts> {
  return fromPieces(await readFile(job.sourcePath), job);
}

type Piecework = Omit<EmbeddedJob, 'type' | 'sourcePath'>;

async function fromPieces(held: Buffer, job: Piecework): Promise<EmbeddedFacts> {
  const bytes = partialBytes(held, job.pieces, job.sizeBytes);
  try {
    return job.found ? await show(bytes, job, job.found) : await search(bytes, job);
  } catch (error) {
    if (error instanceof MissingRange) return { outcome: 'need', range: error.range };
    throw error;
  }
}

/** The same from a file on this computer: reads the ranges that are needed. Errors as above; `unsupported` where there is none. */
export async function makeThumbnailInside(
  path: string,
  job: Pick<EmbeddedJob, 'jobId' | 'fileName' | 'sizeBytes' | 'thumbPath'>,
): Promise<PrepareFacts> {
  const facts = await readingOn(path, job.sizeBytes, (held, pieces) =>
    fromPieces(held, { ...job, pieces, atLeastPx: THUMB_PX }),
  );
  if (facts?.outcome === 'made') return facts.facts;
  throw notYet(mediaTypeByName(job.fileName)?.format ?? 'photo');
}

/** What a camera RAW or HEIC on this computer says about itself, without its pictures. Throws the file system's own errors. */
export async function metadataInside(
  path: string,
  job: Pick<EmbeddedJob, 'fileName' | 'sizeBytes'>,
): Promise<AssetMetadata> {
  const found = await readingOn(path, job.sizeBytes, async (held, pieces) => {
    const bytes = partialBytes(held, pieces, job.sizeBytes);
    try {
      const head = bytes.read(0, Math.min(MAGIC_BYTES, bytes.sizeBytes)) ?? new Uint8Array();
      const type = agreedType(mediaTypeByName(job.fileName), mediaTypeByBytes(head));
      const inside = previewsIn(bytes, type, pieces.length >= TOLERANT_AFTER_PIECES);
      return { outcome: 'read', metadata: await metadataOf(bytes, type, inside, { pieces }) } as const;
    } catch (error) {
      if (error instanceof MissingRange) return { outcome: 'need', range: error.range } as const;
      throw error;
    }
  });
  return found?.outcome === 'read' ? found.metadata : {};
}

type Need = Extract<EmbeddedFacts, { outcome: 'need' }>;

/** Reads the ranges that `look` asks for until it has an answer; null when it wants more than is sensible, or than there is. */
async function readingOn<T extends { outcome: string }>(
  path: string,
  sizeBytes: number,
  look: (held: Buffer, pieces: ByteRange[]) => Promise<T | Need>,
): Promise<T | null> {
  await using file = await open(path);
  const pieces: ByteRange[] = [];
  const read: Buffer[] = [];
  let next: ByteRange = { start: 0, end: Math.min(sizeBytes, LOCAL_HEAD_BYTES) };
  for (;;) {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(next.end - next.start),
      0,
      undefined,
      next.start,
    );
    pieces.push({ start: next.start, end: next.start + bytesRead });
    read.push(buffer.subarray(0, bytesRead));
    const looked = await look(Buffer.concat(read), pieces);
    if (!isNeed(looked)) return looked;
    if (pieces.length > MAX_LOCAL_READS || bytesRead === 0) return null;
    next = looked.range;
  }
}

const isNeed = (looked: { outcome: string }): looked is Need => looked.outcome === 'need';

/** A preview whose place is known: its photo told everything else before. */
async function show(bytes: PartialBytes, job: Piecework, found: FoundPreview): Promise<EmbeddedFacts> {
  const made = await thumbnailOf(bytes, job, found);
  if (!made) return { outcome: 'whole', metadata: {} };
  return { outcome: 'made', facts: { metadata: {}, ...made, mediaError: null }, better: null };
}

async function search(bytes: PartialBytes, job: Piecework): Promise<EmbeddedFacts> {
  const head = bytes.read(0, Math.min(MAGIC_BYTES, bytes.sizeBytes)) ?? new Uint8Array();
  const type = agreedType(mediaTypeByName(job.fileName), mediaTypeByBytes(head));
  const inside = previewsIn(bytes, type, job.pieces.length >= TOLERANT_AFTER_PIECES);
  const metadata = await metadataOf(bytes, type, inside, job);
  const orientation =
    type?.decoder === 'kept' ? (metadata.orientation ?? inside.orientation) : inside.orientation;
  const placed = (one: EmbeddedPreview): FoundPreview => ({
    start: one.start,
    end: one.start + one.sizeBytes,
    orientation,
    aspect: storedAspect(metadata, orientation),
  });
  const raw = type?.decoder === 'kept';
  const leastPx = raw ? Math.max(job.atLeastPx, LEAST_PX_OF_RAW) : job.atLeastPx;
  const ordered = inOrder(inside.previews, leastPx);
  for (const preview of ordered.slice(0, MAX_TRIED)) {
    const made = await thumbnailOf(bytes, job, placed(preview));
    if (!made) continue;
    const larger = inOrder(inside.previews, THUMB_PX).find((one) => one.longPx > preview.longPx * 1.5);
    const complete = Math.max(made.thumb.widthPx, made.thumb.heightPx) >= THUMB_PX;
    return {
      outcome: 'made',
      facts: { metadata, ...made, mediaError: null },
      better: complete ? null : larger ? placed(larger) : raw ? null : 'whole',
    };
  }
  if (!raw) return { outcome: 'whole', metadata };
  const mediaError = toWire(notYet(type?.format ?? 'photo'));
  return { outcome: 'made', facts: { metadata, thumb: null, thumbhash: null, mediaError }, better: null };
}

interface Inside {
  previews: EmbeddedPreview[];
  orientation: number;
  /** Bytes that exifr reads; null: those of the object's head. */
  exif: { start: number } | null;
  canon: ReturnType<typeof canonPreviews> | null;
}

function previewsIn(bytes: PartialBytes, type: MediaType | null, tolerant: boolean): Inside {
  const nothing: Inside = { previews: [], orientation: 1, exif: null, canon: null };
  if (type?.format === 'jpeg') return { ...nothing, ...previewsInJpeg(bytes, 0, tolerant) };
  if (type?.format === 'cr3') {
    const canon = canonPreviews(bytes);
    return { ...nothing, previews: canon.previews, canon };
  }
  if (type?.format === 'raf') {
    const jpeg = fujifilmJpeg(bytes);
    if (!jpeg) return nothing;
    const inside = previewsInJpeg(bytes, jpeg.start, tolerant);
    return {
      ...nothing,
      ...inside,
      previews: [...inside.previews, jpeg],
      exif: { start: jpeg.start },
    };
  }
  // The TIFF family: RAW by another name, and TIFF itself.
  return { ...nothing, ...tiffPreviews(bytes, 0) };
}

function previewsInJpeg(
  bytes: PartialBytes,
  at: number,
  tolerant: boolean,
): Pick<Inside, 'previews' | 'orientation'> {
  const segments = jpegSegments(bytes, at, tolerant);
  const exif = segments?.exifAt ? tiffPreviews(bytes, segments.exifAt) : null;
  return {
    previews: [...(exif?.previews ?? []), ...(segments?.previews ?? [])],
    orientation: exif?.orientation ?? 1,
  };
}

async function metadataOf(
  bytes: PartialBytes,
  type: MediaType | null,
  inside: Inside,
  job: Pick<Piecework, 'pieces'>,
): Promise<AssetMetadata> {
  if (inside.canon) return readCanonMetadata(inside.canon.tiffs, type);
  const start = inside.exif?.start ?? 0;
  const piece = job.pieces.find((one) => one.start <= start && start < one.end);
  const head = piece && bytes.read(start, piece.end - start);
  return head ? readPhotoMetadata(type?.decoder === 'kept' ? asTiff(head) : head, type) : {};
}

/** Olympus and Panasonic write another number where TIFF has its 42; all else is as in TIFF, and exifr wants to see the number. */
function asTiff(head: Buffer): Buffer {
  const order = head.toString('latin1', 0, 2);
  if (head.length < 8 || (order !== 'II' && order !== 'MM')) return head;
  const tiff = Buffer.from(head);
  if (order === 'II') tiff.writeUInt16LE(42, 2);
  else tiff.writeUInt16BE(42, 2);
  return tiff;
}

/** Those large enough, the smallest first; then the others, the largest first. */
function inOrder(previews: EmbeddedPreview[], leastPx: number): EmbeddedPreview[] {
  const ascending = previews
    .filter((one) => one.sizeBytes <= MAX_PREVIEW_BYTES)
    .sort((a, b) => a.longPx - b.longPx || a.sizeBytes - b.sizeBytes);
  return [
    ...ascending.filter((one) => one.longPx >= leastPx),
    ...ascending.filter((one) => one.longPx < leastPx).reverse(),
  ];
}

/** Of the pixels as they lie in the file; null when the file does not tell. */
function storedAspect({ widthPx, heightPx }: AssetMetadata, orientation: number): number | null {
  if (widthPx === undefined || heightPx === undefined) return null;
  return orientation >= 5 ? heightPx / widthPx : widthPx / heightPx;
}

type Made = Pick<Extract<EmbeddedFacts, { outcome: 'made' }>['facts'], 'thumbhash'> & {
  thumb: { widthPx: number; heightPx: number; sizeBytes: number };
};

/** null when these bytes are no whole picture. */
async function thumbnailOf(
  bytes: PartialBytes,
  job: { thumbPath: string; jobId: number },
  found: FoundPreview,
): Promise<Made | null> {
  const jpeg = bytes.read(found.start, found.end - found.start);
  if (jpeg?.readUIntBE(0, 3) !== 0xffd8ff) return null;
  let upright: Pixels;
  try {
    const stored = await pixelsOf(
      openImage(jpeg, 'error')
        .resize(THUMB_PX, THUMB_PX, { fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb'),
    );
    upright = await pixelsOf(turned(withoutBars(stored, found.aspect), found.orientation));
  } catch {
    return null;
  }
  return writeThumbnail(upright, job.thumbPath, job.jobId);
}

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return {
    data,
    raw: { width: info.width, height: info.height, channels: info.channels as Pixels['raw']['channels'] },
  };
}

/** Clockwise turn and, before it, mirroring by EXIF orientation (EXIF 2.32, 4.6.4 A). */
const turnOf = [0, 0, 0, 180, 180, 270, 90, 90, 270];
const mirrored = [2, 4, 5, 7];

function turned(image: Sharp, orientation: number): Sharp {
  const upright = mirrored.includes(orientation) ? image.flop() : image;
  return upright.rotate(turnOf[orientation] ?? 0);
}

/** Dark is what remains of black after JPEG. */
const DARK_LEVEL = 24;

/** EXIF's stamp is 4:3 whatever the photo: cameras fill the rest with black, which is cut off here. */
function withoutBars({ data, raw }: Pixels, aspect: number | null): Sharp {
  const image = sharp(data, { raw });
  const { width, height, channels } = raw;
  if (aspect === null || Math.abs(width / height / aspect - 1) < 0.02) return image;
  const flat = aspect > width / height;
  const length = flat ? height : width;
  const kept = Math.round(flat ? width / aspect : height * aspect);
  const bar = Math.ceil((length - kept) / 2);
  if (bar < 1 || kept < 8 || length - 2 * bar < 8) return image;
  const isDark = (line: number): boolean => {
    let sum = 0;
    const across = flat ? width : height;
    for (let at = 0; at < across; at += 1) {
      const pixel = (flat ? line * width + at : at * width + line) * channels;
      for (let channel = 0; channel < channels; channel += 1) sum += data[pixel + channel] ?? 0;
    }
    return sum < DARK_LEVEL * across * channels;
  };
  // The innermost line of a bar is blurred by JPEG.
  const lines = Array.from({ length: Math.max(1, bar - 1) }, (_, line) => line);
  if (!lines.every((line) => isDark(line) && isDark(length - 1 - line))) return image;
  return image.extract(
    flat
      ? { left: 0, top: bar, width, height: height - 2 * bar }
      : { left: bar, top: 0, width: width - 2 * bar, height },
  );
}
