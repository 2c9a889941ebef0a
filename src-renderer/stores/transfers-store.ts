/** Overall transfer progress, and the last word about each transfer that moved since the window opened. */
import { create } from 'zustand';
import type { TransferSummary } from '../../src-shared/domain/transfer';
import type { EventPayload, TransferProgress } from '../../src-shared/ipc-contract';
import type { AssetId, TransferId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface TransfersState {
  summary: TransferSummary | null;
  /** Newest progress by transfer and by asset; changed in place: subscribe to `version`. Ended ones stay, the newest `keptProgress` of them. */
  progress: ReadonlyMap<TransferId, TransferProgress>;
  byAsset: ReadonlyMap<AssetId, TransferProgress>;
  version: number;
  load(): Promise<void>;
  applyProgressed(event: EventPayload<'transfers.progressed'>): void;
}

/** Transfers remembered here at most; the list itself is asked from main. */
const keptProgress = 20_000;

const progress = new Map<TransferId, TransferProgress>();
const byAsset = new Map<AssetId, TransferProgress>();

export const useTransfersStore = create<TransfersState>()((set) => ({
  summary: null,
  progress,
  byAsset,
  version: 0,
  async load() {
    set({ summary: await call('transfers.summary', {}) });
  },
  applyProgressed({ summary, changed, removed }) {
    for (const id of removed) {
      const item = progress.get(id);
      progress.delete(id);
      if (item !== undefined && byAsset.get(item.assetId)?.id === id) byAsset.delete(item.assetId);
    }
    for (const item of changed) {
      progress.delete(item.id);
      progress.set(item.id, item);
      byAsset.set(item.assetId, item);
    }
    for (const [id, item] of progress) {
      if (progress.size <= keptProgress) break;
      progress.delete(id);
      byAsset.delete(item.assetId);
    }
    set((old) => ({ summary, version: old.version + 1 }));
  },
}));
