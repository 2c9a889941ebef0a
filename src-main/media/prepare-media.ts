/** All that is read from one found file: what it says about itself, its thumbnail, or why there is none. */
import path from 'node:path';
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import { makeThumbnailInside } from './embedded-thumbnail';
import type { PrepareFacts, PrepareJob } from './media-protocol';
import { type OpenedMedia, openMedia } from './open-media';
import { probeVideo } from './probe-video';
import { readPhotoMetadata } from './read-metadata';
import { makeThumbnail } from './thumbnail';

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
      if (source.type?.decoder === 'kept') {
        const { sizeBytes, plainPath } = source;
        const fileName = path.basename(job.sourcePath);
        const inside = await makeThumbnailInside(plainPath, { ...job, fileName, sizeBytes });
        return { ...inside, metadata: { ...inside.metadata, ...metadata } };
      }
      const made = await makeThumbnail(source.plainPath, job.thumbPath, job.jobId);
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

async function prepareVideo(job: { ffprobePath: string }, source: OpenedMedia): Promise<PrepareFacts> {
  const { metadata, damage } = await probeVideo(source, job.ffprobePath);
  const mediaError: WireError | null = damage && toWire(damage);
  return { metadata, thumb: null, thumbhash: null, mediaError };
}

function withoutThumbnail(metadata: PrepareFacts['metadata'], error: unknown): PrepareFacts {
  if (error instanceof AppError && faultsOfTheFile.has(error.code)) {
    return { metadata, thumb: null, thumbhash: null, mediaError: toWire(error) };
  }
  throw error;
}
