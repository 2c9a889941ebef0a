/** Where the fragments of a film lie, in bytes and in time. */
import type { FilmFragments } from '../../src-shared/domain/film-fragments';

export interface FilmTable {
  /** Of each fragment its first byte, and behind them all the end. */
  atBytes: number[];
  /** Of each fragment its first moment, and behind them all the end. */
  atS: number[];
  /** The last fragment that begins there or before. */
  fragmentAtByte(byte: number): number;
  fragmentAtS(seconds: number): number;
}

export function tableOf({ headBytes, durationsMs, sizesBytes }: FilmFragments): FilmTable {
  const atBytes = [headBytes];
  const atS = [0];
  let [bytes, ms] = [headBytes, 0];
  for (const [index, sizeBytes] of sizesBytes.entries()) {
    bytes += sizeBytes;
    ms += durationsMs[index] ?? 0;
    atBytes.push(bytes);
    atS.push(ms / 1000);
  }
  const within = (marks: number[]) => (value: number) => {
    const after = marks.findIndex((mark) => mark > value);
    return Math.max(0, Math.min(after < 0 ? marks.length : after, marks.length - 1) - 1);
  };
  return { atBytes, atS, fragmentAtByte: within(atBytes), fragmentAtS: within(atS) };
}
