/** Which photos in sight main is asked to fetch a picture for. */
import { expect, it } from 'vitest';
import { picturelessIds } from '../../../src-renderer/features/grid/use-wanted-thumbs';
import { columnsOf } from '../../../src-renderer/stores/asset-columns';
import { AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import type { AlbumId } from '../../../src-shared/units';

it('are stored ones without a picture that may still get one, in display order', () => {
  const stored = AssetState.options.indexOf('stored');
  const rows: Array<[id: number, state: number, flags: number]> = [
    [9, stored, 0],
    [3, stored, 0],
    [4, stored, assetFlag.thumb],
    [5, stored, assetFlag.broken],
    [6, stored, assetFlag.video | assetFlag.thumb],
    [7, AssetState.options.indexOf('uploading'), 0],
    [2, stored, 0],
    [1, stored, 0],
  ];
  const columns = columnsOf({
    list: inAlbum('a' as AlbumId),
    revision: 1,
    ids: Uint32Array.from(rows, ([id]) => id),
    state: Uint8Array.from(rows, ([, state]) => state),
    flags: Uint8Array.from(rows, ([, , flags]) => flags),
    aspect: new Float32Array(rows.length),
    sortAtMs: new Float64Array(rows.length),
    thumbRevision: new Uint16Array(rows.length),
    cull: new Uint8Array(rows.length),
    stackTop: new Uint32Array(rows.length),
  });
  expect(picturelessIds(columns, 1, 7)).toEqual([3, 2]);
});
