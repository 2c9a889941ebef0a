/** One level of a store, loaded page by page as it is looked at; what comes too late for another place is dropped. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { StoragePage } from '../../../src-shared/domain/storage';
import type { ConnectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';

export interface FolderListing {
  folders: string[];
  objects: StoragePage['objects'];
  /** More is there than was loaded. */
  more: boolean;
  busy: boolean;
  error: AppError | null;
  loadMore(): void;
  reload(): void;
  /** Takes deleted ones out without asking the store again. */
  drop(keys: ReadonlySet<string>): void;
}

type Loaded = Pick<FolderListing, 'folders' | 'objects' | 'busy' | 'error'> & { next: string | null };
const nothing: Loaded = { folders: [], objects: [], busy: true, error: null, next: null };

export function useFolder(connectionId: ConnectionId, bucket: string, prefix: string): FolderListing {
  const [loaded, setLoaded] = useState<Loaded>(nothing);
  /** Counts the questions: only the answer to the newest one counts. */
  const asked = useRef(0);

  const load = useCallback(
    async (after: string | null): Promise<void> => {
      asked.current += 1;
      const mine = asked.current;
      setLoaded((old) => (after === null ? nothing : { ...old, busy: true, error: null }));
      try {
        const page = await call('storage.objects', {
          connectionId,
          bucket,
          prefix,
          ...(after !== null && { after }),
        });
        if (asked.current !== mine) return;
        setLoaded((old) => ({
          folders: after === null ? page.folders : [...old.folders, ...page.folders],
          objects: after === null ? page.objects : [...old.objects, ...page.objects],
          next: page.next,
          busy: false,
          error: null,
        }));
      } catch (error) {
        if (asked.current === mine) setLoaded((old) => ({ ...old, busy: false, error: asAppError(error) }));
      }
    },
    [connectionId, bucket, prefix],
  );
  useEffect(() => {
    void load(null);
    return () => {
      asked.current += 1;
    };
  }, [load]);

  const { next, busy, error } = loaded;
  return {
    ...loaded,
    more: next !== null,
    loadMore: useCallback(() => {
      if (next !== null && !busy && error === null) void load(next);
    }, [next, busy, error, load]),
    reload: useCallback(() => void load(null), [load]),
    drop: useCallback(
      (keys) =>
        setLoaded((old) => ({ ...old, objects: old.objects.filter((object) => !keys.has(object.key)) })),
      [],
    ),
  };
}

export interface Asked<T> {
  value: T | null;
  error: AppError | null;
  busy: boolean;
  reload(): void;
}

/** The answer to `ask`, asked again when `ask` is another function (keep it by useCallback). */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, 'reload'>>({ value: null, error: null, busy: true });
  const asked = useRef(0);
  const reload = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    setState({ value: null, error: null, busy: true });
    ask().then(
      (value) => asked.current === mine && setState({ value, error: null, busy: false }),
      (error) => asked.current === mine && setState({ value: null, error: asAppError(error), busy: false }),
    );
  }, [ask]);
  useEffect(() => {
    reload();
    return () => {
      asked.current += 1;
    };
  }, [reload]);
  return { ...state, reload };
}
