/**
 * The photos of the open list. All of an album in order of time: one snapshot, then patches by revision; a gap in revisions means: load
 * again. Any other list: what is shown is patched where it stands, and the list is asked for again, calmly, when its rows may differ.
 */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import { isPlain, type PhotoList, plainAlbum } from '../../src-shared/domain/photo-list';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, SelectionId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';
import {
  type AssetColumns,
  applyInPlace,
  applyPatches,
  columnsOf,
  type PatchOutcome,
  writeCull,
} from './asset-columns';
import { noStacks, type StackSizes, type StackView, showStacks, withHidden } from './closed-stacks';
import { createPendingCulls } from './pending-culls';
import { createWholeList } from './whole-list';

type AssetsPatched = EventPayload<'assets.patched'>;

interface AssetsState {
  list: PhotoList | null;
  status: 'none' | 'loading' | 'ready' | 'failed';
  error: AppError | null;
  /** What is shown: all rows but those behind the top of a closed stack. */
  columns: AssetColumns | null;
  /** Every row of the list; the same object while no stack is closed. */
  all: AssetColumns | null;
  /** Photos in each stack of the list, by the one that stands for it. */
  stackSizes: StackSizes;
  stackView: StackView;
  /** Goes up when a person opened or closed stacks: that is shown at once. */
  stackVersion: number;
  revision: number;
  /** Goes up with every change of any row: subscribe to it, the arrays change in place. */
  version: number;
  /** Goes up only when the layout must be made again (rows came, went, moved, changed shape). */
  layoutVersion: number;
  /** The list that `columns` are of: while another one is on its way, the one before. */
  shownList: PhotoList | null;
  /** Full assets asked for so far. Same object while unchanged; changed in place, so subscribe to `detailsVersion`. */
  details: ReadonlyMap<AssetId, Asset>;
  detailsVersion: number;
  /** Shows that list; keeps the old rows until the new ones are there only when it is of the same scope. */
  open(list: PhotoList): Promise<void>;
  reload(): Promise<void>;
  /** Forgets everything when that album went away. */
  close(albumId: AlbumId): void;
  /** All stacks are closed, or open, whatever was done to one by itself. */
  closeStacks(closed: boolean): void;
  /** The stack of that photo is opened or closed again; answers the photo that stands for it, null when it is in none. */
  toggleStack(id: AssetId): AssetId | null;
  /** Photos came into that selection or left it, or lie in another order. */
  selectionChanged(id: SelectionId): void;
  /** Asks for full assets that are not there yet; many calls in one tick become one command. */
  wantDetails(ids: readonly AssetId[]): void;
  applyPatched(event: AssetsPatched): void;
  /** Shows marks that were just pressed, before main has them; `culled` says how that ended. */
  showCulls(ids: readonly AssetId[], next: (packed: number) => number): void;
  culled(ids: readonly AssetId[], ok: boolean): void;
}

/** Full assets kept at most: about 2 KB each, so 20 MB. */
const keptDetails = 10_000;
/** Most ids one `assets.get` takes (ipc-contract). */
const idsPerCall = 1000;

const details = new Map<AssetId, Asset>();
const pendingCulls = createPendingCulls();
const wanted = new Set<AssetId>();
let wantedScheduled = false;
/** Events that came while a snapshot is on its way; null when none is. */
let early: AssetsPatched[] | null = null;
const whole = createWholeList();
let loadNumber = 0;
let reloadTimer: ReturnType<typeof setTimeout> | undefined;

/** A list that may be out of date is asked for again this long after the change (ms): at once to the eye, and once for many changes. */
const calmMs = 400;

type Scoped = Pick<PhotoList, 'scope'>;
export const sameScope = (one: Scoped | null, other: Scoped | null): boolean =>
  JSON.stringify(one?.scope) === JSON.stringify(other?.scope);
const sameList = (one: PhotoList | null, other: PhotoList | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export const useAssetsStore = create<AssetsState>()((set, get) => {
  /** What follows from all rows and the stacks that are closed. */
  function shown(
    all: AssetColumns,
    stackView: StackView,
  ): Pick<AssetsState, 'all' | 'columns' | 'stackSizes'> {
    const { columns, sizes } = showStacks(all, stackView);
    return { all, columns, stackSizes: sizes };
  }

  /** Marks that were written into `all` are shown. */
  function mirrorCulls(ids: readonly AssetId[]): void {
    const { all, columns } = get();
    if (all === null || columns === null || all === columns) return;
    for (const id of ids) {
      const row = columns.rowOf(id);
      if (row >= 0) writeCull(columns, row, all.cull[all.rowOf(id)] as number);
    }
  }

  function viewStacks(stackView: StackView): void {
    set((old) => ({
      stackView,
      ...(old.all !== null && {
        ...shown(old.all, stackView),
        version: old.version + 1,
        layoutVersion: old.layoutVersion + 1,
        stackVersion: old.stackVersion + 1,
      }),
    }));
  }

  /** Rows of `all` changed; `outcome` tells how. The shown ones follow: in place where no row came, went or changed its stack. */
  function show(event: AssetsPatched, outcome: PatchOutcome, stacksChanged: boolean): void {
    set((old) => {
      const { columns } = old;
      const stays = outcome.columns === old.all && !stacksChanged && columns !== null;
      if (stays && columns !== old.all) {
        applyInPlace(columns, event.patches, []);
        mirrorCulls(event.patches.map(({ id }) => id));
      }
      return {
        ...(!stays && shown(outcome.columns, old.stackView)),
        version: old.version + 1,
        layoutVersion: old.layoutVersion + (outcome.layoutChanged || stacksChanged ? 1 : 0),
      };
    });
  }

  async function rowsOf(list: PhotoList): Promise<{ columns: AssetColumns; revision: number }> {
    const narrowing = whole.narrow(list);
    const narrowed = narrowing && (await narrowing);
    if (narrowed) return { columns: narrowed, revision: 0 };
    const index = await call('assets.index', { list });
    return { columns: columnsOf(index), revision: index.revision };
  }

  async function load(list: PhotoList): Promise<void> {
    const number = ++loadNumber;
    early = [];
    clearTimeout(reloadTimer);
    reloadTimer = undefined;
    try {
      const { columns, revision } = await rowsOf(list);
      if (number !== loadNumber) return; // another list was opened meanwhile
      whole.loaded(list, columns);
      pendingCulls.cover(columns, null);
      set((old) => ({
        status: 'ready',
        error: null,
        ...shown(columns, old.stackView),
        shownList: list,
        revision,
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

  function reloadSoon(): void {
    reloadTimer ??= setTimeout(() => {
      reloadTimer = undefined;
      void get().reload();
    }, calmMs);
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

  function refreshDetails(event: AssetsPatched): void {
    for (const id of event.removedIds) details.delete(id);
    want(event.patches.map((patch) => patch.id).filter((id) => details.has(id)));
  }

  return {
    list: null,
    status: 'none',
    error: null,
    columns: null,
    all: null,
    stackSizes: noStacks,
    stackView: { closed: true, except: new Set() },
    stackVersion: 0,
    revision: 0,
    version: 0,
    layoutVersion: 0,
    shownList: null,
    details,
    detailsVersion: 0,

    async open(list) {
      const now = get();
      if (sameList(now.list, list) && (now.status === 'ready' || now.status === 'loading')) return;
      if (sameScope(now.list, list) && now.columns !== null) set({ list });
      else {
        details.clear();
        whole.forget();
        set((old) => ({
          list,
          status: 'loading',
          error: null,
          columns: null,
          all: null,
          stackSizes: noStacks,
          stackView: { ...old.stackView, except: new Set() },
        }));
      }
      await load(list);
    },

    async reload() {
      const { list } = get();
      if (list === null) return;
      if (get().columns === null) set({ status: 'loading', error: null });
      await load(list);
    },

    showCulls(ids, next) {
      const { all } = get();
      if (all === null) return;
      pendingCulls.press(all, ids, next);
      mirrorCulls(ids);
      set((old) => ({ version: old.version + 1 }));
    },

    culled(ids, ok) {
      pendingCulls.answered(get().all, ids, ok);
      mirrorCulls(ids);
      set((old) => ({ version: old.version + 1 }));
    },

    closeStacks(closed) {
      const { stackView } = get();
      if (stackView.closed !== closed || stackView.except.size > 0) viewStacks({ closed, except: new Set() });
    },

    toggleStack(id) {
      const { all, columns, stackSizes, stackView } = get();
      if (all === null || columns === null) return null;
      const stands = standsFor(all, id);
      if (stackSizes.of(stands) === 0) return null;
      const except = new Set(stackView.except);
      if (!except.delete(stands)) except.add(stands);
      viewStacks({ ...stackView, except });
      return stands as AssetId;
    },

    selectionChanged(id) {
      const scope = get().list?.scope;
      const shown =
        (scope?.kind === 'selection' && scope.selectionId === id) ||
        (scope?.kind === 'comparison' && (scope.selectionId === id || scope.otherId === id));
      if (shown) reloadSoon();
    },

    close(albumId) {
      const scope = get().list?.scope;
      if (scope?.kind !== 'album' || scope.albumId !== albumId) return;
      loadNumber++;
      early = null;
      details.clear();
      whole.forget();
      set({ list: null, status: 'none', error: null, columns: null, all: null, revision: 0 });
    },

    wantDetails(ids) {
      want(ids.filter((id) => !details.has(id)));
    },

    applyPatched(told) {
      const { list, all: columns, revision } = get();
      if (list === null || (list.scope.kind === 'album' && told.albumId !== list.scope.albumId)) return;
      if (early !== null) {
        early.push(told);
        return;
      }
      const event = seenFrom(list, told);
      if (columns === null) return; // it could not be loaded; a new load brings all
      const stacksChanged = changesStacks(columns, event);
      if (plainAlbum(list) === null) {
        const outcome = applyInPlace(columns, event.patches, event.removedIds);
        pendingCulls.cover(
          outcome.columns,
          event.patches.map((patch) => patch.id),
        );
        whole.patched(list, outcome.columns, event);
        refreshDetails(event);
        show(event, outcome, stacksChanged);
        const { kind } = list.scope;
        // Members of a selection are told by its own event; everywhere else a photo that is not there may belong in.
        const mayCome = outcome.strange.length > 0 && kind !== 'selection' && kind !== 'comparison';
        if (mayCome || outcome.moved || !isPlain(list)) reloadSoon();
        return;
      }
      if (event.revision <= revision) return; // the snapshot has it already
      if (event.revision !== revision + 1) {
        void get().reload();
        return;
      }
      const outcome = applyPatches(columns, event.patches, event.removedIds);
      pendingCulls.cover(
        outcome.columns,
        event.patches.map((patch) => patch.id),
      );
      whole.patched(list, outcome.columns, event);
      refreshDetails(event);
      set({ revision: event.revision });
      show(event, outcome, stacksChanged);
    },
  };
});

/** A photo that went into the trash is gone from every list but the trash, which it leaves when it is brought back. */
function seenFrom({ scope }: PhotoList, event: AssetsPatched): AssetsPatched {
  const belongs = ({ trashedAtMs }: AssetsPatched['patches'][number]): boolean =>
    (trashedAtMs != null) === (scope.kind === 'trash');
  if (event.patches.every(belongs)) return event;
  const leaving = event.patches.filter((patch) => !belongs(patch)).map((patch) => patch.id);
  return {
    ...event,
    patches: event.patches.filter(belongs),
    removedIds: [...event.removedIds, ...leaving],
  };
}

const changesStacks = (columns: AssetColumns, { patches }: AssetsPatched): boolean =>
  patches.some(({ id, stackTop }) => {
    const row = columns.rowOf(id);
    return row >= 0 && columns.stackTop[row] !== stackTop;
  });

/** The photo that stands for the stack of that one: its top, or the first of it in the list. */
function standsFor(all: AssetColumns, id: number): number {
  const row = all.rowOf(id);
  const top = row < 0 ? 0 : (all.stackTop[row] as number);
  if (top === 0 || all.rowOf(top) >= 0) return top;
  return all.ids[all.stackTop.indexOf(top)] as number;
}

/** The photos that an act on these shown ones is about: with what lies behind a closed stack, in the order of the list. */
export function withStacks(ids: Iterable<AssetId>): AssetId[] {
  const { all, columns } = useAssetsStore.getState();
  return all === null || columns === null ? [...ids] : (withHidden(all, columns, ids) as AssetId[]);
}

/** A full asset (asked for when missing: call wantDetails), or null while it is not there. */
export const useAsset = (id: AssetId | null): Asset | null =>
  useAssetsStore((state) =>
    id === null || state.detailsVersion < 0 ? null : (state.details.get(id) ?? null),
  );
