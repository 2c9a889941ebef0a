/** Marks that were pressed and are not answered yet: the screen shows them in the same frame, whatever older word of main comes meanwhile. */
import type { AssetId } from '../../src-shared/units';
import type { AssetColumns } from './asset-columns';
import { writeCull } from './asset-columns';

interface Pending {
  /** As pressed last. */
  packed: number;
  /** As main said last. */
  known: number;
  /** Answers that are still to come. */
  waiting: number;
}

export interface PendingCulls {
  /** Shows what `next` makes of each photo's marks. */
  press(columns: AssetColumns, ids: readonly AssetId[], next: (packed: number) => number): void;
  /** These rows (or, with null, all) were just written with main's word: what is pending stays on top. */
  cover(columns: AssetColumns, ids: readonly AssetId[] | null): void;
  /** `ok` false: main refused it, and its last word is shown again, unless something else was pressed after it. */
  answered(columns: AssetColumns | null, ids: readonly AssetId[], ok: boolean): void;
}

export function createPendingCulls(): PendingCulls {
  const pending = new Map<AssetId, Pending>();
  return {
    press(columns, ids, next) {
      for (const id of ids) {
        const row = columns.rowOf(id);
        if (row < 0) continue;
        const shown = columns.cull[row] as number;
        const packed = next(shown);
        const before = pending.get(id);
        pending.set(id, { packed, known: before?.known ?? shown, waiting: (before?.waiting ?? 0) + 1 });
        writeCull(columns, row, packed);
      }
    },
    cover(columns, ids) {
      if (pending.size === 0) return;
      for (const id of ids ?? pending.keys()) {
        const held = pending.get(id);
        const row = held ? columns.rowOf(id) : -1;
        if (!held || row < 0) continue;
        held.known = columns.cull[row] as number;
        writeCull(columns, row, held.packed);
      }
    },
    answered(columns, ids, ok) {
      for (const id of ids) {
        const held = pending.get(id);
        if (!held) continue;
        held.waiting -= 1;
        if (held.waiting > 0) continue;
        pending.delete(id);
        const row = columns?.rowOf(id) ?? -1;
        if (columns && row >= 0) writeCull(columns, row, ok ? held.packed : held.known);
      }
    },
  };
}
