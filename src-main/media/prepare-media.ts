/** All that is read from one found file: what it says about itself, its thumbnail, or why there is none. */
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { PrepareFacts, PrepareJob } from './media-protocol';
import { withExif } from './open-exif';
import { type OpenedMedia, openMedia } from './open-media';
import { probeVideo } from './probe-video';
import { readPhotoMetadata } from './read-metadata';
import { makeThumbnail, notYet, type Thumbnail } from './thumbnail';

/** What a file itself can be guilty of: facts of the asset, not failures of the job. */
const faultsOfTheFile = new Set(['media-broken', 'media-timeout', 'unsupported']);

/**
 * Never fails for a broken file: its facts then carry `mediaError`. A video has no thumbnail here (posters are made elsewhere) and no
 * error for that. Throws `file-missing`, `file-denied`, `io`, `disk-full`.
 */
export async function prepareMedia(
  job: Omit<PrepareJob, 'type'> & { ffprobePath: string },
): Promise<PrepareFacts> {
  await using source = await openMedia(job.sourcePath, `${job.thumbPath}.${job.jobId}.link`);
  try {
    if (source.type?.decoder === 'video' || (source.type === null && job.kind === 'video'))
      return await prepareVideo(job, source);
    const metadata = await readPhotoMetadata(source.plainPath, source.type);
    try {
      const made =
        source.type?.decoder === 'kept'
          ? await thumbnailInside(source, metadata, job)
          : await makeThumbnail(source.plainPath, job.thumbPath, job.jobId);
      return {
        metadata,
        thumb: made.thumb,
        thumbhash: made.thumbhash,
        mediaError: made.damage && toWire(made.damage),
      };
    } catch (error) {
      return withoutThumbnail(metadata, error);
    }
  } catch (error) {
    return withoutThumbnail(source.type ? { format: source.type.format } : {}, error);
  }
}

/** Clockwise turn by EXIF orientation; no camera mirrors its RAW files. */
const turnOf: Partial<Record<number, number>> = { 3: 180, 6: 90, 8: 270 };

async function prepareVideo(job: { ffprobePath: string }, source: OpenedMedia): Promise<PrepareFacts> {
  const { metadata, damage } = await probeVideo(source, job.ffprobePath);
  const mediaError: WireError | null = damage && toWire(damage);
  return { metadata, thumb: null, thumbhash: null, mediaError };
}

/** RAW and HEIC: the small JPEG that cameras put into EXIF, turned upright as the EXIF says; `unsupported` where there is none. */
async function thumbnailInside(
  source: OpenedMedia,
  metadata: AssetMetadata,
  job: { thumbPath: string; jobId: number },
): Promise<Thumbnail> {
  const inside = await withExif(source.plainPath, { ifd1: true, mergeOutput: false }, (exif) =>
    exif.extractThumbnail(),
  );
  if (!inside || inside.byteLength === 0) throw notYet(source.type?.format ?? 'photo');
  const made = await makeThumbnail(
    inside,
    job.thumbPath,
    job.jobId,
    turnOf[metadata.orientation ?? 1] ?? 0,
  ).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'disk-full'
      ? error
      : notYet(source.type?.format ?? 'photo');
  });
  return { ...made, damage: null };
}

function withoutThumbnail(metadata: AssetMetadata, error: unknown): PrepareFacts {
  if (error instanceof AppError && faultsOfTheFile.has(error.code)) {
    return { metadata, thumb: null, thumbhash: null, mediaError: toWire(error) };
  }
  throw error;
}
