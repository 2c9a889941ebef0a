/** Days and months over photos: which belong together, and where their headings and rows lie. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  groupStarts,
  mostCommon,
  noZones,
  spreadRows,
  wallMsOf,
} from '../../../src-renderer/features/grid/groups';
import {
  type GridMode,
  groupAt,
  groupBottom,
  groupGapPx,
  groupOfIndex,
  groupRange,
  indexAt,
  layoutGrid,
  rowOfIndex,
} from '../../../src-renderer/features/grid/layout';

const headPx = 40;
const gapPx = 4;

describe('which photos belong together', () => {
  test('a photo of the evening and one of the next morning are of two days and one month', () => {
    const times = [Date.UTC(2024, 4, 30, 20), Date.UTC(2024, 4, 31, 8), Date.UTC(2024, 5, 1, 8)];
    expect(groupStarts(times, 3, 'day', noZones)).toEqual(Uint32Array.from([0, 1, 2]));
    expect(groupStarts(times, 3, 'month', noZones)).toEqual(Uint32Array.from([0, 2]));
  });

  test('the day is that of the clock at the place: an early morning in Seoul is not yesterday', () => {
    const times = [Date.UTC(2024, 4, 1, 3), Date.UTC(2024, 4, 1, 14), Date.UTC(2024, 4, 1, 23)];
    const seoul = { rows: [0], offsetMin: [540] };
    expect(groupStarts(times, 3, 'day', seoul)).toEqual(Uint32Array.from([0, 2]));
    expect(wallMsOf(times, 2, seoul)).toBe(Date.UTC(2024, 4, 2, 8));
  });

  test('on a journey each stretch has its own clock', () => {
    const times = [Date.UTC(2024, 4, 1, 3), Date.UTC(2024, 4, 1, 23), Date.UTC(2024, 4, 2, 3)];
    const journey = { rows: [0, 2], offsetMin: [540, -240] };
    // 12:00 and 08:00 of the 2nd in Seoul, then 23:00 of the 1st in New York.
    expect(groupStarts(times, 3, 'day', journey)).toEqual(Uint32Array.from([0, 1, 2]));
    expect(wallMsOf(times, 2, journey)).toBe(Date.UTC(2024, 4, 1, 23));
  });

  test('any times in either direction: neighbours lie in one group exactly when their day is the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e12, max: 2e12 }), { minLength: 1, maxLength: 80 }),
        fc.boolean(),
        fc.constantFrom('day' as const, 'month' as const),
        (given, descending, by) => {
          const times = given.sort((a, b) => (descending ? b - a : a - b));
          const name = (ms: number): string => new Date(ms).toISOString().slice(0, by === 'day' ? -14 : -17);
          const starts = new Set(groupStarts(times, times.length, by, noZones));
          expect(starts.has(0)).toBe(true);
          for (let row = 1; row < times.length; row++)
            expect(starts.has(row)).toBe(name(times[row] as number) !== name(times[row - 1] as number));
        },
      ),
    );
  });
});

describe('where they lie', () => {
  const request = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }),
    aspect: fc.double({ min: 0.3, max: 4, noNaN: true }),
    widthPx: fc.integer({ min: 200, max: 2000 }),
    targetPx: fc.integer({ min: 96, max: 480 }),
    mode: fc.constantFrom<GridMode>('justified', 'square'),
  });

  test('no row crosses a heading; a heading stands above its first row and the next below its last', () => {
    fc.assert(
      fc.property(request, ({ sizes, aspect, widthPx, targetPx, mode }) => {
        const starts = Uint32Array.from(sizes, (_, n) =>
          sizes.slice(0, n).reduce((sum, size) => sum + size, 0),
        );
        const count = sizes.reduce((sum, size) => sum + size, 0);
        const layout = layoutGrid({
          aspect: Array.from({ length: count }, (_, n) => aspect + (n % 3) * 0.4),
          count,
          widthPx,
          targetPx,
          gapPx,
          mode,
          groups: { starts, headPx },
        });
        let bottom = -groupGapPx - gapPx;
        for (let group = 0; group < sizes.length; group++) {
          const { from, to } = groupRange(layout, group);
          expect([from, to - from]).toEqual([starts[group], sizes[group]]);
          const top = layout.groupTop[group] as number;
          expect(top).toBe(group === 0 ? 0 : bottom + gapPx + groupGapPx);
          const first = rowOfIndex(layout, from);
          const last = rowOfIndex(layout, to - 1);
          expect(layout.rowStart[first]).toBe(from);
          expect(layout.rowStart[last + 1]).toBe(to);
          expect(layout.rowTop[first]).toBe(top + headPx);
          bottom = (layout.rowTop[last] as number) + (layout.rowHeight[last] as number);
          expect(groupBottom(layout, group)).toBe(bottom);
          expect(groupOfIndex(layout, to - 1)).toBe(group);
          expect([groupAt(layout, top), groupAt(layout, bottom - 1)]).toEqual([group, group]);
          // A press on the heading is a press on no photo.
          expect(indexAt(layout, 5, top + headPx / 2)).toBe(-1);
          expect(indexAt(layout, 0, top + headPx)).toBe(from);
        }
        expect(layout.totalPx).toBe(bottom);
      }),
      { numRuns: 200 },
    );
  });

  test('without groups nothing is in none', () => {
    const layout = layoutGrid({ aspect: [1], count: 1, widthPx: 100, targetPx: 100, gapPx, mode: 'square' });
    expect([groupOfIndex(layout, 0), groupAt(layout, 5)]).toEqual([-1, -1]);
  });
});

test('a few rows stand for many: both ends are among them, each once', () => {
  expect(spreadRows(5, 240)).toEqual([0, 1, 2, 3, 4]);
  const rows = spreadRows(100_000, 240);
  expect([rows.length, rows[0], rows.at(-1), new Set(rows).size]).toEqual([240, 0, 99_999, 240]);
});

test('the place of a group is what most photos say', () => {
  expect(mostCommon(['Jeju', undefined, 'Seoul', 'Jeju', null])).toBe('Jeju');
  expect(mostCommon([undefined, null])).toBeNull();
});
