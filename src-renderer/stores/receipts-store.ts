/** Receipts by id, as far as they were asked for or told of; the newest of an import is what the screen goes by. */
import { create } from 'zustand';
import type { Receipt } from '../../src-shared/domain/receipt';
import type { ImportId, ReceiptId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface ReceiptsState {
  receipts: Readonly<Record<ReceiptId, Receipt>>;
  /** Asks for the newest receipts of any import. */
  load(): Promise<void>;
  /** Asks for the newest receipt of this import, once. */
  loadFor(importId: ImportId): Promise<void>;
  applyChanged(receipt: Receipt): void;
}

const asked = new Set<ImportId>();

export const useReceiptsStore = create<ReceiptsState>()((set) => {
  const take = (receipts: readonly Receipt[]): void =>
    // Events that came meanwhile are newer than the answer.
    set((old) => ({
      receipts: {
        ...Object.fromEntries(receipts.map((receipt) => [receipt.id, receipt])),
        ...old.receipts,
      },
    }));
  return {
    receipts: {},
    async load() {
      take(await call('receipts.list', {}));
    },
    async loadFor(importId) {
      if (asked.has(importId)) return;
      asked.add(importId);
      try {
        take(await call('receipts.list', { importId, limit: 1 }));
      } catch (error) {
        asked.delete(importId);
        throw error;
      }
    },
    applyChanged(receipt) {
      set((old) => ({ receipts: { ...old.receipts, [receipt.id]: receipt } }));
    },
  };
});

/** The newest receipt that covers this import; a cancelled one says nothing. */
export function newestReceipt(
  receipts: Readonly<Record<ReceiptId, Receipt>>,
  importId: ImportId,
): Receipt | null {
  let newest: Receipt | null = null;
  for (const receipt of Object.values(receipts)) {
    if (receipt.state === 'cancelled' || !receipt.importIds.includes(importId)) continue;
    if (newest === null || receipt.id > newest.id) newest = receipt;
  }
  return newest;
}
