import { expect, it } from 'vitest';
import { fillsCell, gridPicturePx } from '../../../src-shared/domain/grid-picture';

it.each([
  // A cell of the photo's own shape; a square it covers; one that shows it whole.
  [{ widthPx: 330, heightPx: 220 }, 1.5, false, true],
  [{ widthPx: 660, heightPx: 440 }, 1.5, false, false],
  [{ widthPx: 220, heightPx: 220 }, 1.5, false, true],
  [{ widthPx: 220, heightPx: 220 }, 3, false, false],
  [{ widthPx: 220, heightPx: 220 }, 3, true, true],
  [{ widthPx: 220, heightPx: 360 }, 0.6, true, false],
  [{ widthPx: gridPicturePx, heightPx: gridPicturePx }, 1, false, true],
])('in a cell of %o a photo of %f (whole: %s): %s', (cell, aspect, whole, fills) => {
  expect(fillsCell(cell, aspect, whole)).toBe(fills);
});

it('is never enlarged by more than a rounded px where it fills', () => {
  for (let widthPx = 40; widthPx <= 500; widthPx += 23)
    for (let heightPx = 40; heightPx <= 500; heightPx += 19)
      for (const aspect of [0.4, 2 / 3, 1, 1.5, 2.4])
        for (const whole of [false, true]) {
          if (!fillsCell({ widthPx, heightPx }, aspect, whole)) continue;
          const [ownWidth, ownHeight] = [
            gridPicturePx * Math.min(1, aspect),
            gridPicturePx / Math.max(1, aspect),
          ];
          const scale = (whole ? Math.min : Math.max)(widthPx / ownWidth, heightPx / ownHeight);
          expect(scale).toBeLessThanOrEqual(1 + 1e-9);
        }
});
