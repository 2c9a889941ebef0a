/** A window opens where it was, unless no screen is there any more; the second one on a screen that the first is not on. */
import { expect, it } from 'vitest';
import { otherDisplay, reachableBounds } from '../../../src-main/electron/window-bounds';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 2560, height: 1440 };

it('keeps bounds whose title bar can be reached', () => {
  const bounds = { x: 2000, y: 100, width: 1280, height: 800 };
  expect(reachableBounds(bounds, [screen, second])).toEqual(bounds);
  expect(reachableBounds({ ...bounds, x: 1860 }, [screen])).toBeNull(); // 60 px are left: too little to grab
  expect(reachableBounds({ ...bounds, x: 1850 }, [screen])).toEqual({ ...bounds, x: 1850 });
});

it('drops bounds of a screen that is gone, above the edge, or never stored', () => {
  expect(reachableBounds({ x: 2000, y: 100, width: 1280, height: 800 }, [screen])).toBeNull();
  expect(reachableBounds({ x: 0, y: -20, width: 1280, height: 800 }, [screen])).toBeNull();
  expect(reachableBounds(null, [screen])).toBeNull();
});

it('finds the display that the window is not on, or none', () => {
  const displays = [{ bounds: screen }, { bounds: second }];
  const onFirst = { x: 1000, y: 0, width: 1200, height: 800 }; // it reaches over the edge
  const onSecond = { x: 1800, y: 0, width: 1200, height: 800 };
  expect([otherDisplay(displays, onFirst), otherDisplay(displays, onSecond)]).toEqual([
    displays[1],
    displays[0],
  ]);
  expect([otherDisplay([{ bounds: screen }], onFirst), otherDisplay([], onFirst)]).toEqual([null, null]);
});
