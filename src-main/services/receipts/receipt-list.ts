/** A receipt and its files as an export goes through them: page by page, with a turn of the event loop between pages. */
import type { Receipt, ReceiptFile, ReceiptFileState } from '../../../src-shared/domain/receipt';
import type { Core } from '../core';

export interface ReceiptList {
  receipt: Receipt;
  /** By path; may be gone through more than once. */
  pages(): AsyncGenerator<ReceiptFile[]>;
  /** The first `limit` files in these states, and how many there are. */
  some(states: ReceiptFileState[], limit: number): { total: number; items: ReceiptFile[] };
}

/** Small enough to draw one page between two turns without the window noticing. */
const PAGE_ROWS = 100;

export function listOf({ catalogue: { receipts } }: Pick<Core, 'catalogue'>, receipt: Receipt): ReceiptList {
  return {
    receipt,
    async *pages() {
      for (const page of receipts.pages(receipt.id, PAGE_ROWS)) {
        yield page;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    some: (states, limit) => receipts.files(receipt.id, { states, offset: 0, limit }),
  };
}
