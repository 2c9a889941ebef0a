/** What a download consists of: the stored photos of an album, or these photos of any albums, each with the path it gets. */
import { AppError } from '../../../src-shared/app-error';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { albumOr404 } from '../albums';
import type { Core } from '../core';
import { safeName, safePaths } from './safe-names';

export interface DownloadPlan {
  title: string;
  albumId: AlbumId | null;
  notStoredCount: number;
  files: Array<{ assetId: AssetId; path: string }>;
}

/** `bad-input` when nothing was asked for, `not-found` for an unknown album. */
export function planDownload(
  core: Core,
  asked: { albumId?: AlbumId | undefined; assetIds?: AssetId[] | undefined },
): DownloadPlan {
  if (asked.assetIds) return planAssets(core, [...new Set(asked.assetIds)], asked.albumId);
  if (asked.albumId === undefined)
    throw new AppError('bad-input', 'Nothing was chosen to download. Choose an album or photos.');
  const album = albumOr404(core, asked.albumId);
  const stored = core.catalogue.assets.storedObjects(album.id);
  const paths = safePaths(stored.map(({ key }) => key));
  return {
    title: album.title,
    albumId: album.id,
    notStoredCount: album.assetCount - album.storedCount,
    files: stored.map(({ id }, index) => ({ assetId: id, path: paths[index] ?? '' })),
  };
}

/** Photos of several albums lie in a folder for each album. */
function planAssets(core: Core, ids: AssetId[], albumId: AlbumId | undefined): DownloadPlan {
  const stored = core.catalogue.assets
    .confirmable(ids)
    .filter((asset) => albumId === undefined || asset.albumId === albumId);
  const albumIds = [...new Set(stored.map((asset) => asset.albumId))].sort();
  const albums = albumIds.map((id) => albumOr404(core, id));
  const folders = safePaths(albums.map(({ title }) => safeName(title)));
  const folderOf = new Map(albumIds.map((id, index) => [id, `${folders[index]}/`]));
  const keys = stored.map((asset) => (albums.length > 1 ? folderOf.get(asset.albumId) : '') + asset.key);
  const paths = safePaths(keys);
  return {
    title: titleOf(stored, albums),
    albumId: albumIds.length === 1 ? (albumIds[0] ?? null) : null,
    notStoredCount: ids.length - stored.length,
    files: stored.map(({ id }, index) => ({ assetId: id, path: paths[index] ?? '' })),
  };
}

function titleOf(stored: Array<{ key: string }>, albums: Array<{ title: string }>): string {
  const [only] = stored;
  if (only && stored.length === 1) return only.key.slice(only.key.lastIndexOf('/') + 1);
  return albums.map(({ title }) => title).join(', ');
}
