import { describe, expect, test } from 'vitest';
import { fastPxPerMs, LoadGate, refillAfterMs } from '../../../src-renderer/features/grid/load-gate';
import { longestElementPx, ScrollMap } from '../../../src-renderer/features/grid/scroll-map';

describe('scroll map', () => {
  test('below the cap places are real positions', () => {
    const map = new ScrollMap(1_000_000, 900);
    expect([map.elementPx, map.scrolled(500_000), map.drawShiftPx, map.place(7), map.rest()]).toEqual([
      1_000_000,
      500_000,
      0,
      7,
      null,
    ]);
  });

  test('above the cap the wheel moves one for one, the bar in proportion, and both ends are reached', () => {
    const map = new ScrollMap(24_000_000, 1000);
    expect(map.elementPx).toBe(longestElementPx);
    expect(map.scrolled(100)).toBe(100);
    expect(map.scrolled(220)).toBe(220);
    const half = (longestElementPx - 1000) / 2;
    expect(map.scrolled(half)).toBe(11_999_500);
    expect(map.scrolled(half + 120)).toBe(11_999_620);
    expect(map.scrolled(longestElementPx - 1000)).toBe(23_999_000);
    expect(map.scrolled(0)).toBe(0);
  });

  test('at rest the element goes where the place belongs, and the place does not move', () => {
    const map = new ScrollMap(24_000_000, 1000);
    let real = 0;
    for (let step = 0; step < 50; step++) real += 100;
    for (let at = 100; at <= real; at += 100) map.scrolled(at);
    const rested = map.rest();
    expect(rested).toBe(Math.round((5000 / 23_999_000) * (longestElementPx - 1000)));
    expect((rested as number) + map.drawShiftPx).toBe(5000);
    expect(map.scrolled(rested as number)).toBe(5000);
    expect(map.rest()).toBeNull();
  });

  test('a wheel at the end of the element reaches past it only after a rest', () => {
    const map = new ScrollMap(24_000_000, 1000);
    const real = map.place(12_345_678);
    expect(real + map.drawShiftPx).toBe(12_345_678);
    expect(map.place(1e12) + map.drawShiftPx).toBe(23_999_000);
    expect(map.place(-5) + map.drawShiftPx).toBe(0);
  });
});

describe('load gate', () => {
  test('closes above the speed, opens again after the wait', () => {
    const gate = new LoadGate();
    gate.moved(0, 1000);
    gate.moved(16 * fastPxPerMs, 1016);
    expect(gate.isOpen(1016)).toBe(true);
    gate.moved(16 * fastPxPerMs + 16 * (fastPxPerMs + 1), 1032);
    expect([gate.isOpen(1032), gate.waitMs(1032), gate.isOpen(1032 + refillAfterMs)]).toEqual([
      false,
      refillAfterMs,
      true,
    ]);
  });

  test('a single step after a rest is no flight, a leap is, and a jump of our own is not', () => {
    const gate = new LoadGate();
    gate.moved(0, 0);
    gate.moved(900, 5000);
    expect(gate.isOpen(5000)).toBe(true);
    gate.moved(900_000, 9000);
    expect(gate.isOpen(9000)).toBe(false);
    gate.jumped(0, 9010);
    expect(gate.isOpen(9010)).toBe(true);
  });
});
