/** Makes ready what the next key may show: pictures around, details, originals while one looks at pixels; and keeps the marks with the photo. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { kindAt } from './photo-of';
import { pictures, prefetchRows } from './prefetch';
import { fetchAhead } from './stage-picture';
import type { Travel } from './use-travel';

interface Where {
  assetId: AssetId;
  /** -1: the list has it no more. */
  index: number;
  travel: Travel;
  zoomed: boolean;
  compared: readonly AssetId[] | null;
}

/** What nobody sees in this frame waits until one has stayed so long (ms): the grid behind draws itself anew for it. */
const restMs = 150;

export function useNearby({ assetId, index, travel, zoomed, compared }: Where): void {
  const columns = useAssetsStore((state) => state.columns);
  const wantDetails = useAssetsStore((state) => state.wantDetails);
  const openViewer = useNavigationStore((state) => state.openViewer);
  const lastIndex = useRef(index);
  const revision = columns && index >= 0 ? columns.thumbRevision[index] : 0;

  // A mark may have taken the photo out of a filtered list: the one that took its place is shown.
  useEffect(() => {
    if (index >= 0) lastIndex.current = index;
    else if (columns && columns.count > 0 && lastIndex.current >= 0)
      openViewer(columns.ids[Math.min(lastIndex.current, columns.count - 1)] as AssetId);
  }, [index, columns, openViewer]);

  useEffect(() => {
    const timer = window.setTimeout(() => markShown(assetId), restMs);
    return () => window.clearTimeout(timer);
  }, [assetId]);
  // Before the grid looks where the viewer ended.
  const shown = useRef(assetId);
  shown.current = assetId;
  useLayoutEffect(() => () => markShown(shown.current), []);

  const { direction, flying } = travel;
  const comparedKey = compared?.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: comparedKey stands for compared, revision for what changes in place
  useEffect(() => {
    if (!columns || index < 0) return;
    const preview = (row: number): string =>
      mediaUrl.preview(columns.ids[row] as AssetId, columns.thumbRevision[row] as number);
    const isPicture = (row: number): boolean => row >= 0 && kindAt(columns, row) === 'picture';
    const others = (compared ?? []).map((id) => columns.rowOf(id)).filter((row) => row !== index && row >= 0);
    const around = [...others, ...prefetchRows(index, columns.count, direction)];
    const now = isPicture(index) && !flying ? preview(index) : null;
    pictures.want(now, around.filter(isPicture).map(preview));
    wantDetails([assetId]);
    if (flying) return;
    const timer = window.setTimeout(() => {
      wantDetails(around.map((row) => columns.ids[row] as AssetId));
      const next = index + direction;
      if (zoomed && isPicture(next) && next < columns.count)
        fetchAhead([mediaUrl.full(columns.ids[next] as AssetId, columns.thumbRevision[next] as number)]);
    }, restMs);
    return () => window.clearTimeout(timer);
  }, [assetId, columns, index, revision, direction, flying, zoomed, comparedKey, wantDetails]);
}

/** Several marked photos stay marked while one goes through them. */
function markShown(id: AssetId): void {
  const { ids, focus, only, setFocus } = useMarksStore.getState();
  if (ids.size > 1 && ids.has(id)) setFocus(id);
  else if (focus !== id || !ids.has(id)) only(id);
}
