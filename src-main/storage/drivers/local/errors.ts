/** Translates errors of the file system into ours. */
import { AppError, type ErrorCode } from '../../../../src-shared/app-error';
import { cancelledError, isAbort } from '../../cancellation';

export const errnoOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';
/** Nothing lies at that path. */
export const isMissing = (error: unknown): boolean =>
  errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';

const table: Record<string, [ErrorCode, (path: string) => string]> = {
  ENOSPC: ['disk-full', (path) => `The disk that holds “${path}” is full. Free some space, then try again.`],
  EDQUOT: [
    'disk-full',
    (path) => `Your space on the disk that holds “${path}” is used up. Free some space, then try again.`,
  ],
  EFBIG: [
    'disk-full',
    (path) => `The disk that holds “${path}” cannot keep a file that large. Choose a folder on another disk.`,
  ],
  EACCES: [
    'file-denied',
    (path) => `CAOS may not use “${path}”. Change its permissions, or choose another folder.`,
  ],
  EPERM: [
    'file-denied',
    (path) => `CAOS may not use “${path}”. Change its permissions, or choose another folder.`,
  ],
  EROFS: ['file-denied', (path) => `“${path}” lies on a disk that cannot be written. Choose another folder.`],
  ENAMETOOLONG: [
    'bad-input',
    (path) => `The name “${path}” is too long for this disk. Shorten it and try again.`,
  ],
  EILSEQ: [
    'bad-input',
    (path) => `The name “${path}” cannot be stored on this disk. Rename it and try again.`,
  ],
  ENOTDIR: [
    'bad-input',
    (path) => `“${path}” cannot be stored: a part of its path is a file already. Rename it and try again.`,
  ],
  EISDIR: [
    'bad-input',
    (path) => `“${path}” cannot be stored: a folder has that name already. Rename it and try again.`,
  ],
};

/** AppErrors pass unchanged; anything unknown becomes `io` with the foreign code in its details. */
export function translateFileError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  if (isAbort(error)) return cancelledError(error);
  const errno = errnoOf(error);
  const known = table[errno];
  if (known)
    return new AppError(known[0], known[1](path), { cause: error, params: { path }, details: errno });
  return new AppError('io', `“${path}” could not be read or written. Check the disk, then try again.`, {
    cause: error,
    params: { path },
    details: errno || String(error),
  });
}

export const rootMissing = (root: string): AppError =>
  new AppError('file-missing', `The folder “${root}” is gone: plug the disk in or choose another folder.`, {
    params: { path: root },
  });
export const bucketMissing = (bucket: string, root: string): AppError =>
  new AppError(
    'bucket-missing',
    `There is no folder “${bucket}” in “${root}” any more. Put it back, or remove the album.`,
    {
      params: { bucket, path: root },
    },
  );
export const objectMissing = (bucket: string, key: string): AppError =>
  new AppError('not-found', `“${key}” is not in “${bucket}” any more.`, { params: { bucket, key } });
export const uploadGone = (key: string): AppError =>
  new AppError('upload-gone', `The unfinished upload of “${key}” is gone from the store. It begins again.`, {
    params: { key },
  });
export const objectChanged = (key: string): AppError =>
  new AppError('precondition', `“${key}” was changed meanwhile and was left as it is. Look at it again.`, {
    params: { key },
  });
export const damagedOnTheWay = (key: string): AppError =>
  new AppError('integrity', `“${key}” arrived changed and was not kept. It will be sent again.`, {
    params: { key },
  });
