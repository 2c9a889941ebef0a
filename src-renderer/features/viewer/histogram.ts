/** Counts the tones of a picture, and what of it is clipped. Pure. */

export interface Tones {
  red: Uint32Array;
  green: Uint32Array;
  blue: Uint32Array;
  luminance: Uint32Array;
  /** Shares of the picture (0 to 1) where all three colours are at the end: no detail is left there. */
  clippedDark: number;
  clippedLight: number;
}

const DARKEST = 1;
const LIGHTEST = 254;

export function tonesOf(rgba: Uint8ClampedArray): Tones {
  const [red, green, blue, luminance] = Array.from({ length: 4 }, () => new Uint32Array(256)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let dark = 0;
  let light = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const r = rgba[at] as number;
    const g = rgba[at + 1] as number;
    const b = rgba[at + 2] as number;
    red[r] = (red[r] as number) + 1;
    green[g] = (green[g] as number) + 1;
    blue[b] = (blue[b] as number) + 1;
    const y = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    luminance[y] = (luminance[y] as number) + 1;
    if (r <= DARKEST && g <= DARKEST && b <= DARKEST) dark += 1;
    else if (r >= LIGHTEST && g >= LIGHTEST && b >= LIGHTEST) light += 1;
  }
  const count = Math.max(1, rgba.length / 4);
  return { red, green, blue, luminance, clippedDark: dark / count, clippedLight: light / count };
}

/** An area under the counts in a box of 256 x `heightPx`. The ends do not set the height: a clipped sky would flatten all the rest. */
export function tonePath(counts: Uint32Array, highest: number, heightPx: number): string {
  const tops = Array.from(counts, (count, x) => {
    const share = highest === 0 ? 0 : Math.min(1, count / highest);
    return `L${x} ${(heightPx * (1 - share)).toFixed(1)}`;
  });
  return `M0 ${heightPx}${tops.join('')}L255 ${heightPx}Z`;
}

export function highestOf({ red, green, blue, luminance }: Tones): number {
  let highest = 0;
  for (const counts of [red, green, blue, luminance])
    for (let tone = 2; tone < 254; tone += 1) highest = Math.max(highest, counts[tone] as number);
  return highest;
}
