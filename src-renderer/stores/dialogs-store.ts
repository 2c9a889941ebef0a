/** The one dialog that is open, so that any place can open it. */
import { create } from 'zustand';
import type { Album } from '../../src-shared/domain/album';
import type { Connection } from '../../src-shared/domain/connection';
import type { ConnectionId } from '../../src-shared/units';

export type OpenDialog =
  | { kind: 'new-album' }
  | { kind: 'edit-album'; album: Album }
  | { kind: 'delete-album'; album: Album }
  /** `connectionId` null: the person chooses; `bucket` and `prefix` are filled in for a start. */
  | { kind: 'open-bucket'; connectionId: ConnectionId | null; bucket?: string; prefix?: string }
  | { kind: 'add-connection' }
  | { kind: 'edit-connection'; connection: Connection }
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
