/** Finds sharp edges in pixels, for the focus check. Pure. */

/** Second difference of the luminance (0 to 255) from pixel to pixel: a ramp however steep has none, an edge that is in focus this much. */
const SHARP_BEND = 18;

/** Rec. 709 luminance of RGBA pixels. */
function luminanceOf(rgba: Uint8ClampedArray, count: number): Float32Array {
  const luminance = new Float32Array(count);
  for (let at = 0, from = 0; at < count; at += 1, from += 4)
    luminance[at] =
      0.2126 * (rgba[from] as number) +
      0.7152 * (rgba[from + 1] as number) +
      0.0722 * (rgba[from + 2] as number);
  return luminance;
}

/** Colours pixels that lie on a sharp edge and clears all others, in place. Rims stay clear. Answers how many are coloured. */
export function markPeaks(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  colour: readonly [red: number, green: number, blue: number],
): number {
  const light = luminanceOf(rgba, width * height);
  let marked = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const isRim = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      const twice = 2 * (light[at] as number);
      const across = isRim ? 0 : Math.abs(twice - (light[at + 1] as number) - (light[at - 1] as number));
      const along = isRim
        ? 0
        : Math.abs(twice - (light[at + width] as number) - (light[at - width] as number));
      const sharp = Math.max(across, along) >= SHARP_BEND;
      const to = at * 4;
      if (sharp) {
        marked += 1;
        rgba[to] = colour[0];
        rgba[to + 1] = colour[1];
        rgba[to + 2] = colour[2];
      }
      rgba[to + 3] = sharp ? 255 : 0;
    }
  }
  return marked;
}
