import { describe, expect, it } from 'vitest';
import { createSpeedMeter, type SpeedMeter } from '../../../src-main/services/speed-meter';

const MB = 1_000_000;
/** A link of so many bytes a second, and so many milliseconds that every file costs besides. */
interface Link {
  bytesPerSecond: number;
  perFileMs: number;
}

/** Sends files one after the other, in pieces, and asks every 100 ms what the screen would ask. Answers [elapsed, told] in milliseconds. */
function simulate(
  sizes: number[],
  linkAt: (elapsedMs: number) => Link,
): { told: Array<[number, number | null]>; tookMs: number; meter: SpeedMeter } {
  let now = 1_000_000;
  const meter = createSpeedMeter(() => now);
  const startedAt = now;
  let askedAt = now;
  const told: Array<[number, number | null]> = [];
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  let files = sizes.length;
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, askedAt + 100 - now);
      now += step;
      left -= step;
      if (now >= askedAt + 100) {
        askedAt = now;
        told.push([now - startedAt, meter.remainingMs({ bytes, files })]);
      }
    }
  };
  for (const size of sizes) {
    for (let left = size; left > 0; ) {
      const piece = Math.min(left, 256 * 1024);
      pass((piece / linkAt(now - startedAt).bytesPerSecond) * 1000);
      meter.add(piece);
      bytes -= piece;
      left -= piece;
    }
    pass(linkAt(now - startedAt).perFileMs);
    meter.ended();
    files -= 1;
  }
  return { told, tookMs: now - startedAt, meter };
}
/** How far what was told was off what it took then, as a share, at its worst after the first seconds. */
function worst({ told, tookMs }: ReturnType<typeof simulate>, fromMs: number, toMs = tookMs - 5000): number {
  const off = told.flatMap(([atMs, ms]) =>
    ms === null || atMs < fromMs || atMs > toMs ? [] : [Math.abs(ms - (tookMs - atMs)) / (tookMs - atMs)],
  );
  expect(off.length).toBeGreaterThan(50);
  return Math.max(...off);
}
/** The largest step between two answers, beyond the time that passed between them. */
function largestJump({ told }: ReturnType<typeof simulate>): number {
  const steps = told.flatMap(([atMs, ms], n) => {
    const before = told[n - 1];
    return ms === null || before?.[1] == null ? [] : [Math.abs(ms - (before[1] - (atMs - before[0])))];
  });
  return Math.max(...steps);
}
const steady = (link: Link) => () => link;

describe('the time that is left', () => {
  it('on a steady link, with files of one size', () => {
    const run = simulate(Array(40).fill(20 * MB), steady({ bytesPerSecond: 10 * MB, perFileMs: 50 }));
    expect(worst(run, 5000)).toBeLessThan(0.06);
  });

  it('with small files first and large ones behind, it learns what either costs', () => {
    const small = Array.from({ length: 3000 }, () => 100_000);
    const large = Array.from({ length: 10 }, () => 60 * MB);
    const mixed = [...small.slice(0, 600), ...large.slice(0, 2), ...small.slice(600), ...large.slice(2)];
    const link = { bytesPerSecond: 20 * MB, perFileMs: 15 };
    const run = simulate(mixed, steady(link));
    const off = worst(run, 25_000);
    expect(off).toBeLessThan(0.35);
  });

  it('does not jump when the link gets ten times slower, and is right a minute later', () => {
    const run = simulate(Array(200).fill(5 * MB), (elapsedMs) => ({
      bytesPerSecond: elapsedMs < 20_000 ? 20 * MB : 2 * MB,
      perFileMs: 10,
    }));
    expect(largestJump(run)).toBeLessThan(4000);
    expect(worst(run, 80_000)).toBeLessThan(0.15);
  });

  it('a new import is a new question', () => {
    let now = 0;
    const meter = createSpeedMeter(() => now);
    for (let second = 0; second < 10; second += 1) {
      meter.add(MB);
      now += 1000;
    }
    meter.ended();
    expect(meter.remainingMs({ bytes: 10 * MB, files: 1 })).toBeLessThan(12_000);
    expect(meter.remainingMs({ bytes: 1000 * MB, files: 1 })).toBeGreaterThan(900_000);
  });

  it('is not told before two seconds, after a silence, and when nothing is left', () => {
    let now = 0;
    const meter = createSpeedMeter(() => now);
    const left = { bytes: MB, files: 1 };
    const told = [meter.remainingMs(left)];
    meter.add(MB);
    now += 1999;
    told.push(meter.remainingMs(left));
    now += 1;
    told.push(meter.remainingMs(left) === null ? null : 1, meter.remainingMs({ bytes: 0, files: 0 }));
    now += 10_000;
    told.push(meter.remainingMs(left));
    expect(told).toEqual([null, null, 1, null, null]);
  });
});

describe('the speed', () => {
  it('follows the link, is 0 after a silence and starts anew after it', () => {
    let now = 1_000_000;
    const meter = createSpeedMeter(() => now);
    expect(meter.bytesPerSecond()).toBe(0);
    const send = (seconds: number, bytes: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        meter.add(bytes);
        now += 1000;
      }
    };
    send(20, MB);
    expect(meter.bytesPerSecond() / MB).toBeCloseTo(1, 1);
    send(20, 3 * MB);
    expect(meter.bytesPerSecond() / MB).toBeGreaterThan(2.7);
    now += 9_999;
    meter.bytesPerSecond();
    now += 1_000;
    expect(meter.bytesPerSecond()).toBe(0);
    send(1, 5 * MB);
    expect(meter.bytesPerSecond()).toBe(5 * MB);
  });
});
