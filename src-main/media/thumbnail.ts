/** Makes thumbnails and previews of photos with sharp, upright and in sRGB, and tells a damaged file from a good one. */
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { AppError } from '../../src-shared/app-error';
import { openMedia } from './open-media';
import { writeWhole } from './write-whole';

// One thread per host and no cache of decoded pixels: hosts run side by side, and each file is read once.
sharp.concurrency(1);
sharp.cache(false);

export const THUMB_PX = 512;
const PREVIEW_PX = 2048;
/** thumbhash takes at most 100 x 100. */
const HASH_PX = 100;
/** The largest cameras make 150 million pixels, stitched panoramas some 400; more in one file is an attack or a mistake. */
const MAX_PIXELS = 500_000_000;

export interface ImageSize {
  widthPx: number;
  heightPx: number;
  sizeBytes: number;
}
export interface Thumbnail {
  thumb: ImageSize;
  /** base64 */
  thumbhash: string;
  /** Why the picture is not whole, when only a part of it could be decoded. */
  damage: AppError | null;
}

/** sharp on a file or on bytes, as everything here opens it. */
export function openImage(input: string | Uint8Array, failOn: 'none' | 'error' = 'none'): Sharp {
  return sharp(input, { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true });
}

/**
 * Writes a WebP that fits in 512 x 512: a quarter smaller than a JPEG of the same look (100,000 of them are a gigabyte less), it keeps
 * transparency, and effort 2 costs 6 ms beside the 60 ms of decoding 24 MP. A cut-off file gives a thumbnail of what is there.
 * `turnDegrees` (clockwise) replaces the orientation that the input itself tells. Throws `media-broken`, `unsupported` (absurdly large),
 * `disk-full`, `io`.
 */
export async function makeThumbnail(
  input: string | Uint8Array,
  thumbPath: string,
  jobId: number,
  turnDegrees?: number,
): Promise<Thumbnail> {
  const { pixels, damage } = await decodeWithin(input, THUMB_PX, turnDegrees);
  return { ...(await writeThumbnail(pixels, thumbPath, jobId)), damage };
}

/** Writes pixels of thumbnail size, upright and in sRGB, as WebP. Throws `disk-full`, `io`. */
export async function writeThumbnail(
  pixels: Pixels,
  thumbPath: string,
  jobId: number,
): Promise<Omit<Thumbnail, 'damage'>> {
  const raw = { raw: pixels.raw };
  const [webp, small] = await Promise.all([
    sharp(pixels.data, raw).webp({ quality: 78, effort: 2 }).toBuffer(),
    sharp(pixels.data, raw)
      .resize(HASH_PX, HASH_PX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  ]);
  await writeWhole(thumbPath, jobId, webp);
  const thumbhash = Buffer.from(rgbaToThumbHash(small.info.width, small.info.height, small.data)).toString(
    'base64',
  );
  return {
    thumb: { widthPx: pixels.raw.width, heightPx: pixels.raw.height, sizeBytes: webp.byteLength },
    thumbhash,
  };
}

/** Writes a JPEG that fits in 2048 x 2048, white behind what is transparent. Errors as `makeThumbnail`, and those of reading the file. */
export async function makePreview(
  sourcePath: string,
  previewPath: string,
  jobId: number,
): Promise<ImageSize> {
  await using source = await openMedia(sourcePath, `${previewPath}.${jobId}.link`);
  if (source.type?.decoder === 'kept') throw notYet(source.type.format);
  if (source.type?.decoder === 'video') throw new AppError('unsupported', 'Videos have no preview yet.');
  const { data, info } = await fitted(openImage(source.plainPath), PREVIEW_PX)
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 85 })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damageOf(error);
    });
  await writeWhole(previewPath, jobId, data);
  return { widthPx: info.width, heightPx: info.height, sizeBytes: data.byteLength };
}

export function notYet(format: string): AppError {
  return new AppError(
    'unsupported',
    `CAOS keeps this ${format.toUpperCase()} file and uploads it whole, but cannot show it yet: a later version will.`,
    { params: { format } },
  );
}

const fitted = (image: Sharp, edgePx: number, turnDegrees?: number): Sharp =>
  (turnDegrees === undefined ? image.autoOrient() : image.rotate(turnDegrees))
    .resize(edgePx, edgePx, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');

export interface Pixels {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

async function decodeWithin(
  input: string | Uint8Array,
  edgePx: number,
  turnDegrees: number | undefined,
): Promise<{ pixels: Pixels; damage: AppError | null }> {
  const decode = async (failOn: 'none' | 'error'): Promise<Pixels> => {
    const { data, info } = await fitted(openImage(input, failOn), edgePx, turnDegrees)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      data,
      raw: { width: info.width, height: info.height, channels: info.channels as Pixels['raw']['channels'] },
    };
  };
  try {
    return { pixels: await decode('error'), damage: null };
  } catch (strict) {
    const damage = damageOf(strict);
    try {
      return { pixels: await decode('none'), damage };
    } catch {
      throw damage;
    }
  }
}

/** What libvips says, as an error of ours. Its wording only chooses the sentence; every code here means: no whole picture. */
export function damageOf(error: unknown): AppError {
  const details = error instanceof Error ? error.message.slice(0, 500) : String(error);
  if (/pixel limit|too large|exceeds|dimension/i.test(details)) {
    return new AppError(
      'unsupported',
      'This picture says it has more than 500 million pixels, so CAOS does not open it. The file itself is kept.',
      { details },
    );
  }
  if (
    /premature|truncat|ends? (too )?early|end of (file|stream|image)|not enough|read error|insufficient/i.test(
      details,
    )
  ) {
    return new AppError(
      'media-broken',
      'The file ends too early: a part of the picture is missing. Copy it from the camera or card again.',
      { details },
    );
  }
  return new AppError(
    'media-broken',
    'This file is damaged or not the photo its name says. Copy it from the camera or card again.',
    {
      details,
    },
  );
}
