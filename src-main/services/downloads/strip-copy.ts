/** A photo of a download without the place where it was taken: made from what came from the store, once that was proven; or why it cannot be. */
import { AppError } from '../../../src-shared/app-error';
import type { DownloadJob } from '../../catalogue/catalogue';
import type { MediaPool } from '../../media/media-protocol';
import type { CannotStrip } from '../../media/place-draft';
import type { Core } from '../core';
import { cleanOf } from './folder-target';

export const whyNotStripped: Record<CannotStrip, string> = {
  kind: 'CAOS cannot take the place out of files of this kind.',
  structure: 'It is damaged, or written in a way that CAOS does not know.',
  hidden: 'It holds data that CAOS does not know, which may tell the place.',
  track: 'It is a film with a track of measurements, which may tell the way.',
  'still-there': 'A copy was made, and still told the place.',
};

/** Answers the path of the clean copy, beside `partial`. Rejects with `unsupported` when there can be none; then nothing is left of it. */
export async function stripCopy(
  core: Core,
  partial: string,
  job: Pick<DownloadJob, 'key' | 'assetId' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<string> {
  const targetPath = cleanOf(partial);
  const asset = core.catalogue.assets.get([job.assetId])[0];
  const facts = await strip(
    core.media,
    {
      sourcePath: partial,
      sizeBytes: job.sizeBytes,
      fileName: job.key.slice(job.key.lastIndexOf('/') + 1),
      kind: asset?.kind ?? 'photo',
      targetPath,
    },
    job.key,
    signal,
  );
  if (facts.outcome === 'stripped') return targetPath;
  core.log.info('strip-location', { key: job.key, reason: facts.reason, details: facts.details });
  throw new AppError(
    'unsupported',
    `“${job.key}” is left out, since its place cannot be left out for certain. ${whyNotStripped[facts.reason]} Download it without that choice if others may know where it was taken.`,
    { retry: 'never', params: { key: job.key, place: facts.reason }, details: facts.details },
  );
}

/** Reading it may fail as badly as for a thumbnail; what that says of thumbnails would be beside the point here. */
async function strip(
  media: MediaPool,
  job: Parameters<MediaPool['strip']>[0],
  key: string,
  signal: AbortSignal,
): ReturnType<MediaPool['strip']> {
  try {
    return await media.strip(job, { signal });
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    if (code !== 'media-timeout' && code !== 'media-crashed') throw error;
    throw new AppError(
      code,
      `“${key}” is left out: reading it to take its place out failed. Download it without that choice if others may know where it was taken.`,
      { retry: 'never', params: { key, place: 'structure' }, cause: error },
    );
  }
}
