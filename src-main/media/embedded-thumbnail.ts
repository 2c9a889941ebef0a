/** Makes a thumbnail from the preview that a camera put into its file, out of the few bytes of the object that were read so far. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { type Inside, lookInside } from './look-inside';
import type { EmbeddedFacts, EmbeddedJob, FoundPreview } from './media-protocol';
import { MissingRange, type PartialBytes, partialBytes } from './partial-bytes';
import { openImage, type Pixels, pixelsOf, THUMB_PX, turned, writeThumbnail } from './thumbnail';
import type { EmbeddedPreview } from './tiff-previews';

/** Cameras write previews of their sensor's size with up to 4 MB; more is not "the smallest bytes that suffice". */
const MAX_PREVIEW_BYTES = 4 * 1024 * 1024;
/** A RAW gives no better picture later: not the stamp of 160 px, when there is more. */
const LEAST_PX_OF_RAW = 320;
/** A RAW whose previews are all smaller is developed. */
export const GOOD_RAW_PX = 480;
/** After so many reads what is known must do. */
const TOLERANT_AFTER_PIECES = 3;
const MAX_TRIED = 3;

/** Reads no file but `sourcePath`. Throws `disk-full`, `io`, `file-missing`; nothing for a file that is broken or lies. */
export async function makeEmbeddedThumbnail(job: Omit<EmbeddedJob, 'type'>): Promise<EmbeddedFacts> {
  return fromPieces(await readFile(job.sourcePath), job);
}

type Piecework = Omit<EmbeddedJob, 'type' | 'sourcePath'>;

async function fromPieces(held: Buffer, job: Piecework): Promise<EmbeddedFacts> {
  const bytes = partialBytes(held, job.pieces, job.sizeBytes);
  try {
    return job.found ? await show(bytes, job, job.found) : await searchPreviews(bytes, job);
  } catch (error) {
    if (error instanceof MissingRange) return { outcome: 'need', range: error.range };
    throw error;
  }
}

/** A preview whose place is known: its photo told everything else before. */
async function show(bytes: PartialBytes, job: Piecework, found: FoundPreview): Promise<EmbeddedFacts> {
  const made = await thumbnailOf(bytes, job, found);
  if (!made) return { outcome: 'whole', metadata: {} };
  return { outcome: 'made', facts: { ...factsOf({}, made), mediaError: null }, better: null };
}

/** Throws MissingRange, `disk-full`, `io`. */
export async function searchPreviews(
  bytes: PartialBytes,
  job: Piecework,
  mostBytes = MAX_PREVIEW_BYTES,
): Promise<Exclude<EmbeddedFacts, { outcome: 'need' }>> {
  const inside = await lookInside(bytes, job.fileName, {
    pieces: job.pieces,
    tolerant: job.pieces.length >= TOLERANT_AFTER_PIECES,
  });
  const { metadata, orientation } = inside;
  const placed = (one: EmbeddedPreview): FoundPreview => ({
    start: one.start,
    end: one.start + one.sizeBytes,
    orientation,
    aspect: storedAspect(metadata, orientation),
  });
  const raw = isRaw(inside);
  const leastPx = raw ? Math.max(job.atLeastPx, LEAST_PX_OF_RAW) : job.atLeastPx;
  const ordered = inOrder(inside.previews, leastPx, mostBytes);
  for (const preview of ordered.slice(0, MAX_TRIED)) {
    const made = await thumbnailOf(bytes, job, placed(preview));
    if (!made) continue;
    const larger = inOrder(inside.previews, THUMB_PX, mostBytes).find(
      (one) => one.longPx > preview.longPx * 1.5,
    );
    const longPx = Math.max(made.thumb.widthPx, made.thumb.heightPx);
    const isComplete = longPx >= (raw ? GOOD_RAW_PX : THUMB_PX);
    return {
      outcome: 'made',
      facts: { ...factsOf(metadata, made), mediaError: null },
      better: isComplete ? null : larger ? placed(larger) : 'whole',
    };
  }
  return { outcome: 'whole', metadata };
}

const isRaw = ({ type }: Inside): boolean => type?.decoder === 'raw';

const factsOf = (metadata: AssetMetadata, { thumb, thumbhash, measures }: Made) => ({
  metadata: { ...metadata, ...measures },
  thumb,
  thumbhash,
});

/** Those large enough, the smallest first; then the others, the largest first. */
function inOrder(previews: EmbeddedPreview[], leastPx: number, mostBytes: number): EmbeddedPreview[] {
  const ascending = previews
    .filter((one) => one.sizeBytes <= mostBytes)
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

type Made = Awaited<ReturnType<typeof writeThumbnail>>;

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
