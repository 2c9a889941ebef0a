/** Paths that wait for a person's word: what they would become is shown in the import sheet. */
import { create } from 'zustand';
import type { AlbumId } from '../../src-shared/units';

interface ImportRequestState {
  request: { paths: string[]; albumId: AlbumId | null } | null;
  /** `albumId`: the album that was in view, offered first. */
  ask(paths: string[], albumId: AlbumId | null): void;
  clear(): void;
}

export const useImportRequestStore = create<ImportRequestState>()((set) => ({
  request: null,
  ask: (paths, albumId) => set({ request: paths.length > 0 ? { paths, albumId } : null }),
  clear: () => set({ request: null }),
}));
