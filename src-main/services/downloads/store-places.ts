/** Folders of this computer that are stores themselves: files of a download would be objects of their albums, or replace some. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Core } from '../core';

/** `bad-input` when this place lies in one. */
export async function refuseStorePlaces({ catalogue }: Core, to: string): Promise<void> {
  const place = await realPlace(to);
  for (const { name, config } of catalogue.connections.list()) {
    if (config.kind !== 'local' || !isWithin(await realPlace(config.root), place)) continue;
    throw new AppError(
      'bad-input',
      `“${to}” lies in the folder where “${name}” keeps its albums. Choose another folder.`,
      { params: { path: to } },
    );
  }
}

/** Where it really is; what is not there yet lies below what is. */
async function realPlace(path: string): Promise<string> {
  const found = await realpath(path).catch(() => null);
  if (found !== null || dirname(path) === path) return found ?? path;
  return join(await realPlace(dirname(path)), relative(dirname(path), path));
}

const isWithin = (folder: string, place: string): boolean => {
  const way = relative(folder, place);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
};
