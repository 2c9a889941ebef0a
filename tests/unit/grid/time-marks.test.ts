import { expect, test } from 'vitest';
import { layoutGrid } from '../../../src-renderer/features/grid/layout';
import { timeAt, timeMarks } from '../../../src-renderer/features/grid/time-marks';

// Ten rows of two photos, 100 px each: 2019 has rows 0 to 3, 2020 is empty, 2021 rows 4 to 8, 2022 row 9.
const years = [
  2019, 2019, 2019, 2019, 2019, 2019, 2019, 2019, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021, 2021,
  2022, 2022,
];
const sortAtMs = Float64Array.from(years, (year, index) => Date.UTC(year, 0, 1 + index));
const layout = layoutGrid({
  aspect: years.map(() => 1),
  count: 20,
  widthPx: 200,
  targetPx: 100,
  gapPx: 0,
  mode: 'square',
});

test('a mark where each year begins, and none for an empty year', () => {
  expect(timeMarks(layout, sortAtMs, 0.05)).toEqual([
    { share: 0, year: 2019 },
    { share: 0.4, year: 2021 },
    { share: 0.9, year: 2022 },
  ]);
});

test('marks too near to the one above are left out', () => {
  expect(timeMarks(layout, sortAtMs, 0.6).map((mark) => mark.year)).toEqual([2019, 2022]);
});

test('the time of a place is that of the first photo in its row', () => {
  expect([timeAt(layout, sortAtMs, -5), timeAt(layout, sortAtMs, 450)]).toEqual([
    Date.UTC(2019, 0, 1),
    Date.UTC(2021, 0, 9),
  ]);
});
