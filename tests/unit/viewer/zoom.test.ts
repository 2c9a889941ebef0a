import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boxOf,
  type Frame,
  fitInside,
  fitted,
  fittedView,
  keepOnStage,
  nextLevel,
  pixelScale,
  viewOf,
  wheelScale,
  zoomAt,
  zoomOf,
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

describe('what is looked at', () => {
  const frameFor = (own: { widthPx: number; heightPx: number }, devicePixelRatio = 1): Frame => ({
    stage,
    fit: fitInside(stage, own.widthPx / own.heightPx, own),
    own,
    devicePixelRatio,
  });
  const large = frameFor({ widthPx: 6000, heightPx: 4000 });

  test('holds on the next photo: the same share of its pixels at the same place', () => {
    const near = zoomAt(fitted, 5, { xPx: 300, yPx: -100 }, large.fit, stage);
    const view = viewOf(near, large);
    expect(view.pixels).toBeCloseTo(1, 9);
    expect(zoomOf(view, large)).toEqual({
      scale: 5,
      xPx: expect.closeTo(near.xPx, 6),
      yPx: expect.closeTo(near.yPx, 6),
    });
    const upright = frameFor({ widthPx: 4000, heightPx: 6000 });
    expect(viewOf(zoomOf(view, upright), upright)).toEqual({
      pixels: expect.closeTo(1, 9),
      xPart: expect.closeTo(view.xPart, 6),
      yPart: expect.closeTo(view.yPart, 6),
    });
  });

  test('a photo without so many pixels is shown fitted', () => {
    expect(zoomOf({ pixels: 1, xPart: 0.1, yPart: 0.1 }, frameFor({ widthPx: 600, heightPx: 400 }))).toEqual(
      fitted,
    );
    expect(viewOf(fitted, large)).toEqual(fittedView);
  });

  test('at 100 % each pixel of the photo is one of the screen, on whole ones', () => {
    const odd = frameFor({ widthPx: 6001, heightPx: 4003 }, 1.5);
    const scale = pixelScale(odd.fit, 6001, 1.5);
    const box = boxOf(zoomAt(fitted, scale, { xPx: 17.3, yPx: 3.1 }, odd.fit, stage), odd);
    expect([box.widthPx * 1.5, box.heightPx * 1.5]).toEqual([6001, 4003]);
    for (const edge of [box.leftPx, box.topPx]) expect((edge * 1.5) % 1).toBeCloseTo(0, 9);
  });

  test('+ and - go through the levels and end fitted', () => {
    const up = [1];
    for (let step = 0; step < 5; step += 1) up.push(nextLevel(up.at(-1) as number, 1, large));
    expect(up).toEqual([1, 1.25, 2.5, 5, 10, 20]);
    expect([nextLevel(20, 1, large), nextLevel(5, -1, large), nextLevel(1.25, -1, large)]).toEqual([
      20, 2.5, 1,
    ]);
  });
});
