/** The assets of the open album: one snapshot, then patches by revision; a gap in revisions means: load again. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';
import { type AssetColumns, applyPatches, columnsOf } from './asset-columns';

type AssetsPatched = EventPayload<'assets.patched'>;

interface AssetsState {
  albumId: AlbumId | null;
  status: 'none' | 'loading' | 'ready' | 'failed';
  error: AppError | null;
  columns: AssetColumns | null;
  revision: number;
  /** Goes up with every change of any row: subscribe to it, the arrays change in place. */
  version: number;
  /** Goes up only when the layout must be made again (rows came, went, moved, changed shape). */
  layoutVersion: number;
  /** Full assets asked for so far. Same object while unchanged; changed in place, so subscribe to `detailsVersion`. */
  details: ReadonlyMap<AssetId, Asset>;
  detailsVersion: number;
  /** Shows that album; keeps the old rows until the new ones are there only when it is the same album. */
  open(albumId: AlbumId): Promise<void>;
  reload(): Promise<void>;
  /** Forgets everything when that album went away. */
  close(albumId: AlbumId): void;
  /** Asks for full assets that are not there yet; many calls in one tick become one command. */
  wantDetails(ids: readonly AssetId[]): void;
  applyPatched(event: AssetsPatched): void;
}

/** Full assets kept at most: about 2 KB each, so 20 MB. */
const keptDetails = 10_000;
/** Most ids one `assets.get` takes (ipc-contract). */
const idsPerCall = 1000;

const details = new Map<AssetId, Asset>();
const wanted = new Set<AssetId>();
let wantedScheduled = false;
/** Events that came while a snapshot is on its way; null when none is. */
let early: AssetsPatched[] | null = null;
let loadNumber = 0;

export const useAssetsStore = create<AssetsState>()((set, get) => {
  async function load(albumId: AlbumId): Promise<void> {
    const number = ++loadNumber;
    early = [];
    try {
      const index = await call('assets.index', { albumId });
      if (number !== loadNumber) return; // another album was opened meanwhile
      set((old) => ({
        status: 'ready',
        error: null,
        columns: columnsOf(index),
        revision: index.revision,
        version: old.version + 1,
        layoutVersion: old.layoutVersion + 1,
      }));
      const waiting = early ?? [];
      early = null;
      for (const event of waiting) get().applyPatched(event);
    } catch (error) {
      if (number !== loadNumber) return;
      early = null;
      set({ status: 'failed', error: asAppError(error) });
    }
  }

  async function fetchWanted(): Promise<void> {
    wantedScheduled = false;
    const ids = [...wanted];
    wanted.clear();
    for (let from = 0; from < ids.length; from += idsPerCall) {
      // A failed look-up leaves the rows without details; they are asked for again when they are looked at again.
      const assets = await call('assets.get', { ids: ids.slice(from, from + idsPerCall) }).catch(() => []);
      for (const asset of assets) {
        details.delete(asset.id);
        details.set(asset.id, asset);
      }
    }
    for (const id of details.keys()) {
      if (details.size <= keptDetails) break;
      details.delete(id);
    }
    set((old) => ({ detailsVersion: old.detailsVersion + 1 }));
  }

  function want(ids: Iterable<AssetId>): void {
    for (const id of ids) wanted.add(id);
    if (wanted.size === 0 || wantedScheduled) return;
    wantedScheduled = true;
    queueMicrotask(() => void fetchWanted());
  }

  return {
    albumId: null,
    status: 'none',
    error: null,
    columns: null,
    revision: 0,
    version: 0,
    layoutVersion: 0,
    details,
    detailsVersion: 0,

    async open(albumId) {
      if (get().albumId === albumId && get().status === 'ready') return;
      if (get().albumId !== albumId) details.clear();
      set({ albumId, status: 'loading', error: null, columns: null });
      await load(albumId);
    },

    async reload() {
      const { albumId } = get();
      if (albumId === null) return;
      if (get().columns === null) set({ status: 'loading', error: null });
      await load(albumId);
    },

    close(albumId) {
      if (get().albumId !== albumId) return;
      loadNumber++;
      early = null;
      details.clear();
      set({ albumId: null, status: 'none', error: null, columns: null, revision: 0 });
    },

    wantDetails(ids) {
      want(ids.filter((id) => !details.has(id)));
    },

    applyPatched(event) {
      const { albumId, columns, revision } = get();
      if (event.albumId !== albumId) return;
      if (early !== null) {
        early.push(event);
        return;
      }
      if (columns === null) return; // it could not be loaded; a new load brings all
      if (event.revision <= revision) return; // the snapshot has it already
      if (event.revision !== revision + 1) {
        void get().reload();
        return;
      }
      const outcome = applyPatches(columns, event.patches, event.removedIds);
      for (const id of event.removedIds) details.delete(id);
      want(event.patches.map((patch) => patch.id).filter((id) => details.has(id)));
      set((old) => ({
        columns: outcome.columns,
        revision: event.revision,
        version: old.version + 1,
        layoutVersion: old.layoutVersion + (outcome.layoutChanged ? 1 : 0),
      }));
    },
  };
});

/** A full asset (asked for when missing: call wantDetails), or null while it is not there. */
export const useAsset = (id: AssetId | null): Asset | null =>
  useAssetsStore((state) =>
    id === null || state.detailsVersion < 0 ? null : (state.details.get(id) ?? null),
  );
