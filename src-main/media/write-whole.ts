/** Writes a derived image whole or not at all: to a temporary neighbour, then renamed. Not synced to disk: it can be made again. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/app-error';

/** Known to the pool too, which removes it when it kills the host that was writing. */
export const temporaryNameOf = (target: string, jobId: number): string => `${target}.${jobId}.tmp`;

/** Of a video's strip of frames: beside its thumbnail, and trimmed and removed with it. */
export const stripPathOf = (thumbPath: string): string =>
  path.join(path.dirname(thumbPath), `${path.basename(thumbPath, '.webp')}.strip.webp`);

/** The same picture as small as grids show it, beside its thumbnail; there is none where `writeThumbnail` did not make it. */
export const gridPathOf = (thumbPath: string): string =>
  path.join(path.dirname(thumbPath), `${path.basename(thumbPath, '.webp')}.grid.jpg`);

/** Throws `disk-full` or `io`; then nothing is left behind and an older image is as it was. */
export async function writeWhole(target: string, jobId: number, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryNameOf(target, jobId);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asWriteError(error);
  }
}

function asWriteError(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'disk-full',
      'There is no space left on this computer for thumbnails. Free some space, then try again.',
      {
        cause: error,
      },
    );
  }
  return new AppError(
    'io',
    'A thumbnail could not be written on this computer. Check the disk, then try again.',
    {
      cause: error,
      details: code,
    },
  );
}
