/** Albums that somebody shared can be looked at and culled, not changed: what would change one says so before anything begins. */
import { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { readOnly } from '../../storage/received-share';
import { albumOr404 } from '../albums';
import type { Core } from '../core';

const SLICE = 1000;

/** Throws `read-only`, `not-found`. */
export function writableAlbum(core: Pick<Core, 'catalogue'>, id: AlbumId): Album {
  const album = albumOr404(core, id);
  if (album.origin === 'received') throw readOnly();
  return album;
}

/** Throws `read-only` when one of these is in such an album. */
export function refuseReceived(core: Pick<Core, 'catalogue'>, ids: readonly AssetId[]): void {
  if (receivedAlbumsOf(core, ids).size > 0) throw readOnly();
}

/** Throws when a sender lets these be looked at only. It binds CAOS: nothing keeps a person from saving what a screen shows. */
export function refuseViewOnly(
  core: Pick<Core, 'catalogue'>,
  wanted: { albumIds?: readonly AlbumId[]; assetIds?: readonly AssetId[] },
): void {
  const albums = new Set([...(wanted.albumIds ?? []), ...receivedAlbumsOf(core, wanted.assetIds ?? [])]);
  for (const row of core.catalogue.received.list())
    if (albums.has(row.albumId) && !row.allow.web && !row.allow.original)
      throw new AppError(
        'read-only',
        `“${row.title}” was shared with you to be looked at, not to be downloaded. Ask ${row.photographer.name || 'its sender'} for the photos.`,
        { params: { name: row.title } },
      );
}

export const sharedByOthers = (): AppError =>
  new AppError(
    'read-only',
    'Some of these photos were shared with you by somebody else. Leave them out: their sender shares them.',
  );

/** Throws `read-only`: these photos are somebody else's to give out, wherever they were chosen. */
export function refuseSharing(core: Pick<Core, 'catalogue'>, ids: readonly AssetId[]): void {
  if (receivedAlbumsOf(core, ids).size > 0) throw sharedByOthers();
}

function receivedAlbumsOf({ catalogue }: Pick<Core, 'catalogue'>, ids: readonly AssetId[]): Set<AlbumId> {
  const received = new Set(catalogue.received.list().map(({ albumId }) => albumId));
  const found = new Set<AlbumId>();
  if (received.size === 0) return found;
  for (let at = 0; at < ids.length; at += SLICE)
    for (const { albumId } of catalogue.assets.get(ids.slice(at, at + SLICE)))
      if (received.has(albumId)) found.add(albumId);
  return found;
}
