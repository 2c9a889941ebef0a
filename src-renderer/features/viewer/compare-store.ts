/** Photos side by side in the viewer; the one that keys act on is the viewer's own photo. */
import { create } from 'zustand';
import { assetFlag } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';

export const MOST_COMPARED = 4;

interface CompareState {
  /** In the order of the list; null: one photo alone. */
  ids: readonly AssetId[] | null;
  begin(ids: readonly AssetId[]): void;
  /** Fewer than two left: it ends. */
  drop(id: AssetId): void;
  end(): void;
}

export const useCompareStore = create<CompareState>()((set) => ({
  ids: null,
  begin: (ids) => set({ ids: ids.length < 2 ? null : ids.slice(0, MOST_COMPARED) }),
  drop: (id) =>
    set(({ ids }) => {
      const left = ids?.filter((other) => other !== id) ?? [];
      return { ids: left.length < 2 ? null : left };
    }),
  end: () => set({ ids: null }),
}));

/** What C compares: the marked photos when this one is among them (from it on, four at most), else this one and the next that is a picture. */
export function comparedWith(columns: AssetColumns, id: AssetId, marked: ReadonlySet<AssetId>): AssetId[] {
  const isPicture = (row: number): boolean =>
    ((columns.flags[row] as number) & (assetFlag.video | assetFlag.broken)) === 0;
  const row = columns.rowOf(id);
  if (row < 0 || !isPicture(row)) return [];
  if (marked.size > 1 && marked.has(id)) {
    const rows = [...marked]
      .map((other) => columns.rowOf(other))
      .filter((other) => other >= 0 && isPicture(other))
      .sort((one, other) => one - other);
    const from = Math.max(0, Math.min(rows.indexOf(row), rows.length - MOST_COMPARED));
    const chosen = rows.slice(from, from + MOST_COMPARED);
    if (chosen.length > 1) return chosen.map((at) => columns.ids[at] as AssetId);
  }
  const pair = (other: number): AssetId[] =>
    [Math.min(row, other), Math.max(row, other)].map((at) => columns.ids[at] as AssetId);
  for (let other = row + 1; other < columns.count; other += 1) if (isPicture(other)) return pair(other);
  for (let other = row - 1; other >= 0; other -= 1) if (isPicture(other)) return pair(other);
  return [];
}
