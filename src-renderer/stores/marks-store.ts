/** Which photos are marked in the grid (not to be taken for a Selection, which is named and lasts), and where the focus is. */
import { create } from 'zustand';
import type { AssetId } from '../../src-shared/units';

interface MarksState {
  ids: ReadonlySet<AssetId>;
  /** Where a range starts (Shift). */
  anchor: AssetId | null;
  /** The photo the keyboard is on; the info panel shows it. */
  focus: AssetId | null;
  only(id: AssetId): void;
  toggle(id: AssetId): void;
  /** Replaces all marks; the anchor stays. */
  range(ids: Iterable<AssetId>, focus: AssetId): void;
  setFocus(id: AssetId | null): void;
  /** All three, as they are given. */
  keep(ids: ReadonlySet<AssetId>, anchor: AssetId | null, focus: AssetId | null): void;
  clear(): void;
}

export const useMarksStore = create<MarksState>()((set) => ({
  ids: new Set(),
  anchor: null,
  focus: null,
  only: (id) => set({ ids: new Set([id]), anchor: id, focus: id }),
  toggle: (id) =>
    set((old) => {
      const ids = new Set(old.ids);
      if (!ids.delete(id)) ids.add(id);
      return { ids, anchor: id, focus: id };
    }),
  range: (ids, focus) => set((old) => ({ ids: new Set(ids), anchor: old.anchor ?? focus, focus })),
  setFocus: (focus) => set({ focus }),
  keep: (ids, anchor, focus) => set({ ids, anchor, focus }),
  clear: () => set({ ids: new Set(), anchor: null, focus: null }),
}));
