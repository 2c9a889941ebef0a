/** What the stage needs to know of a photo, from the list's columns and, once they are there, its details. */
import { type Asset, assetFlag } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import type { StagePhoto } from './stage-picture';

export function stagePhotoOf(columns: AssetColumns, row: number, asset: Asset | null): StagePhoto {
  const { widthPx, heightPx } = asset?.metadata ?? {};
  return {
    id: columns.ids[row] as AssetId,
    revision: columns.thumbRevision[row] as number,
    hasThumb: ((columns.flags[row] as number) & assetFlag.thumb) !== 0,
    aspect: columns.aspect[row] as number,
    ownSize: widthPx !== undefined && heightPx !== undefined ? { widthPx, heightPx } : null,
    name: asset?.fileName ?? '',
  };
}

/** `picture`: the stage can show it. */
export function kindAt(columns: AssetColumns, row: number): 'picture' | 'video' | 'broken' {
  const flags = columns.flags[row] as number;
  if ((flags & assetFlag.video) !== 0) return 'video';
  return (flags & assetFlag.broken) !== 0 ? 'broken' : 'picture';
}
