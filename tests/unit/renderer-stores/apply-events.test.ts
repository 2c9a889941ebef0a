/** Events of the main process as the stores show them: revisions, gaps, early events, albums that go away. */
import { beforeEach, describe, expect, it } from 'vitest';
import { useAlbumsStore } from '../../../src-renderer/stores/albums-store';
import { applyEvent } from '../../../src-renderer/stores/apply-events';
import { useAssetsStore } from '../../../src-renderer/stores/assets-store';
import { useImportRequestStore } from '../../../src-renderer/stores/import-request-store';
import { useListingsStore } from '../../../src-renderer/stores/listings-store';
import { useNavigationStore } from '../../../src-renderer/stores/navigation-store';
import type { Album, AlbumListing } from '../../../src-shared/domain/album';
import { type AssetIndex, type AssetPatch, AssetState } from '../../../src-shared/domain/asset';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import { AlbumId, AssetId, ConnectionId } from '../../../src-shared/units';

const albumId = AlbumId.parse('00000000-0000-4000-8000-000000000001');
const patch = (id: number): AssetPatch => ({
  id: AssetId.parse(id),
  aspect: 1.5,
  sortAtMs: id,
  state: 'stored',
  flags: 4,
  thumbRevision: 1,
  cull: 0,
  stackTop: 0,
});
const indexAt = (revision: number, ids: number[]): AssetIndex => ({
  list: inAlbum(albumId),
  revision,
  ids: Uint32Array.from(ids),
  aspect: Float32Array.from(ids, () => 1.5),
  sortAtMs: Float64Array.from(ids),
  state: Uint8Array.from(ids, () => AssetState.options.indexOf('stored')),
  flags: Uint8Array.from(ids, () => 4),
  thumbRevision: Uint16Array.from(ids, () => 1),
  cull: new Uint8Array(ids.length),
  stackTop: new Uint32Array(ids.length),
});
const album = (title: string, createdAtMs: number, id: AlbumId = albumId): Album => ({
  id,
  title,
  note: '',
  connectionId: ConnectionId.parse('00000000-0000-4000-8000-000000000009'),
  connectionName: 'This computer',
  bucket: 'b',
  prefix: '',
  createdAtMs,
  origin: 'made',
  copyOf: null,
  listedAtMs: null,
  writesSidecars: null,
  assetCount: 0,
  storedCount: 0,
  failedCount: 0,
  totalBytes: 0,
  coverAssetId: null,
  coverThumbRevision: 0,
  state: 'empty',
  firstAtMs: null,
  lastAtMs: null,
});

/** Snapshots main would answer, in order; each is given when `release` says so. */
let snapshots: AssetIndex[] = [];
let releases: Array<() => void> = [];
Object.assign(globalThis, {
  window: {
    caos: {
      call: (name: string) =>
        name === 'assets.index'
          ? new Promise((resolve) => releases.push(() => resolve({ ok: true, value: snapshots.shift() })))
          : Promise.resolve({ ok: true, value: [] }),
    },
  },
});
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};
const shown = () => {
  const { columns, revision, status } = useAssetsStore.getState();
  return { ids: [...(columns?.ids ?? [])], revision, status };
};
const patched = (revision: number, ids: number[]) =>
  applyEvent({
    name: 'assets.patched',
    payload: { albumId, revision, patches: ids.map(patch), removedIds: [] },
  });

beforeEach(() => {
  useAssetsStore.getState().close(albumId);
  snapshots = [];
  releases = [];
});

describe('assets.patched', () => {
  async function opened(): Promise<void> {
    snapshots.push(indexAt(5, [1, 2]));
    const opening = useAssetsStore.getState().open(inAlbum(albumId));
    releases.shift()?.();
    await opening;
  }

  it('adds what follows the snapshot and leaves out what the snapshot had', async () => {
    await opened();
    patched(5, [99]);
    patched(6, [3]);
    expect(shown()).toEqual({ ids: [1, 2, 3], revision: 6, status: 'ready' });
  });

  it('keeps events that came before the snapshot and applies only the newer ones', async () => {
    snapshots.push(indexAt(5, [1]));
    const opening = useAssetsStore.getState().open(inAlbum(albumId));
    patched(5, [99]);
    patched(6, [2]);
    releases.shift()?.();
    await opening;
    expect(shown()).toEqual({ ids: [1, 2], revision: 6, status: 'ready' });
  });

  it('loads the snapshot again after a gap, without losing what is shown meanwhile', async () => {
    await opened();
    snapshots.push(indexAt(8, [1, 2, 3, 4]));
    patched(8, [4]);
    expect(shown()).toEqual({ ids: [1, 2], revision: 5, status: 'ready' });
    releases.shift()?.();
    await settled();
    expect(shown()).toEqual({ ids: [1, 2, 3, 4], revision: 8, status: 'ready' });
  });

  it('keeps events that come while the snapshot is loaded again', async () => {
    await opened();
    snapshots.push(indexAt(8, [1, 2, 3, 4]));
    patched(8, [4]);
    patched(9, [5]);
    releases.shift()?.();
    await settled();
    expect(shown()).toEqual({ ids: [1, 2, 3, 4, 5], revision: 9, status: 'ready' });
  });
});

describe('albums.listing', () => {
  it('keeps the last word on each album, until the album goes away', () => {
    const listing = (seenObjects: number): AlbumListing => ({
      albumId,
      state: 'listing',
      seenObjects,
      addedAssets: 0,
      removedAssets: 0,
      error: null,
    });
    applyEvent({ name: 'albums.listing', payload: listing(1000) });
    applyEvent({ name: 'albums.listing', payload: listing(2000) });
    expect(useListingsStore.getState().listings).toEqual({ [albumId]: listing(2000) });
    applyEvent({ name: 'albums.changed', payload: { albums: [], removedIds: [albumId] } });
    expect(useListingsStore.getState().listings).toEqual({});
  });
});

describe('albums.changed', () => {
  it('puts albums newest first, replaces changed ones, and leaves an album that went away', () => {
    const other = AlbumId.parse('00000000-0000-4000-8000-000000000002');
    applyEvent({
      name: 'albums.changed',
      payload: { albums: [album('Old', 1), album('New', 2, other)], removedIds: [] },
    });
    applyEvent({ name: 'albums.changed', payload: { albums: [album('Old, renamed', 1)], removedIds: [] } });
    expect(useAlbumsStore.getState().albums).toEqual([album('New', 2, other), album('Old, renamed', 1)]);
    useNavigationStore.getState().openAlbum(other);
    applyEvent({ name: 'albums.changed', payload: { albums: [], removedIds: [other] } });
    expect(useAlbumsStore.getState().albums).toEqual([album('Old, renamed', 1)]);
    expect(useNavigationStore.getState().view).toBe('albums');
  });
});

describe('app.open-paths', () => {
  it('asks what the paths shall become', () => {
    applyEvent({ name: 'app.open-paths', payload: { paths: ['/card/DCIM'] } });
    expect(useImportRequestStore.getState().request).toEqual({ paths: ['/card/DCIM'], albumId: null });
  });
});
