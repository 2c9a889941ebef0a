/** Every selection, by name, and which of them the key B adds photos to. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Selection } from '../../src-shared/domain/selection';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { SelectionId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';
import { useSettingsStore } from './settings-store';

interface SelectionsState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  selections: Selection[];
  /** The one that was used last; null: none yet, so the person is asked. */
  targetId: SelectionId | null;
  load(): Promise<void>;
  applyChanged(event: EventPayload<'selections.changed'>): void;
  /** An answer to a person's act may come before its event. */
  put(selection: Selection): void;
  setTarget(id: SelectionId | null): void;
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byName = (a: Selection, b: Selection): number =>
  names.compare(a.name, b.name) || a.createdAtMs - b.createdAtMs;

export const useSelectionsStore = create<SelectionsState>()((set) => ({
  status: 'loading',
  error: null,
  selections: [],
  targetId: null,
  async load() {
    try {
      const selections = await call('selections.list', {});
      set({ status: 'ready', error: null, selections: selections.sort(byName) });
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  },
  applyChanged({ selections, removedIds }) {
    set((old) => {
      const gone = new Set([...removedIds, ...selections.map(({ id }) => id)]);
      const kept = old.selections.filter(({ id }) => !gone.has(id));
      return {
        selections: [...kept, ...selections].sort(byName),
        targetId: old.targetId !== null && removedIds.includes(old.targetId) ? null : old.targetId,
      };
    });
  },
  put: (selection) =>
    set((old) => ({
      selections: [...old.selections.filter(({ id }) => id !== selection.id), selection].sort(byName),
    })),
  setTarget(targetId) {
    set({ targetId });
    void useSettingsStore
      .getState()
      .change({ selectionTarget: targetId })
      .catch(() => undefined); // then it is asked for again after the next start
  },
}));

export const useSelection = (id: SelectionId | null): Selection | null =>
  useSelectionsStore((state) => state.selections.find((selection) => selection.id === id) ?? null);
