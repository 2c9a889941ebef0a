import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitInside,
  fitted,
  keepOnStage,
  pixelScale,
  wheelScale,
  zoomAt,
} from '../../../src-renderer/features/viewer/zoom';

const stage = { widthPx: 1200, heightPx: 800 };
const fit = { widthPx: 1200, heightPx: 800 };

describe('fitting', () => {
  test('by width, by height, and never above its own size', () => {
    expect([
      fitInside(stage, 3, null),
      fitInside(stage, 0.5, null),
      fitInside(stage, 1.5, { widthPx: 300, heightPx: 200 }),
      fitInside(stage, 1.5, { widthPx: 6000, heightPx: 4000 }),
    ]).toEqual([
      { widthPx: 1200, heightPx: 400 },
      { widthPx: 400, heightPx: 800 },
      { widthPx: 300, heightPx: 200 },
      { widthPx: 1200, heightPx: 800 },
    ]);
  });
});

describe('zooming', () => {
  test('to the pixels, but always inwards', () => {
    expect([
      pixelScale({ widthPx: 512, heightPx: 341 }, 2048, 1),
      pixelScale({ widthPx: 2160, heightPx: 1440 }, 2048, 1),
    ]).toEqual([4, 2]);
  });

  test('what lies under the pointer stays under it', () => {
    const point = { xPx: 300, yPx: -100 };
    const near = zoomAt(fitted, 2, point, fit, stage);
    expect(near).toEqual({ scale: 2, xPx: -300, yPx: 100 });
    const placeOn = (zoom: typeof near) => [
      (point.xPx - zoom.xPx) / zoom.scale,
      (point.yPx - zoom.yPx) / zoom.scale,
    ];
    expect(placeOn(near)).toEqual(placeOn(fitted));
    expect(zoomAt(near, 1, point, fit, stage)).toEqual(fitted);
  });

  test('however it is pulled, no bare ground shows while there is more picture', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 8, noNaN: true }),
        fc.integer({ min: -9000, max: 9000 }),
        fc.integer({ min: -9000, max: 9000 }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (scale, xPx, yPx, aspect) => {
          const size = fitInside(stage, aspect, null);
          const kept = keepOnStage({ scale, xPx, yPx }, size, stage);
          for (const [at, length, room] of [
            [kept.xPx, size.widthPx, stage.widthPx],
            [kept.yPx, size.heightPx, stage.heightPx],
          ] as const) {
            const half = (length * scale) / 2;
            if (half * 2 <= room) expect(at).toBe(0);
            else expect(Math.abs(at) + room / 2).toBeLessThanOrEqual(half + 1e-6);
          }
        },
      ),
    );
  });

  test('the wheel stays between fitted and deepest', () => {
    expect([wheelScale(1, 500, 8), wheelScale(8, -500, 8)]).toEqual([1, 8]);
    expect(wheelScale(wheelScale(2, -60, 8), 60, 8)).toBeCloseTo(2, 10);
  });
});
