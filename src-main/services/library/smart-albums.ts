/** Smart albums: searches with a name, kept on this computer. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import type { PhotoList, SmartAlbum } from '../../../src-shared/domain/photo-list';
import { SmartAlbumId } from '../../../src-shared/units';
import type { Core } from '../core';

/** Errors: `not-found` for an id that is not there any more. */
export function saveSmartAlbum(
  core: Core,
  given: { id?: SmartAlbumId | undefined; name: string; list: PhotoList },
): SmartAlbum {
  const { smartAlbums } = core.catalogue;
  const known = given.id === undefined ? null : smartAlbums.get(given.id);
  if (given.id !== undefined && known === null)
    throw new AppError('not-found', 'This smart album was removed meanwhile. Save the search as a new one.');
  const album: SmartAlbum = {
    id: known?.id ?? SmartAlbumId.parse(randomUUID()),
    name: given.name,
    list: given.list,
    createdAtMs: known?.createdAtMs ?? core.now(),
  };
  smartAlbums.save(album);
  core.changes.smartAlbums();
  return album;
}

export function removeSmartAlbum(core: Core, id: SmartAlbumId): void {
  core.catalogue.smartAlbums.remove(id);
  core.changes.smartAlbums();
}
