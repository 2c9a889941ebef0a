import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellOf,
  type GridMode,
  indexAt,
  indexesInRectangle,
  layoutGrid,
  rowAt,
  rowOfIndex,
  rowsBetween,
  stepFrom,
} from '../../../src-renderer/features/grid/layout';

const gapPx = 4;
const request = fc.record({
  aspect: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { maxLength: 300 }),
  widthPx: fc.integer({ min: 100, max: 3000 }),
  targetPx: fc.integer({ min: 96, max: 480 }),
});
const make = (aspect: number[], widthPx: number, targetPx: number, mode: GridMode = 'justified') =>
  layoutGrid({ aspect, count: aspect.length, widthPx, targetPx, gapPx, mode });

describe('justified rows', () => {
  test('three rows of known photos, to the pixel', () => {
    const layout = make([1.5, 1.5, 1.5, 0.75, 3, 1], 1000, 200);
    expect({ ...layout }).toEqual({
      count: 6,
      rowCount: 2,
      widthPx: 1000,
      gapPx: 4,
      totalPx: 392,
      rowStart: Uint32Array.from([0, 4, 6]),
      rowTop: Float64Array.from([0, 192]),
      rowHeight: Uint16Array.from([188, 200]),
      left: Uint16Array.from([0, 286, 573, 859, 0, 604]),
      width: Uint16Array.from([282, 283, 282, 141, 600, 200]),
      groupStart: new Uint32Array(0),
      groupTop: new Float64Array(0),
      headPx: 0,
    });
  });

  test('any photos: each once, in order, no overlap, rows fill the width, heights bounded', () => {
    fc.assert(
      fc.property(request, ({ aspect, widthPx, targetPx }) => {
        const layout = make(aspect, widthPx, targetPx);
        const target = Math.min(targetPx, widthPx);
        expect(layout.rowStart[0] ?? 0).toBe(0);
        expect(layout.rowStart[layout.rowCount]).toBe(aspect.length);
        let bottom = -gapPx;
        for (let row = 0; row < layout.rowCount; row++) {
          const from = layout.rowStart[row] as number;
          const to = layout.rowStart[row + 1] as number;
          expect(to).toBeGreaterThan(from);
          expect(layout.rowTop[row]).toBe(bottom + gapPx);
          const height = layout.rowHeight[row] as number;
          bottom = (layout.rowTop[row] as number) + height;
          let right = -gapPx;
          for (let index = from; index < to; index++) {
            expect(layout.left[index]).toBe(right + gapPx);
            right = (layout.left[index] as number) + (layout.width[index] as number);
          }
          const isLast = row === layout.rowCount - 1;
          if (isLast) expect(right).toBeLessThanOrEqual(widthPx + 1);
          else expect(Math.abs(right - widthPx)).toBeLessThanOrEqual(1);
          expect(height).toBeLessThanOrEqual(target * 1.7 + 1);
          expect(height).toBeGreaterThanOrEqual(target / 1.7 - 1);
        }
        expect(layout.totalPx).toBe(Math.max(0, bottom));
      }),
      { numRuns: 300 },
    );
  });

  test('a panorama of 10:1 gets a row of its own at target height; a sliver of 1:10 a cell that can be hit', () => {
    expect(cellOf(make([10, 10], 1000, 200), 0)).toEqual({
      index: 0,
      leftPx: 0,
      topPx: 0,
      widthPx: 1000,
      heightPx: 200,
    });
    expect(cellOf(make([0.1], 1000, 200), 0)).toEqual({
      index: 0,
      leftPx: 0,
      topPx: 0,
      widthPx: 80,
      heightPx: 200,
    });
  });

  test('no photo, no row', () => {
    const layout = make([], 1000, 200);
    expect([layout.rowCount, layout.totalPx, rowAt(layout, 50), indexAt(layout, 1, 1)]).toEqual([
      0, 0, -1, -1,
    ]);
    expect(rowsBetween(layout, 0, 500)).toEqual({ first: 0, end: 0 });
    expect(stepFrom(layout, 0, 'down', null, 500)).toEqual({ index: -1, columnPx: null });
  });

  test('100,000 photos stay in order and in one pass', () => {
    const aspect = Array.from(
      { length: 100_000 },
      (_, index) => [1.5, 0.667, 1.333, 1.778, 2.4][index % 5] as number,
    );
    const layout = make(aspect, 1600, 220);
    expect(layout.rowStart[layout.rowCount]).toBe(100_000);
    expect(rowOfIndex(layout, 99_999)).toBe(layout.rowCount - 1);
  });
});

describe('squares', () => {
  test('equal sides, width filled', () => {
    fc.assert(
      fc.property(request, ({ aspect, widthPx, targetPx }) => {
        const layout = make(aspect, widthPx, targetPx, 'square');
        const columns = Math.min(aspect.length, layout.rowStart[1] ?? 0);
        for (let row = 0; row < layout.rowCount - 1; row++) {
          const last = (layout.rowStart[row + 1] as number) - 1;
          expect((layout.rowStart[row + 1] as number) - (layout.rowStart[row] as number)).toBe(columns);
          expect(
            Math.abs((layout.left[last] as number) + (layout.width[last] as number) - widthPx),
          ).toBeLessThanOrEqual(1);
        }
        for (const side of layout.width)
          expect(Math.abs(side - (layout.rowHeight[0] as number))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('finding', () => {
  test('every pixel of a cell finds its photo, a rectangle finds exactly what it touches', () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 0, max: 299 }), ({ aspect, widthPx, targetPx }, pick) => {
        fc.pre(aspect.length > 0);
        const layout = make(aspect, widthPx, targetPx);
        const cell = cellOf(layout, pick % aspect.length);
        expect(indexAt(layout, cell.leftPx, cell.topPx)).toBe(cell.index);
        expect(indexAt(layout, cell.leftPx + cell.widthPx - 1, cell.topPx + cell.heightPx - 1)).toBe(
          cell.index,
        );
        expect(indexAt(layout, cell.leftPx, cell.topPx + cell.heightPx)).toBe(-1);
        const centreX = cell.leftPx + cell.widthPx / 2;
        const centreY = cell.topPx + cell.heightPx / 2;
        expect(indexesInRectangle(layout, centreX, centreY, centreX, centreY)).toEqual([cell.index]);
        expect(indexesInRectangle(layout, widthPx + 10, layout.totalPx + 10, -10, -10)).toEqual(
          aspect.map((_, index) => index),
        );
      }),
    );
  });

  test('rows in a band', () => {
    const layout = make(
      Array.from({ length: 40 }, () => 1.5),
      1000,
      200,
    );
    expect(layout.rowHeight[0]).toBe(220);
    expect(rowsBetween(layout, 0, 220)).toEqual({ first: 0, end: 1 });
    expect(rowsBetween(layout, 220, 224)).toEqual({ first: 1, end: 1 });
    expect(rowsBetween(layout, 220, 225)).toEqual({ first: 1, end: 2 });
    expect(rowsBetween(layout, -500, 0)).toEqual({ first: 0, end: 0 });
    expect(rowsBetween(layout, 1e9, 2e9)).toEqual({ first: 0, end: 0 });
  });
});

describe('walking by keys', () => {
  const layout = make([3, 1, 1, 1, 1, 1, 1, 3, 1, 1], 1000, 200);

  test('down and up again through uneven rows comes back to the start', () => {
    const down = stepFrom(layout, 2, 'down', null, 600);
    const back = stepFrom(layout, down.index, 'up', down.columnPx, 600);
    expect(back.index).toBe(2);
  });

  test('every step stays inside; sideways forgets the column', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('left', 'right', 'up', 'down', 'home', 'end', 'page-up', 'page-down' as const),
        (index, step) => {
          const next = stepFrom(layout, index, step as 'left', null, 300).index;
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThan(10);
          if (step === 'page-down' && rowOfIndex(layout, index) < layout.rowCount - 1)
            expect(next).toBeGreaterThan(index);
        },
      ),
    );
    expect(stepFrom(layout, 0, 'left', 5, 1)).toEqual({ index: 0, columnPx: null });
    expect(stepFrom(layout, 9, 'right', 5, 1)).toEqual({ index: 9, columnPx: null });
    expect(stepFrom(layout, 3, 'end', null, 1)).toEqual({ index: 9, columnPx: null });
    expect(stepFrom(layout, 3, 'home', null, 1)).toEqual({ index: 0, columnPx: null });
  });
});
