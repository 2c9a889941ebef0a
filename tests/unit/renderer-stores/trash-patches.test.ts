/** What goes into the trash leaves every list but the trash, and comes back by a patch as well. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { AssetIndex, AssetPatch } from '../../../src-shared/domain/asset';
import { inAlbum, type PhotoList } from '../../../src-shared/domain/photo-list';
import { AlbumId, type AssetId } from '../../../src-shared/units';

const call = vi.fn();
vi.mock('../../../src-renderer/bridge/client', () => ({ call, asAppError: (error: unknown) => error }));
vi.stubGlobal('window', { setTimeout, clearTimeout });
const { useAssetsStore } = await import('../../../src-renderer/stores/assets-store');
const { useMarksStore } = await import('../../../src-renderer/stores/marks-store');
const { photoAfter } = await import('../../../src-renderer/features/trash/use-trash-acts');

const albumId = AlbumId.parse('00000000-0000-4000-8000-000000000001');
const indexOf = (list: PhotoList, ids: number[]): AssetIndex => ({
  list,
  revision: 0,
  ids: Uint32Array.from(ids),
  aspect: new Float32Array(ids.length).fill(1.5),
  sortAtMs: Float64Array.from(ids),
  state: new Uint8Array(ids.length).fill(4),
  flags: new Uint8Array(ids.length),
  thumbRevision: new Uint16Array(ids.length),
  cull: new Uint8Array(ids.length),
  stackTop: new Uint32Array(ids.length),
});
const patchOf = (id: number, trashedAtMs: number | null): AssetPatch => ({
  id: id as AssetId,
  aspect: 1.5,
  sortAtMs: id,
  state: 'stored',
  flags: 0,
  thumbRevision: 0,
  cull: 0,
  stackTop: 0,
  trashedAtMs,
});
async function open(list: PhotoList, ids: number[]): Promise<void> {
  call.mockImplementation(async (name: string) => (name === 'assets.index' ? indexOf(list, ids) : []));
  await useAssetsStore.getState().open(list);
}
const shown = (): number[] => [...(useAssetsStore.getState().columns?.ids ?? [])];
const tell = (revision: number, ...patches: AssetPatch[]): void =>
  useAssetsStore.getState().applyPatched({ albumId, revision, patches, removedIds: [] });

beforeEach(() => useMarksStore.getState().clear());

it('leaves the album, and comes back to its place', async () => {
  await open(inAlbum(albumId), [1, 2, 3]);
  tell(1, patchOf(2, 5));
  expect(shown()).toEqual([1, 3]);
  tell(2, patchOf(2, 5)); // its thumbnail, say: it is none of this list
  expect(shown()).toEqual([1, 3]);
  tell(3, patchOf(2, null));
  expect(shown()).toEqual([1, 2, 3]);
});

it('leaves the trash when it is brought back; others do not come in unasked', async () => {
  await open({ ...inAlbum(albumId), scope: { kind: 'trash' } }, [2, 3]);
  tell(1, patchOf(2, null), patchOf(7, null));
  expect(shown()).toEqual([3]);
});

it('the focus goes to the photo behind the last that leaves, else to the one before', async () => {
  await open(inAlbum(albumId), [1, 2, 3, 4]);
  const after = (...ids: number[]): number | null => photoAfter(ids as AssetId[]);
  expect(after(2)).toBe(3);
  expect(after(1, 3)).toBe(4);
  expect(after(3, 4)).toBe(2);
  expect(after(1, 2, 3, 4)).toBeNull();
});
