/** Which bytes of a file are there: half-open ranges, ascending, none touching the next. */
export type ByteRanges = ReadonlyArray<readonly [start: number, end: number]>;

export function withRange(ranges: ByteRanges, start: number, end: number): Array<[number, number]> {
  const sorted = [...ranges, [start, end] as const].sort((a, b) => a[0] - b[0]);
  const merged: Array<[number, number]> = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export const bytesIn = (ranges: ByteRanges): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

/** The first byte at or behind `at` that is missing, and where the next one begins that is there. */
export function nextGap(
  ranges: ByteRanges,
  at: number,
  sizeBytes: number,
): { start: number; end: number } | null {
  let start = at;
  for (const [from, to] of ranges) {
    if (start < from) return { start, end: Math.min(from, sizeBytes) };
    if (start < to) start = to;
  }
  return start < sizeBytes ? { start, end: sizeBytes } : null;
}
