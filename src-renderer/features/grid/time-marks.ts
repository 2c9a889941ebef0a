/** The marks of the time line: where each year begins, and how far down the line every photo is. */
import { type GridLayout, rowAt, rowOfIndex } from './layout';

export interface TimeMark {
  /** 0 (top) .. 1 (bottom) of the line. */
  share: number;
  year: number;
}

const yearOf = (atMs: number): number => new Date(atMs).getUTCFullYear();

/** First index whose time is not before `atMs`; times ascend. */
function firstNotBefore(sortAtMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = sortAtMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sortAtMs[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One mark for each year that has photos; those nearer than `leastShare` to the one above are left out. */
export function timeMarks(layout: GridLayout, sortAtMs: Float64Array, leastShare: number): TimeMark[] {
  const marks: TimeMark[] = [];
  let index = 0;
  while (index < layout.count) {
    const year = yearOf(sortAtMs[index] as number);
    const share = (layout.rowTop[rowOfIndex(layout, index)] as number) / layout.totalPx;
    const above = marks.at(-1);
    if (above === undefined || share - above.share >= leastShare) marks.push({ share, year });
    index = Math.max(index + 1, firstNotBefore(sortAtMs, Date.UTC(year + 1, 0, 1)));
  }
  return marks;
}

/** Time of the first photo in the row at that place. */
export function timeAt(layout: GridLayout, sortAtMs: Float64Array, placePx: number): number | null {
  const row = rowAt(layout, Math.max(0, placePx));
  return row < 0 ? null : (sortAtMs[layout.rowStart[row] as number] as number);
}
