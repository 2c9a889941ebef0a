/** What is measured on a thumbnail's pixels, to find photos that look alike and photos that are blurred. */
import type { Pixels } from './thumbnail';

export interface PictureMeasures {
  dhash: string;
  sharpness?: number;
}

/** Nine columns give eight differences in each of eight rows: 64 bits. */
const HASH_COLUMNS = 9;
const HASH_ROWS = 8;

/** `comparable`: the pixels fill a thumbnail, so that their sharpness means the same as that of others. */
export function measurePicture(pixels: Pixels, comparable: boolean): PictureMeasures {
  const grey = luminanceOf(pixels);
  const { width, height } = pixels.raw;
  const dhash = differenceHash(grey, width, height);
  return comparable ? { dhash, sharpness: laplacianVariance(grey, width, height) } : { dhash };
}

/** Each bit says whether the next field to the right is darker, row by row from the upper left; 16 hex digits. */
function differenceHash(grey: Uint8Array, width: number, height: number): string {
  const means: number[] = [];
  const bound = (place: number, parts: number, length: number) => Math.floor((place * length) / parts);
  for (let row = 0; row < HASH_ROWS; row += 1) {
    const top = Math.min(height - 1, bound(row, HASH_ROWS, height));
    const bottom = Math.max(top + 1, bound(row + 1, HASH_ROWS, height));
    for (let column = 0; column < HASH_COLUMNS; column += 1) {
      const left = Math.min(width - 1, bound(column, HASH_COLUMNS, width));
      const right = Math.max(left + 1, bound(column + 1, HASH_COLUMNS, width));
      let sum = 0;
      for (let y = top; y < bottom; y += 1)
        for (let at = y * width + left, end = y * width + right; at < end; at += 1) sum += grey[at] as number;
      means.push(sum / ((bottom - top) * (right - left)));
    }
  }
  let bits = 0n;
  for (let row = 0; row < HASH_ROWS; row += 1) {
    for (let column = 0; column < HASH_COLUMNS - 1; column += 1) {
      const at = row * HASH_COLUMNS + column;
      bits = (bits << 1n) | ((means[at] as number) > (means[at + 1] as number) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** Rec. 709 weights on the coded values, in 1/256. */
function luminanceOf({ data, raw }: Pixels): Uint8Array {
  const { channels } = raw;
  const count = raw.width * raw.height;
  const grey = new Uint8Array(count);
  if (channels < 3) {
    for (let at = 0, from = 0; at < count; at += 1, from += channels) grey[at] = data[from] ?? 0;
    return grey;
  }
  for (let at = 0, from = 0; at < count; at += 1, from += channels) {
    grey[at] =
      ((data[from] as number) * 54 + (data[from + 1] as number) * 183 + (data[from + 2] as number) * 19) >> 8;
  }
  return grey;
}

/** Sharp edges give large second differences, blur gives none: their variance, to one decimal. Every second line tells as much as all. */
function laplacianVariance(grey: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 2) {
    const end = (y + 1) * width - 1;
    count += width - 2;
    for (let at = y * width + 1; at < end; at += 1) {
      const second =
        4 * (grey[at] as number) -
        (grey[at - 1] as number) -
        (grey[at + 1] as number) -
        (grey[at - width] as number) -
        (grey[at + width] as number);
      sum += second;
      squares += second * second;
    }
  }
  if (count < 1) return 0;
  const mean = sum / count;
  return Math.round((squares / count - mean * mean) * 10) / 10;
}
