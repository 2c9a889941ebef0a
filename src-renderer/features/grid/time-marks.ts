/** The marks of the line beside the grid: where each year, letter or rating begins, and how far down the line every photo is. */
import { type GridLayout, rowAt, rowOfIndex } from './layout';

export interface LineMark {
  /** 0 (top) .. 1 (bottom) of the line. */
  share: number;
  words: string;
}

/** First index after `index` that has other words; words that are the same lie together. */
function nextOther(count: number, index: number, wordsOf: (index: number) => string): number {
  const words = wordsOf(index);
  let step = 1;
  while (index + step < count && wordsOf(index + step) === words) step *= 2;
  let low = index + (step >> 1);
  let high = Math.min(count, index + step);
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (wordsOf(middle) === words) low = middle;
    else high = middle;
  }
  return Math.max(index + 1, high);
}

/** One mark where other words begin; those nearer than `leastShare` to the one above, and those without words, are left out. */
export function lineMarks(
  layout: GridLayout,
  wordsOf: (index: number) => string,
  leastShare: number,
): LineMark[] {
  const marks: LineMark[] = [];
  let index = 0;
  while (index < layout.count) {
    const words = wordsOf(index);
    const share = (layout.rowTop[rowOfIndex(layout, index)] as number) / layout.totalPx;
    const above = marks.at(-1);
    if (words !== '' && (above === undefined || share - above.share >= leastShare))
      marks.push({ share, words });
    index = nextOther(layout.count, index, wordsOf);
  }
  return marks;
}

/** The first photo in the row at that place; -1 when there is none. */
export function firstAt(layout: GridLayout, placePx: number): number {
  const row = rowAt(layout, Math.max(0, placePx));
  return row < 0 ? -1 : (layout.rowStart[row] as number);
}

export const yearOf = (atMs: number): string => String(new Date(atMs).getUTCFullYear());

/** What a sorted name is found under: its first letter; digits together, everything else by itself. Hangul by its first consonant. */
export function letterOf(name: string): string {
  const first = [...name.trim().normalize('NFC')][0];
  if (first === undefined) return '';
  if (/\p{Nd}/u.test(first)) return '0–9';
  const code = first.codePointAt(0) as number;
  if (code >= 0xac00 && code <= 0xd7a3) return firstConsonants[Math.floor((code - 0xac00) / 588)] as string;
  return first.toLocaleUpperCase();
}
const firstConsonants = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];

/** Words along a list of which only some rows are known: those of the nearest known row before. */
export function stepWords(rows: readonly number[], words: readonly string[]): (index: number) => string {
  return (index) => {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((rows[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return words[low] ?? '';
  };
}
