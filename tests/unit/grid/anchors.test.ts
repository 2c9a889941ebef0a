/** What a person looks at stays where it is while rows come and go. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchoredPlace, anchorsIn } from '../../../src-renderer/features/grid/anchors';
import { cellOf, layoutGrid } from '../../../src-renderer/features/grid/layout';

const paddingPx = 8;
const listOf = (ids: number[]) => ({
  ids: Uint32Array.from(ids),
  rowOf: (id: number) => ids.indexOf(id),
});
const layoutOf = (ids: number[]) =>
  layoutGrid({
    aspect: ids.map((id) => 0.6 + (id % 5) * 0.3),
    count: ids.length,
    widthPx: 900,
    targetPx: 200,
    gapPx: 4,
    mode: 'justified',
  });
/** Where a photo is on the screen. */
const onScreen = (ids: number[], id: number, placePx: number): number =>
  cellOf(layoutOf(ids), ids.indexOf(id)).topPx + paddingPx - placePx;

const ids = Array.from({ length: 200 }, (_, n) => (n + 1) * 10);
const view = { viewportPx: 700, focus: null };

test('photos that arrive above, go from above or go from sight move nothing that stays in sight', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 9, max: 4000 }),
      fc.array(
        fc.integer({ min: 1, max: 1999 }).filter((id) => id % 10 !== 0),
        { maxLength: 60 },
      ),
      fc.array(fc.integer({ min: 0, max: 199 }), { maxLength: 60 }),
      (placePx, arriving, leaving) => {
        const anchors = anchorsIn(layoutOf(ids), listOf(ids), { ...view, topPx: placePx - paddingPx });
        const gone = new Set(leaving.map((row) => ids[row]));
        const next = [...new Set([...ids.filter((id) => !gone.has(id)), ...arriving])].sort((a, b) => a - b);
        const kept = anchors.find(({ id }) => next.includes(id));
        const target = anchoredPlace(anchors, layoutOf(next), listOf(next), paddingPx);
        if (kept === undefined) expect(target).toBeNull();
        else expect(onScreen(next, kept.id, target as number)).toBe(onScreen(ids, kept.id, placePx));
      },
    ),
  );
});

test('the photo with the focus counts before the one at the top, while it is in sight', () => {
  const focus = ids[12] as number;
  const topPx = cellOf(layoutOf(ids), 12).topPx - 300;
  expect(anchorsIn(layoutOf(ids), listOf(ids), { ...view, topPx, focus })[0]).toEqual({
    id: focus,
    fromTopPx: 300,
  });
  expect(anchorsIn(layoutOf(ids), listOf(ids), { ...view, topPx: topPx + 9000, focus })[0]?.id).not.toBe(
    focus,
  );
});

test('at the very top nothing is held: there what arrives is waited for; but the focus is', () => {
  expect(anchorsIn(layoutOf(ids), listOf(ids), { ...view, topPx: -paddingPx })).toEqual([]);
  const focused = { ...view, topPx: -paddingPx, focus: ids[0] as number };
  expect(anchorsIn(layoutOf(ids), listOf(ids), focused)[0]).toEqual({ id: 10, fromTopPx: paddingPx });
});

test('another search keeps nothing in place but the focus', () => {
  const topPx = 1000;
  expect(anchorsIn(layoutOf(ids), listOf(ids), { ...view, topPx, focusOnly: true })).toEqual([]);
});
