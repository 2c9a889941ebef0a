/** Which photos lie under one heading: those of one day or month by the clock of the camera. */

export type GroupBy = 'day' | 'month';

/**
 * By how much the clock on the wall was ahead of UTC, along the list. Columns hold moments, and a heading tells days of the place where
 * the photo was taken; asking that of 100,000 photos would take seconds, so a few hundred spread over the list are asked, and a photo
 * counts as its nearest one before it. Photos that tell no zone hold their wall clock already: offset 0.
 */
export interface ZoneSteps {
  /** Ascending. */
  rows: ArrayLike<number>;
  offsetMin: ArrayLike<number>;
}

export const noZones: ZoneSteps = { rows: [], offsetMin: [] };

const dayMs = 86_400_000;

/** First photo of each group, ascending from 0; a group ends where the day or month is another one, whichever way the times go. */
export function groupStarts(
  sortAtMs: ArrayLike<number>,
  count: number,
  by: GroupBy,
  zones: ZoneSteps,
): Uint32Array {
  const starts: number[] = [];
  let fromMs = 0;
  let toMs = 0;
  let step = -1;
  let offsetMs = 0;
  for (let row = 0; row < count; row++) {
    while (step + 1 < zones.rows.length && (step < 0 || (zones.rows[step + 1] as number) <= row)) {
      step++;
      offsetMs = (zones.offsetMin[step] as number) * 60_000;
    }
    const wallMs = (sortAtMs[row] as number) + offsetMs;
    if (row > 0 && wallMs >= fromMs && wallMs < toMs) continue;
    starts.push(row);
    if (by === 'day') {
      fromMs = Math.floor(wallMs / dayMs) * dayMs;
      toMs = fromMs + dayMs;
    } else {
      const date = new Date(wallMs);
      fromMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
      toMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    }
  }
  return Uint32Array.from(starts);
}

/** The clock on the wall at that photo, as milliseconds as if it were UTC. */
export function wallMsOf(sortAtMs: ArrayLike<number>, row: number, zones: ZoneSteps): number {
  let low = 0;
  let high = zones.rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((zones.rows[middle] as number) <= row) low = middle;
    else high = middle - 1;
  }
  return (sortAtMs[row] as number) + (zones.offsetMin[low] ?? 0) * 60_000;
}

/** Rows spread evenly over a list, the first and last among them; at most `most`. */
export function spreadRows(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, row) => row);
  return Array.from({ length: most }, (_, n) => Math.round((n * (count - 1)) / (most - 1)));
}

/** The word most of them have; null when none has one. */
export function mostCommon(words: Iterable<string | null | undefined>): string | null {
  const counts = new Map<string, number>();
  for (const word of words) if (word) counts.set(word, (counts.get(word) ?? 0) + 1);
  let best: string | null = null;
  for (const [word, count] of counts) if (best === null || count > (counts.get(best) as number)) best = word;
  return best;
}
