/** What a guest is shown of one file: 2048 px and 512 px without metadata, with a watermark where one is asked for. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ShareJob, SharePictures } from './media-protocol';
import { openMedia } from './open-media';
import { openPicture } from './open-picture';
import { probeVideo } from './probe-video';
import { openRaw, rawFile } from './raw-pictures';
import { findFfmpeg } from './run-ffmpeg';
import { type Picture, PREVIEW_PX, THUMB_PX, writePreview, writeThumbnail } from './thumbnail';
import { drawPoster } from './video-pictures';
import { drawWatermark } from './watermark';
import { wrapPixels } from './wrap-pixels';
import { writeWhole } from './write-whole';

export type ShareRequest = Omit<ShareJob, 'type'> & {
  ffprobePath: string;
  /** null: none on this computer. Default: the one that CAOS brings. */
  ffmpegPath?: string | null;
};

/** Throws `media-broken`, `media-timeout`, `unsupported`, `file-missing`, `file-denied`, `disk-full`, `io`. */
export async function makeSharePictures(request: ShareRequest): Promise<SharePictures> {
  const { sourcePath, webPath, thumbPath, jobId, watermark, fontPath } = request;
  await using source = await openMedia(sourcePath, `${webPath}.${jobId}.link`);
  const ffmpegPath = request.ffmpegPath === undefined ? findFfmpeg() : request.ffmpegPath;
  const isVideo = source.type?.decoder === 'video';
  const video = isVideo ? await probeVideo(source, request.ffprobePath) : null;
  let picture: Picture | null = null;
  if (video) {
    const film = ffmpegPath && { ...source, ffmpegPath, metadata: video.metadata };
    const frame = film ? await drawPoster(film, PREVIEW_PX).catch(() => null) : null;
    picture = frame && { input: wrapPixels(frame, null), orientation: 1 };
  } else {
    picture =
      source.type?.decoder === 'raw'
        ? await openRaw(rawFile(source, sourcePath))
        : await openPicture(source, PREVIEW_PX);
  }
  const made: SharePictures = { web: null, thumb: null, thumbhash: null, video: null };
  if (picture) {
    const web = await writePreview(picture, webPath, jobId, PREVIEW_PX);
    if (watermark !== null) await writeOver(webPath, jobId, { text: watermark, fontPath }, web);
    // Of the picture that is shown, watermark and all.
    const { data, info } = await sharp(webPath)
      .resize(THUMB_PX, THUMB_PX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels as 1 | 3 };
    const { thumb, thumbhash } = await writeThumbnail({ data, raw }, thumbPath, jobId, false);
    Object.assign(made, { web, thumb, thumbhash });
  }
  if (video?.metadata.videoCodec !== undefined)
    made.video = { durationMs: video.metadata.durationMs ?? null };
  return made;
}

async function writeOver(
  webPath: string,
  jobId: number,
  words: { text: string; fontPath: string },
  size: { widthPx: number; heightPx: number },
): Promise<void> {
  const drawn = await drawWatermark({ ...words, ...size });
  const jpeg = await sharp(await readFile(webPath))
    .composite([drawn])
    .keepIccProfile()
    .jpeg({ quality: 85 })
    .toBuffer();
  await writeWhole(webPath, jobId, jpeg);
}
