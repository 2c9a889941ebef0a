/** Finds what can be shown of a photo, whatever its format: for sharp, or decoded for it by a decoder of its own. */
import { AppError } from '../../src-shared/app-error';
import { adobeRgb } from './colour-profiles';
import { decodeHeif } from './decode-heif';
import { decodePsd } from './decode-psd';
import { openLocalBytes } from './local-bytes';
import type { OpenedMedia } from './open-media';
import { wholeBytes } from './partial-bytes';
import { psdSections, psdStamp } from './psd-sections';
import { openImage, type Picture } from './thumbnail';
import { isDcfAdobe } from './tiff-previews';
import { wrapPixels } from './wrap-pixels';

export interface OpenedPicture extends Picture {
  /** Of the whole photo as shown, where its decoder knows it better than its metadata. */
  size: { widthPx: number; heightPx: number } | null;
}

/** `longPx`: of what it is made for; no RAW and no video. Throws `media-broken`, `unsupported`, and the file system's own errors. */
export async function openPicture(source: OpenedMedia, longPx: number): Promise<OpenedPicture> {
  switch (source.type?.decoder) {
    case 'heif': {
      const { pixels, icc } = await decodeHeif(source.plainPath);
      const size = { widthPx: pixels.raw.width, heightPx: pixels.raw.height };
      return { input: wrapPixels(pixels, icc), orientation: 1, size };
    }
    case 'psd':
      return openPsd(source, longPx);
    default:
      return openPlain(source);
  }
}

/** The flattened picture; where the file was saved without one, the stamp that Photoshop drew. */
function openPsd({ plainPath, sizeBytes }: OpenedMedia, longPx: number): OpenedPicture {
  using bytes = openLocalBytes(plainPath, sizeBytes);
  const sections = psdSections(bytes);
  if (!sections)
    throw new AppError(
      'media-broken',
      'This file is damaged or not the photo its name says. Copy it from the camera or card again.',
    );
  const { widthPx, heightPx } = sections.head;
  try {
    const { pixels, icc } = decodePsd(bytes, sections, longPx);
    return { input: wrapPixels(pixels, icc), orientation: 1, size: { widthPx, heightPx } };
  } catch (error) {
    const stamp = psdStamp(bytes, sections);
    const jpeg = stamp && bytes.read(stamp.start, stamp.sizeBytes);
    if (!jpeg) throw error;
    return { input: jpeg, orientation: 1, size: { widthPx, heightPx } };
  }
}

async function openPlain({ plainPath, type }: OpenedMedia): Promise<OpenedPicture> {
  const plain = { input: plainPath, orientation: null, size: null };
  if (type?.format !== 'jpeg') return plain;
  const told = await openImage(plainPath)
    .metadata()
    .catch(() => null);
  if (!told?.exif || told.icc) return plain;
  // Six bytes of `Exif` and zeros stand before the TIFF structure.
  return isDcfAdobe(wholeBytes(told.exif.subarray(6))) ? { ...plain, icc: adobeRgb() } : plain;
}
