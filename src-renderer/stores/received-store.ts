/** Shares of others that were opened here, newest first, as main tells of them. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Received } from '../../src-shared/domain/received';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { AlbumId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';

interface ReceivedState {
  error: AppError | null;
  received: Received[];
  load(): Promise<void>;
  applyChanged(event: EventPayload<'received.changed'>): void;
}

export const useReceivedStore = create<ReceivedState>()((set) => ({
  error: null,
  received: [],
  async load() {
    try {
      set({ received: await call('received.list', {}), error: null });
    } catch (error) {
      set({ error: asAppError(error) });
    }
  },
  applyChanged: ({ received }) => set({ received }),
}));

/** null: the album is this person's own. */
export const useReceived = (albumId: AlbumId | null): Received | null =>
  useReceivedStore((state) => state.received.find((one) => one.albumId === albumId) ?? null);
