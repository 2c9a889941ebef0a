/** Transfers of one tab, page by page as they are looked at, asked for again (calmly) while things move. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Transfer, TransferState } from '../../../src-shared/domain/transfer';
import { asAppError, call } from '../../bridge/client';
import { useTransfersStore } from '../../stores/transfers-store';

const pageSize = 200;
/** The rows in sight are asked for again at most this often (ms) while transfers move; progress itself comes with the events. */
const refreshMs = 1000;

export interface TransferPages {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  total: number;
  /** null: not there yet. */
  rowAt(index: number): Transfer | null;
  /** Rows [from, to) are in sight. */
  look(from: number, to: number): void;
  refresh(): void;
}

export function useTransferPages(states: TransferState[]): TransferPages {
  const [shown, setShown] = useState<Pick<TransferPages, 'status' | 'error' | 'total'>>({
    status: 'loading',
    error: null,
    total: 0,
  });
  const pages = useRef(new Map<number, Transfer[]>());
  const inSight = useRef({ from: 0, to: 1 });
  const asking = useRef(new Set<number>());
  const version = useTransfersStore((state) => state.version);
  const alive = useRef(true);

  const fetchPage = useCallback(
    async (page: number): Promise<void> => {
      if (asking.current.has(page)) return;
      asking.current.add(page);
      try {
        const { total, items } = await call('transfers.list', {
          states,
          offset: page * pageSize,
          limit: pageSize,
        });
        if (!alive.current) return;
        pages.current.set(page, items);
        for (const known of pages.current.keys()) if (known * pageSize >= total) pages.current.delete(known);
        setShown({ status: 'ready', error: null, total });
      } catch (error) {
        if (alive.current)
          setShown((old) =>
            old.status === 'ready' ? old : { status: 'failed', error: asAppError(error), total: 0 },
          );
      } finally {
        asking.current.delete(page);
      }
    },
    [states],
  );
  const refresh = useCallback((): void => {
    const first = Math.floor(inSight.current.from / pageSize);
    const last = Math.floor(Math.max(inSight.current.from, inSight.current.to - 1) / pageSize);
    for (const page of pages.current.keys()) if (page < first || page > last) pages.current.delete(page);
    for (let page = first; page <= last; page++) void fetchPage(page);
  }, [fetchPage]);

  useEffect(() => {
    alive.current = true;
    refresh();
    return () => {
      alive.current = false;
    };
  }, [refresh]);

  const dueTimer = useRef(0);
  useEffect(() => {
    if (version === 0 || dueTimer.current !== 0) return;
    dueTimer.current = window.setTimeout(() => {
      dueTimer.current = 0;
      if (alive.current) refresh();
    }, refreshMs);
  }, [version, refresh]);
  useEffect(() => () => window.clearTimeout(dueTimer.current), []);

  const look = useCallback(
    (from: number, to: number): void => {
      inSight.current = { from, to };
      for (let page = Math.floor(from / pageSize); page * pageSize < to; page++)
        if (!pages.current.has(page)) void fetchPage(page);
    },
    [fetchPage],
  );

  return {
    ...shown,
    rowAt: (index) => pages.current.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null,
    look,
    refresh,
  };
}
