/** What can be taken back and done again. */
import { create } from 'zustand';
import type { UndoState } from '../../src-shared/domain/undo';
import { call } from '../bridge/client';

interface UndoStoreState extends UndoState {
  load(): Promise<void>;
  applyChanged(state: UndoState): void;
}

export const useUndoStore = create<UndoStoreState>()((set) => ({
  back: null,
  again: null,
  async load() {
    set(await call('undo.get', {}));
  },
  applyChanged: (state) => set(state),
}));
