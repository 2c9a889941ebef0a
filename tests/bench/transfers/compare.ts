/** What several rounds say: medians, and the ratio of two programs with how sure it is. */

export interface Ratio {
  ratio: number;
  /** Bounds of the 95 % interval. */
  low: number;
  high: number;
}

const RESAMPLES = 10_000;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
}

/** Mulberry32: the same figures give the same interval every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The median of ours / theirs over the rounds, paired: the two of a round ran one after the other on the same machine in the same state.
 * The interval is a percentile bootstrap of that median.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Ratio {
  const pairs = Array.from(
    { length: Math.min(ours.length, theirs.length) },
    (_, round) => (ours[round] ?? Number.NaN) / (theirs[round] ?? Number.NaN),
  );
  const random = seeded(1);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(pairs.map(() => pairs[Math.floor(random() * pairs.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { ratio: median(pairs), low: at(0.025), high: at(0.975) };
}

/** A win or a loss only where the interval excludes 1; of fewer than five rounds none is claimed. */
export function verdict({ low, high }: Ratio, rounds: number): string {
  if (rounds < 5) return 'too few rounds';
  if (high < 1) return 'win';
  return low > 1 ? 'behind' : 'even';
}
