/** Makes thumbnails (sRGB) and previews (in their own colours) of photos with sharp, upright, and tells a damaged file from a good one. */
import { rm } from 'node:fs/promises';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { AppError } from '../../src-shared/app-error';
import { gridPicturePx } from '../../src-shared/domain/grid-picture';
import { isWideRgb } from './colour-profiles';
import { measurePicture, type PictureMeasures } from './picture-measures';
import { wrapPixels } from './wrap-pixels';
import { gridPathOf, writeWhole } from './write-whole';

// One thread per host and no cache of decoded pixels: hosts run side by side, and each file is read once.
sharp.concurrency(1);
sharp.cache(false);

export const THUMB_PX = 512;
export const PREVIEW_PX = 2048;
/** The longest side that a JPEG can have. */
export const FULL_PX = 65_535;
/** thumbhash takes at most 100 x 100. */
const HASH_PX = 100;
/** The largest cameras make 150 million pixels, stitched panoramas some 400; more in one file is an attack or a mistake. */
export const MAX_PIXELS = 500_000_000;

export interface ImageSize {
  widthPx: number;
  heightPx: number;
  sizeBytes: number;
}
export interface Thumbnail {
  thumb: ImageSize;
  /** base64 */
  thumbhash: string;
  measures: PictureMeasures;
  /** Why the picture is not whole, when only a part of it could be decoded. */
  damage: AppError | null;
}
/** What sharp is to show, from whatever decoder. */
export interface Picture {
  /** A path, or the bytes of a file. */
  input: string | Uint8Array;
  /** EXIF orientation to be applied; null: the one that the input itself tells. */
  orientation: number | null;
  /** Of pixels that name no profile of their own; null: sRGB. */
  icc?: Uint8Array | null;
}

/** sharp on a file or on bytes, as everything here opens it. */
export function openImage(input: string | Uint8Array, failOn: 'none' | 'error' = 'none'): Sharp {
  return sharp(input, { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true });
}

/**
 * Writes a WebP that fits in 512 x 512: a quarter smaller than a JPEG of the same look (100,000 of them are a gigabyte less), it keeps
 * transparency, and effort 2 costs 6 ms beside the 60 ms of decoding 24 MP. A cut-off file gives a thumbnail of what is there.
 * Throws `media-broken`, `unsupported` (absurdly large), `disk-full`, `io`.
 */
export async function makeThumbnail(picture: Picture, thumbPath: string, jobId: number): Promise<Thumbnail> {
  const { pixels, damage } = await decodeWithin(picture, THUMB_PX);
  return { ...(await writeThumbnail(pixels, thumbPath, jobId)), damage };
}

/**
 * Writes pixels of thumbnail size, upright and in sRGB, as WebP, and beside it the JPEG that grids show: of half the pixels, decoded in a
 * sixth of the time (docs/benchmarks.md). Throws `disk-full`, `io`.
 */
export async function writeThumbnail(
  pixels: Pixels,
  thumbPath: string,
  jobId: number,
  forGrids = true,
): Promise<Omit<Thumbnail, 'damage'>> {
  const raw = { raw: pixels.raw };
  const { width: widthPx, height: heightPx } = pixels.raw;
  const [webp, grid, small] = await Promise.all([
    sharp(pixels.data, raw).webp({ quality: 78, effort: 2 }).toBuffer(),
    forGrids && hasGridPicture(pixels)
      ? sharp(pixels.data, raw)
          .resize(gridPicturePx, gridPicturePx, { fit: 'inside', withoutEnlargement: true })
          .jpeg({ quality: 80 })
          .toBuffer()
      : null,
    sharp(pixels.data, raw)
      .resize(HASH_PX, HASH_PX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  ]);
  // Gone first, so that it never lies beside a thumbnail of another picture.
  await rm(gridPathOf(thumbPath), { force: true });
  await writeWhole(thumbPath, jobId, webp);
  if (grid) await writeWhole(gridPathOf(thumbPath), jobId, grid);
  const measures = measurePicture(pixels, Math.max(widthPx, heightPx) >= THUMB_PX);
  const thumbhash = Buffer.from(rgbaToThumbHash(small.info.width, small.info.height, small.data)).toString(
    'base64',
  );
  return { thumb: { widthPx, heightPx, sizeBytes: webp.byteLength }, thumbhash, measures };
}

/**
 * Writes a JPEG that fits in `edgePx` x `edgePx`, white behind what is transparent. A profile with more colours than sRGB stays, and the
 * pixels stay in it: a good display shows them. Errors as `makeThumbnail`.
 */
export async function writePreview(
  picture: Picture,
  previewPath: string,
  jobId: number,
  edgePx: number = PREVIEW_PX,
): Promise<ImageSize> {
  const { data, info } = await encodePreview(picture, edgePx).catch((error: unknown) => {
    throw damageOf(error);
  });
  const jpeg = picture.icc ? withProfile(data, picture.icc) : data;
  await writeWhole(previewPath, jobId, jpeg);
  return { widthPx: info.width, heightPx: info.height, sizeBytes: jpeg.byteLength };
}

async function encodePreview(
  { input, orientation }: Picture,
  edgePx: number,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const { icc } = await openImage(input).metadata();
  const inItsColours = (image: Sharp): Sharp =>
    isWideRgb(icc) ? image.toColourspace('srgb').keepIccProfile() : image.toColourspace('srgb');
  const fitted = within(openImage(input), edgePx, orientation);
  const upright =
    orientation === null || orientation === 1
      ? fitted
      : turned(sharp(await inItsColours(fitted).tiff({ compression: 'none' }).toBuffer()), orientation);
  return inItsColours(upright.flatten({ background: '#ffffff' }))
    .jpeg({ quality: edgePx > PREVIEW_PX ? 92 : 85 })
    .toBuffer({ resolveWithObject: true });
}

/** The JPEG with a profile as its first segment (ICC.1, annex B.4). */
function withProfile(jpeg: Buffer, icc: Uint8Array): Buffer {
  const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\x01\x01', 'latin1');
  head.writeUInt16BE(head.length - 2 + icc.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, icc, jpeg.subarray(2)]);
}

/** `orientation` null: turned as the input says; else not turned. */
const within = (image: Sharp, edgePx: number, orientation: number | null): Sharp =>
  (orientation === null ? image.autoOrient() : image).resize(edgePx, edgePx, {
    fit: 'inside',
    withoutEnlargement: true,
  });

export interface Pixels {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

/** What is transparent would need a ground, and what is as small already is its own. */
const hasGridPicture = ({ raw }: Pixels): boolean =>
  (raw.channels === 1 || raw.channels === 3) && Math.max(raw.width, raw.height) > gridPicturePx;

/** Decodes as 8 bits a channel. */
export async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return {
    data,
    raw: { width: info.width, height: info.height, channels: info.channels as Pixels['raw']['channels'] },
  };
}

/** Clockwise turn and, before it, mirroring by EXIF orientation (EXIF 2.32, 4.6.4 A). */
const turnOf = [0, 0, 0, 180, 180, 270, 90, 90, 270];
const mirrored = [2, 4, 5, 7];

/** Of an image that is not resized in the same go. */
export function turned(image: Sharp, orientation: number): Sharp {
  const upright = mirrored.includes(orientation) ? image.flop() : image;
  return upright.rotate(turnOf[orientation] ?? 0);
}

async function decodeWithin(
  { input, orientation, icc }: Picture,
  edgePx: number,
): Promise<{ pixels: Pixels; damage: AppError | null }> {
  const decode = async (failOn: 'none' | 'error'): Promise<Pixels> => {
    const stored = await pixelsOf(
      within(openImage(input, failOn), edgePx, orientation).toColourspace('srgb'),
    );
    const pixels = icc ? await pixelsOf(openImage(wrapPixels(stored, icc)).toColourspace('srgb')) : stored;
    if (orientation === null || orientation === 1) return pixels;
    return pixelsOf(turned(sharp(pixels.data, { raw: pixels.raw }), orientation));
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
