/** The columns the grid draws: the store's, but new ones at most a few times a second, so that an import does not make it twitch. */
import { useEffect, useRef, useState } from 'react';
import type { AlbumId } from '../../../src-shared/units';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';

/** Rows may move once in this time (ms) while files arrive; states and pictures change at once. */
const calmMs = 500;

export function useShownColumns(albumId: AlbumId): AssetColumns | null {
  const latest = useAssetsStore((state) => (state.albumId === albumId ? state.columns : null));
  const [shown, setShown] = useState(latest);
  const changedAtMs = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (latest === shown) return;
    const show = (): void => {
      changedAtMs.current = performance.now();
      setShown(latest);
    };
    const dueMs = changedAtMs.current + calmMs - performance.now();
    // The first rows, and leaving an album, are shown at once.
    if (dueMs <= 0 || latest === null || shown === null) {
      show();
      return;
    }
    const timer = window.setTimeout(show, dueMs);
    return () => window.clearTimeout(timer);
  }, [latest, shown]);

  return latest === null ? null : shown;
}
