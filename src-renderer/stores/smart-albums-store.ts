/** Smart albums: searches that were given a name. */
import { create } from 'zustand';
import type { PhotoList, SmartAlbum } from '../../src-shared/domain/photo-list';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { SmartAlbumId } from '../../src-shared/units';
import { call } from '../bridge/client';
import { useListStore } from './list-store';
import { useNavigationStore } from './navigation-store';

interface SmartAlbumsState {
  albums: SmartAlbum[];
  load(): Promise<void>;
  /** Rejects with AppError. */
  save(given: { id?: SmartAlbumId; name: string; list: PhotoList }): Promise<SmartAlbum>;
  remove(id: SmartAlbumId): Promise<void>;
  applyChanged(event: EventPayload<'smart.changed'>): void;
}

export const useSmartAlbumsStore = create<SmartAlbumsState>()((set) => ({
  albums: [],
  async load() {
    set({ albums: await call('smart.list', {}) });
  },
  save: (given) => call('smart.save', given),
  async remove(id) {
    await call('smart.remove', { id });
  },
  applyChanged: ({ albums }) => set({ albums }),
}));

/** The one that is open; null: none. */
export const useOpenSmartAlbum = (): SmartAlbum | null => {
  const id = useNavigationStore((state) => state.smartAlbumId);
  return useSmartAlbumsStore((state) => state.albums.find((album) => album.id === id) ?? null);
};

/** Its search first, so that the list is asked for once. */
export function openSmartAlbum({ id, list }: SmartAlbum): void {
  const { scope, ...rest } = list;
  useListStore.getState().begin(rest);
  useNavigationStore.getState().openPhotos(scope, id);
}
