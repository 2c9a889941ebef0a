/** Shows camera RAW files of this computer: by the preview that lies in them, and developed where it is missing or too small. */
import { basename } from 'node:path';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { developRaw } from './develop-raw';
import { GOOD_RAW_PX, searchPreviews } from './embedded-thumbnail';
import { openLocalBytes } from './local-bytes';
import { lookInside } from './look-inside';
import type { PrepareFacts } from './media-protocol';
import type { OpenedMedia } from './open-media';
import type { PartialBytes } from './partial-bytes';
import { makeThumbnail, openImage, type Picture, THUMB_PX } from './thumbnail';
import { wrapPixels } from './wrap-pixels';

/** Full-size previews of the largest sensors have some 40 MB. */
const MOST_PREVIEW_BYTES = 100 * 1024 * 1024;
/** Cameras write 1,620 px for their own screens: the colours that the photographer saw are worth more than 2,048. */
const GOOD_PREVIEW_PX = 1500;
/** For looking at single pixels the preview must be of the sensor's size; the smallest sensors of RAW cameras have 6 MP. */
const GOOD_FULL_PX = 2800;
const MAX_TRIED = 4;

/** Path and name of one RAW; the name tells the make, the path may be a link to it. */
export type RawFile = Pick<OpenedMedia, 'plainPath' | 'sizeBytes'> & { fileName: string };

/** Throws `unsupported` where nothing in it can be shown (its facts are lost then: `rawMetadata`), `disk-full`, `io`. */
export async function prepareRaw(
  { plainPath, sizeBytes, fileName }: RawFile,
  job: { thumbPath: string; jobId: number },
): Promise<PrepareFacts> {
  using bytes = openLocalBytes(plainPath, sizeBytes);
  const pieces = [{ start: 0, end: sizeBytes }];
  const search = { ...job, pieces, sizeBytes, fileName, atLeastPx: THUMB_PX };
  const found = await searchPreviews(bytes, search, MOST_PREVIEW_BYTES);
  const shown = found.outcome === 'made' ? found.facts : null;
  if (shown?.thumb && Math.max(shown.thumb.widthPx, shown.thumb.heightPx) >= GOOD_RAW_PX) return shown;
  try {
    const developed = wrapPixels(await developRaw(plainPath), null);
    const { thumb, thumbhash, measures } = await makeThumbnail(
      { input: developed, orientation: 1 },
      job.thumbPath,
      job.jobId,
    );
    const metadata = found.outcome === 'made' ? found.facts.metadata : found.metadata;
    return { metadata: { ...metadata, ...measures }, thumb, thumbhash, mediaError: null };
  } catch (error) {
    if (shown) return shown;
    throw error;
  }
}

/** What it says about itself. Throws the file system's own errors. */
export async function rawMetadata({ plainPath, sizeBytes, fileName }: RawFile): Promise<AssetMetadata> {
  using bytes = openLocalBytes(plainPath, sizeBytes);
  return (await lookInside(bytes, fileName, { tolerant: true })).metadata;
}

/** The largest picture there is of it, as far as a preview for the viewer needs one. Throws `unsupported`. */
export async function openRaw({ plainPath, sizeBytes, fileName }: RawFile, full = false): Promise<Picture> {
  using bytes = openLocalBytes(plainPath, sizeBytes);
  const { previews, orientation } = await lookInside(bytes, fileName, { tolerant: true });
  const largestFirst = [...previews].sort((a, b) => b.longPx - a.longPx || b.sizeBytes - a.sizeBytes);
  const goodPx = full ? GOOD_FULL_PX : GOOD_PREVIEW_PX;
  let best: { input: Uint8Array; longPx: number } | null = null;
  for (const { start, sizeBytes: length } of largestFirst.slice(0, MAX_TRIED)) {
    const read = await readJpeg(bytes, start, length);
    if (read && read.longPx > (best?.longPx ?? 0)) best = read;
    if (best && best.longPx >= goodPx) break;
  }
  if (best && best.longPx >= goodPx) return { input: best.input, orientation };
  try {
    return { input: wrapPixels(await developRaw(plainPath, full), null), orientation: 1 };
  } catch (error) {
    if (best) return { input: best.input, orientation };
    throw error;
  }
}

/** With its true size: what the file says of it is a guess. null when it is no picture. */
async function readJpeg(
  bytes: PartialBytes,
  start: number,
  sizeBytes: number,
): Promise<{ input: Uint8Array; longPx: number } | null> {
  const jpeg = sizeBytes <= MOST_PREVIEW_BYTES ? bytes.read(start, sizeBytes) : null;
  if (jpeg?.readUIntBE(0, 3) !== 0xffd8ff) return null;
  const size = await openImage(jpeg)
    .metadata()
    .catch(() => null);
  return size && { input: jpeg, longPx: Math.max(size.width, size.height) };
}

export const rawFile = (source: OpenedMedia, sourcePath: string): RawFile => ({
  plainPath: source.plainPath,
  sizeBytes: source.sizeBytes,
  fileName: basename(sourcePath),
});
