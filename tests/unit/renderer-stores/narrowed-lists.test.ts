/** A search over rows that are in the window already: main answers with a bit for each, and only then. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { AssetIndex, AssetPatch } from '../../../src-shared/domain/asset';
import { inAlbum, type PhotoList, rowsDigest } from '../../../src-shared/domain/photo-list';
import { AlbumId, type AssetId } from '../../../src-shared/units';

const call = vi.fn();
vi.mock('../../../src-renderer/bridge/client', () => ({ call, asAppError: (error: unknown) => error }));
vi.stubGlobal('window', { setTimeout, clearTimeout });
const { useAssetsStore } = await import('../../../src-renderer/stores/assets-store');

const albumId = AlbumId.parse('00000000-0000-4000-8000-000000000001');
const everything: PhotoList = { ...inAlbum(albumId), scope: { kind: 'everything' } };
const rated = (list: PhotoList, ...ratings: number[]): PhotoList => ({ ...list, query: { ratings } });
/** What main has: changed by the tests, as other windows and imports would. */
let photos: number[] = [];
let asked: string[] = [];
const fits = (id: number, { query }: PhotoList): boolean => query.ratings?.includes(id % 3) ?? true;

const indexOf = (list: PhotoList, ids: number[]): AssetIndex => ({
  list,
  revision: 7,
  ids: Uint32Array.from(ids),
  aspect: new Float32Array(ids.length).fill(1.5),
  sortAtMs: Float64Array.from(ids),
  state: new Uint8Array(ids.length).fill(4),
  flags: new Uint8Array(ids.length),
  thumbRevision: new Uint16Array(ids.length),
  cull: Uint8Array.from(ids, (id) => id % 3),
  stackTop: new Uint32Array(ids.length),
});
beforeEach(() => {
  asked = [];
  photos = Array.from({ length: 20 }, (_, n) => n + 1);
  useAssetsStore.setState({ list: null, status: 'none', columns: null });
  call.mockImplementation(
    async (name: string, { list, known }: { list: PhotoList; known: { count: number; digest: number } }) => {
      asked.push(name);
      if (name === 'assets.index')
        return indexOf(
          list,
          photos.filter((id) => fits(id, list)),
        );
      if (name !== 'assets.narrow') return [];
      if (known.count !== photos.length || known.digest !== rowsDigest(Uint32Array.from(photos)))
        return { fits: null };
      const bits = new Uint8Array(Math.ceil(photos.length / 8));
      photos.forEach((id, row) => {
        if (fits(id, list)) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
      });
      return { fits: bits };
    },
  );
});
const open = (list: PhotoList): Promise<void> => useAssetsStore.getState().open(list);
const shown = (): number[] => [...(useAssetsStore.getState().columns?.ids ?? [])];
const patchOf = (id: number, cull: number): AssetPatch => ({
  id: id as AssetId,
  aspect: 1.5,
  sortAtMs: id,
  state: 'stored',
  flags: 0,
  thumbRevision: 0,
  cull,
  stackTop: 0,
  trashedAtMs: null,
});

it('asks for bits once the whole list is here, and shows the same rows', async () => {
  await open(everything);
  await open(rated(everything, 1));
  expect(shown()).toEqual([1, 4, 7, 10, 13, 16, 19]);
  await open(rated(everything, 0, 2));
  expect(shown()).toEqual(photos.filter((id) => id % 3 !== 1));
  await open(everything);
  expect(shown()).toEqual(photos);
  expect(asked).toEqual(['assets.index', 'assets.narrow', 'assets.narrow', 'assets.index']);
});

it('takes all columns where the rows here are not those of main, and of another scope or order', async () => {
  await open(everything);
  photos.push(21);
  await open(rated(everything, 0));
  expect(shown()).toEqual([3, 6, 9, 12, 15, 18, 21]);
  await open(rated(everything, 1));
  await open(rated({ ...everything, sort: { by: 'name', descending: false } }, 1));
  await open(rated(inAlbum(albumId), 1));
  expect(asked).toEqual([
    'assets.index',
    'assets.narrow',
    'assets.index',
    'assets.index',
    'assets.index',
    'assets.index',
  ]);
});

it('keeps what was patched while it was narrowed', async () => {
  await open(everything);
  await open(rated(everything, 1));
  photos = photos.filter((id) => id !== 5);
  useAssetsStore.getState().applyPatched({
    albumId,
    revision: 8,
    patches: [patchOf(3, 5), patchOf(4, 2)],
    removedIds: [5 as AssetId],
  });
  await open(rated(everything, 0, 1));
  const { columns } = useAssetsStore.getState();
  expect(columns?.cull[columns.rowOf(3)]).toBe(5);
  expect(columns?.cull[columns.rowOf(4)]).toBe(2);
  expect(columns?.rowOf(5)).toBe(-1);
  expect(asked.filter((name) => name.startsWith('assets.i') || name.startsWith('assets.n'))).toEqual([
    'assets.index',
    'assets.narrow',
    'assets.narrow',
  ]);
});
