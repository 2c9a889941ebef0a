/** How far what was set on photos has come into the sidecars beside them. */
import { create } from 'zustand';
import type { EditsStatus } from '../../src-shared/domain/sidecars';
import { call } from '../bridge/client';

interface EditsStoreState extends EditsStatus {
  load(): Promise<void>;
  applyChanged(status: EditsStatus): void;
}

export const useEditsStore = create<EditsStoreState>()((set) => ({
  pendingCount: 0,
  waitingFor: null,
  error: null,
  askAlbumIds: [],
  async load() {
    set(await call('edits.status', {}));
  },
  applyChanged: (status) => set(status),
}));
