/** Reads one found file for its metadata, thumbnail and fingerprint, in the media host. A file it cannot decode is kept all the same. */
import { AppError, toWire } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { TransferJob } from '../catalogue/catalogue';
import { fileStamp } from '../media/file-stamp';
import type { PrepareFacts } from '../media/media-protocol';
import { pathOnDisk } from '../media/path-on-disk';
import type { Core } from './core';
import { fingerprintFile } from './fingerprint-file';
import { withTemplate } from './library/import-template';

/** What a media host's own failure means for the asset: no picture, nothing else. */
const costsOnlyThePicture = new Set([
  'media-timeout',
  'media-crashed',
  'media-broken',
  'unsupported',
  'disk-full',
]);

/**
 * Writes metadata, thumbnail facts and the fingerprint of the asset; re-stamps the transfer when the file changed since it was found.
 * Rejects with `file-missing`, `file-denied`, `io`, `cancelled`.
 */
export async function prepareAsset(core: Core, job: TransferJob, signal: AbortSignal): Promise<void> {
  const { catalogue, cache } = core;
  const stamp = await fileStamp(job.sourcePath).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  const { sizeBytes, modifiedAtMs } = stamp;
  if (sizeBytes !== job.sizeBytes || modifiedAtMs !== job.modifiedAtMs) {
    catalogue.transfers.setStamp(job.id, stamp);
    // Its images show the file as it was.
    await cache.remove([job.assetId]);
  }
  const fingerprint = await fingerprintFile(pathOnDisk(job.sourcePath), sizeBytes).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  const facts = await readMediaOrNot(core, job, signal);
  signal.throwIfAborted();
  withTemplate(core, job.assetId, () => {
    catalogue.assets.setFingerprint(job.assetId, fingerprint);
    catalogue.assets.setPrepared(job.assetId, {
      metadata: facts.metadata,
      thumbhash: facts.thumbhash,
      hasThumb: facts.thumb !== null,
      mediaError: facts.mediaError,
    });
  });
  core.changes.asset(job.albumId, job.assetId);
}

/**
 * The same for a file that is stored already (its pictures were left for later): nothing of what the store confirmed changes. Where the
 * file is gone or another one by now, its pictures are left to be made of what the store holds. Rejects with `cancelled`.
 */
export async function readPictures(core: Core, job: TransferJob, signal: AbortSignal): Promise<void> {
  const { assets } = core.catalogue;
  const stamp = await fileStamp(job.sourcePath).catch(() => null);
  const isTheSame = stamp?.sizeBytes === job.sizeBytes && stamp.modifiedAtMs === job.modifiedAtMs;
  const known = assets.get([job.assetId])[0]?.metadata ?? {};
  const facts = isTheSame ? await readMediaOrNot(core, job, signal) : withoutPicture(known);
  signal.throwIfAborted();
  withTemplate(core, job.assetId, () =>
    assets.setPrepared(job.assetId, {
      metadata: facts.metadata,
      thumbhash: facts.thumbhash,
      hasThumb: facts.thumb !== null,
      mediaError: facts.mediaError,
    }),
  );
  core.changes.asset(job.albumId, job.assetId);
  core.changes.album(job.albumId);
}

const withoutPicture = (metadata: PrepareFacts['metadata']): PrepareFacts => ({
  metadata,
  thumb: null,
  thumbhash: null,
  mediaError: null,
});

/** A file that cannot be decoded has no picture, and says why. */
async function readMediaOrNot(core: Core, job: TransferJob, signal: AbortSignal): Promise<PrepareFacts> {
  try {
    return await readMedia(core, job, signal);
  } catch (error) {
    if (error instanceof AppError && costsOnlyThePicture.has(error.code))
      return { ...withoutPicture({}), mediaError: toWire(error) };
    throw error;
  }
}

/** Making the folder of the thumbnail may fail as its writing may: on a full disk. */
async function readMedia(
  { media, cache }: Core,
  { sourcePath, kind, assetId }: TransferJob,
  signal: AbortSignal,
): Promise<PrepareFacts> {
  let thumbPath: string;
  try {
    thumbPath = cache.thumb(assetId);
  } catch (error) {
    throw fileError(error, sourcePath);
  }
  return media.prepare({ sourcePath, kind, thumbPath }, { signal });
}
