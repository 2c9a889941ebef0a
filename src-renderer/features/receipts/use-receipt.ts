/** The receipt that a place asked for: the newest there is, or one that is made now. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Receipt, ReceiptDepth } from '../../../src-shared/domain/receipt';
import type { AlbumId, ImportId, IngestId, ReceiptId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useImportsStore } from '../../stores/imports-store';
import { useReceiptsStore } from '../../stores/receipts-store';
import { newestCovering } from './receipt-rules';

/** Exactly one is given. */
export interface ReceiptScope {
  importId?: ImportId | undefined;
  albumId?: AlbumId | undefined;
  ingestId?: IngestId | undefined;
  receiptId?: ReceiptId | undefined;
}

export interface ShownReceipt {
  /** null while it is looked for. */
  receipt: Receipt | null;
  error: AppError | null;
  /** Checks now; another receipt takes the place of the one shown. */
  make(depth: ReceiptDepth): Promise<void>;
  cancel(): Promise<void>;
}

export function useReceipt(scope: ReceiptScope): ShownReceipt {
  const [id, setId] = useState<ReceiptId | null>(scope.receiptId ?? null);
  const [error, setError] = useState<AppError | null>(null);
  const receipt = useReceiptsStore((state) => (id === null ? null : (state.receipts[id] ?? null)));
  const alive = useRef(true);
  const shown = useRef<Receipt | null>(null);
  shown.current = receipt;
  const { importId, albumId, ingestId, receiptId } = scope;

  const run = useCallback(async (act: () => Promise<void>): Promise<void> => {
    setError(null);
    try {
      await act();
    } catch (thrown) {
      if (alive.current) setError(asAppError(thrown));
    }
  }, []);
  const make = useCallback(
    (depth: ReceiptDepth) =>
      run(async () => {
        const about = receiptId === undefined ? { importId, albumId, ingestId } : aboutOf(shown.current);
        const made = await call('receipts.make', { ...given(about), depth });
        useReceiptsStore.getState().applyChanged(await call('receipts.get', { id: made.receiptId }));
        if (alive.current) setId(made.receiptId);
      }),
    [run, importId, albumId, ingestId, receiptId],
  );
  const cancel = useCallback(
    () =>
      run(async () => {
        if (shown.current !== null) await call('receipts.cancel', { id: shown.current.id });
      }),
    [run],
  );

  useEffect(() => {
    alive.current = true;
    void run(async () => {
      const { applyChanged } = useReceiptsStore.getState();
      if (receiptId !== undefined) {
        const known = await call('receipts.get', { id: receiptId });
        // Events that came meanwhile are newer than the answer.
        if (useReceiptsStore.getState().receipts[receiptId] === undefined) applyChanged(known);
        return;
      }
      const listed = await call('receipts.list', { ...given({ importId, albumId, ingestId }), limit: 20 });
      const runs = albumId === undefined ? [] : await call('imports.list', { albumId });
      for (const one of listed)
        if (useReceiptsStore.getState().receipts[one.id] === undefined) applyChanged(one);
      const newest = newestCovering(listed, runs);
      if (!alive.current) return;
      if (newest === null) await make('head');
      else setId(newest.id);
    });
    return () => {
      alive.current = false;
    };
  }, [run, make, importId, albumId, ingestId, receiptId]);

  return { receipt, error, make, cancel };
}

/** What a receipt is about, so that the same can be asked again. */
function aboutOf(receipt: Receipt | null): ReceiptScope {
  if (receipt === null) return {};
  if (receipt.ingestId !== null) return { ingestId: receipt.ingestId };
  const [importId] = receipt.importIds;
  const runs = useImportsStore.getState().runs;
  const whole = receipt.importIds.length !== 1 || importId === undefined || runs[importId] === undefined;
  return whole ? { albumId: receipt.albumIds[0] } : { importId };
}

const given = ({ importId, albumId, ingestId }: ReceiptScope) => ({
  ...(importId !== undefined && { importId }),
  ...(albumId !== undefined && { albumId }),
  ...(ingestId !== undefined && { ingestId }),
});
