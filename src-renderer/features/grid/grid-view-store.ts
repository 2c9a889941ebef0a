/** How the grid is drawn, for as long as the window is open. */
import { create } from 'zustand';
import type { GridMode } from './layout';

interface GridViewState {
  mode: GridMode;
  setMode(mode: GridMode): void;
}

export const useGridViewStore = create<GridViewState>()((set) => ({
  mode: 'justified',
  setMode: (mode) => set({ mode }),
}));
