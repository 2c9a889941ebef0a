/** Opens a media file for libraries that take a path: says what it is by its first bytes, and why when it cannot be read. */
import { mkdir, open, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/app-error';
import { MAGIC_BYTES, type MediaType, mediaTypeByBytes, mediaTypeByName } from './media-type';
import { pathOnDisk } from './path-on-disk';

export interface OpenedMedia extends AsyncDisposable {
  /** An absolute path any library can take. */
  plainPath: string;
  sizeBytes: number;
  /** null when neither name nor bytes are known. */
  type: MediaType | null;
  /** False when the first bytes belong to no known format. */
  known: boolean;
}

/**
 * `linkPath` is made (and removed on disposal) only for a name that is no UTF-8: sharp and ffprobe take strings, so they get a link to it.
 * Throws `file-missing`, `file-denied`, `io`.
 */
export async function openMedia(sourcePath: string, linkPath: string): Promise<OpenedMedia> {
  const { head, sizeBytes } = await readHead(sourcePath);
  const byBytes = mediaTypeByBytes(head);
  const byName = mediaTypeByName(sourcePath);
  const onDisk = pathOnDisk(sourcePath);
  let plainPath = path.resolve(sourcePath);
  if (typeof onDisk !== 'string') {
    await mkdir(path.dirname(linkPath), { recursive: true });
    await rm(linkPath, { force: true });
    await symlink(onDisk, linkPath);
    plainPath = linkPath;
  }
  return {
    plainPath,
    sizeBytes,
    type: agreedType(byName, byBytes),
    known: byBytes !== null,
    async [Symbol.asyncDispose]() {
      if (plainPath === linkPath) await rm(linkPath, { force: true });
    },
  };
}

/**
 * Bytes are believed before names, with one exception: most RAW files are TIFF in their first bytes (and sharp would show the tiny
 * preview in them as if it were the photo), so a RAW name stands.
 */
export function agreedType(byName: MediaType | null, byBytes: MediaType | null): MediaType | null {
  if (
    byName?.decoder === 'raw' &&
    (byBytes === null || byBytes.format === 'tiff' || byBytes.decoder === 'raw')
  )
    return byName;
  // HIF and HEIC are one; a brand that only says "image" may as well hold AV1.
  if (byBytes?.decoder === 'heif' && (byName?.decoder === 'heif' || byName?.format === 'avif')) return byName;
  // One container, several names: the name says more (m4v, 3gp, webm).
  if (byName?.decoder === 'video' && (byBytes === null || byBytes.decoder === 'video')) {
    return byBytes?.format === 'mov' || (byBytes?.format === 'mp4' && byName.format === 'mov')
      ? byBytes
      : byName;
  }
  return byBytes ?? byName;
}

async function readHead(sourcePath: string): Promise<{ head: Uint8Array; sizeBytes: number }> {
  try {
    await using handle = await open(pathOnDisk(sourcePath), 'r');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    return { head: buffer.subarray(0, bytesRead), sizeBytes: (await handle.stat()).size };
  } catch (error) {
    throw asReadError(error, sourcePath);
  }
}

function asReadError(error: unknown, sourcePath: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const init = { params: { path: sourcePath }, details: code, cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(
      'file-missing',
      `“${sourcePath}” is not there any more. Connect its disk or card, then try again.`,
      init,
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError(
      'file-denied',
      `This user may not read “${sourcePath}”. Change its permissions, then try again.`,
      init,
    );
  }
  return new AppError(
    'io',
    `“${sourcePath}” could not be read. Check its disk or card, then try again.`,
    init,
  );
}
