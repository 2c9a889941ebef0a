/** The columns the grid draws: the store's, but new ones at most a few times a second, so that an import does not make it twitch. */
import { useEffect, useRef, useState } from 'react';
import type { PhotoList, PhotoScope } from '../../../src-shared/domain/photo-list';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';

export interface ShownColumns {
  columns: AssetColumns;
  /** Another number: shapes or rows changed, lay out again. */
  layoutVersion: number;
  list: PhotoList | null;
  /** Of the stacks that a person opened and closed. */
  stackVersion: number;
}

/** Rows may move once in this time (ms) while files arrive; states and pictures change at once. */
const calmMs = 500;

export function useShownColumns(scope: PhotoScope): ShownColumns | null {
  const key = JSON.stringify(scope);
  const columns = useAssetsStore((state) =>
    JSON.stringify(state.list?.scope) === key ? state.columns : null,
  );
  const layoutVersion = useAssetsStore((state) => state.layoutVersion);
  const list = useAssetsStore((state) => state.shownList);
  const stackVersion = useAssetsStore((state) => state.stackVersion);
  const [shown, setShown] = useState<ShownColumns | null>(
    columns && { columns, layoutVersion, list, stackVersion },
  );
  const changedAtMs = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (columns === (shown?.columns ?? null) && (columns === null || layoutVersion === shown?.layoutVersion))
      return;
    const show = (): void => {
      changedAtMs.current = performance.now();
      setShown(columns && { columns, layoutVersion, list, stackVersion });
    };
    const dueMs = changedAtMs.current + calmMs - performance.now();
    // The first rows, leaving a list, and what was asked for (a search, another order, a stack opened) are shown at once.
    const isAsked = shown !== null && (list !== shown.list || stackVersion !== shown.stackVersion);
    if (dueMs <= 0 || columns === null || shown === null || isAsked) {
      show();
      return;
    }
    const timer = window.setTimeout(show, dueMs);
    return () => window.clearTimeout(timer);
  }, [columns, layoutVersion, list, stackVersion, shown]);

  return columns === null ? null : shown;
}
