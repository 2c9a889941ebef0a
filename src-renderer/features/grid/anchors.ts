/** Keeps what a person looks at where it is while rows come and go: photos in sight, by id, with their places on the screen. Pure. */
import type { AssetColumns } from '../../stores/asset-columns';
import { cellOf, type GridLayout, rowsBetween } from './layout';

export interface Anchor {
  id: number;
  /** Top edge of its row below the top of the viewport, px; negative: it is cut off. */
  fromTopPx: number;
}

/** More would only be needed when so many photos in sight go at once. */
const mostAnchors = 60;

/**
 * In the order in which they count: the photo with the focus when it is in sight, then those in sight from the top, a photo that is cut
 * off first. None at the very top of the list without a focus: there new rows are what a person waits for.
 */
export function anchorsIn(
  layout: GridLayout,
  { ids, rowOf }: Pick<AssetColumns, 'ids' | 'rowOf'>,
  /** `focusOnly`: nothing but the photo with the focus is worth keeping in place. */
  view: { topPx: number; viewportPx: number; focus: number | null; focusOnly?: boolean },
): Anchor[] {
  const { topPx, viewportPx, focus, focusOnly = false } = view;
  const { first, end } = rowsBetween(layout, topPx, topPx + viewportPx);
  const fromIndex = layout.rowStart[first] ?? 0;
  const toIndex = end > first ? (layout.rowStart[end] as number) : fromIndex;
  const focusIndex = focus === null ? -1 : rowOf(focus);
  const sees = focusIndex >= fromIndex && focusIndex < toIndex;
  if (topPx <= 0 && !sees) return [];
  const anchors: Anchor[] = [];
  const add = (index: number): void => {
    anchors.push({ id: ids[index] as number, fromTopPx: cellOf(layout, index).topPx - topPx });
  };
  if (sees) add(focusIndex);
  if (focusOnly) return anchors;
  for (let row = first; row < end && anchors.length < mostAnchors; row++)
    for (let index = layout.rowStart[row] as number; index < (layout.rowStart[row + 1] as number); index++)
      add(index);
  return anchors;
}

/** The place at the top of the viewport that leaves the first anchor that is still there where it was; null when none is. */
export function anchoredPlace(
  anchors: readonly Anchor[],
  layout: GridLayout,
  { rowOf }: Pick<AssetColumns, 'rowOf'>,
  paddingPx: number,
): number | null {
  for (const { id, fromTopPx } of anchors) {
    const index = rowOf(id);
    if (index >= 0 && index < layout.count) return cellOf(layout, index).topPx + paddingPx - fromTopPx;
  }
  return null;
}
