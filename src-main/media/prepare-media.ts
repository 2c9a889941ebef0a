/** All that is read from one found file: what it says about itself, its thumbnail, or why there is none. */
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { PrepareFacts, PrepareJob } from './media-protocol';
import { type OpenedMedia, openMedia } from './open-media';
import { openPicture } from './open-picture';
import { probeVideo } from './probe-video';
import { prepareRaw, rawFile, rawMetadata } from './raw-pictures';
import { readPhotoMetadata } from './read-metadata';
import { findFfmpeg } from './run-ffmpeg';
import { makeThumbnail, THUMB_PX, writeThumbnail } from './thumbnail';
import { drawPoster, writeStrip } from './video-pictures';

/** What a file itself can be guilty of: facts of the asset, not failures of the job. */
const faultsOfTheFile = new Set(['media-broken', 'media-timeout', 'unsupported']);

type Request = Omit<PrepareJob, 'type'> & {
  ffprobePath: string;
  /** null: none on this computer, and videos have no picture. Default: the one that CAOS brings. */
  ffmpegPath?: string | null;
};

/**
 * Never fails for a broken file: its facts then carry `mediaError`. A video's thumbnail is a frame of it, with a strip of frames beside it
 * (video-pictures.ts). Throws `file-missing`, `file-denied`, `io`, `disk-full`.
 */
export async function prepareMedia(job: Request): Promise<PrepareFacts> {
  await using source = await openMedia(job.sourcePath, `${job.thumbPath}.${job.jobId}.link`);
  try {
    if (source.type?.decoder === 'video' || (source.type === null && job.kind === 'video'))
      return await prepareVideo(job, source);
    return source.type?.decoder === 'raw'
      ? await prepareRawFile(job, source)
      : await preparePhoto(job, source);
  } catch (error) {
    return withoutThumbnail(source.type ? { format: source.type.format } : {}, error);
  }
}

async function preparePhoto(job: Request, source: OpenedMedia): Promise<PrepareFacts> {
  const metadata = await readPhotoMetadata(source.plainPath, source.type);
  try {
    const picture = await openPicture(source, THUMB_PX);
    const made = await makeThumbnail(picture, job.thumbPath, job.jobId);
    return {
      metadata: { ...metadata, ...picture.size, ...made.measures },
      thumb: made.thumb,
      thumbhash: made.thumbhash,
      mediaError: made.damage && toWire(made.damage),
    };
  } catch (error) {
    return withoutThumbnail(metadata, error);
  }
}

async function prepareRawFile(job: Request, source: OpenedMedia): Promise<PrepareFacts> {
  const file = rawFile(source, job.sourcePath);
  const metadata = await rawMetadata(file);
  try {
    const facts = await prepareRaw(file, job);
    return { ...facts, metadata: { ...facts.metadata, ...metadata } };
  } catch (error) {
    return withoutThumbnail(metadata, error);
  }
}

async function prepareVideo(job: Request, source: OpenedMedia): Promise<PrepareFacts> {
  const { metadata, damage } = await probeVideo(source, job.ffprobePath);
  const mediaError: WireError | null = damage && toWire(damage);
  const nothing = { metadata, thumb: null, thumbhash: null, mediaError };
  const ffmpegPath = job.ffmpegPath === undefined ? findFfmpeg() : job.ffmpegPath;
  // Of a file without a picture stream nothing can be drawn.
  if (!ffmpegPath || metadata.videoCodec === undefined) return nothing;
  try {
    const film = { ...source, ffmpegPath, metadata };
    const frame = await drawPoster(film, THUMB_PX);
    if (!frame) return nothing;
    const { thumb, thumbhash, measures } = await writeThumbnail(frame, job.thumbPath, job.jobId);
    const stripFrames = await writeStrip(film, job.thumbPath, job.jobId);
    return {
      metadata: { ...metadata, ...measures, ...(stripFrames > 0 && { stripFrames }) },
      thumb,
      thumbhash,
      mediaError,
    };
  } catch (error) {
    // What is wrong with the file says more than that it cannot be drawn.
    return damage ? nothing : withoutThumbnail(metadata, error);
  }
}

function withoutThumbnail(metadata: PrepareFacts['metadata'], error: unknown): PrepareFacts {
  if (error instanceof AppError && faultsOfTheFile.has(error.code)) {
    return { metadata, thumb: null, thumbhash: null, mediaError: toWire(error) };
  }
  throw error;
}
