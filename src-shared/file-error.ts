/** Translates errors of this computer's file system (by their POSIX names) into ours. */
import { AppError, type ErrorCode } from './app-error';

const byCode: Record<string, [ErrorCode, (path: string) => string]> = {
  ENOENT: [
    'file-missing',
    (path) => `“${path}” is not there any more. Plug in its card or disk, or choose it again.`,
  ],
  ENOTDIR: [
    'file-missing',
    (path) => `“${path}” is not there any more. Plug in its card or disk, or choose it again.`,
  ],
  ENODEV: [
    'file-missing',
    (path) => `“${path}” is not there any more. Plug in its card or disk, or choose it again.`,
  ],
  EACCES: [
    'file-denied',
    (path) => `CAOS may not read “${path}”. Change its permissions, or copy it where you can read it.`,
  ],
  EPERM: [
    'file-denied',
    (path) => `CAOS may not read “${path}”. Change its permissions, or copy it where you can read it.`,
  ],
  ENOSPC: ['disk-full', (path) => `The disk that holds “${path}” is full. Free some space, then try again.`],
  EDQUOT: [
    'disk-full',
    (path) => `Your space on the disk that holds “${path}” is used up. Free some space, then try again.`,
  ],
  EROFS: ['file-denied', (path) => `“${path}” lies on a disk that cannot be written. Choose another folder.`],
};

/** AppErrors pass unchanged; anything unknown becomes `io` with the foreign code in its details. */
export function fileError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as { code?: string } | null)?.code ?? '';
  const known = byCode[code];
  if (known) return new AppError(known[0], known[1](path), { cause: error, params: { path }, details: code });
  return new AppError('io', `“${path}” could not be read or written. Check the disk, then try again.`, {
    cause: error,
    params: { path },
    details: code || String(error),
  });
}
