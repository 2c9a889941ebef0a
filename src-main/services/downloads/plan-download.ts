/** What a download consists of: the stored photos of an album, or these photos of any albums, each with the path it gets. */
import { AppError } from '../../../src-shared/app-error';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { albumOr404 } from '../albums';
import type { Core } from '../core';
import { inSlices } from './in-slices';
import { safeName, safePaths, safePathsInSteps } from './safe-names';

export interface DownloadPlan {
  title: string;
  albumId: AlbumId | null;
  notStoredCount: number;
  files: Array<{ assetId: AssetId; path: string }>;
}

/** Rows read between two breaths of the main thread. */
const ROWS_AT_ONCE = 500;

/** `bad-input` when nothing was asked for, `not-found` for an unknown album. */
export async function planDownload(
  core: Core,
  asked: { albumId?: AlbumId | undefined; assetIds?: AssetId[] | undefined },
): Promise<DownloadPlan> {
  if (asked.assetIds) return planAssets(core, [...new Set(asked.assetIds)], asked.albumId);
  if (asked.albumId === undefined)
    throw new AppError('bad-input', 'Nothing was chosen to download. Choose an album or photos.');
  const album = albumOr404(core, asked.albumId);
  const stored = await inSlices(storedKeys(core, album.id));
  const paths = await inSlices(safePathsInSteps(stored.map(({ key }) => key)));
  return {
    title: album.title,
    albumId: album.id,
    notStoredCount: album.assetCount - album.storedCount,
    files: stored.map(({ id }, index) => ({ assetId: id, path: paths[index] ?? '' })),
  };
}

function* storedKeys(core: Core, albumId: AlbumId): Generator<void, Array<{ id: AssetId; key: string }>> {
  const stored: Array<{ id: AssetId; key: string }> = [];
  for (;;) {
    const page = core.catalogue.assets.storedKeys(albumId, stored.at(-1)?.key ?? null, null, ROWS_AT_ONCE);
    stored.push(...page);
    if (page.length < ROWS_AT_ONCE) return stored;
    yield;
  }
}

type StoredAsset = Pick<
  ReturnType<Core['catalogue']['assets']['confirmable']>[number],
  'id' | 'albumId' | 'key'
>;

function* storedOf(core: Core, ids: AssetId[]): Generator<void, StoredAsset[]> {
  const stored: StoredAsset[] = [];
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
    for (const { id, albumId, key } of core.catalogue.assets.confirmable(
      ids.slice(from, from + ROWS_AT_ONCE),
    ))
      stored.push({ id, albumId, key });
    yield;
  }
  return stored;
}

/** Photos of several albums lie in a folder for each album. */
async function planAssets(core: Core, ids: AssetId[], albumId: AlbumId | undefined): Promise<DownloadPlan> {
  const stored = (await inSlices(storedOf(core, ids))).filter(
    (asset) => albumId === undefined || asset.albumId === albumId,
  );
  const albumIds = [...new Set(stored.map((asset) => asset.albumId))].sort();
  const albums = albumIds.map((id) => albumOr404(core, id));
  const folders = safePaths(albums.map(({ title }) => safeName(title)));
  const folderOf = new Map(albumIds.map((id, index) => [id, `${folders[index]}/`]));
  const keys = stored.map((asset) => (albums.length > 1 ? folderOf.get(asset.albumId) : '') + asset.key);
  const paths = await inSlices(safePathsInSteps(keys));
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
