/** The folder that a download writes into: its files on their way to a name, and what is in that place already. */
import { constants, type Stats } from 'node:fs';
import { access, link, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import { targetError } from '../../workers/target-file';

/** The same sentence whether a stick was pulled, unmounted or the folder deleted. */
const folderGone = (path: string): AppError =>
  new AppError(
    'file-missing',
    `The folder “${path}” is not there any more. Plug in its disk, then go on with the download.`,
    {
      params: { path },
    },
  );

/** The folder as it was when the download began in this run. */
export interface TargetRoot {
  path: string;
  device: number;
}

/** `file-missing`, `file-denied`. */
export async function openRoot(path: string): Promise<TargetRoot> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) throw folderGone(path);
    await access(path, constants.W_OK);
    return { path, device: found.dev };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw folderGone(path);
    throw targetError(error, path);
  }
}

/** What is wrong with the whole folder; null when it is as it was. An empty place where a stick was is another device. */
export async function rootTrouble(root: TargetRoot): Promise<AppError | null> {
  try {
    const now = await openRoot(root.path);
    return now.device === root.device ? null : folderGone(root.path);
  } catch (error) {
    return error as AppError; // openRoot throws nothing else
  }
}

/** Makes the folders of a path below the root, never the root itself. `known` remembers those that are there. */
export async function makeFolders(root: TargetRoot, path: string, known: Set<string>): Promise<void> {
  const folders = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const folder = join(root.path, ...folders.slice(0, depth));
    if (known.has(folder)) continue;
    try {
      await mkdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw targetError(error, folder);
      const found = await stat(folder).catch(() => null);
      if (!found?.isDirectory())
        throw new AppError(
          'already-exists',
          `“${folder}” is a file, and a folder of that name is needed. Move it away.`,
          {
            retry: 'after-user',
            params: { path: folder },
          },
        );
    }
    known.add(folder);
  }
}

export const pathOf = (root: TargetRoot, path: string): string => join(root.path, ...path.split('/'));

/** The unfinished file, beside its place, found again by what the download is called. */
export const partialOf = (target: string, token: string, number: number): string =>
  join(dirname(target), `.caos-${token}-${number}.part`);

/** Beside it, without the place where it was taken. */
export const cleanOf = (partial: string): string => partial.replace(/\.part$/, '-clean.part');

export const statOf = (path: string): Promise<Stats | null> =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw targetError(error, path);
  });

/** An empty file of this name, or the one that is there. */
export async function makeFile(path: string): Promise<void> {
  try {
    await (
      await open(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666)
    ).close();
  } catch (error) {
    throw targetError(error, path);
  }
}

export const removeFile = (path: string): Promise<void> =>
  rm(path, { force: true }).catch((error) => {
    throw targetError(error, path);
  });

/**
 * Gives the name, never over another file unless `replace`. Answers false when the name is taken. A link fails on a taken name, a rename
 * would replace it; disks without links (FAT) have the name claimed by an empty file first.
 */
export async function giveName(partial: string, target: string, replace: boolean): Promise<boolean> {
  try {
    if (replace) {
      await rename(partial, target);
      return true;
    }
    try {
      await link(partial, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code === 'ENOENT') throw error;
      return await claimName(partial, target);
    }
    await rm(partial, { force: true });
    return true;
  } catch (error) {
    throw targetError(error, target);
  }
}

async function claimName(partial: string, target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(partial, target);
    return true;
  } catch (error) {
    // The empty file is ours: it must not stay under the name.
    await rm(target, { force: true }).catch(() => undefined);
    throw error;
  }
}
