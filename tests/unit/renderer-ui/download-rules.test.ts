/** What a download would bring, and which choices of the last one are offered again. */
import { describe, expect, it } from 'vitest';
import {
  amountOfAlbum,
  amountOfAssets,
  inState,
  lastChoice,
} from '../../../src-renderer/features/downloads/download-rules';
import { columnsOf } from '../../../src-renderer/stores/asset-columns';
import type { Album } from '../../../src-shared/domain/album';
import { type Asset, AssetState } from '../../../src-shared/domain/asset';
import type { Download } from '../../../src-shared/domain/download';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import type { AlbumId, AssetId, DownloadId } from '../../../src-shared/units';

const download = (id: number, change: Partial<Download>): Download =>
  ({ id: id as DownloadId, form: 'folder', to: '/a', conflicts: 'ask', ...change }) as Download;
const byId = (...all: Download[]) => Object.fromEntries(all.map((one) => [one.id, one]));

describe('the last choice', () => {
  it('is a folder that is asked for, before there was any', () => {
    expect(lastChoice({})).toEqual({ form: 'folder', conflicts: 'ask', folder: null });
  });

  it('is that of the newest, with the folder used last', () => {
    const all = byId(
      download(1, { to: '/older' }),
      download(2, { to: '/archive', conflicts: 'keep-both' }),
      download(3, { form: 'zip', to: '/x.zip', conflicts: 'replace' }),
    );
    expect(lastChoice(all)).toEqual({ form: 'zip', conflicts: 'keep-both', folder: '/archive' });
  });

  it('never proposes to replace', () => {
    expect(lastChoice(byId(download(1, { conflicts: 'replace' }))).conflicts).toBe('ask');
  });
});

describe('the amount', () => {
  const asset = (id: number, state: AssetState): Asset => ({ id, state, sizeBytes: 100 * id }) as Asset;

  it('counts what is stored, and what is not', () => {
    expect(amountOfAssets([asset(1, 'stored'), asset(2, 'queued'), asset(3, 'stored')], 4)).toEqual({
      storedCount: 2,
      notStoredCount: 2,
      bytes: 400,
    });
  });

  it('says no size of an album that is only partly stored', () => {
    const album = { assetCount: 10, storedCount: 10, totalBytes: 500 } as Album;
    expect(amountOfAlbum(album)).toEqual({ storedCount: 10, notStoredCount: 0, bytes: 500 });
    expect(amountOfAlbum({ ...album, storedCount: 7 })).toEqual({
      storedCount: 7,
      notStoredCount: 3,
      bytes: null,
    });
  });
});

it('finds the photos in a state, and leaves out those that are gone', () => {
  const ids = [1, 2, 3] as AssetId[];
  const states: AssetState[] = ['stored', 'queued', 'failed'];
  const columns = columnsOf({
    list: inAlbum('00000000-0000-4000-8000-000000000001' as AlbumId),
    revision: 1,
    ids: Uint32Array.from(ids),
    aspect: new Float32Array(3),
    sortAtMs: new Float64Array(3),
    state: Uint8Array.from(states, (state) => AssetState.options.indexOf(state)),
    flags: new Uint8Array(3),
    thumbRevision: new Uint16Array(3),
    cull: new Uint8Array(3),
    stackTop: new Uint32Array(3),
  });
  expect(inState(columns, [...ids, 9 as AssetId], (state) => state === 'queued')).toEqual([2]);
});
