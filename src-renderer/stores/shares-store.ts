/** Every share, newest first, as main tells of them. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Share } from '../../src-shared/domain/share';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { ShareId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';

interface SharesState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  shares: Share[];
  load(): Promise<void>;
  applyChanged(event: EventPayload<'shares.changed'>): void;
  /** An answer to a person's act may come before its event. */
  put(share: Share): void;
}

const newestFirst = (a: Share, b: Share): number => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1);

export const useSharesStore = create<SharesState>()((set) => ({
  status: 'loading',
  error: null,
  shares: [],
  async load() {
    try {
      const shares = await call('shares.list', {});
      set({ status: 'ready', error: null, shares: [...shares].sort(newestFirst) });
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  },
  applyChanged({ shares, removedIds }) {
    set((old) => {
      const gone = new Set<ShareId>([...removedIds, ...shares.map(({ id }) => id)]);
      return { shares: [...old.shares.filter(({ id }) => !gone.has(id)), ...shares].sort(newestFirst) };
    });
  },
  put: (share) =>
    set((old) => ({ shares: [...old.shares.filter(({ id }) => id !== share.id), share].sort(newestFirst) })),
}));

export const useShare = (id: ShareId | null): Share | null =>
  useSharesStore((state) => state.shares.find((share) => share.id === id) ?? null);
