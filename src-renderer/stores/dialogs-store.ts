/** The one dialog that is open, so that any place can open it. */
import { create } from 'zustand';
import type { Album } from '../../src-shared/domain/album';
import type { Connection } from '../../src-shared/domain/connection';

export type OpenDialog =
  | { kind: 'new-album' }
  | { kind: 'edit-album'; album: Album }
  | { kind: 'delete-album'; album: Album }
  | { kind: 'add-connection' }
  | { kind: 'remove-connection'; connection: Connection }
  | { kind: 'keys' };

interface DialogsState {
  dialog: OpenDialog | null;
  open(dialog: OpenDialog): void;
  close(): void;
}

export const useDialogsStore = create<DialogsState>()((set) => ({
  dialog: null,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
