/** What a download would bring, and what the last one did, so that the same is offered again. Pure. */
import type { Album } from '../../../src-shared/domain/album';
import { type Asset, AssetState } from '../../../src-shared/domain/asset';
import type { ConflictChoice, Download } from '../../../src-shared/domain/download';
import type { AssetId, DownloadId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';

export interface Amount {
  storedCount: number;
  notStoredCount: number;
  /** null: not counted. */
  bytes: number | null;
}

export const amountOfAlbum = (album: Album): Amount => ({
  storedCount: album.storedCount,
  notStoredCount: album.assetCount - album.storedCount,
  bytes: album.assetCount === album.storedCount ? album.totalBytes : null,
});

export function amountOfAssets(assets: readonly Asset[], askedCount: number): Amount {
  const stored = assets.filter((asset) => asset.state === 'stored');
  return {
    storedCount: stored.length,
    notStoredCount: askedCount - stored.length,
    bytes: stored.reduce((sum, asset) => sum + asset.sizeBytes, 0),
  };
}

export interface LastChoice {
  form: 'folder' | 'zip';
  conflicts: ConflictChoice;
  folder: string | null;
}

/** As the newest download had it; the folder of the newest one that went into a folder. */
export function lastChoice(downloads: Readonly<Record<DownloadId, Download>>): LastChoice {
  const newest = Object.values(downloads).sort((a, b) => b.id - a.id);
  const intoFolder = newest.find((download) => download.form === 'folder');
  // Replacing is never proposed: it destroys, so it is chosen each time anew.
  const conflicts =
    intoFolder === undefined || intoFolder.conflicts === 'replace' ? 'ask' : intoFolder.conflicts;
  return { form: newest[0]?.form ?? 'folder', conflicts, folder: intoFolder?.to ?? null };
}

/** Of these photos of the open album, those in one of these states. */
export function inState(
  columns: AssetColumns,
  ids: Iterable<AssetId>,
  is: (state: AssetState) => boolean,
): AssetId[] {
  const found: AssetId[] = [];
  for (const id of ids) {
    const row = columns.rowOf(id);
    const state = row < 0 ? undefined : AssetState.options[columns.state[row] as number];
    if (state !== undefined && is(state)) found.push(id);
  }
  return found;
}
