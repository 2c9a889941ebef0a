/** Which file of a photo its guests may download as the original: itself, or a copy that was proven not to tell where it was taken. */
import { join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import type { SharePhotoRow, ShareRow } from '../../catalogue/catalogue';
import type { StripFacts } from '../../media/media-protocol';
import { pathOnDisk } from '../../media/path-on-disk';
import { whyNotStripped } from '../downloads/strip-copy';
import { type ShareDesk, stagingOf } from './desk';

export type OriginalToShare =
  | { outcome: 'none' }
  | { outcome: 'itself'; path: string | Buffer }
  /** For the caller to remove. */
  | { outcome: 'copy'; path: string }
  /** Nothing proves that it tells no place: the photo is shown, its original is not offered. */
  | { outcome: 'withheld'; error: AppError };

/** Rejects with what the disk says. */
export async function originalToShare(
  desk: ShareDesk,
  given: { share: ShareRow; photo: SharePhotoRow; asset: Asset; path: string },
  signal: AbortSignal,
): Promise<OriginalToShare> {
  const { share, photo, asset, path } = given;
  if (!share.allow.original) return { outcome: 'none' };
  if (!share.options.stripLocation) return { outcome: 'itself', path: pathOnDisk(path) };
  const targetPath = join(stagingOf(desk, share.id), `original-${photo.place}`);
  const { sizeBytes, kind } = asset;
  const job = { sourcePath: path, sizeBytes, fileName: asset.fileName, kind, targetPath };
  const facts = await desk.core.media.strip(job, { signal }).catch(unreadable);
  if (facts.outcome === 'stripped') return { outcome: 'copy', path: targetPath };
  desk.core.log.info('strip-location', {
    share: share.id,
    place: photo.place,
    reason: facts.reason,
    details: facts.details,
  });
  const error = new AppError(
    'unsupported',
    `“${asset.fileName}” is shown, but its original is not offered, since its place cannot be left out for certain. ${whyNotStripped[facts.reason]} Share it with the place if your guests may know it.`,
    { retry: 'never', params: { key: asset.fileName, place: facts.reason }, details: facts.details },
  );
  return { outcome: 'withheld', error };
}

/** A file that harms the media host proves nothing. */
function unreadable(error: unknown): StripFacts {
  const code = error instanceof AppError ? error.code : null;
  if (code !== 'media-timeout' && code !== 'media-crashed' && code !== 'media-broken') throw error;
  return { outcome: 'cannot', reason: 'structure', details: code };
}
