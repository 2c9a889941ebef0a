/** Reads one found file for its metadata, thumbnail and fingerprint, in the media host. A file it cannot decode is kept all the same. */
import { stat } from 'node:fs/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { TransferJob } from '../catalogue/catalogue';
import type { PrepareFacts } from '../media/media-protocol';
import { pathOnDisk } from '../media/path-on-disk';
import type { Core } from './core';
import { fingerprintFile } from './fingerprint-file';

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
  const stamp = await stat(pathOnDisk(job.sourcePath)).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  const modifiedAtMs = Math.trunc(stamp.mtimeMs);
  if (stamp.size !== job.sizeBytes || modifiedAtMs !== job.modifiedAtMs) {
    catalogue.transfers.setStamp(job.id, { sizeBytes: stamp.size, modifiedAtMs });
    // Its images show the file as it was.
    await cache.remove([job.assetId]);
  }
  const fingerprint = await fingerprintFile(pathOnDisk(job.sourcePath), stamp.size).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  const facts = await readMedia(core, job, signal).catch((error: unknown): PrepareFacts => {
    if (error instanceof AppError && costsOnlyThePicture.has(error.code)) {
      return { metadata: {}, thumb: null, thumbhash: null, mediaError: toWire(error) };
    }
    throw error;
  });
  signal.throwIfAborted();
  catalogue.transaction(() => {
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
