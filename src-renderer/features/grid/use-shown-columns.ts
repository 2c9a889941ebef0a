/** The columns the grid draws: the store's, but new ones at most a few times a second, so that an import does not make it twitch. */
import { useEffect, useRef, useState } from 'react';
import type { AlbumId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';

export interface ShownColumns {
  columns: AssetColumns;
  /** Another number: shapes or rows changed, lay out again. */
  layoutVersion: number;
}

/** Rows may move once in this time (ms) while files arrive; states and pictures change at once. */
const calmMs = 500;

export function useShownColumns(albumId: AlbumId): ShownColumns | null {
  const columns = useAssetsStore((state) => (state.albumId === albumId ? state.columns : null));
  const layoutVersion = useAssetsStore((state) => state.layoutVersion);
  const [shown, setShown] = useState<ShownColumns | null>(columns && { columns, layoutVersion });
  const changedAtMs = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (columns === (shown?.columns ?? null) && (columns === null || layoutVersion === shown?.layoutVersion))
      return;
    const show = (): void => {
      changedAtMs.current = performance.now();
      setShown(columns && { columns, layoutVersion });
    };
    const dueMs = changedAtMs.current + calmMs - performance.now();
    // The first rows, and leaving an album, are shown at once.
    if (dueMs <= 0 || columns === null || shown === null) {
      show();
      return;
    }
    const timer = window.setTimeout(show, dueMs);
    return () => window.clearTimeout(timer);
  }, [columns, layoutVersion, shown]);

  return columns === null ? null : shown;
}
