/** Makes the 2048 px preview of any file that can be shown. */
import { AppError } from '../../src-shared/app-error';
import { openMedia } from './open-media';
import { openPicture } from './open-picture';
import { probeVideo } from './probe-video';
import { openRaw, rawFile } from './raw-pictures';
import { findFfmpeg } from './run-ffmpeg';
import { FULL_PX, type ImageSize, type Picture, PREVIEW_PX, writePreview } from './thumbnail';
import { drawPoster } from './video-pictures';
import { wrapPixels } from './wrap-pixels';

export interface PreviewRequest {
  sourcePath: string;
  previewPath: string;
  jobId: number;
  ffprobePath: string;
  /** All the pixels there are instead of 2048. */
  full?: boolean;
  /** null: none on this computer. Default: the one that CAOS brings. */
  ffmpegPath?: string | null;
}

/** Throws `media-broken`, `media-timeout`, `unsupported`, `file-missing`, `file-denied`, `disk-full`, `io`. */
export async function makePreview(request: PreviewRequest): Promise<ImageSize> {
  const { sourcePath, previewPath, jobId } = request;
  await using source = await openMedia(sourcePath, `${previewPath}.${jobId}.link`);
  let picture: Picture;
  if (source.type?.decoder === 'raw') picture = await openRaw(rawFile(source, sourcePath), request.full);
  else if (source.type?.decoder === 'video') {
    const { metadata } = await probeVideo(source, request.ffprobePath);
    const ffmpegPath = request.ffmpegPath === undefined ? findFfmpeg() : request.ffmpegPath;
    const frame = ffmpegPath && (await drawPoster({ ...source, ffmpegPath, metadata }, PREVIEW_PX));
    if (!frame) throw new AppError('unsupported', 'There is no picture in this video that CAOS can show.');
    picture = { input: wrapPixels(frame, null), orientation: 1 };
  } else picture = await openPicture(source, request.full ? FULL_PX : PREVIEW_PX);
  return writePreview(picture, previewPath, jobId, request.full ? FULL_PX : PREVIEW_PX);
}
