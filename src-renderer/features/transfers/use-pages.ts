/** Rows of a long list, page by page as they are looked at, asked for again (calmly) while things move. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import { asAppError } from '../../bridge/client';

const pageSize = 200;
/** The rows in sight are asked for again at most this often (ms); progress itself comes with the events. */
const refreshMs = 1000;

export interface Pages<Row> {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  total: number;
  /** null: not there yet. */
  rowAt(index: number): Row | null;
  /** Rows [from, to) are in sight. */
  look(from: number, to: number): void;
  refresh(): void;
}

/**
 * `ask` fetches a page; another function means another list, so it must be kept by `useCallback`. `version`: whenever it changes the rows
 * in sight may have changed.
 */
export function usePages<Row>(
  ask: (offset: number, limit: number) => Promise<{ total: number; items: Row[] }>,
  version: string | number,
): Pages<Row> {
  const [shown, setShown] = useState<Pick<Pages<Row>, 'status' | 'error' | 'total'>>({
    status: 'loading',
    error: null,
    total: 0,
  });
  const pages = useRef(new Map<number, Row[]>());
  const inSight = useRef({ from: 0, to: 1 });
  const asking = useRef(new Set<number>());
  const current = useRef(ask);
  const alive = useRef(true);

  const fetchPage = useCallback(
    async (page: number): Promise<void> => {
      if (asking.current.has(page)) return;
      asking.current.add(page);
      const wanted = (): boolean => alive.current && current.current === ask;
      try {
        const { total, items } = await ask(page * pageSize, pageSize);
        if (!wanted()) return;
        pages.current.set(page, items);
        for (const known of pages.current.keys()) if (known * pageSize >= total) pages.current.delete(known);
        setShown({ status: 'ready', error: null, total });
      } catch (error) {
        if (wanted())
          setShown((old) =>
            old.status === 'ready' ? old : { status: 'failed', error: asAppError(error), total: 0 },
          );
      } finally {
        if (current.current === ask) asking.current.delete(page);
      }
    },
    [ask],
  );
  const refresh = useCallback((): void => {
    const first = Math.floor(inSight.current.from / pageSize);
    const last = Math.floor(Math.max(inSight.current.from, inSight.current.to - 1) / pageSize);
    for (const page of pages.current.keys()) if (page < first || page > last) pages.current.delete(page);
    for (let page = first; page <= last; page++) void fetchPage(page);
  }, [fetchPage]);

  useEffect(() => {
    alive.current = true;
    current.current = ask;
    asking.current = new Set();
    pages.current = new Map();
    inSight.current = { from: 0, to: 1 };
    setShown({ status: 'loading', error: null, total: 0 });
    refresh();
    return () => {
      alive.current = false;
    };
  }, [ask, refresh]);

  const dueTimer = useRef(0);
  const firstVersion = useRef(version);
  useEffect(() => {
    if (version === firstVersion.current || dueTimer.current !== 0) return;
    dueTimer.current = window.setTimeout(() => {
      dueTimer.current = 0;
      firstVersion.current = version;
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
