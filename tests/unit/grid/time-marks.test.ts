import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutGrid } from '../../../src-renderer/features/grid/layout';
import {
  firstAt,
  letterOf,
  lineMarks,
  stepWords,
  yearOf,
} from '../../../src-renderer/features/grid/time-marks';

// Ten rows of two photos, 100 px each: 2019 has rows 0 to 3, 2020 is empty, 2021 rows 4 to 8, 2022 row 9.
const years = [
  2019, 2019, 2019, 2019, 2019, 2019, 2019, 2019, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021,
  2022, 2022,
];
const times = years.map((year, index) => Date.UTC(year, 0, 1 + index));
const layoutOf = (count: number) =>
  layoutGrid({
    aspect: Array.from({ length: count }, () => 1),
    count,
    widthPx: 200,
    targetPx: 100,
    gapPx: 0,
    mode: 'square',
  });
const layout = layoutOf(20);
const yearAt = (index: number): string => yearOf(times[index] as number);

test('a mark where each year begins, and none for an empty year', () => {
  expect(lineMarks(layout, yearAt, 0.05)).toEqual([
    { share: 0, words: '2019' },
    { share: 0.4, words: '2021' },
    { share: 0.9, words: '2022' },
  ]);
});

test('the newest first: the years go down', () => {
  const newestFirst = (index: number): string => yearAt(19 - index);
  expect(lineMarks(layout, newestFirst, 0.05).map((mark) => mark.words)).toEqual(['2022', '2021', '2019']);
});

test('marks too near to the one above are left out, and so are those without words', () => {
  expect(lineMarks(layout, yearAt, 0.6).map((mark) => mark.words)).toEqual(['2019', '2022']);
  expect(lineMarks(layout, (index) => (index < 8 ? '' : 'B'), 0.05)).toEqual([{ share: 0.4, words: 'B' }]);
});

test('every change of words is found, however long they stay the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }), (runs) => {
      const words = runs.flatMap((length, run) => Array.from({ length }, () => `w${run}`));
      const marks = lineMarks(layoutOf(words.length), (index) => words[index] as string, 0);
      // Two that begin in one row have the same place; every word has its mark all the same.
      expect(marks.map((mark) => mark.words)).toEqual(runs.map((_, run) => `w${run}`));
    }),
  );
});

test('the photo of a place is the first one in its row', () => {
  expect([firstAt(layout, -5), firstAt(layout, 450)]).toEqual([0, 8]);
});

test('names are found under their letter: digits together, Hangul by its first consonant', () => {
  expect(
    ['IMG_1.JPG', '_DSC.NEF', '2024.jpg', '제주.heic', '까치.jpg', 'éclair.png', ''].map(letterOf),
  ).toEqual(['I', '_', '0–9', 'ㅈ', 'ㄲ', 'É', '']);
});

test('between known rows the words are those of the one before', () => {
  const words = stepWords([0, 10, 30], ['A', 'B', 'C']);
  expect([0, 9, 10, 29, 30, 999].map(words)).toEqual(['A', 'A', 'B', 'B', 'C', 'C']);
  expect(stepWords([], [])(5)).toBe('');
});
